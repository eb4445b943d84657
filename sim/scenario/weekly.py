"""The weekly table of levers and drivers: what is ordered, what arrives of it, and how sure the numbers are.

Every path covers all weeks up to the horizon; a run that ends earlier cuts it, so that its values do not depend on
the last week. Paths are ``float64[MOST_WEEKS]``.

Announced is not delivered. ``history`` (the root of a scenario) states what arrived. What the files above it order for
a lever is delivered in full, or with a share and a lag that are given or drawn; the draw is common to all scenarios.

In a week, the orders of a lever are followed one after the other, file by file and by date: one that is set takes the
place of what was before, the others add to it or multiply it; those that have ended do nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.calendar import INFORMATION_DATE, MOST_WEEKS, week_of
from sim.evidence.quantities import Quantity, levers, quantities
from sim.scenario.scenario import Delivery, Order, Scenario
from sim.vocabulary import WEEKS_PER_YEAR, Lever, Task

Path = NDArray[np.float64]
Term = TypeVar("Term")

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


_BEGIN = {"add": 0.0, "times": 1.0}
"""Where a ramp begins that changes a value, unless it says so."""


class Course:
    """The path of one lever or driver while its orders are followed one after the other.

    ``lasting``: the same without the orders that end, which is where a ramp that stays begins. So an order that ends
    changes no week outside of its own.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.lasting = path.copy(), path.copy()
        self._ending: list[tuple[Order, float, float]] = []

    def follow(self, order: Order, value: float) -> None:
        """One more order: a step, or a ramp."""
        if order.week >= MOST_WEEKS:
            return
        ends = order.until is not None
        here = float((self.path if ends else self.lasting)[order.week])
        begin = _BEGIN.get(order.action, here) if order.begin is None else order.begin
        write(self.path, order, value, begin)
        if ends:
            self._ending.append((order, value, begin))
        else:
            write(self.lasting, order, value, begin)

    def go_on(self, week: int, path: Path) -> None:
        """From a week on, the path is another one; orders that have not ended hold on."""
        self.path[week:] = self.lasting[week:] = path
        for order, value, begin in self._ending:
            write(self.path, order, value, begin, week)


def write(path: Path, order: Order, value: float, begin: float, since: int = 0) -> None:
    """Do in its weeks what an order says, in those from ``since`` on. A ramp goes from ``begin`` to ``value``."""
    first, last, end = order.week, order.last_week, order.end_week
    amounts = np.full(max(end - first, 0), value)
    if last > first:
        amounts[: last - first] = begin + (value - begin) * (np.arange(last - first) / (last - first))
    weeks, amounts = slice(max(first, since), end), amounts[max(since - first, 0) :]
    if order.action == "add":
        path[weeks] += amounts
    elif order.action == "times":
        path[weeks] *= amounts
    else:
        path[weeks] = amounts


def ordered_path(
    quantity: Quantity, orders: Sequence[Order], known: Mapping[str, float], now: int = INFORMATION_WEEK
) -> Path:
    """The path of one lever or driver. ``known`` has drawn values by name of quantity and key of order;
    ``now`` is the week of the information date.

    An intake driver goes on, after the information date, from its mean over the last 13 weeks with a drawn level
    and drift, until an order of that time sets it. Every other path holds its last value.
    """
    drawn_default = quantity.kind == "driver" and quantity.name in known
    default = known[quantity.name] if drawn_default else quantity.number(quantity.value)
    course = Course(np.full(MOST_WEEKS, default))
    past = [order for order in orders if order.week < now]
    for order in past:
        course.follow(order, known.get(order.key, order.value))
    stated = [order for order in past if order.replaces]
    still_in_force = stated and stated[-1].last_week > now
    if quantity.name in INTAKE_DRIVERS and not still_in_force:
        years = np.arange(MOST_WEEKS - now) / WEEKS_PER_YEAR
        recent = course.lasting[max(now - _LEVEL_WEEKS, 0) : max(now, 1)]
        level = recent.mean() * known["intake.level_after_ratio"]
        course.go_on(now, level * np.exp(known["intake.drift_per_year"] * years))
    for order in orders:
        if order.week >= now:
            course.follow(order, known.get(order.key, order.value))
    return course.path


@dataclass(frozen=True, slots=True)
class SharesOff:
    """Weeks in which shares of tasks that one file (or option) sets cannot sum to 1. ``order`` is its latest."""

    order: Order
    week: int
    total: float


