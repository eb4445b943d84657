"""One run, and the only door into the model."""

from copy import copy
from typing import Self

import numpy as np

from sim.calendar import WEEKS
from sim.engine.jit import kernel
from sim.engine.rng import mix
from sim.model.clocks import next_week
from sim.model.deciders import PLAN_WEEKS, Deciders
from sim.model.history import new_history, trajectory
from sim.model.officers import copied, new_roster
from sim.model.opening import open_docket
from sim.model.week import run_weeks
from sim.model.world import OFFICES, Docket, allocate, room_for, set_levers
from sim.parameters.resolve import Resolved
from sim.results.results import Trajectory


@kernel
def look_again(w, cases, next_due):
    """When each case needs its next look, after the weeks to come have changed."""
    for i in range(w.rows):
        next_due[i] = next_week(w, cases[i], w.week + 1)


def copy_rows(to: np.ndarray, source: np.ndarray, rows: int) -> None:
    """The first rows, as bytes: records would be copied field by field."""
    to[:rows].view(np.uint8)[:] = source[:rows].view(np.uint8)


def forked(old: Docket, lever: np.ndarray, weeks: int) -> Docket:
    """A copy of a docket whose levers of the weeks to come are others."""
    world = old.world.copy()
    set_levers(world[0], lever)
    new = allocate(world.dtype["numbers"], max(room_for(world[0], weeks), len(old.cases)))
    new.world[:] = world
    copy_rows(new.cases, old.cases, int(world[0].rows))
    copy_rows(new.blocks, old.blocks, int(world[0].lines.fresh_block))
    look_again(new.world[0], new.cases, new.next_due)
    return new


class Run:
    """One experiment under way: ``go`` as far as wanted, ``fork`` where scenarios part, read the ``trajectory``.

    ``week``: weeks done. Same arguments, same bits, however far each call goes. Nothing of a state depends on
    levers of later weeks, only when a case is looked at next does; so a fork ends as a straight run would.
    """

    def __init__(
        self,
        resolved: Resolved,
        seed: int,
        draw: int,
        replicate: int,
        scale: int = 100,
        weeks: int = WEEKS,
        offices: int = OFFICES,
    ) -> None:
        self.resolved, self.weeks, self.week = resolved, weeks, 0
        key = mix(seed, draw, replicate)
        self._key = mix(key, 1)
        self.docket = open_docket(resolved, key, scale, weeks, offices)
        world = self.docket.world[0]
        self.roster = new_roster(world.numbers, world.lever, world.officer_share[:offices], self._key)
        self.history = new_history(weeks)
        self.history.stock[0] = world.stock
        self._deciders = Deciders(self.docket, self.roster, self._key, weeks)

    def go(self, until: int | None = None) -> Self:
        """Run up to week ``until`` (default: the end)."""
        until = self.weeks if until is None else min(until, self.weeks)
        while self.week < until:
            if self.week % PLAN_WEEKS == 0:
                self._deciders.plan(self.docket, self.week)
            stop = min(self.week - self.week % PLAN_WEEKS + PLAN_WEEKS, until)
            run_weeks(*self.docket, self.history, self.week, stop)
            self.week = stop
        return self

    def fork(self, resolved: Resolved) -> Self:
        """A copy that goes on with other levers from this week on. This run stays as it is.

        Raises ``ValueError`` where the weeks so far would have been others: other numbers, other levers, or a week
        in the middle of a plan.
        """
        week, before = self.week, self.resolved
        if week == 0 or week % PLAN_WEEKS or resolved.numbers != before.numbers:
            raise ValueError(f"week {week}: runs part at a plan, every {PLAN_WEEKS} weeks, and with the same numbers")
        if not np.array_equal(resolved.lever[:, :week], before.lever[:, :week]):
            raise ValueError(f"week {week}: the levers differ before it, so the weeks so far would have been others")
        new = copy(self)
        new.resolved = resolved
        new.docket = forked(self.docket, resolved.lever, self.weeks)
        new.roster = copied(self.roster, new.docket.world[0].lever)
        new.history = new_history(self.weeks)
        for column, old in zip(new.history, self.history, strict=True):
            column[: week + 1] = old[: week + 1]
        new._deciders = Deciders(new.docket, new.roster, self._key, self.weeks)
        return new

    def trajectory(self, by_office: bool = False) -> Trajectory:
        """All measures, at full scale. Raises ``ValueError`` before the end of the run."""
        if self.week < self.weeks:
            raise ValueError(f"week {self.week} of {self.weeks}: go to the end first")
        costs = self.resolved.numbers.costs
        return trajectory(self.docket.world[0], self.roster, self.history, costs, self.weeks, by_office)


def run(
    resolved: Resolved,
    seed: int,
    draw: int,
    replicate: int,
    scale: int = 100,
    weeks: int = WEEKS,
    by_office: bool = False,
    offices: int = OFFICES,
) -> Trajectory:
    """One experiment. Same arguments, same bits; nothing else is read.

    ``resolved`` holds the numbers and the weekly levers of a scenario and draw; ``seed``, ``draw`` and
    ``replicate`` are the key of chance. One case in ``scale`` is kept and all values are given at full scale.
    """
    return Run(resolved, seed, draw, replicate, scale, weeks, offices).go().trajectory(by_office)
