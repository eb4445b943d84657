"""What a scenario says, as data: dated orders, what arrives of them, what is believed.

A scenario extends another; each file is one *layer*, the root (which extends nothing) is layer 0. Orders stay with
their layer, because a later file overrides an earlier one for each lever from its own first date on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Literal

from sim.calendar import INFORMATION_DATE, MOST_WEEKS, START, week_of
from sim.evidence.quantities import Prior, Source

Section = Literal["policy", "drivers", "set"]
Action = Literal["set", "add", "times"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said: a file with line and column (from 1), or an option (line 0)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrives of an order. ``share`` and ``lag_weeks`` are set when the mode is 'given'."""

    mode: Literal["in full", "uncertain", "given"] = "in full"
    share: float = 1.0
    lag_weeks: float = 0.0
    because: str = ""

    def __str__(self) -> str:
        if self.mode != "given":
            return self.mode
        return f"share {self.share:g}, {self.lag_weeks:g} weeks late"


@dataclass(frozen=True, slots=True)
class Order:
    """One dated value of a lever or driver.

    A step when ``by`` is None: ``value`` from the week of ``start`` on. Otherwise a straight ramp to ``value`` at
    ``by``, from ``begin`` or else from the value in force at ``start``. ``spread`` is the uncertainty of ``value``
    (drivers only). ``delivery`` says what arrives of it: in full, unless the file that orders it says otherwise.
    ``action``: ``value`` is set, added to what would hold without the order, or multiplied with it; then a ramp begins
    at nothing added, or at once as much. ``until``: from then on holds what would hold without it.
    ``opening`` is the first day of week 0.
    """

    name: str
    start: date
    value: float
    by: date | None
    begin: float | None
    spread: Prior | None
    section: Section
    because: str
    source: str | None
    place: Place
    layer: int = 0
    delivery: Delivery = Delivery()
    action: Action = "set"
    until: date | None = None
    opening: date = START

    @property
    def week(self) -> int:
        """The week in which the order starts."""
        return week_of(self.start, self.opening)

    @property
    def last_week(self) -> int:
        """The week from which ``value`` holds."""
        return week_of(self.by, self.opening) if self.by else self.week

    @property
    def end_week(self) -> int:
        """The first week in which it no longer holds."""
        return week_of(self.until, self.opening) if self.until else MOST_WEEKS

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of all that was ordered before, for good."""
        return self.action == "set" and self.until is None

    @property
    def key(self) -> str:
        """Name of the draw of this order's own uncertainty."""
        return f"{self.name}@{self.start}"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that is believed in this scenario, in every draw and at all times."""

    name: str
    value: float
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Text:
    """One file of a scenario as written; ``name`` is the file's name without its folder."""

    name: str
    text: str


@dataclass(frozen=True)
class Scenario:
    """A validated scenario. Equal content is equal; it can be pickled and hashed.

    ``orders`` are sorted by layer, then date. ``assume`` holds what the last file says. ``texts`` are the files, root
    first. ``rewrites_history`` says why it changes what happened, where it or what it extends does. ``sources`` are
    those that its files add to the bibliography. ``start`` is the first day of week 0; ``known`` the information date:
    what the root says of the days before it has happened.
    """

    name: str
    because: str
    orders: tuple[Order, ...] = ()
    assume: tuple[Assumption, ...] = ()
    texts: tuple[Text, ...] = ()
    layers: int = 0
    rewrites_history: str = ""
    sources: tuple[Source, ...] = ()
    start: date = START
    known: date = INFORMATION_DATE

    @property
    def known_week(self) -> int:
        """The first week of which nothing is known."""
        return week_of(self.known, self.start)

    @cached_property
    def in_force(self) -> dict[str, list[Order]]:
        """The orders that are ever in force, by lever or driver, then layer, then date."""
        kept: dict[str, list[Order]] = {}
        for _, layer in groupby(self.orders, key=lambda order: order.layer):
            new: dict[str, list[Order]] = {}
            for order in layer:
                new.setdefault(order.name, []).append(order)
            for name, orders in new.items():
                cut = next((order.week for order in orders if order.replaces), MOST_WEEKS)
                kept[name] = [order for order in kept.get(name, ()) if order.week <= cut] + orders
        return kept

    def as_ordered(self) -> "Scenario":
        """The same with all orders delivered in full: what is asked for, whatever comes of it."""
        return replace(self, orders=tuple(replace(order, delivery=Delivery()) for order in self.orders))

    def with_layer(
        self,
        orders: list[Order],
        delivery: Mapping[str, Delivery],
        assume: Mapping[str, Assumption],
        text: Text | None = None,
    ) -> "Scenario":
        """The same with one more file (or option) on top.

        ``delivery``, by lever, is that of its own orders; for a lever that it does not order, that of the orders it
        inherits. The root states what arrived, whatever is said above it.
        """
        own = {order.name for order in orders}
        inherited = [
            replace(order, delivery=delivery[order.name])
            if order.layer > 0 and order.name in delivery and order.name not in own
            else order
            for order in self.orders
        ]
        added = [
            replace(order, layer=self.layers, opening=self.start, delivery=delivery.get(order.name, Delivery()))
            for order in orders
        ]
        return replace(
            self,
            orders=(*inherited, *sorted(added, key=lambda order: order.start)),
            assume=tuple(({entry.name: entry for entry in self.assume} | dict(assume)).values()),
            texts=self.texts + ((text,) if text else ()),
            layers=self.layers + 1,
        )