def shares_off(scenario: Scenario) -> list[SharesOff]:
    """Where the shares of tasks that one layer of a scenario sets cannot sum to 1."""
    shares = _default_shares()
    off: list[SharesOff] = []
    for layer in range(scenario.layers):
        orders = [order for order in scenario.orders if order.layer == layer and order.name in OFFICER_SHARES]
        shares, wrong = shares_with(shares, orders)
        off += wrong
    return off


def _default_shares() -> Path:
    """The eight shares as they are where nobody sets them, ``float64[8, MOST_WEEKS]``."""
    values = [levers()[name].number(levers()[name].value) for name in OFFICER_SHARES]
    return np.repeat(np.array(values)[:, None], MOST_WEEKS, axis=1)


def shares_with(shares: Path, orders: Sequence[Order]) -> tuple[Path, list[SharesOff]]:
    """The eight shares with the orders of one layer, summing to 1, and where they cannot.

    Shares that the layer sets take its values, the others are rescaled to fill the rest; if they are all nil,
    ``officers.other_share`` takes it. Weeks in which it sets what is already there stay untouched.
    """
    if not orders:
        return shares, []
    given, is_set = shares.copy(), np.zeros(shares.shape, bool)
    for order in orders:
        row, first, end = OFFICER_SHARES.index(order.name), order.week, order.end_week
        if first >= MOST_WEEKS:
            continue
        pushed = filled(shares, given, is_set)[0][row]  # by the others, by then
        begin = _BEGIN.get(order.action, float(given[row, first] if is_set[row, first] else pushed[first]))
        if order.action != "set":
            given[row, first:end] = pushed[first:end]
        write(given[row], order, order.value, begin if order.begin is None else order.begin)
        is_set[row, first:end] = True
    total = np.where(is_set, given, 0.0).sum(axis=0)
    new, left = filled(shares, given, is_set)
    wrong = np.flatnonzero((total > 1 + _ROUNDING) | (np.abs(left) > _ROUNDING))
    if not wrong.size:
        return new, []
    week = int(wrong[0])
    latest = [order for order in orders if order.week <= week][-1]
    return new, [SharesOff(latest, week, float(total[week]))]


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


def terms(delivery: Delivery, name: str, known: Mapping[str, float]) -> tuple[float, int]:
    """Share and lag (whole weeks) of a delivery for a lever."""
    if delivery.mode == "uncertain":
        share, lag = uncertain_terms(name, known)
        return share, round(lag)
    return delivery.share, round(delivery.lag_weeks)


def uncertain_terms(name: str, known: Mapping[str, Term]) -> tuple[Term, Term]:
    """What says how an uncertain order for a lever arrives, of all that is known: a share, and a lag in weeks."""
    record = "beds" if name == "detention.beds" else "hiring" if name.startswith("hiring.") else "other"
    return known[f"delivery.{record}_share"], known[f"delivery.{record}_lag_weeks"]


def delivered(ordered: Path, before: float, first: int, share: float, lag: int) -> Path:
    """From week ``first`` on: before + share x (what was ordered ``lag`` weeks ago - before)."""
    if first >= MOST_WEEKS or (share == 1.0 and lag == 0):
        return ordered
    late = np.full(MOST_WEEKS, before)
    late[first + lag :] = ordered[first : max(MOST_WEEKS - lag, first)]
    arrived = before + share * (late - before)
    return np.where(np.arange(MOST_WEEKS) < first, ordered, arrived)


def change_delivered(path: Path, ordered: Path, share: float, lag: int) -> Path:
    """The path with a share of the change that was ordered ``lag`` weeks ago."""
    if share == 1.0 and lag == 0:
        return ordered
    change = np.zeros(MOST_WEEKS)
    change[lag:] = (ordered - path)[: max(MOST_WEEKS - lag, 0)]
    return path + share * change


def lever_row(name: str) -> Lever:
    """The row of a lever or driver: ``detention.beds`` is ``Lever.DETENTION_BEDS``."""
    return Lever[name.upper().replace(".", "_")]


def lever_table(scenario: Scenario, known: Mapping[str, float]) -> Path:
    """``float64[len(Lever), MOST_WEEKS]``, clipped to the range of each quantity.

    ``known`` has the undated numbers of this draw, and what was drawn for levers, drivers and single orders.
    """
    table = _unclipped(scenario, known)
    for name, quantity in levers().items():
        row = table[lever_row(name)]
        np.clip(row, *quantity.limits, out=row)
    return table


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """A week in which what is added or multiplied gives a value that the quantity cannot take."""

    order: Order
    week: int
    value: float


