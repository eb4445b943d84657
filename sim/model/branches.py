"""Runs that share their weeks: what scenarios have in common is computed once, and each goes on from where they part.

Bit for bit what straight runs give (``sim.model.run.Run``), in less time: scenarios of one draw and one replicate
share all weeks before their levers differ.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.model.deciders import PLAN_WEEKS
from sim.model.run import Run
from sim.parameters.resolve import Parameters, Resolved
from sim.results.results import Trajectory

Outcome = Trajectory | Exception


class Grown(NamedTuple):
    """The outcome of one of the experiments that were asked for together."""

    place: int
    outcome: Outcome


def trajectories(
    resolved: Sequence[Resolved], seed: int, draw: int, replicate: int, scale: int, weeks: int, by_office: bool = False
) -> Iterator[Grown]:
    """The experiments of one draw and one replicate, in any order, each with its place in ``resolved``.

    A failure is an outcome: of every experiment that shares the weeks that failed. Memory: one state for each time
    that experiments under way have parted.
    """
    families: dict[Parameters, list[int]] = {}
    for place, one in enumerate(resolved):
        families.setdefault(one.numbers, []).append(place)
    for family in families.values():
        for members in _split(resolved, family, 0):
            try:
                run = Run(resolved[members[0]], seed, draw, replicate, scale, weeks)
            except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome of these experiments
                yield from (Grown(place, error) for place in members)
                continue
            yield from _grow(run, resolved, members, by_office)


def _grow(run: Run, resolved: Sequence[Resolved], members: list[int], by_office: bool) -> Iterator[Grown]:
    """From a state that all members share to the end of each. ``run`` has the levers of the first and is used up."""
    while True:
        parting = _parting(resolved, members, run.week)
        try:
            run.go(parting)
            if parting is None:
                end = run.trajectory(by_office)
                yield from (Grown(place, end) for place in members)
                return
            stays, *others = _split(resolved, members, run.week)
        except Exception as error:  # noqa: BLE001 - see above
            yield from (Grown(place, error) for place in members)
            return
        for branch in others:
            try:
                fork = run.fork(resolved[branch[0]])
            except Exception as error:  # noqa: BLE001 - see above
                yield from (Grown(place, error) for place in branch)
                continue
            yield from _grow(fork, resolved, branch, by_office)
        members = stays


def _parting(resolved: Sequence[Resolved], members: list[int], week: int) -> int | None:
    """The plan at which some of the members part, the first after ``week``; None where they never do."""
    levers = resolved[members[0]].lever
    apart = np.zeros(levers.shape[1], dtype=bool)
    for place in members[1:]:
        apart |= (resolved[place].lever != levers).any(axis=0)
    weeks = np.flatnonzero(apart[week:])
    return week + int(weeks[0]) // PLAN_WEEKS * PLAN_WEEKS if len(weeks) else None


def _split(resolved: Sequence[Resolved], members: list[int], week: int) -> list[list[int]]:
    """The members by their levers in the weeks of the plan that begins; the first group holds the first member."""
    groups: dict[bytes, list[int]] = {}
    for place in members:
        groups.setdefault(resolved[place].lever[:, week : week + PLAN_WEEKS].tobytes(), []).append(place)
    return list(groups.values())
