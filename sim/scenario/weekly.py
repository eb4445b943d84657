"""The weekly table of levers and drivers: what is ordered, what arrives of it, and how sure the numbers are.

Every path covers all weeks of the calendar; a run that ends earlier cuts it, so that its values do not depend on
the last week. Paths are ``float64[WEEKS]``.

Announced is not delivered. ``history`` (the root of a scenario) states what arrived. What the files above it order for
a lever is delivered in full, or with a share and a lag that are given or drawn; the draw is common to all scenarios.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calendar import INFORMATION_DATE, WEEKS, week_of
from sim.evidence.quantities import Quantity, levers
from sim.scenario.scenario import Delivery, Order, Scenario
from sim.vocabulary import WEEKS_PER_YEAR, Lever, Task

Path = NDArray[np.float64]

INFORMATION_WEEK = week_of(INFORMATION_DATE)
INTAKE_DRIVERS = (
    "intake.border_per_week",
    "intake.interior_per_week",
    "detention.border_book_ins_per_week",
    "arrests.jail_new_per_week",
)
"""Drivers that go on as a drawn path after the information date, unless the scenario sets them."""
OFFICER_SHARES = tuple(f"officers.{task.name.lower()}_share" for task in Task)
"""The eight shares of tasks, in the order of ``Task``. They sum to 1 in every week."""

_LEVEL_WEEKS = 13
_ROUNDING = 1e-6


def overwrite(path: Path, order: Order, value: float) -> None:
    """From its first week on, the order replaces everything: a step, or a ramp."""
    first, last = order.week, order.last_week
    if first >= WEEKS:
        return
    if last > first:
        begin = path[first] if order.begin is None else order.begin
        path[first:last] = begin + (value - begin) * (np.arange(last - first) / (last - first))
    path[last:] = value


def ordered_path(quantity: Quantity, orders: Sequence[Order], known: Mapping[str, float]) -> Path:
    """The path of one lever or driver. ``known`` has drawn values by name of quantity and key of order.

    An intake driver goes on, after the information date, from its mean over the last 13 weeks with a drawn level
    and drift, until an order of that time sets it. Every other path holds its last value.
    """
    drawn_default = quantity.kind == "driver" and quantity.name in known
    default = known[quantity.name] if drawn_default else quantity.number(quantity.value)
    path = np.full(WEEKS, default)
    past = [order for order in orders if order.week < INFORMATION_WEEK]
    for order in past:
        overwrite(path, order, known.get(order.key, order.value))
    still_in_force = past and past[-1].last_week > INFORMATION_WEEK
    if quantity.name in INTAKE_DRIVERS and not still_in_force:
        years = np.arange(WEEKS - INFORMATION_WEEK) / WEEKS_PER_YEAR
        level = path[INFORMATION_WEEK - _LEVEL_WEEKS : INFORMATION_WEEK].mean() * known["intake.level_after_ratio"]
        path[INFORMATION_WEEK:] = level * np.exp(known["intake.drift_per_year"] * years)
    for order in orders:
        if order.week >= INFORMATION_WEEK:
            overwrite(path, order, known.get(order.key, order.value))
    return path


@dataclass(frozen=True, slots=True)
class SharesOff:
    """Weeks in which shares of tasks that one file (or option) sets cannot sum to 1. ``order`` is its latest."""

    order: Order
    week: int
    total: float


def officer_shares(scenario: Scenario, layers: int | None = None) -> tuple[Path, list[SharesOff]]:
    """The eight shares of tasks, ``float64[8, WEEKS]``, summing to 1, and where they cannot.

    Layer by layer: shares that a layer sets take its values, the others are rescaled to fill the rest; if they are
    all nil, ``officers.other_share`` takes it. Weeks in which a layer sets what is already there stay untouched.
    ``layers`` counts only the lowest ones.
    """
    quantities = levers()
    shares = np.empty((len(OFFICER_SHARES), WEEKS))
    for row, name in enumerate(OFFICER_SHARES):
        shares[row] = quantities[name].number(quantities[name].value)
    off: list[SharesOff] = []
    for layer in range(scenario.layers if layers is None else layers):
        orders = [order for order in scenario.orders if order.layer == layer and order.name in OFFICER_SHARES]
        if not orders:
            continue
        given, is_set = shares.copy(), np.zeros(shares.shape, bool)
        for order in orders:
            row, first = OFFICER_SHARES.index(order.name), order.week
            if first < WEEKS and not is_set[row, first]:  # a ramp begins where the others have pushed it by then
                given[row, first] = filled(shares, given, is_set)[0][row, first]
            overwrite(given[row], order, order.value)
            is_set[row, first:] = True
        total = np.where(is_set, given, 0.0).sum(axis=0)
        shares, left = filled(shares, given, is_set)
        wrong = np.flatnonzero((total > 1 + _ROUNDING) | (np.abs(left) > _ROUNDING))
        if wrong.size:
            week = int(wrong[0])
            latest = [order for order in orders if order.week <= week][-1]
            off.append(SharesOff(latest, week, float(total[week])))
    return shares, off


def filled(shares: Path, given: Path, is_set: NDArray[np.bool_]) -> tuple[Path, Path]:
    """``given`` where it is set, the other rows rescaled so that each week sums to 1; and what could not be placed.

    Weeks that set what is already there are returned as they were, bit for bit.
    """
    room = np.maximum(1.0 - np.where(is_set, given, 0.0).sum(axis=0), 0.0)
    rest = np.where(is_set, 0.0, shares).sum(axis=0)
    out = np.where(is_set, given, shares * (room / np.where(rest > 0.0, rest, 1.0)))
    into_other = (rest == 0.0) & ~is_set[Task.OTHER]
    out[Task.OTHER] = np.where(into_other, room, out[Task.OTHER])
    unchanged = (np.where(is_set, given, shares) == shares).all(axis=0)
    out = np.where(unchanged, shares, out)
    return out, np.where(unchanged, 0.0, 1.0 - out.sum(axis=0))


def terms(delivery: Delivery, known: Mapping[str, float]) -> tuple[float, int]:
    """Share and lag (whole weeks) of a delivery."""
    if delivery.mode == "uncertain":
        record = {"detention.beds": "beds"}.get(delivery.name)
        record = record or ("hiring" if delivery.name.startswith("hiring.") else "other")
        return known[f"delivery.{record}_share"], round(known[f"delivery.{record}_lag_weeks"])
    return (delivery.share, round(delivery.lag_weeks)) if delivery.mode == "given" else (1.0, 0)


def delivered(ordered: Path, before: float, first: int, share: float, lag: int) -> Path:
    """From week ``first`` on: before + share x (what was ordered ``lag`` weeks ago - before)."""
    if first >= WEEKS or (share == 1.0 and lag == 0):
        return ordered
    late = np.full(WEEKS, before)
    late[first + lag :] = ordered[first : max(WEEKS - lag, first)]
    arrived = before + share * (late - before)
    return np.where(np.arange(WEEKS) < first, ordered, arrived)


def lever_row(name: str) -> Lever:
    """The row of a lever or driver: ``detention.beds`` is ``Lever.DETENTION_BEDS``."""
    return Lever[name.upper().replace(".", "_")]


def lever_table(scenario: Scenario, known: Mapping[str, float]) -> Path:
    """``float64[len(Lever), WEEKS]``, clipped to the range of each quantity.

    ``known`` has the undated numbers of this draw, and what was drawn for levers, drivers and single orders.
    """
    world = _World(scenario, known)
    table = np.empty((len(Lever), WEEKS))
    for name, quantity in levers().items():
        if name not in OFFICER_SHARES:
            ordered = ordered_path(quantity, scenario.in_force.get(name, []), known)
            arrived = world.arrived(name, ordered)
            table[lever_row(name)] = world.moved(quantity, arrived)
    for name, shares in zip(OFFICER_SHARES, _shares_of_tasks(world), strict=True):
        table[lever_row(name)] = shares
    for name, quantity in levers().items():
        row = table[lever_row(name)]
        np.clip(row, *quantity.limits, out=row)
    return table


@dataclass(frozen=True, slots=True)
class _World:
    """A scenario in one draw."""

    scenario: Scenario
    known: Mapping[str, float]

    def arrived(self, name: str, ordered: Path) -> Path:
        """What arrives of the orders that files above the root give for one lever."""
        promise = self.scenario.delivery_of(name)
        above = [order.week for order in self.scenario.orders if order.name == name and order.layer > 0]
        if promise.mode == "in full" or not above or min(above) >= WEEKS:
            return ordered
        first = min(above)
        share, lag = terms(promise, self.known)
        return delivered(ordered, self._at_the_root(name, first), first, share, lag)

    def _at_the_root(self, name: str, week: int) -> float:
        """What the root of the scenario has in force in a week."""
        if name in OFFICER_SHARES:
            return float(officer_shares(self.scenario, layers=1)[0][OFFICER_SHARES.index(name), week])
        root = [order for order in self.scenario.orders if order.name == name and order.layer == 0]
        return float(ordered_path(levers()[name], root, self.known)[week])

    def moved(self, quantity: Quantity, stated: Path) -> Path:
        """A lever's prior says how true its stated numbers are: it moves the whole path, past, policy and all.

        So a lever set to what it already is changes nothing, and nil stays nil. (A driver's prior belongs to its
        default value, and is used where the path begins.)
        """
        if quantity.kind == "lever" and quantity.prior and quantity.name in self.known:
            return quantity.prior.moved(stated, quantity.number(quantity.value), self.known[quantity.name])
        return stated


def _shares_of_tasks(world: _World) -> Path:
    """The eight shares, ``float64[8, WEEKS]``: ordered, then delivered, then uncertain; the others make room."""
    shares = officer_shares(world.scenario)[0]
    arrived = [world.arrived(name, shares[row]) for row, name in enumerate(OFFICER_SHARES)]
    shares = _with_room(shares, np.array(arrived))
    return _with_room(
        shares, np.array([world.moved(levers()[name], shares[row]) for row, name in enumerate(OFFICER_SHARES)])
    )


def _with_room(shares: Path, changed: Path) -> Path:
    """The changed rows as they are, the others rescaled; where the changed ones alone pass 1, all shrink."""
    is_set = (changed != shares).any(axis=1, keepdims=True) & np.ones(shares.shape, bool)
    out = filled(shares, changed, is_set)[0]
    total = out.sum(axis=0)
    return np.where(total > 1 + 1e-9, out / total, out)
