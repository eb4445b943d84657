"""The weekly table of levers and drivers: what is ordered, what arrives of it, and how sure the numbers are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.calendar import WEEKS
from sim.evidence.quantities import Quantity, levers
from sim.scenario import delivery
from sim.scenario.scenario import Scenario
from sim.scenario.weekly import OFFICER_SHARES, Path, filled, officer_shares, ordered_path
from sim.vocabulary import Lever


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
        share, lag = delivery.terms(promise, self.known)
        return delivery.delivered(ordered, self._at_the_root(name, first), first, share, lag)

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
