"""Many experiments that differ in little: points x draws x replicates, each read at once and then forgotten.

Points of a draw and replicate share their luck, and the weeks before they part are computed once
(``sim.model.branches``).
"""

import math
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.errors import ExperimentError
from sim.evidence.quantities import levers, quantities
from sim.experiments import pool
from sim.experiments.options import Plan, Progress
from sim.experiments.pool import Failure
from sim.parameters.resolve import Resolved, resolve
from sim.scenario.scenario import Delivery, Scenario
from sim.scenario.weekly import INFORMATION_WEEK, lever_row, terms

BATCHES_PER_WORKER = 8
"""Enough that workers end at about the same time, few enough that points share their history."""

Read = Callable[[np.ndarray], np.ndarray]
"""From float64[experiments, weeks + 1, len(MEASURES)] to float64[experiments, ...]; importable by name."""


@dataclass(frozen=True)
class Point:
    """What one experiment runs: a scenario, and what is added to some of its levers.

    ``added``: amounts in the unit of each lever, from the information date to the end, on top of what arrives of the
    scenario's orders; in full, or ``uncertain`` with the drawn share and lag of announcements.
    """

    scenario: Scenario
    added: Mapping[str, float] = field(default_factory=dict)
    uncertain: bool = False

    def resolved(self, plan: Plan, draw: int) -> Resolved:
        """The numbers of one draw."""
        found = resolve(self.scenario, draw, plan.seed, plan.weeks, plan.parameters)
        if not self.added:
            return found
        lever = found.lever.copy()
        for name, amount in self.added.items():
            share, lag = self._arrival(name, found)
            row = lever[lever_row(name), INFORMATION_WEEK + lag :]
            row[:] = np.clip(row + share * amount, *levers()[name].limits)
        return replace(found, lever=lever)

    def _arrival(self, name: str, found: Resolved) -> tuple[float, int]:
        """Share of what is added to a lever that arrives, and the lag in weeks."""
        if not self.uncertain:
            return 1.0, 0
        central = {one.name: one.number(one.value) for one in quantities().values() if one.group == "delivery"}
        assumed = {one.name: one.value for one in self.scenario.assume}
        return terms(Delivery(name, "uncertain"), central | found.drawn | assumed)


class Batch(NamedTuple):
    """Some points in one draw."""

    draw: int
    places: tuple[int, ...]
    points: tuple[Point, ...]


class Ensemble:
    """Runs points; a context manager that keeps its worker processes from one call to the next."""

    def __init__(self, plan: Plan, workers: int, progress: Progress | None = None) -> None:
        self.plan = plan._replace(scenarios=())
        self._workers = pool.Workers(workers)
        self._progress = progress
        self.done = 0

    def __enter__(self) -> "Ensemble":
        self._workers.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._workers.__exit__(*error)

    def outcomes(self, points: Sequence[Point], read: Read, draws: range | None = None) -> np.ndarray:
        """float64[points, draws, replicates, ...]: what ``read`` finds in each experiment.

        The same for any number of workers. ``draws``: those of the plan, unless others are named. Raises
        ``ExperimentError`` at the first experiment that fails.
        """
        draws = range(self.plan.draws) if draws is None else draws
        expected = self.done + len(points) * len(draws) * self.plan.replicates
        found: np.ndarray | None = None
        self._tell(expected)
        for outcome in self._workers.each(partial(run_batch, self.plan, read), self._batches(points, draws)):
            if isinstance(outcome, Failure):
                raise ExperimentError(f"{outcome.place}: {outcome.reason}", outcome.details)
            batch_places, draw, values = outcome
            if found is None:
                found = np.empty((len(points), len(draws), *values.shape[1:]))
            found[batch_places, draws.index(draw)] = values
            self.done += len(batch_places) * self.plan.replicates
            self._tell(expected)
        assert found is not None, "an ensemble has a point and a draw"
        return found

    def _batches(self, points: Sequence[Point], draws: range) -> list[Batch]:
        size = math.ceil(len(points) * len(draws) / (self._workers.count * BATCHES_PER_WORKER))
        size = min(max(size, 1), len(points))
        firsts = range(0, len(points), size)
        return [
            Batch(draw, tuple(range(first, min(first + size, len(points)))), tuple(points[first : first + size]))
            for draw in draws
            for first in firsts
        ]

    def _tell(self, expected: int) -> None:
        if self._progress:
            self._progress(self.done, expected, 0)


def run_batch(plan: Plan, read: Read, batch: Batch) -> tuple[list[int], int, np.ndarray] | Failure:
    """Places, draw, and float64[points, replicates, ...] of a batch; or its first failure."""
    from sim.model import branches

    failed: tuple[int, int] | None = None
    values: list[list[np.ndarray]] = [[] for _ in batch.points]
    try:
        resolved = [point.resolved(plan, batch.draw) for point in batch.points]
        for replicate in range(plan.replicates):
            key = (plan.seed, batch.draw, replicate, plan.scale, plan.weeks)
            for which, outcome in branches.trajectories(resolved, *key):
                if isinstance(outcome, Exception):
                    failed = (which, replicate)
                    raise outcome
                values[which].append(read(outcome.values[None])[0])
    except Exception as error:  # whatever went wrong in it, the user must learn which experiment it was
        place = f"scenario {batch.points[failed[0] if failed else 0].scenario.name}, draw {batch.draw}"
        place += f", replicate {failed[1]}" if failed else ""
        return Failure(place, f"{type(error).__name__}: {error}", traceback.format_exc())
    return list(batch.places), batch.draw, np.array(values)


def weekly(values: np.ndarray) -> np.ndarray:
    """Reads everything: the weekly values themselves."""
    return values
