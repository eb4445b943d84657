"""A bank of simulations of the history from the priors: one for fit, recovery and all that is left out.

Draws come in numbered batches; each is kept when it is finished. Which worker ran what, and how often the work was
broken off, changes no bit of it.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.fitting import points
from sim.errors import StoreError
from sim.evidence.quantities import quantities
from sim.experiments import pool
from sim.experiments.options import Plan, Progress
from sim.experiments.pool import Task
from sim.io import batches, folders
from sim.parameters import basis
from sim.parameters.posterior import history
from sim.parameters.resolve import Resolved
from sim.results.results import Trajectory
from sim.scenario.scenario import Scenario

BATCH = 50
"""Draws of one batch: about ten seconds of work, the most that a kill can lose."""
ANSWERING = ("cli/", "explorer/", "questions/", "report/")
"""Folders that speak of results; no simulation depends on them."""


class OutOfTime(Exception):
    """The stated budget is used up; what is finished is kept."""

    def __init__(self, done: int, wanted: int, minutes: float) -> None:
        super().__init__(
            f"stopped at the budget of {minutes:g} minutes with {done} of {wanted} simulations done;"
            " they are kept: go on with --resume, or raise budget_minutes"
        )


@dataclass(frozen=True)
class Bank:
    """Simulations of the history.

    ``drawn``: float64[draws, len(names)], what was drawn; ``reported``: float64[draws, replicates, len(points)],
    the recorded numbers. ``places``: ``drawn`` as standard normal deviates of the priors.
    """

    names: tuple[str, ...]
    points: tuple[str, ...]
    drawn: np.ndarray
    reported: np.ndarray

    @property
    def places(self) -> np.ndarray:
        priors = prior_of()
        columns = [[priors[name].place(value) for value in self.drawn[:, k]] for k, name in enumerate(self.names)]
        return np.array(columns).T

    @property
    def means(self) -> np.ndarray:
        """float64[draws, len(points)]: means over replicates."""
        return self.reported.mean(axis=1)

    @property
    def chance(self) -> np.ndarray:
        """float64[points, points]: covariance of one run around the mean of its draw, pooled over draws."""
        around = self.reported - self.means[:, None, :]
        draws, replicates = self.reported.shape[:2]
        return np.einsum("drp,drq->pq", around, around) / (draws * (replicates - 1))

    def some(self, rows: np.ndarray) -> "Bank":
        """The bank with some of its draws only."""
        return Bank(self.names, self.points, self.drawn[rows], self.reported[rows])


def prior_of() -> dict[str, Any]:
    """The prior of every name that the history draws: a quantity's own, or the spread of a dated value."""
    found = {name: one.prior for name, one in quantities().items() if one.prior}
    return found | {order.key: order.spread for order in history().orders if order.spread}


def simulate(
    resolved: Resolved, seed: int, draw: int, replicate: int, scale: int, weeks: int, by_office: bool
) -> Trajectory:
    """``sim.model.run.run``, of which only the recorded numbers come back: ``values`` is float64[len(points)]."""
    from sim.model import run as model

    return Trajectory(points.read(model.run(resolved, seed, draw, replicate, scale, weeks, by_office).values), None)


def key(plan: Plan) -> dict[str, Any]:
    """What a bank is made from."""
    code = {name: digest for name, digest in folders.input_hashes().items() if not name.startswith(ANSWERING)}
    return {
        "seed": plan.seed,
        "simulations": plan.draws,
        "replicates": plan.replicates,
        "scale": plan.scale,
        "weeks": plan.weeks,
        "rules": _hash(basis.stated(history())),
        "code": _hash(code),
        "recorded numbers": list(points.names()),
    }


def plan_of(simulations: int, replicates: int, scale: int, seed: int, scenario: Scenario | None = None) -> Plan:
    """Draws of the history from the priors."""
    return Plan((scenario or history(),), simulations, replicates, scale, seed, points.WEEKS, False, "prior")


def fill(
    plan: Plan,
    folder: str | Path,
    workers: int,
    resume: bool,
    budget_minutes: float,
    progress: Progress | None = None,
) -> Bank:
    """The bank of a plan, simulated where it is not yet in the folder.

    Raises ``OutOfTime``, ``StoreError`` for a folder of other work, ``ExperimentError``.
    """
    deadline = time.monotonic() + 60 * budget_minutes
    work = batches.Batches(folder, key(plan), anew=not resume)
    sizes = {batch: min(BATCH, plan.draws - batch * BATCH) for batch in range(-(-plan.draws // BATCH))}
    finished = {batch: work.batch(_name(batch)) for batch in sizes}
    missing = [batch for batch, part in finished.items() if part is None]
    tasks = [Task(0, batch * BATCH + k) for batch in missing for k in range(sizes[batch])]
    open_batches: dict[int, dict[int, pool.Done]] = {}
    for done in pool.run_tasks(plan, simulate, workers, progress, only=tasks) if tasks else ():
        batch = done.task.draw // BATCH
        found = open_batches.setdefault(batch, {})
        found[done.task.draw] = done
        if len(found) < sizes[batch]:
            continue
        columns = _columns([found[draw] for draw in sorted(found)])
        work.keep(_name(batch), columns)
        finished[batch] = columns
        del open_batches[batch]
        if time.monotonic() > deadline and None in finished.values():
            ready = sum(sizes[one] for one, part in finished.items() if part is not None)
            raise OutOfTime(ready, plan.draws, budget_minutes)
    return _joined([part for _, part in sorted(finished.items()) if part is not None], plan.replicates)


def read(folder: str | Path) -> Bank:
    """The finished bank in a folder, whatever it was made from. Raises ``StoreError``."""
    files = sorted(Path(folder).glob("batch-*.parquet"))
    if not files:
        raise StoreError(f"{folder}: holds no bank; `docketsim calibrate` keeps one in OUT-bank")
    parts = [folders.read_columns(file) for file in files]
    return _joined(parts, len({name.partition("#")[2] for name in parts[0] if "#" in name}))


def _name(batch: int) -> str:
    return f"batch-{batch:04d}"


def _columns(batch: list[pool.Done]) -> dict[str, np.ndarray]:
    """Finished draws as columns: what was drawn, and ``number#replicate``."""
    columns = {name: np.array([done.drawn[name] for done in batch]) for name in batch[0].drawn}
    for place, point in enumerate(points.names()):
        for replicate in range(len(batch[0].trajectories)):
            values = [done.trajectories[replicate].values[place] for done in batch]
            columns[f"{point}#{replicate}"] = np.array(values)
    return columns


def _joined(parts: Sequence[Mapping[str, np.ndarray]], replicates: int) -> Bank:
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    names = tuple(name for name in columns if "#" not in name)
    reported = [
        np.stack([columns[f"{point}#{replicate}"] for replicate in range(replicates)], axis=1)
        for point in points.names()
    ]
    drawn = np.column_stack([columns[name] for name in names])
    return Bank(names, points.names(), drawn, np.stack(reported, axis=2))


def _hash(data: Any) -> str:
    return hashlib.sha256(repr(sorted(data.items())).encode("utf-8")).hexdigest()
