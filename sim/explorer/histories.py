"""Previews: a few draws at a coarse scale, forked from stored histories, so that a moved lever is answered at once."""

import threading
from collections import OrderedDict
from hashlib import blake2b
from typing import TypeVar

import numpy as np
import pandas as pd

from sim import calendar
from sim.errors import ExperimentError
from sim.experiments import provenance
from sim.experiments.options import Options, Progress
from sim.model.deciders import PLAN_WEEKS
from sim.model.run import Run
from sim.parameters.resolve import Resolved, resolve
from sim.results.results import Results, Trajectory
from sim.scenario.scenario import Scenario

DRAWS = 10  # assumption, because: ten draws show the width of a band and are answered in about two seconds
REPLICATES = 1
SCALE = 100
SEED = 0
FIRST_SCENARIO = "frozen"
"""What the page opens with; most shipped scenarios share its history."""

FORK_WEEK = calendar.week_of(calendar.INFORMATION_DATE) // PLAN_WEEKS * PLAN_WEEKS
"""Runs part here: the last plan before levers may be moved."""
MOST_HISTORIES = 4 * DRAWS  # about 10 MB each at this scale
MOST_TRAJECTORIES = 20 * DRAWS
BYTES_OF_A_NAME = 16

Kept = TypeVar("Kept")


class Histories:
    """Runs up to the information date, kept to fork from, and the trajectories that came of them.

    Shared by all tabs; one experiment is computed at a time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: OrderedDict[bytes, Run] = OrderedDict()
        self._known: OrderedDict[bytes, Trajectory] = OrderedDict()

    def simulate(
        self, resolved: Resolved, seed: int, draw: int, replicate: int, scale: int, weeks: int, by_office: bool
    ) -> Trajectory:
        """The same bits as ``sim.model.run.run`` of the same arguments."""
        key = (seed, draw, replicate, scale, weeks)
        whole = _name(resolved, weeks, *key, by_office)
        with self._lock:
            if whole not in self._known:
                run = self._history(resolved, key).fork(resolved) if weeks > FORK_WEEK else Run(resolved, *key)
                _keep(self._known, whole, run.go().trajectory(by_office), MOST_TRAJECTORIES)
            self._known.move_to_end(whole)
            return self._known[whole]

    def _history(self, resolved: Resolved, key: tuple[int, int, int, int, int]) -> Run:
        name = _name(resolved, FORK_WEEK, *key)
        if name not in self._runs:
            _keep(self._runs, name, Run(resolved, *key).go(FORK_WEEK), MOST_HISTORIES)
        self._runs.move_to_end(name)
        return self._runs[name]


def _name(resolved: Resolved, weeks: int, *key: int) -> bytes:
    """A name for everything that the first weeks of a run depend on."""
    numbers = np.array([value for group in resolved.numbers for value in group], dtype=np.float64)
    digest = blake2b(repr(key).encode(), digest_size=BYTES_OF_A_NAME)
    digest.update(numbers.tobytes())
    digest.update(np.ascontiguousarray(resolved.lever[:, :weeks]).tobytes())
    return digest.digest()


def _keep(shelf: OrderedDict[bytes, Kept], name: bytes, what: Kept, most: int) -> None:
    """Put something on a shelf; what was not asked for longest goes."""
    shelf[name] = what
    while len(shelf) > most:
        shelf.popitem(last=False)


def preview(histories: Histories, scenarios: tuple[Scenario, ...], progress: Progress | None = None) -> Results:
    """Ten draws of each scenario, with shared draws and random numbers. Raises ``ExperimentError``, ``OptionError``."""
    plan = Options(draws=DRAWS, replicates=REPLICATES, scale=SCALE, seed=SEED, workers=1).plan(scenarios)
    rows, values = [], []
    if progress:
        progress(0, plan.experiments, 0)
    for one in sorted(plan.scenarios, key=lambda one: one.name):
        for draw in range(DRAWS):
            try:
                resolved = resolve(one, draw, plan.seed, plan.weeks, plan.parameters)
                values.append(histories.simulate(resolved, plan.seed, draw, 0, plan.scale, plan.weeks, False).values)
            except Exception as error:  # whatever went wrong in it, the page must say which experiment it was
                raise ExperimentError(f"scenario {one.name}, draw {draw}: {type(error).__name__}: {error}") from error
            rows.append({"scenario": one.name, "draw": draw, "replicate": 0} | resolved.drawn)
            if progress:
                progress(len(rows), plan.experiments, 0)
    return Results(np.array(values), None, pd.DataFrame(rows), provenance.manifest(plan, {}, "in-full"))