def out_of_range(scenario: Scenario) -> list[OutOfRange]:
    """Where orders that change a value take it out of its range, delivered in full and with central numbers."""
    changing = [order for order in scenario.orders if order.action != "set"]
    if not changing:
        return []
    central = {name: one.number(one.value) for name, one in quantities().items() if not one.is_dated}
    central |= {one.name: one.value for one in scenario.assume}
    table = _unclipped(scenario.as_ordered(), central)
    found: list[OutOfRange] = []
    for order in changing:
        low, high = levers()[order.name].limits
        path = table[lever_row(order.name), order.week : order.end_week]
        wrong = np.flatnonzero((path < low) | (path > high))
        if wrong.size and order.name not in {one.order.name for one in found}:
            week = order.week + int(wrong[0])
            found.append(OutOfRange(order, week, float(path[wrong[0]])))
    return found


def _unclipped(scenario: Scenario, known: Mapping[str, float]) -> Path:
    table = np.empty((len(Lever), MOST_WEEKS))
    for name, quantity in levers().items():
        if quantity.kind == "driver":
            table[lever_row(name)] = ordered_path(quantity, scenario.in_force.get(name, []), known, scenario.known_week)
        elif name not in OFFICER_SHARES:
            orders = [order for order in scenario.orders if order.name == name]
            table[lever_row(name)] = _lever_path(quantity, orders, known, scenario.known_week)
    for name, shares in zip(OFFICER_SHARES, _shares_of_tasks(scenario, known), strict=True):
        table[lever_row(name)] = shares
    return table


def _lever_path(quantity: Quantity, orders: Sequence[Order], known: Mapping[str, float], now: int) -> Path:
    """What arrives for one lever: the root as drawn, then what each file above it orders and gets."""
    root = [order for order in orders if order.layer == 0]
    path = _as_drawn(quantity, ordered_path(quantity, root, known), root, known, now)
    for _, above in groupby(orders[len(root) :], key=lambda order: order.layer):
        path = _with_orders(path, list(above), known)
    return path


def _with_orders(path: Path, orders: Sequence[Order], known: Mapping[str, float]) -> Path:
    """A path that the orders of one file change, as far as they are delivered."""
    course = Course(path)
    for order in orders:
        course.follow(order, order.value)
    return _arrived(path, course.path, orders, known)


def _arrived(path: Path, ordered: Path, orders: Sequence[Order], known: Mapping[str, float]) -> Path:
    """What arrives of a path ordered by one file, whose orders for the lever are given."""
    first = orders[0]
    if first.week >= MOST_WEEKS:
        return path
    share, lag = terms(first.delivery, first.name, known)
    if not all(order.replaces for order in orders):
        return change_delivered(path, ordered, share, lag)
    return delivered(ordered, float(path[first.week]), first.week, share, lag)


def _as_drawn(quantity: Quantity, stated: Path, root: Sequence[Order], known: Mapping[str, float], now: int) -> Path:
    """A lever's prior says how true the published numbers of the past are: it moves the path of the root by as much.

    Exact is what is ordered: above the root, from the information date on, or without a source. (A driver's prior
    belongs to its default value, and is used where the path begins.)
    """
    if not quantity.prior or quantity.name not in known:
        return stated
    published = np.ones(MOST_WEEKS, bool)
    for order in root:
        published[order.week :] = order.source is not None and order.week < now
    return np.where(
        published, quantity.prior.moved(stated, quantity.number(quantity.value), known[quantity.name]), stated
    )


def _shares_of_tasks(scenario: Scenario, known: Mapping[str, float]) -> Path:
    """The eight shares: the root as drawn, then what each file above it orders and gets; the others make room."""
    shares = _default_shares()
    for layer in range(scenario.layers):
        orders = [order for order in scenario.orders if order.layer == layer and order.name in OFFICER_SHARES]
        before, shares = shares, shares_with(shares, orders)[0]
        if layer == 0:
            now = scenario.known_week
            drawn = [
                _as_drawn(levers()[name], shares[row], [order for order in orders if order.name == name], known, now)
                for row, name in enumerate(OFFICER_SHARES)
            ]
            shares = _with_room(shares, np.array(drawn))
            continue
        arrived = shares.copy()
        for row, name in enumerate(OFFICER_SHARES):
            own = [order for order in orders if order.name == name]
            if own:
                arrived[row] = _arrived(before[row], shares[row], own, known)
        shares = _with_room(shares, arrived)
    return shares


def _with_room(shares: Path, changed: Path) -> Path:
    """The changed rows as they are, the others rescaled; where the changed ones alone pass 1, all shrink."""
    is_set = (changed != shares).any(axis=1, keepdims=True) & np.ones(shares.shape, bool)
    out = filled(shares, changed, is_set)[0]
    total = out.sum(axis=0)
    return np.where(total > 1 + 1e-9, out / total, out)
