"""One scenario file: from a tree with places to orders, delivery and assumptions, with every problem found.

A value in ``policy:`` or ``drivers:`` is a number or a choice, a ramp ``{to, by}`` (from ``value``, or from what is in
force), or a list of dated steps ``[{from, value}]`` and ramps ``[{from, to, by}]``. ``because`` and ``source`` may
stand at a value or at the whole entry; a driver's value may have ``p05`` and ``p95``.
"""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from sim.errors import Problem, nearest
from sim.evidence.quantities import Prior, Quantity, levers, quantities, sources
from sim.io.marked_yaml import Node, short
from sim.scenario.reader import Reader, TooMany, is_driver, is_lever
from sim.scenario.scenario import Assumption, Delivery, Order, Place

SECTIONS = ("name", "extends", "because", "policy", "delivery", "assume", "drivers")
NOTHING = "none"
"""``extends: none``: a scenario that stands alone."""
DEFAULT_EXTENDS = "frozen"

_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@dataclass(slots=True)
class Checked:
    """What one file says. ``extends`` is None where it stands alone; ``extends_at`` is where that is written."""

    name: str = ""
    because: str = ""
    extends: str | None = DEFAULT_EXTENDS
    extends_at: Place = Place("", 1, 1)
    orders: list[Order] = field(default_factory=list)
    delivery: dict[str, Delivery] = field(default_factory=dict)
    assume: dict[str, Assumption] = field(default_factory=dict)


def check(root: Node, file: str, label: str) -> tuple[Checked, list[Problem]]:
    """Read the tree of one file. ``file`` is shown in problems, ``label`` is remembered as the place of orders."""
    sections = _Sections(Reader(file, label))
    with suppress(TooMany):
        sections.scenario(root)
    return sections.found, sections.read.problems


@dataclass(slots=True)
class _Sections:
    """A method for each section of the file."""

    read: Reader
    found: Checked = field(default_factory=Checked)

    def scenario(self, root: Node) -> None:
        known = self.read.mapping(root, "", SECTIONS, "a mapping with " + ", ".join(SECTIONS))
        readers: dict[str, Callable[[Node], None]] = {
            "name": self.name,
            "extends": self.extends,
            "because": self.because,
            "policy": lambda node: self.found.orders.extend(dated_orders(self.read, "policy", node)),
            "drivers": lambda node: self.found.orders.extend(dated_orders(self.read, "drivers", node)),
            "delivery": self.delivery,
            "assume": self.assume,
        }
        for section, node in known.items():
            readers[section](node)
        if self.found.extends is None and self.found.delivery:
            self.read.wrong(known["delivery"], "delivery", "a scenario that stands alone states what arrived", True)

    def name(self, node: Node) -> None:
        self.found.name = self.read.text(node, "name")
        if not _NAME_LETTERS.issuperset(self.found.name) or self.found.name.startswith("."):
            self.read.wrong(
                node, "name", f"{short(self.found.name)} has other than letters, digits, dash, dot, underscore"
            )

    def because(self, node: Node) -> None:
        self.found.because = self.read.text(node, "because")

    def extends(self, node: Node) -> None:
        self.found.extends_at = Place(self.read.file, node.line, node.column)
        text = self.read.text(node, "extends") or DEFAULT_EXTENDS
        self.found.extends = None if text == NOTHING else text

    def delivery(self, node: Node) -> None:
        for name, child in self.read.named(node, "delivery", is_lever, "lever").items():
            path = f"delivery.{name}"
            if levers()[name].choices:
                self.read.wrong(child, path, "a choice is always delivered in full", True)
            elif child.content in ("in full", "uncertain"):
                mode = "in full" if child.content == "in full" else "uncertain"
                self.found.delivery[name] = Delivery(name, mode)  # type: ignore[arg-type]
            elif isinstance(child.content, dict):
                self.terms(name, child, path)
            else:
                near = nearest(child.text, ("in full", "uncertain"))
                self.read.wrong(
                    child, path, f"{child.shown()} is given; allowed is in full, uncertain, or a mapping{near}"
                )

    def terms(self, name: str, node: Node, path: str) -> None:
        given = self.read.mapping(node, path, ("share", "lag_weeks", "because"), "a mapping")
        numbers = {}
        for key, highest in (("share", 1.0), ("lag_weeks", 520.0)):
            allowed = f"a number between 0 and {highest:g}"
            value = (
                self.read.finite(given[key], f"{path}.{key}", allowed) if key in given else 1.0 - (key == "lag_weeks")
            )
            if value is not None and not 0.0 <= value <= highest:
                self.read.wrong(
                    given[key], f"{path}.{key}", f"{given[key].shown()} is out of range; allowed is {allowed}"
                )
            numbers[key] = value or 0.0
        because = self.read.text(given["because"], f"{path}.because") if "because" in given else ""
        self.found.delivery[name] = Delivery(name, "given", numbers["share"], numbers["lag_weeks"], because)

    def assume(self, node: Node) -> None:
        for name, child in self.read.named(node, "assume", lambda q: not q.is_dated, "quantity").items():
            path = f"assume.{name}"
            given = self.read.mapping(child, path, ("value", "because"), "a mapping with value and because")
            self.read.required(child, path, given, ("value", "because"))
            value = self.read.within(given["value"], f"{path}.value", quantities()[name]) if "value" in given else None
            because = self.read.text(given["because"], f"{path}.because") if "because" in given else ""
            if value is not None:
                self.found.assume[name] = Assumption(name, value, because, self.read.place(child))


