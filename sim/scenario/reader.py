"""Reading single things from a tree with places: mappings, texts, dates, numbers a quantity may take.

Every method reports what is wrong (where, what was given, what is allowed, the nearest name) and goes on, so that
all problems of a file are found at once.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sim.errors import Problem, nearest, short
from sim.evidence.quantities import UNITS, Quantity, Source, quantities, sources
from sim.io.marked_yaml import MOST_PROBLEMS, Node
from sim.scenario.grammar import Fields, Keyed, Leaf, Named, Number
from sim.scenario.scenario import Place


def what_is(name: str, wanted: Callable[[Quantity], bool], place: str, otherwise: str = "") -> str:
    """Why a name cannot stand where it does: unknown, or of another kind (and where that belongs).

    ``otherwise`` is the reason where it is of the kind of the ``place``.
    """
    quantity = quantities().get(name)
    if quantity is None:
        near = nearest(name, (known for known, each in quantities().items() if wanted(each)))
        return f"no such {place}{near}"
    if otherwise and quantity.kind == place:
        return otherwise
    if quantity.kind == "lever":
        return "is a lever; set it under policy:"
    if quantity.kind == "driver":
        return "is a driver; set it under drivers:"
    if quantity.group == "delivery":
        return "is a term of delivery; give share and lag_weeks under delivery:, or assume it under assume:"
    return f"is {'an' if quantity.kind[0] in 'ae' else 'a'} {quantity.kind}; believe another value under assume:"


def limits_text(quantity: Quantity) -> str:
    """What a quantity may be, in words."""
    if quantity.choices:
        return f"one of {', '.join(quantity.choices)}"
    low, high = quantity.limits
    unit = "" if quantity.unit == "share" else f" ({UNITS[quantity.unit]})"
    if high == math.inf:
        return f"a number{'' if low == -math.inf else f' of at least {low:,.10g}'}{unit}"
    return f"a number between {low:,.10g} and {high:,.10g}{unit}"


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in a mapping: its nodes by key, and the values of those that are single (None: cannot be read)."""

    nodes: dict[str, Node]
    values: dict[str, Any]


