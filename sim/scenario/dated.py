"""The dated sections of a scenario, ``policy:`` and ``drivers:``, as orders.

A value is a number or a choice, a ramp ``{to, by}`` (from ``value``, or from what is in force), or a list of dated
steps ``[{from, value}]`` and ramps ``[{from, to, by}]``. ``because`` and ``source`` may stand at a value or at the
whole entry; a driver's value may have ``p05`` and ``p95``.
"""

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sim.errors import Problem
from sim.evidence.quantities import Prior, Quantity, levers, sources
from sim.io.marked_yaml import Node
from sim.scenario.reader import Reader, is_driver, is_lever, nearest
from sim.scenario.scenario import Order

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
