"""A bank of simulations of the history from the priors: one for fit, recovery and all that is left out.

Each simulation is known by its address and kept when it is finished. Which worker ran what, and how often the work was
broken off, changes no bit of it.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.errors import OutOfTime
from calibration.fitting import points
from sim.errors import StoreError
from sim.evidence.quantities import quantities
from sim.experiments.cluster import crew_of
from sim.experiments.options import Plan, Progress
from sim.experiments.plan import Cell, Experiments, content, sampled
from sim.experiments.under_way import UnderWay, model
from sim.io import folders
from sim.parameters.posterior import history
from sim.results.parts import MARK, Parts
from sim.scenario.scenario import Scenario

WHOLE = "bank.parquet"
"""All simulations as one table, for whoever reads a finished bank."""


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
        """The drawn values as places in their priors, 0 to 1: float64[points, unknowns]."""
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


def plan_of(simulations: int, replicates: int, scale: int, seed: int, scenario: Scenario | None = None) -> Plan:
    """Draws of the history from the priors."""
    return Plan((scenario or history(),), simulations, replicates, scale, seed, points.WEEKS, False, "prior")


def experiments_of(plan: Plan) -> Experiments:
    """The simulations of a plan, of which the recorded numbers are kept."""
    return Experiments((Cell(plan.scenarios[0]),), plan, points.Recorded())


class Store(Parts):
    """The simulations of a bank. Those made with other code or settings are kept beside, for a fit ``anew``."""

    def __init__(self, folder: str | Path, experiments: Experiments, anew: bool) -> None:
        scenario = hashlib.sha256(json.dumps(content(experiments.plan.scenarios[0])).encode("utf-8")).hexdigest()
        super().__init__(folder, experiments.ground | {"history": scenario})
        self._anew = anew

    def other(self, found: Mapping[str, Any]) -> str:
        """Why the simulations that are stored here are of something else; empty where they are of this."""
        told = "" if self._anew else super().other(found)
        return told and (
            f"{told}. Go on with the settings and version they were made with, or give --anew: it simulates again and"
            " keeps them beside"
        )

    def _check(self) -> None:
        if self.folder.exists() and not (self.folder / MARK).exists() and any(self.folder.iterdir()):
            raise StoreError(f"{self.folder} exists and is not ours. Choose another folder with --out.")


def fill(
    plan: Plan,
    folder: str | Path,
    workers: int,
    resume: bool,
    budget_minutes: float,
    progress: Progress | None = None,
) -> Bank:
    """The bank of a plan, simulated where it is not yet in the folder.

    ``resume``: a folder of simulations made with other code or settings is refused; else they are kept beside.
    Raises ``OutOfTime``, ``StoreError``, ``ExperimentError``.
    """
    experiments = experiments_of(plan)
    clock = _Clock(budget_minutes, progress)
    reported = np.empty((plan.experiments, len(points.names())))
    crew = crew_of(workers)
    crew.connect(experiments.inputs)
    with Store(folder, experiments, anew=not resume) as store:
        state = UnderWay(experiments, clock, strict=True)
        with crew:
            state.run(crew, model, store)
        state.collect(store, reported.__setitem__)
        bank = _bank(plan, reported.reshape(plan.draws, plan.replicates, -1))
        with store.keeping():
            folders.write_columns(store.folder / WHOLE, _columns(bank))
    return bank


class _Clock:
    """Progress that ends the work when its time is up."""

    def __init__(self, minutes: float, progress: Progress | None) -> None:
        self._minutes, self._progress = minutes, progress
        self._deadline = time.monotonic() + 60 * minutes
        self._before: int | None = None

    def __call__(self, done: int, total: int, failed: int) -> None:
        if self._progress:
            self._progress(done, total, failed)
        if self._before is None:
            self._before = done
        elif self._before < done < total and time.monotonic() > self._deadline:
            raise OutOfTime(
                f"stopped at the budget of {self._minutes:g} minutes with {done} of {total} simulations done;"
                " they are kept: the same command goes on; or raise budget_minutes"
            )


def read(folder: str | Path) -> Bank:
    """The finished bank in a folder, whatever it was made from. Raises ``StoreError``."""
    file = Path(folder) / WHOLE
    if not file.exists():
        raise StoreError(f"{folder}: holds no finished bank; `docketsim calibrate` keeps one in OUT-bank")
    columns = folders.read_columns(file)
    names = tuple(name for name in columns if "#" not in name)
    replicates = len({name.partition("#")[2] for name in columns if "#" in name})
    reported = [
        np.stack([columns[f"{point}#{replicate}"] for replicate in range(replicates)], axis=1)
        for point in points.names()
    ]
    return Bank(names, points.names(), np.column_stack([columns[name] for name in names]), np.stack(reported, axis=2))


def _bank(plan: Plan, reported: np.ndarray) -> Bank:
    """``reported``: float64[draws, replicates, points]."""
    drawn = [sampled(plan.scenarios[0], draw, plan) for draw in range(plan.draws)]
    names = tuple(drawn[0])
    return Bank(names, points.names(), np.array([[one[name] for name in names] for one in drawn]), reported)


def _columns(bank: Bank) -> dict[str, np.ndarray]:
    """What was drawn, and ``number#replicate``."""
    columns = {name: bank.drawn[:, place] for place, name in enumerate(bank.names)}
    for place, point in enumerate(bank.points):
        for replicate in range(bank.reported.shape[1]):
            columns[f"{point}#{replicate}"] = bank.reported[:, replicate, place]
    return columns