_VALUE_KEYS = ("value", "to", "by", "p05", "p95", "because", "source")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an order inherits from the entry around it."""

    section: Literal["policy", "drivers"]
    start: date | None
    because: str = ""
    source: str | None = None


def dated_orders(read: Reader, section: Literal["policy", "drivers"], node: Node) -> list[Order]:
    """All orders of one section, in the order of the file."""
    wanted, what = (is_lever, "lever") if section == "policy" else (is_driver, "driver")
    orders: list[Order] = []
    for index, item in enumerate(read.items(node, section, "a list of {from, set}")):
        path = f"{section}[{index}]"
        given = read.mapping(item, path, ("from", "set", "because", "source"), "a mapping with from and set")
        read.required(item, path, given, ("from", "set"))
        start = read.day(given["from"], f"{path}.from") if "from" in given else None
        entry = _reasons(read, given, path, _Entry(section, start))
        if "set" in given:
            for name, child in read.named(given["set"], f"{path}.set", wanted, what).items():
                orders += _orders_of(read, levers()[name], child, f"{path}.set.{name}", entry)
    _report_set_twice(read, orders)
    return orders


def _reasons(read: Reader, given: dict[str, Node], path: str, entry: _Entry) -> _Entry:
    """The entry with its own because and source, where it has them."""
    if "because" in given:
        entry = replace(entry, because=read.text(given["because"], f"{path}.because"))
    if "source" in given:
        source = read.text(given["source"], f"{path}.source")
        if source and source not in sources():
            read.wrong(given["source"], f"{path}.source", f"no such source{nearest(source, sources())}")
        entry = replace(entry, source=source)
    return entry


def _orders_of(read: Reader, quantity: Quantity, node: Node, path: str, entry: _Entry) -> list[Order]:
    """What stands behind one name: one value, or a list of dated steps."""
    if not isinstance(node.content, list):
        given = {"value": node}
        if isinstance(node.content, dict):
            given = read.mapping(node, path, _VALUE_KEYS, "a value")
        return _order(read, quantity, node, given, path, entry)
    if not node.content:
        read.wrong(node, path, "the list is empty; steps of {from, value} are needed")
    orders: list[Order] = []
    last = entry.start
    for index, item in enumerate(node.content):
        inside = f"{path}[{index}]"
        given = read.mapping(item, inside, ("from", *_VALUE_KEYS), "a step with from and value")
        read.required(item, inside, given, ("from",))
        day = read.day(given["from"], f"{inside}.from") if "from" in given else None
        if day and last and day < last:
            read.wrong(given["from"], f"{inside}.from", f"{day} is before {last}; steps go forward")
        last = day or last
        if isinstance(item.content, dict):
            orders += _order(read, quantity, item, given, inside, replace(entry, start=day))
    return orders


def _order(
    read: Reader, quantity: Quantity, node: Node, given: dict[str, Node], path: str, entry: _Entry
) -> list[Order]:
    """One step or ramp; nothing when it cannot be read."""
    if ("to" in given) != ("by" in given) or not {"value", "to"} & set(given):
        read.wrong(node, path, "needs value (a step), or to and by (a ramp; with value it begins there)")
        return []
    paths = {key: f"{path}.{key}" if isinstance(node.content, dict) else path for key in given}
    values = {key: read.within(given[key], paths[key], quantity) for key in ("value", "to") if key in given}
    by = read.day(given["by"], f"{path}.by") if "by" in given else None
    if "by" in given and quantity.choices:
        read.wrong(given["to"], f"{path}.to", "a choice cannot go in a ramp", at_key=True)
    if entry.start and by and by <= entry.start:
        read.wrong(given["by"], f"{path}.by", f"{by} is not after {entry.start}, where the ramp begins")
    *begin, value = values.values()
    spread = _spread(read, quantity, given, path, value)
    why = _reasons(read, given, path, entry)
    if value is None or why.start is None or None in begin:
        return []
    start_at = begin[0] if begin else None
    place = read.place(node)
    return [Order(quantity.name, why.start, value, by, start_at, spread, why.section, why.because, why.source, place)]


def _spread(read: Reader, quantity: Quantity, given: dict[str, Node], path: str, value: float | None) -> Prior | None:
    """The uncertainty of one value of a driver: its 5th and 95th percentile."""
    percentiles = [key for key in ("p05", "p95") if key in given]
    if not percentiles:
        return None
    first = given[percentiles[0]]
    if quantity.kind != "driver":
        read.wrong(first, f"{path}.{percentiles[0]}", "a lever is chosen; only a driver's value is uncertain", True)
        return None
    if len(percentiles) == 1:
        read.wrong(first, f"{path}.{percentiles[0]}", "stands alone; p05 and p95 come together", at_key=True)
        return None
    low, high = (read.within(given[key], f"{path}.{key}", quantity) for key in percentiles)
    if low is None or high is None or value is None:
        return None
    if not (0.0 < low < high and low <= value <= high < (1.0 if quantity.unit == "share" else math.inf)):
        read.wrong(first, f"{path}.p05", "needs 0 < p05 < p95 around the value (and a share below 1)", at_key=True)
        return None
    return quantity.spread(low, high)


def _report_set_twice(read: Reader, orders: list[Order]) -> None:
    """Two values of one name from the same date in one file: nobody knows which is meant."""
    seen: dict[tuple[str, date], Order] = {}
    for order in orders:
        first = seen.setdefault((order.name, order.start), order)
        if first is not order:
            message = f"set twice from {order.start}; first in line {first.place.line}"
            place = order.place
            read.report(Problem(read.file, place.line, place.column, order.name, message))
