"""Examples in documents: commands with what they print, files, Python, read from fenced blocks."""

import re
from pathlib import Path
from typing import NamedTuple

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
ANYTHING = "..."


class Example(NamedTuple):
    """A block of one language, and the line where it stands."""

    language: str
    text: str
    line: int


class Command(NamedTuple):
    """A command line and the lines that it is said to print."""

    words: str
    printed: list[str]


def examples(page: Path) -> list[Example]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Example(m[1], m[2], text.count("\n", 0, m.start()) + 2) for m in FENCE.finditer(text)]


def commands(block: str) -> list[Command]:
    """What stands after each ``$`` of a console block, with the lines up to the next one."""
    found: list[Command] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], []))
        else:
            found[-1].printed.append(line)
    return found


def is_printed(expected: list[str], printed: str) -> bool:
    """Whether the text has the expected lines in this order; ``...`` stands for anything, in a line or between."""
    if not expected:
        return True
    pattern = "\n".join(re.escape(line.rstrip()) for line in expected).replace(re.escape(ANYTHING), "(?:.|\n)*?")
    return re.fullmatch(pattern, printed.rstrip()) is not None
