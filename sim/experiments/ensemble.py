"""The experiments of a question: cells x draws x replicates, each read at once and then forgotten."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sim.experiments.crew import Crew
from sim.experiments.options import Plan, Progress
from sim.experiments.plan import Cell, Experiments, Reader
from sim.experiments.under_way import UnderWay, model
from sim.experiments.work import Branches
from sim.io import folders


class Ensemble:
    """Runs cells; a context manager that keeps its crew from one call to the next."""

    def __init__(
        self, plan: Plan, crew: Crew, progress: Progress | None = None, branches: Branches | None = None
    ) -> None:
        self.plan = plan._replace(scenarios=())
        self._crew, self._progress = crew, progress
        self._branches = branches or model
        self.done = 0

    def __enter__(self) -> Self:
        self._crew.connect(folders.input_hashes())
        self._crew.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._crew.__exit__(*error)
        self._crew.disconnect()

    def outcomes(self, cells: Sequence[Cell], reader: Reader, draws: range | None = None) -> np.ndarray:
        """float64[cells, draws, replicates, width]: the row that ``reader`` makes of each experiment.

        The same for any number of workers. ``draws``: those of the plan, unless others are named. Raises
        ``ExperimentError`` at the first experiment that fails, ``CrewError``.
        """
        experiments = Experiments(tuple(cells), self.plan, reader, draws)
        rows = _Rows(experiments.experiments)
        before = self.done

        def told(done: int, total: int, failed: int) -> None:
            self.done = before + done
            if self._progress:
                self._progress(self.done, before + total, failed)

        UnderWay(experiments, told, rows.put, strict=True).run(self._crew, self._branches)
        return rows.values.reshape(len(cells), len(experiments.drawn), self.plan.replicates, -1)


class _Rows:
    """Rows in their places."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.values = np.empty((0, 0))

    def put(self, places: np.ndarray, row: np.ndarray) -> None:
        if not self.values.size:
            self.values = np.empty((self._count, len(row)))
        self.values[places] = row
