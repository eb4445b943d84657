"""A run with everything in view: what stood in every array before and after each week."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from sim.engine.rng import mix
from sim.model.deciders import PLAN_WEEKS, Deciders
from sim.model.history import History, new_history, trajectory
from sim.model.officers import Roster, new_roster
from sim.model.opening import open_docket
from sim.model.week import run_weeks
from sim.model.world import Docket
from sim.parameters.resolve import Resolved
from sim.results.results import Trajectory


class Snapshot(NamedTuple):
    """Copies of the world's record and of the cases that exist."""

    world: np.record
    cases: np.ndarray
    next_due: np.ndarray


class Sight(NamedTuple):
    """One week: before it, after it, and the arrays that only the end of the week can show."""

    week: int
    before: Snapshot
    after: Snapshot
    docket: Docket

    @property
    def new(self) -> np.ndarray:
        """Which rows hold somebody who came this week; the row of a closed case is used again. bool[rows]"""
        return self.after.cases["entry"] == self.week

    def was(self, column: np.ndarray) -> np.ndarray:
        """A column of the cases before the week, in the rows of those after it; nil for those who are new."""
        found = np.zeros((len(self.after.cases), *column.shape[1:]), column.dtype)
        found[: len(column)] = column
        found[self.new] = 0
        return found


class Watched(NamedTuple):
    """A run that was watched to its end."""

    resolved: Resolved
    docket: Docket
    roster: Roster
    history: History
    trajectory: Trajectory
    broken: list[str]


Law = Callable[[Sight], Iterator[str]]
"""Yields a sentence for each breach."""


def snapshot(docket: Docket) -> Snapshot:
    """What stands in a docket now."""
    world = docket.world.copy()
    rows = int(world[0].rows)
    return Snapshot(world[0], docket.cases[:rows].copy(), docket.next_due[:rows].copy())


def watch(  # noqa: PLR0913 - a run has so many settings
    resolved: Resolved,
    laws: Iterable[Law] = (),
    *,
    scale: int = 10_000,
    weeks: int = 30,
    offices: int = 3,
    seed: int = 0,
    replicate: int = 0,
    to_first_breach: bool = False,
    docket: Docket | None = None,
) -> Watched:
    """Run as ``sim.model.run.run`` does, but stop after each week and hold every law against it.

    ``docket``: an opening docket to begin with, instead of the one of the key.
    """
    key = mix(seed, 0, replicate)
    docket = docket or open_docket(resolved, key, scale, weeks, offices)
    world = docket.world[0]
    roster = new_roster(world.numbers, world.lever, world.officer_share[:offices], mix(key, 1))
    deciders = Deciders(docket, roster, mix(key, 1), weeks)
    history = new_history(weeks)
    history.stock[0] = world.stock
    broken: list[str] = []
    before = snapshot(docket)
    for week in range(weeks):
        if week % PLAN_WEEKS == 0:
            deciders.plan(docket, week)
        run_weeks(*docket, history, week, week + 1)
        after = snapshot(docket)
        sight = Sight(week, before, after, docket)
        broken += [f"{law.__name__}, week {week}: {breach}" for law in laws for breach in law(sight)]
        before = after
        if broken and to_first_breach:
            break
    made = trajectory(world, roster, history, resolved.numbers.costs, weeks, True)
    return Watched(resolved, docket, roster, history, made, broken)


def differing(name: str, found: np.ndarray, wanted: np.ndarray) -> Iterator[str]:
    """One sentence when two arrays by office are not the same."""
    if not np.array_equal(found, wanted):
        place = np.flatnonzero(np.asarray(found) != np.asarray(wanted))[0]
        yield f"{name}: {found[place]} where {wanted[place]} follows, at {place}"


def above(name: str, found: np.ndarray | float, most: np.ndarray | float, slack: float = 1e-6) -> Iterator[str]:
    """One sentence when a value passes its bound."""
    found, most = np.broadcast_arrays(np.atleast_1d(found), most)
    over = np.flatnonzero(~(found <= most + slack))
    if len(over):
        yield f"{name}: {found[over[0]]} above {most[over[0]]}, at {over[0]}"
