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
    SOURCE = "a key of the bibliography, or of sources:"
    WHEN = "a year, a month or a day: 2025, 2025-08 or 2025-08-01"
    LINK = "an address that begins with http:// or https://"
    START = "the first day of a world, as 2026-10-01"
    DAY = f"A day from {START} to {HORIZON}. A value holds from the first week that begins on or after it."
    VALUE = "what the quantity may take: a number in its range, or one of its choices"
    AMOUNT = "a number, in the unit of the quantity"
    FACTOR = "a number of at least 0"
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
    """A mapping with known keys. ``what`` is for messages.

    ``pairs`` come together, of ``least`` one is given, of ``never`` at most one.
    """

    name: str
    what: str
    keys: Mapping[str, Key]
    pairs: tuple[tuple[str, str], ...] = ()
    least: tuple[str, ...] = ()
    never: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of mappings."""

    what: str
    inside: Fields


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from the names of the ``wanted`` quantities; ``what`` they are called in messages.

    ``otherwise``: what a reader is told of one of the kind that is not wanted.
    """

    what: str
    wanted: Callable[[Quantity], bool]
    inside: "Dated | Words | Fields"
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping from keys that the file makes up; a key that ships is refused."""

    what: str
    inside: Fields


@dataclass(frozen=True, slots=True)
class Dated:
    """A value, a mapping with a value, or a list of dated ones; ``leaf`` says what a value is."""

    fields: Fields
    steps: Fields
    leaf: Leaf = Leaf.VALUE


@dataclass(frozen=True, slots=True)
class Words:
    """One of a few words, or a mapping."""

    words: tuple[str, ...]
    fields: Fields


Shape = Leaf | Number | Fields | Items | Named | Keyed | Dated | Words


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


def is_stock(quantity: Quantity) -> bool:
    """What is bought and stays."""
    return is_lever(quantity) and quantity.unit == "devices"


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


def _dated(name: str, values: dict[str, Key], leaf: Leaf) -> Dated:
    one = Fields(name, "a value", values, _PAIRS, _LEAST)
    return Dated(one, Fields(f"{name}.step", "a step with from and value", _FROM | values, _PAIRS, _LEAST), leaf)


def _change(name: str, leaf: Leaf) -> Dated:
    """What is done to a value that holds without it."""
    return _dated(name, {"value": Key(leaf), "to": Key(leaf), "by": Key(Leaf.DAY), **_REASONS}, leaf)


DATED = _dated("value", _VALUE, Leaf.VALUE)
ADDED = _change("added", Leaf.AMOUNT)
FACTOR = _change("factor", Leaf.FACTOR)
BOUGHT = _change("bought", Leaf.FACTOR)
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


SOURCE = Fields(
    "own source",
    "a mapping with title, publisher and date",
    {
        "title": Key(Leaf.TEXT, needed=True),
        "publisher": Key(Leaf.TEXT, needed=True),
        "date": Key(Leaf.WHEN, needed=True),
        "link": Key(Leaf.LINK),
    },
)
ACTIONS = ("set", "add", "times", "buy")
"""What an entry does from its date on."""


def _entries(kind: str, wanted: Callable[[Quantity], bool]) -> Items:
    def counted(one: Quantity) -> bool:
        return wanted(one) and is_number(one)

    a_choice = "is a choice, not a number; give it under set:"
    what_not = "is not bought; what is bought and stays are devices. Give it under set: or add:"
    done = {
        "set": Key(Named(kind, wanted, DATED), "The value from this date on."),
        "add": Key(Named(kind, counted, ADDED, a_choice), "So much more (or less) than would hold without it."),
        "times": Key(Named(kind, counted, FACTOR, a_choice), "So many times what would hold without it."),
        "buy": Key(Named(kind, is_stock, BOUGHT, what_not), "So many more than were bought until then."),
    }
    if wanted is is_driver:
        del done["buy"]
    ends = {"until": Key(Leaf.DAY, "From this date on holds again what would hold without this entry.")}
    never = (("buy", "until"),) if "buy" in done else ()
    keys = _FROM | ends | done | _REASONS
    inside = Fields(f"{kind}s", "a mapping with from and set", keys, least=tuple(done), never=never)
    return Items("a list of {from, set}", inside)


_SECTIONS = {
    "name": Key(Leaf.NAME, "The name in tables and reports; that of the file unless given."),
    "extends": Key(Leaf.TEXT, f"A shipped name, a path relative to this file, or {NOTHING}; else {DEFAULT_EXTENDS}."),
    "because": Key(Leaf.TEXT, "Why this scenario."),
    "start": Key(
        Leaf.START,
        f"The day on which a world that stands alone begins, {START} unless given. Nothing is known before it: what the"
        " file says holds exactly, and only what it leaves out is drawn.",
    ),
    "rewrites_history": Key(
        Leaf.TEXT, "Why this scenario changes what happened; without it, nothing is set before the information date."
    ),
    "sources": Key(
        Keyed("a mapping from keys of your own to {title, publisher, date, link}", SOURCE),
        "Sources that are not in the bibliography, for source: in this file.",
    ),
    "policy": Key(_entries("lever", is_lever), "Levers: what a government chooses."),
    "delivery": Key(
        Named("lever", is_lever_of_number, DELIVERY, "a choice is always delivered in full"),
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
