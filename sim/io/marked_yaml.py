"""YAML as a tree whose every value knows its line and column.

Strict on purpose: a scenario comes from a stranger. No tags that build objects, no aliases (a few lines of them
expand to gigabytes), no duplicate keys, one document, a handful of levels. All problems are collected; only a
syntax error ends the reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sim.errors import Problem, short

DEEPEST = 12
"""Levels of nesting; a scenario needs six."""
MOST_PROBLEMS = 200
"""Problems listed for one file; a file with more of them is no scenario."""

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters and halves of characters, which escapes can name: no file, page or terminal takes them."""
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}

Value = None | bool | float | str | date


@dataclass(slots=True)
class Node:
    """A mapping, a list or a single value, and where it stands.

    ``content`` is a dict of nodes, a list of nodes, or a Value. ``text`` is a single value as written;
    ``key_line`` and ``key_column`` are the place of the key that leads here.
    """

    content: "dict[str, Node] | list[Node] | Value"
    line: int
    column: int
    text: str = ""
    key_line: int = 0
    key_column: int = 0

    def plain(self) -> Any:
        """The same without places: dicts, lists and values."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    def shown(self) -> str:
        """A short name of what stands here, for messages."""
        if isinstance(self.content, dict):
            return "a mapping"
        if isinstance(self.content, list):
            return "a list"
        return short(self.text) if self.text else "nothing"


def parse(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML text and every problem of its form. The tree is None when there is none, or only a part."""
    builder = _Builder(file)
    try:
        if not all(map(builder.take, _events(text))):
            return None, builder.problems
    except _SyntaxError as error:
        builder.report(error.line, error.column, "", f"not YAML: {error.reason}")
        return None, builder.problems
    return builder.root, builder.problems


def first_values(text: str, keys: tuple[str, ...]) -> dict[str, str]:
    """Texts of some top-level keys, reading no further than the last of them. Keys that are absent are left out."""
    found: dict[str, str] = {}
    key: str | None = None
    depth = 0
    for event in _events(text):
        name = type(event).__name__
        if name == "ScalarEvent" and depth == 1:
            if key is not None and key in keys:
                found[key] = event.value
            key = event.value if key is None else None
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            depth += 1
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            depth -= 1
            key = None
        if len(found) == len(keys):
            break
    return found


class _SyntaxError(Exception):
    def __init__(self, line: int, column: int, reason: str) -> None:
        self.line, self.column, self.reason = line, column, reason


def _events(text: str) -> Iterator[Any]:
    """Parser events of ruamel.yaml; its errors as a place and a reason."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    line, column = 1, 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line, column = event.end_mark.line + 1, event.end_mark.column + 1
            yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(error.problem or error.context).split())
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _SyntaxError(line, column, reason) from None
    except YAMLError as error:  # a character YAML does not allow
        before = text[: getattr(error, "position", 0)]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _SyntaxError(line, column, f"character {text[len(before)]!a} is not allowed") from None
    except (ValueError, OverflowError):
        raise _SyntaxError(line, column, "an escape after this names no character") from None


@dataclass(slots=True)
class _Open:
    """A collection being read: the node, its path, and the key that waits for a value."""

    node: Node
    path: str
    key: Any = None

    def child_path(self) -> str:
        if isinstance(self.node.content, list):
            return f"{self.path}[{len(self.node.content)}]"
        if self.key is None:
            return self.path
        return f"{self.path}.{short(self.key.text)}" if self.path else short(self.key.text)


@dataclass(slots=True)
class _Builder:
    """Takes events, grows the tree. Iterative, so that depth costs no stack."""

    file: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0

    def report(self, line: int, column: int, path: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, column, path, message))

    def take(self, event: Any) -> bool:
        """One event; False when reading should end."""
        kind = type(event).__name__
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        path = self.stack[-1].child_path() if self.stack else ""
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.report(line, column, path, "a second document; a file holds one")
                return False
        elif kind == "AliasEvent":
            self.report(line, column, path, f"alias *{short(event.anchor)} is not allowed; write the value again")
            self._place(Node(None, line, column))
        elif kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent"):
            if event.tag is not None:
                self.report(line, column, path, f"tag {short(str(event.tag))} is not allowed; write plain values")
            return self._start(kind, event, line, column, path)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()
        return len(self.problems) < MOST_PROBLEMS

    def _start(self, kind: str, event: Any, line: int, column: int, path: str) -> bool:
        if kind == "ScalarEvent":
            wrong = _FORBIDDEN.search(event.value)
            if wrong:
                self.report(line, column, path, f"character {wrong[0]!a} is not allowed")
            value = event.value if event.style else value_of(event.value)
            self._place(Node(value, line, column, event.value))
            return len(self.problems) < MOST_PROBLEMS
        if len(self.stack) == DEEPEST:
            self.report(line, column, path, f"nested more than {DEEPEST} levels deep")
            return False
        node = Node({} if kind == "MappingStartEvent" else [], line, column)
        self._place(node)
        self.stack.append(_Open(node, path))
        return True

    def _place(self, node: Node) -> None:
        """Put a node where the open collection waits for it: as a key, a value or an item."""
        if not self.stack:
            self.root = node
            return
        into = self.stack[-1]
        if isinstance(into.node.content, list):
            into.node.content.append(node)
        elif into.key is None:
            into.key = node
            if isinstance(node.content, dict | list):
                self.report(node.line, node.column, into.path, "a key must be a single text")
        else:
            key, into.key = into.key, None
            node.key_line, node.key_column = key.line, key.column
            assert isinstance(into.node.content, dict)
            if key.text in into.node.content:
                first = into.node.content[key.text].key_line
                path = f"{into.path}.{short(key.text)}" if into.path else short(key.text)
                self.report(key.line, key.column, path, f"key given twice; first in line {first}")
            else:
                into.node.content[key.text] = node


def value_of(text: str) -> Value:
    """A plain scalar after the core schema of YAML 1.2, and dates."""
    if text.lower() in _CONSTANTS and (text in _CONSTANTS or text in (text.title(), text.upper())):
        return _CONSTANTS[text.lower()]
    if _NUMBER.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "", 1))
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
