"""One scenario file: from a tree with places to orders, delivery and assumptions, with every problem found.

The keys stand in ``grammar``. A value in ``policy:`` or ``drivers:`` is a number or a choice, a ramp ``{to, by}`` (from
``value``, or from what is in force), or a list of dated steps ``[{from, value}]`` and ramps ``[{from, to, by}]``.
``because`` and ``source`` may stand at a value or at the whole entry.
"""

import math
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from sim.calendar import horizon
from sim.errors import Problem, nearest, short
from sim.evidence.quantities import Prior, Quantity, Source, levers, quantities
from sim.io.marked_yaml import Node
from sim.scenario.grammar import (
    ACTIONS,
    ASSUMPTION,
    DEFAULT_EXTENDS,
    DELIVERY,
    NOTHING,
    SCENARIO,
    Dated,
    Items,
    Keyed,
    Named,
)
from sim.scenario.reader import Day, Given, Reader, TooMany
from sim.scenario.scenario import Action, Assumption, Delivery, Order, Place


@dataclass(slots=True)
class Checked:
    """What one file says. ``extends`` is None where it stands alone; ``extends_at`` is where that is written."""

    name: str = ""
    because: str = ""
    extends: str | None = DEFAULT_EXTENDS
    extends_at: Place = Place("", 1, 1)
    rewrites_history: str = ""
    start: date | None = None
    days: list[Day] = field(default_factory=list)

    def outside(self, file: str, begins: date) -> list[Problem]:
        """Dates that a calendar which begins on a day does not have."""
        last = horizon(begins)
        return [
            Problem(file, one.line, one.column, one.path, f"{one.day} is outside {begins} to {last}")
            for one in self.days
            if not begins <= one.day <= last
        ]

    orders: list[Order] = field(default_factory=list)
    delivery: dict[str, Delivery] = field(default_factory=dict)
    assume: dict[str, Assumption] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    sources_at: dict[str, Place] = field(default_factory=dict)


def check(root: Node, file: str, label: str) -> tuple[Checked, list[Problem]]:
    """Read the tree of one file. ``file`` is shown in problems, ``label`` is remembered as the place of orders."""
    read, found = Reader(file, label), Checked()
    with suppress(TooMany):
        _scenario(read, root, found)
    found.days = read.days
    return found, read.problems


def _scenario(read: Reader, root: Node, found: Checked) -> None:
    """All sections of a file."""
    given = read.fields(root, "", SCENARIO)
    found.name, found.because = given.values.get("name", ""), given.values.get("because", "")
    found.rewrites_history = given.values.get("rewrites_history", "")
    if "extends" in given.nodes:
        node, text = given.nodes["extends"], given.values["extends"]
        found.extends_at = Place(read.file, node.line, node.column)
        found.extends = None if text == NOTHING else text or DEFAULT_EXTENDS
    found.start = given.values.get("start")
    if "start" in given.nodes and found.extends is not None:
        read.wrong(
            given.nodes["start"], "start", f"goes with extends: {NOTHING}; the root says when its world begins", True
        )
    if "sources" in given.nodes:
        found.sources, found.sources_at = _sources(read, given.nodes["sources"])
        read.own_sources = found.sources
    for section in ("policy", "drivers"):
        if section in given.nodes:
            found.orders += _dated_orders(read, section, given.nodes[section])
    if "delivery" in given.nodes:
        found.delivery = _delivery(read, given.nodes["delivery"])
    if "assume" in given.nodes:
        found.assume = _assume(read, given.nodes["assume"])
    if found.extends is None and found.delivery:
        read.wrong(given.nodes["delivery"], "delivery", "a scenario that stands alone states what arrived", True)


def _named(read: Reader, section: str, node: Node) -> dict[str, Node]:
    """The entries of a section that is a mapping from quantities."""
    shape = SCENARIO.keys[section].shape
    assert isinstance(shape, Named), "the section is one of named quantities"
    return read.named(node, section, shape)


def _sources(read: Reader, node: Node) -> tuple[dict[str, Source], dict[str, Place]]:
    """The sources that a file adds, and where they stand."""
    shape = SCENARIO.keys["sources"].shape
    assert isinstance(shape, Keyed), "sources have keys of the file"
    found, places = {}, {}
    for key, child in read.keyed(node, "sources", shape).items():
        said = read.fields(child, f"sources.{short(key)}", shape.inside).values
        texts = {name: said.get(name, "") for name in ("title", "publisher", "date")}
        found[key] = Source(key, kind="scenario", link=said.get("link"), **texts)
        places[key] = Place(read.file, child.key_line, child.key_column)
    return found, places


def _delivery(read: Reader, node: Node) -> dict[str, Delivery]:
    """What arrives of the orders of this file, by lever."""
    found = {}
    for name, child in _named(read, "delivery", node).items():
        path = f"delivery.{name}"
        if child.content in ("in full", "uncertain"):
            mode: Literal["in full", "uncertain"] = "in full" if child.content == "in full" else "uncertain"
            found[name] = Delivery(mode)
        elif isinstance(child.content, dict):
            said = read.fields(child, path, DELIVERY.fields).values
            share, lag = said.get("share", 1.0), said.get("lag_weeks", 0.0)
            found[name] = Delivery("given", share or 0.0, lag or 0.0, said.get("because", ""))
        else:
            allowed = f"{', '.join(DELIVERY.words)}, or a mapping{nearest(child.text, DELIVERY.words)}"
            read.wrong(child, path, f"{child.shown()} is given; allowed is {allowed}")
    return found


