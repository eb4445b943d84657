"""A plan under way: which of its experiments are finished, which failed, and where their rows go."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import ExperimentError, StoreError
from sim.experiments.crew import Crew, work
from sim.experiments.options import Progress
from sim.experiments.plan import Experiments, Task
from sim.experiments.work import Branches, Done, packed
from sim.results.parts import Parts

Keep = Callable[[np.ndarray, np.ndarray], None]
"""Takes places of the plan and the row of an experiment that they all are."""


def model(*arguments: Any) -> Iterator[Any]:
    """``sim.model.branches.trajectories``, loaded by the process that runs it only."""
    from sim.model import branches

    return branches.trajectories(*arguments)


class UnderWay:
    """Runs a plan with a crew that is at hand.

    ``keep``: takes rows that come back and are not stored. ``strict``: the first failure ends all.
    """

    def __init__(
        self, plan: Experiments, progress: Progress | None = None, keep: Keep | None = None, strict: bool = False
    ) -> None:
        self.plan, self._progress, self._keep, self._strict = plan, progress, keep, strict
        self.is_open = np.ones(plan.experiments, dtype=bool)
        self.errors: dict[int, str] = {}

    def finished(self, addresses: np.ndarray) -> None:
        """These are stored."""
        for _, places in self.plan.places(addresses):
            self.is_open[places] = False

    def run(self, crew: Crew, branches: Branches, store: Parts | None = None) -> None:
        """Run what is open. Raises ``StoreError`` where the disk refuses, ``CrewError``, ``ExperimentError``."""
        if store is not None:
            self.finished(store.addresses())
        self._tell()
        job = packed(self.plan, branches, self._folder(crew, store))

        def left(task: Task) -> Task | None:
            if store is not None:
                self.finished(store.addresses())
            kept = tuple(one for one in task.experiments if self.is_open[one.place])
            return Task(kept) if kept else None

        for done in work(crew, job, self.plan.tasks(self.is_open.copy(), crew.workers), left):
            self._take(done, store)
            if done.refused and store:
                raise store.refusal(done.refused)

    def collect(self, store: Parts, keep: Keep) -> None:
        """Give the stored rows of all that is finished to ``keep``. Raises ``StoreError`` where one is lost."""
        missing = ~self.is_open
        for part in store.stored():
            for index, places in self.plan.places(part.addresses):
                missing[places] = False
                keep(places, part.rows[index])
        if missing.any():
            raise StoreError(f"{store.where}: a part was lost or changed; the same command runs it again.")

    def _folder(self, crew: Crew, store: Parts | None) -> Path | None:
        return store.parts if store is not None and crew.is_here else None

    def _take(self, done: Done, store: Parts | None) -> None:
        if store and len(done.stored.rows):
            store.write(done.stored)
        self.finished(done.stored.addresses)
        if self._keep and store is None:
            for index, places in self.plan.places(done.stored.addresses):
                self._keep(places, done.stored.rows[index])
        for failed in done.failed:
            for _, places in self.plan.places(np.array([failed.address])):
                if self._strict:
                    what = self.plan.named(int(places[0]))
                    kept = "What was finished is kept; the same command goes on." if store else "Nothing was written."
                    raise ExperimentError(f"{what}: {failed.error}\n{kept}", failed.details)
                self.errors |= dict.fromkeys(places.tolist(), failed.error)
        self._tell()

    def _tell(self) -> None:
        if self._progress:
            total, failed = self.plan.experiments, len(self.errors)
            self._progress(total - int(self.is_open.sum()) + failed, total, failed)
