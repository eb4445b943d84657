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

from sim.calendar import week_of
from sim.evidence.quantities import Prior

Section = Literal["policy", "drivers", "set"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said: a file with line and column (from 1), or an option (line 0)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Order:
    """One dated value of a lever or driver.

    A step when ``by`` is None: ``value`` from the week of ``start`` on. Otherwise a straight ramp to ``value`` at
    ``by``, from ``begin`` or else from the value in force at ``start``. ``spread`` is the uncertainty of ``value``
    (drivers only).
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

    @property
    def week(self) -> int:
        return week_of(self.start)

    @property
    def last_week(self) -> int:
        """The week from which ``value`` holds."""
        return week_of(self.by) if self.by else self.week

    @property
    def key(self) -> str:
        """Name of the draw of this order's own uncertainty."""
        return f"{self.name}@{self.start}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrives of the orders for one lever. ``share`` and ``lag_weeks`` are set when the mode is 'given'."""

    name: str
    mode: Literal["in full", "uncertain", "given"]
    share: float = 1.0
    lag_weeks: float = 0.0
    because: str = ""


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

    ``orders`` are sorted by layer, then date. ``delivery`` and ``assume`` hold what the last file says.
    ``texts`` are the files, root first.
    """

    name: str
    because: str
    orders: tuple[Order, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    assume: tuple[Assumption, ...] = ()
    texts: tuple[Text, ...] = ()
    layers: int = 0

    @cached_property
    def in_force(self) -> dict[str, list[Order]]:
        """The orders that are ever in force, by lever or driver and then by date."""
        kept: dict[str, list[Order]] = {}
        for _, layer in groupby(self.orders, key=lambda order: order.layer):
            new: dict[str, list[Order]] = {}
            for order in layer:
                new.setdefault(order.name, []).append(order)
            for name, orders in new.items():
                kept[name] = [order for order in kept.get(name, ()) if order.week <= orders[0].week] + orders
        return kept

    def delivery_of(self, name: str) -> Delivery:
        """How a lever is delivered; in full unless the scenario says otherwise."""
        return next((entry for entry in self.delivery if entry.name == name), Delivery(name, "in full"))

    def with_layer(
        self,
        orders: list[Order],
        delivery: Mapping[str, Delivery],
        assume: Mapping[str, Assumption],
        text: Text | None = None,
    ) -> "Scenario":
        """The same with one more file (or option) on top."""
        added = sorted((replace(order, layer=self.layers) for order in orders), key=lambda order: order.start)
        return replace(
            self,
            orders=self.orders + tuple(added),
            delivery=tuple(({entry.name: entry for entry in self.delivery} | dict(delivery)).values()),
            assume=tuple(({entry.name: entry for entry in self.assume} | dict(assume)).values()),
            texts=self.texts + ((text,) if text else ()),
            layers=self.layers + 1,
        )
