"""What a scenario file gets from those that it extends, in words."""

from collections.abc import Iterable

from sim.evidence.quantities import levers, quantities
from sim.report.explain import value_text
from sim.scenario.scenario import Order, Scenario


def inherited(scenario: Scenario) -> list[str]:
    """A line for the files it extends, and one for each order and belief of theirs; those of the root are counted."""
    if scenario.layers < 2:
        return []
    *below, own = scenario.texts
    root = below[0].name
    kept = {id(order) for orders in scenario.in_force.values() for order in orders if _holds(order, orders)}
    theirs = [order for order in scenario.orders if 0 < order.layer < scenario.layers - 1]
    mine = [order for order in scenario.orders if order.layer == scenario.layers - 1]
    begins = {name: orders[0].start for name, orders in _by_name(one for one in mine if one.replaces).items()}
    past = sum(orders[0].layer == 0 for orders in scenario.in_force.values())
    lines = [f"extends {', '.join(text.name for text in reversed(below))}"]
    lines += [f"from {root}: {past} levers and drivers"] if past else []
    for name, orders in _by_name(theirs).items():
        for verb, some in (
            ("inherits", [order for order in orders if id(order) in kept]),
            ("replaces", [order for order in orders if id(order) not in kept and name in begins]),
        ):
            if some:
                until = f", until {begins[name]}" if verb == "inherits" and name in begins else ""
                lines.append(f"{verb} {name}: {'; '.join(map(_said, some))}{until} ({some[0].place})")
    lines += [
        f"inherits the belief {one.name}: {value_text(one.value)} ({one.place})"
        for one in scenario.assume
        if one.place.file != own.name
    ]
    return lines


def _holds(order: Order, orders: list[Order]) -> bool:
    """Whether no file further up begins as early."""
    return not any(other.replaces and other.layer > order.layer and other.week <= order.week for other in orders)


def _by_name(orders: Iterable[Order]) -> dict[str, list[Order]]:
    found: dict[str, list[Order]] = {}
    for order in orders:
        found.setdefault(order.name, []).append(order)
    return found


def _said(order: Order) -> str:
    """``107,000 by 2026-08-05, uncertain`` or ``200 more from 2025-08-01 until 2026-08-01, in full``."""
    choices = quantities()[order.name].choices
    value = choices[int(order.value)] if choices else value_text(abs(order.value))
    value += {"set": "", "add": " fewer" if order.value < 0 else " more", "times": " times as many"}[order.action]
    when = (f"by {order.by}" if order.by else f"from {order.start}") + (f" until {order.until}" if order.until else "")
    return f"{value} {when}" + (f", {order.delivery}" if levers()[order.name].kind == "lever" else "")