_NAME = re.compile(r"(?!\.)[A-Za-z0-9._-]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SOURCE_KEY = r"[A-Za-z0-9_-]+"
WHEN = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
LINK = r"https?://\S+"


class TooMany(Exception):
    """A file has so many problems that it is no scenario."""


class Day(NamedTuple):
    """A date that must lie in the calendar of the scenario, which only its root knows; and where it stands."""

    day: date
    line: int
    column: int
    path: str


@dataclass(slots=True)
class Reader:
    """Reads one file: ``file`` is shown in problems, ``label`` is remembered as the place of what is read."""

    file: str
    label: str
    problems: list[Problem] = field(default_factory=list)
    own_sources: dict[str, Source] = field(default_factory=dict)
    days: list[Day] = field(default_factory=list)

    def wrong(self, node: Node, path: str, message: str, at_key: bool = False) -> None:
        """Report a problem at the value of a node, or at its key."""
        line, column = (node.key_line, node.key_column) if at_key else (node.line, node.column)
        self.report(Problem(self.file, line, column, path, message))

    def report(self, problem: Problem) -> None:
        """Remember a problem. Raises TooMany when nobody would read on."""
        self.problems.append(problem)
        if len(self.problems) == MOST_PROBLEMS:
            raise TooMany

    def place(self, node: Node) -> Place:
        """Where a node stands: file, line and column."""
        return Place(self.label, node.line, node.column)

    def fields(self, node: Node, path: str, fields: Fields, quantity: Quantity | None = None) -> Given:
        """A mapping of the grammar: its known keys, and the values of those whose shape is a single one.

        Reported are unknown and missing keys, those that a quantity cannot have, and values that are not allowed.
        """
        nodes = self.mapping(node, path, fields.keys, fields.what)
        self.required(node, path, nodes, (key for key, entry in fields.keys.items() if entry.needed))
        values: dict[str, Any] = {}
        refused: set[str] = set()
        for key, child in nodes.items():
            entry, inside = fields.keys[key], f"{path}.{key}" if path else key
            if not entry.fits(quantity):
                if entry.otherwise not in refused:
                    self.wrong(child, inside, entry.otherwise, at_key=True)
                refused.add(entry.otherwise)
            elif isinstance(entry.shape, Leaf | Number):
                values[key] = self.single(child, inside, entry.shape, quantity)
        return Given(nodes, values)

    def single(self, node: Node, path: str, shape: Leaf | Number, quantity: Quantity | None = None) -> Any:
        """A single value of the grammar: a text, a date, a number; None (or no text) when it is reported."""
        if isinstance(shape, Number):
            return self.between(node, path, shape.low, shape.high)
        if shape in (Leaf.DAY, Leaf.START):
            return self.day(node, path)
        if shape in (Leaf.VALUE, Leaf.PERCENTILE):
            assert quantity is not None, "a value is that of a quantity"
            return self.within(node, path, quantity)
        if shape is Leaf.AMOUNT:
            return self.finite(node, path, "a number")
        if shape is Leaf.FACTOR:
            return self.between(node, path, 0.0, math.inf)
        if shape is Leaf.WHEN:
            return self.when(node, path)
        text = self.text(node, path)
        if shape is Leaf.SOURCE and text:
            self._known_source(node, path)
        if shape is Leaf.LINK and text and not re.fullmatch(LINK, str(node.content)):
            self.wrong(node, path, f"{short(text)} is no address; it begins with http:// or https://")
        if shape is Leaf.NAME and not _NAME.fullmatch(text):
            self.wrong(node, path, f"{short(text)} has other than letters, digits, dash, dot, underscore")
        return text

    def _known_source(self, node: Node, path: str) -> None:
        key = str(node.content)
        if not re.fullmatch(SOURCE_KEY, key):
            self.wrong(node, path, f"{short(key)} is no key of a source; it has letters, digits, dash, underscore")
        elif key not in sources() and key not in self.own_sources:
            near = nearest(key, (*self.own_sources, *sources()))
            self.wrong(node, path, f"no such source{near}; a source of your own stands under sources:")

    def when(self, node: Node, path: str) -> str:
        """A year, a month or a day as text."""
        if re.fullmatch(WHEN, node.text) and isinstance(node.content, str | float | date):
            return node.text
        self.wrong(node, path, f"{node.shown()} is no date; write {Leaf.WHEN.value}")
        return ""

    def keyed(self, node: Node, path: str, keyed: Keyed) -> dict[str, Node]:
        """The entries of a mapping from keys that the file makes up."""
        if not isinstance(node.content, dict):
            self.wrong(node, path, f"{node.shown()} is given; {keyed.what} is needed")
            return {}
        for key, child in node.content.items():
            inside = f"{path}.{short(key)}"
            if key in sources():
                self.wrong(child, inside, "is a key of the shipped bibliography; choose another", True)
            elif not re.fullmatch(SOURCE_KEY, key):
                self.wrong(child, inside, "a key has letters, digits, dash, underscore", True)
        return node.content

    def mapping(self, node: Node, path: str, known: Iterable[str], what: str) -> dict[str, Node]:
        """The entries of a mapping whose keys are known; the others are reported."""
        if not isinstance(node.content, dict):
            self.wrong(node, path, f"{node.shown()} is given; {what} is needed")
            return {}
        known = tuple(known)
        for key, child in node.content.items():
            if key not in known:
                inside = f"{path}.{short(key)}" if path else short(key)
                self.wrong(child, inside, f"unknown key; known are {', '.join(known)}{nearest(key, known)}", True)
        return {key: child for key, child in node.content.items() if key in known}

    def required(self, node: Node, path: str, given: dict[str, Node], keys: Iterable[str]) -> None:
        """Report the keys that a mapping lacks."""
        for key in keys:
            if key not in given and isinstance(node.content, dict):
                self.wrong(node, path, f"{key}: is missing")

    def items(self, node: Node, path: str, what: str) -> list[Node]:
        """The entries of a list; none, and a problem, where it is no list."""
        if isinstance(node.content, list):
            return node.content
        self.wrong(node, path, f"{node.shown()} is given; {what} is needed")
        return []

    def text(self, node: Node, path: str) -> str:
        """The text of a node without blanks around it; empty, and a problem, where it is none."""
        if isinstance(node.content, str) and node.content.strip():
            return node.content.strip()
        hint = "; put it in quotes" if not isinstance(node.content, dict | list | str | None) else ""
        self.wrong(node, path, f"{node.shown()} is given; a text is needed{hint}")
        return ""

    def day(self, node: Node, path: str) -> date | None:
        """A date; whether it lies in the calendar is seen later, by ``days``."""
        value = node.content
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value) if _DAY.fullmatch(value) else None
            except ValueError:
                value = None
        if not isinstance(value, date):
            self.wrong(node, path, f"{node.shown()} is not a date; write it as 2025-08-01")
            return None
        self.days.append(Day(value, node.line, node.column, path))
        return value

    def finite(self, node: Node, path: str, allowed: str) -> float | None:
        """The number of a node; None, and a problem, where it is none or not finite."""
        value = node.content
        if isinstance(value, float) and math.isfinite(value):
            return value
        hint = "; take off the quotes" if isinstance(value, str) and _is_number(value) else ""
        self.wrong(node, path, f"{node.shown()} is not a number{hint}; allowed is {allowed}")
        return None

    def between(self, node: Node, path: str, low: float, high: float) -> float | None:
        """A number within bounds that hold for every quantity."""
        allowed = f"a number of at least {low:g}" if high == math.inf else f"a number between {low:g} and {high:g}"
        value = self.finite(node, path, allowed)
        if value is not None and not low <= value <= high:
            self.wrong(node, path, f"{node.shown()} is out of range; allowed is {allowed}")
            return None
        return value

    def within(self, node: Node, path: str, quantity: Quantity) -> float | None:
        """A number (or the code of a choice) that the quantity may take."""
        allowed = limits_text(quantity)
        if quantity.choices:
            if isinstance(node.content, str) and node.content in quantity.choices:
                return quantity.number(node.content)
            near = nearest(node.text, quantity.choices)
            self.wrong(node, path, f"{node.shown()} is not a choice; allowed is {allowed}{near}")
            return None
        value = self.finite(node, path, allowed)
        if value is not None and node.text.startswith("+"):
            number = node.text.removeprefix("+")
            self.wrong(node, path, f"{node.shown()} reads as {number} more; write {number}, or give it under add:")
            return None
        if value is not None and not quantity.limits[0] <= value <= quantity.limits[1]:
            self.wrong(node, path, f"{node.shown()} is out of range; allowed is {allowed}")
            return None
        return value

    def named(self, node: Node, path: str, named: Named) -> dict[str, Node]:
        """The entries of a mapping from names of quantities of the wanted kind."""
        if not isinstance(node.content, dict):
            self.wrong(node, path, f"{node.shown()} is given; a mapping from {named.what}s is needed")
            return {}
        good = {}
        for name, child in node.content.items():
            if name in quantities() and named.wanted(quantities()[name]):
                good[name] = child
            else:
                self.wrong(
                    child, f"{path}.{short(name)}", what_is(name, named.wanted, named.what, named.otherwise), True
                )
        return good


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
