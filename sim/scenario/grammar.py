"""The grammar of a scenario file: one table of its sections and keys.

``sections`` reads files by it, and ``schema`` writes it down for editors. So a key, a range or a word stands here once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from sim.calendar import HORIZON, START
from sim.evidence.quantities import Quantity

DEFAULT_EXTENDS = "frozen"
NOTHING = "none"
"""``extends: none``: a scenario that stands alone."""


class Leaf(Enum):
    """A single value, by what it must be."""

    TEXT = "a text that is not empty"
    NAME = "letters, digits, dash, dot, underscore"
    SOURCE = "a key of the bibliography"
    DAY = f"A day from {START} to {HORIZON}. A value holds from the first week that begins on or after it."
    VALUE = "what the quantity may take: a number in its range, or one of its choices"
    PERCENTILE = "a number in the range of the quantity, above 0, and below 1 for a share"


@dataclass(frozen=True, slots=True)
class Number:
    """A number within bounds that hold for every quantity."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping: what stands behind it, whether it is needed, and for which quantities it is allowed.

    ``otherwise`` is what a reader is told where it is not allowed.
    """

    shape: "Shape"
    means: str = ""
    needed: bool = False
    only: Callable[[Quantity], bool] | None = None
    otherwise: str = ""

    def fits(self, quantity: Quantity | None) -> bool:
        """Whether the key may stand in an order of this quantity."""
        return self.only is None or quantity is None or self.only(quantity)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping with known keys. ``pairs`` come together; of ``least`` one is given. ``what`` is for messages."""

    name: str
    what: str
    keys: Mapping[str, Key]
    pairs: tuple[tuple[str, str], ...] = ()
    least: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of mappings."""

    what: str
    inside: Fields


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from the names of the ``wanted`` quantities; ``what`` they are called in messages."""

    what: str
    wanted: Callable[[Quantity], bool]
    inside: "Dated | Words | Fields"


@dataclass(frozen=True, slots=True)
class Dated:
    """A value, a mapping with a value, or a list of dated ones."""

    fields: Fields
    steps: Fields


@dataclass(frozen=True, slots=True)
class Words:
    """One of a few words, or a mapping."""

    words: tuple[str, ...]
    fields: Fields


Shape = Leaf | Number | Fields | Items | Named | Dated | Words


def is_lever(quantity: Quantity) -> bool:
    """Something a government can choose."""
    return quantity.kind == "lever"


def is_driver(quantity: Quantity) -> bool:
    """Something that is given from outside."""
    return quantity.kind == "driver"


def is_undated(quantity: Quantity) -> bool:
    """Something that holds for a whole run."""
    return not quantity.is_dated


def is_number(quantity: Quantity) -> bool:
    """Not a choice."""
    return not quantity.choices


def is_lever_of_number(quantity: Quantity) -> bool:
    """A lever of which a part can arrive."""
    return is_lever(quantity) and is_number(quantity)


_REASONS = {"because": Key(Leaf.TEXT), "source": Key(Leaf.SOURCE)}
_NO_SPREAD = "a lever is chosen; only a driver's value is uncertain"
_VALUE = {
    "value": Key(Leaf.VALUE),
    "to": Key(Leaf.VALUE, only=is_number, otherwise="a choice cannot go in a ramp"),
    "by": Key(Leaf.DAY, only=is_number, otherwise="a choice cannot go in a ramp"),
    "p05": Key(Leaf.PERCENTILE, only=is_driver, otherwise=_NO_SPREAD),
    "p95": Key(Leaf.PERCENTILE, only=is_driver, otherwise=_NO_SPREAD),
    **_REASONS,
}
_PAIRS = (("to", "by"), ("p05", "p95"))
_LEAST = ("value", "to")
_FROM = {"from": Key(Leaf.DAY, needed=True)}

DATED = Dated(
    Fields("value", "a value", _VALUE, _PAIRS, _LEAST),
    Fields("step", "a step with from and value", _FROM | _VALUE, _PAIRS, _LEAST),
)
TERMS = Fields(
    "terms",
    "a mapping",
    {"share": Key(Number(0.0, 1.0)), "lag_weeks": Key(Number(0.0, 520.0)), "because": Key(Leaf.TEXT)},
)
DELIVERY = Words(("in full", "uncertain"), TERMS)
ASSUMPTION = Fields(
    "assumption",
    "a mapping with value and because",
    {"value": Key(Leaf.VALUE, needed=True), "because": Key(Leaf.TEXT, needed=True)},
)


def _entries(kind: str, wanted: Callable[[Quantity], bool]) -> Items:
    keys = _FROM | {"set": Key(Named(kind, wanted, DATED), needed=True)} | _REASONS
    return Items("a list of {from, set}", Fields(f"{kind}s", "a mapping with from and set", keys))


_SECTIONS = {
    "name": Key(Leaf.NAME, "The name in tables and reports; that of the file unless given."),
    "extends": Key(Leaf.TEXT, f"A shipped name, a path relative to this file, or {NOTHING}; else {DEFAULT_EXTENDS}."),
    "because": Key(Leaf.TEXT, "Why this scenario."),
    "rewrites_history": Key(
        Leaf.TEXT, "Why this scenario changes what happened; without it, nothing is set before the information date."
    ),
    "policy": Key(_entries("lever", is_lever), "Levers: what a government chooses."),
    "delivery": Key(
        Named("lever", is_lever_of_number, DELIVERY),
        "What arrives of the orders for a lever: before + share x (what was ordered lag_weeks ago - before); in full "
        "unless said otherwise. A scenario that stands alone states what arrived.",
    ),
    "assume": Key(
        Named("quantity", is_undated, ASSUMPTION),
        "Numbers believed in every draw and at all times, each with its reason.",
    ),
    "drivers": Key(_entries("driver", is_driver), "What is given from outside."),
}
SCENARIO = Fields("scenario", "a mapping with " + ", ".join(_SECTIONS), _SECTIONS)