def _assume(read: Reader, node: Node) -> dict[str, Assumption]:
    """What is believed, by quantity."""
    found = {}
    for name, child in _named(read, "assume", node).items():
        said = read.fields(child, f"assume.{name}", ASSUMPTION, quantities()[name]).values
        if said.get("value") is not None:
            found[name] = Assumption(name, said["value"], said.get("because", ""), read.place(child))
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an order inherits from the entry around it."""

    section: Literal["policy", "drivers"]
    start: date | None
    until: date | None = None
    because: str = ""
    source: str | None = None
    action: Action = "set"


def _dated_orders(read: Reader, section: Literal["policy", "drivers"], node: Node) -> list[Order]:
    """All orders of one section, in the order of the file."""
    shape = SCENARIO.keys[section].shape
    assert isinstance(shape, Items), "the section is a list"
    orders: list[Order] = []
    for index, item in enumerate(read.items(node, section, shape.what)):
        path = f"{section}[{index}]"
        given = read.fields(item, path, shape.inside)
        entry = _reasons(given, _Entry(section, given.values.get("from"), given.values.get("until")))
        done = [action for action in ACTIONS if action in given.nodes]
        _check_entry(read, item, given, path, done)
        for action in done:
            named = shape.inside.keys[action].shape
            assert isinstance(named, Named), "something is done to named quantities"
            assert isinstance(named.inside, Dated), "what is done is dated"
            doing: Action = "add" if action == "buy" else action  # type: ignore[assignment]
            for name, child in read.named(given.nodes[action], f"{path}.{action}", named).items():
                one = replace(entry, action=doing)
                orders += _orders_of(read, (levers()[name], named.inside), child, f"{path}.{action}.{name}", one)
    _report_set_twice(read, orders)
    return orders


def _check_entry(read: Reader, item: Node, given: Given, path: str, done: list[str]) -> None:
    """An entry does something, and ends after it begins."""
    if not done and isinstance(item.content, dict):
        read.wrong(item, path, "set: is missing (or add:, times:, buy:)")
    start, until = (given.values.get(key) for key in ("from", "until"))
    if start and until and until <= start:
        read.wrong(given.nodes["until"], f"{path}.until", f"{until} is not after {start}, where the entry begins")
    if "until" in given.nodes and "buy" in done:
        read.wrong(given.nodes["until"], f"{path}.until", "does not go with buy: what is bought stays", at_key=True)


def _reasons(given: Given, entry: _Entry) -> _Entry:
    """The entry with its own because and source, where it has them."""
    said = {key: given.values[key] for key in ("because", "source") if key in given.values}
    return replace(entry, **said) if said else entry


def _orders_of(read: Reader, of: tuple[Quantity, Dated], node: Node, path: str, entry: _Entry) -> list[Order]:
    """What stands behind one name: one value, or a list of dated steps."""
    quantity, shape = of
    if isinstance(node.content, dict):
        return _order(read, quantity, node, read.fields(node, path, shape.fields, quantity), path, entry)
    if not isinstance(node.content, list):
        value = read.single(node, path, shape.leaf, quantity)
        return _order(read, quantity, node, Given({"value": node}, {"value": value}), path, entry)
    if not node.content:
        read.wrong(node, path, "the list is empty; steps of {from, value} are needed")
    orders: list[Order] = []
    last = entry.start
    for index, item in enumerate(node.content):
        inside = f"{path}[{index}]"
        given = read.fields(item, inside, shape.steps, quantity)
        day = given.values.get("from")
        if day and last and day < last:
            read.wrong(given.nodes["from"], f"{inside}.from", f"{day} is before {last}; steps go forward")
        if day and entry.start and entry.until and day >= entry.until > entry.start:
            read.wrong(
                given.nodes["from"], f"{inside}.from", f"{day} is not before {entry.until}, until which it holds"
            )
        last = day or last
        if isinstance(item.content, dict):
            orders += _order(read, quantity, item, given, inside, replace(entry, start=day))
    return orders


def _order(read: Reader, quantity: Quantity, node: Node, given: Given, path: str, entry: _Entry) -> list[Order]:
    """One step or ramp; nothing when it cannot be read."""
    nodes, values = given.nodes, given.values
    if ("to" in nodes) != ("by" in nodes) or not {"value", "to"} & set(nodes):
        read.wrong(node, path, "needs value (a step), or to and by (a ramp; with value it begins there)")
        return []
    by = values.get("by")
    if entry.start and by and by <= entry.start:
        read.wrong(nodes["by"], f"{path}.by", f"{by} is not after {entry.start}, where the ramp begins")
    *begin, value = [values.get(key) for key in ("value", "to") if key in nodes]
    if by and entry.until and by > entry.until:
        read.wrong(nodes["by"], f"{path}.by", f"{by} is after {entry.until}, until which it holds")
    spread = _spread(read, quantity, given, path, value)
    why = _reasons(given, entry)
    if value is None or why.start is None or None in begin:
        return []
    start_at = begin[0] if begin else None
    return [
        Order(
            quantity.name,
            why.start,
            value,
            by,
            start_at,
            spread,
            why.section,
            why.because,
            why.source,
            read.place(node),
            action=why.action,
            until=why.until,
        )
    ]


def _spread(read: Reader, quantity: Quantity, given: Given, path: str, value: float | None) -> Prior | None:
    """The uncertainty of one value of a driver: its 5th and 95th percentile."""
    percentiles = [key for key in ("p05", "p95") if key in given.values]
    if not percentiles:
        return None
    first = given.nodes[percentiles[0]]
    if len(percentiles) == 1:
        read.wrong(first, f"{path}.{percentiles[0]}", "stands alone; p05 and p95 come together", at_key=True)
        return None
    low, high = (given.values[key] for key in ("p05", "p95"))
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
