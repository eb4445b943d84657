"""Runs: scenarios x draws x replicates without factors, every week of them kept."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiments import provenance
from sim.experiments.cluster import crew_of
from sim.experiments.crew import Crew
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Options, Plan, Progress
from sim.experiments.plan import Cell, Experiments, sampled
from sim.experiments.under_way import UnderWay, model
from sim.experiments.work import Branches
from sim.io.folders import UNFINISHED, Folder
from sim.results import arrow, finished
from sim.results.kept import EveryWeek
from sim.results.measures import MEASURES
from sim.results.parts import Unfinished, check
from sim.results.results import Results


def run(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario | Sequence[AnyScenario],
    *,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    set: Mapping[str, Any] | None = None,
    delivery: str = "in-full",
    by_office: bool = False,
    out: str | Path | None = None,
    progress: Progress | None = None,
    parameters: AnyParameters = None,
    cluster: str | None = None,
    force: bool = False,
) -> Results:
    """Run scenarios and give back their results; several share draws and random numbers.

    ``scenario``: a shipped name, a path, a ``Scenario``, or a list of these. ``draws``: joint samples of what nobody
    chooses. ``replicates``: replications of each draw. ``scale``: one case in so many is simulated.
    ``until``: the last day of interest (default: the end of the calendar). ``workers``: processes (default: the
    cores of this machine). ``set``: levers that hold from the information date on, delivered in full unless
    ``delivery="uncertain"``. ``by_office``: also by field office. ``out``: a results folder with the report, written
    when all is done; what is finished is kept meanwhile, and the same call goes on where another was broken off.
    ``cluster``: the address of a Dask scheduler, instead of processes here. ``force``: replace finished results of
    another plan in ``out``; those of the same plan are read and given back, and nothing is run. ``progress``: called
    with the experiments done, all of them, and those that failed. ``parameters``: where draws come from: "posterior"
    (the shipped one), "prior", "central" (nothing is drawn), a ``Posterior``, or its file or folder (default: the
    shipped posterior, or else the priors).

    Raises ``OptionError``, ``ScenarioError`` for a scenario that does not hold, ``StoreError`` where ``out`` cannot
    be written, ``ExperimentError`` where an experiment fails, ``CrewError``.
    """
    options = Options(
        draws=draws,
        replicates=replicates,
        scale=scale,
        seed=seed,
        until=until,
        workers=workers,
        parameters=parameters,
        delivery=delivery,
        out=out,
        cluster=cluster,
        force=force,
        progress=progress,
    )
    plan = options.plan(scenario, overrides=set, by_office=by_office, check_out=check)
    manifest = provenance.manifest(plan, set or {}, delivery)  # inputs as they are when work begins
    stored = finished.results(out, manifest, force)
    if isinstance(stored, Results):
        return stored
    return execute(plan, crew_of(workers, cluster), out, progress, manifest=manifest)


def execute(
    plan: Plan,
    crew: Crew,
    out: str | Path | None = None,
    progress: Progress | None = None,
    branches: Branches | None = None,
    manifest: dict[str, Any] | None = None,
) -> Results:
    """Run a plan with a model (``sim.model.branches.trajectories`` or one of its signature, importable by name).

    The results are the same for any crew. Raises ``ExperimentError`` at the first failure, ``CrewError``,
    ``StoreError``.
    """
    said = provenance.manifest(plan, {}, "in-full") if manifest is None else manifest
    cells = tuple(Cell(one) for one in sorted(plan.scenarios, key=lambda one: one.name))
    experiments = Experiments(cells, plan, EveryWeek(plan.by_office))
    table = _Table(experiments)
    work = branches or model
    crew.connect(experiments.inputs)
    try:
        if out is None:
            with crew:
                UnderWay(experiments, progress, table.put, strict=True).run(crew, work)
            return table.results(said)
        with Unfinished(out, question_of(plan), experiments.experiments) as unfinished, ThreadPoolExecutor(1) as beside:
            beside.submit(_load_pictures)
            state = UnderWay(experiments, progress, strict=True)
            with crew:
                state.run(crew, work, unfinished)
            state.collect(unfinished, table.put)
            results = table.results(said)
            with unfinished.keeping():
                _write(results, out, beside)
            return results
    finally:
        crew.disconnect()


def _load_pictures() -> None:
    """They take a second to load, while workers are busy."""
    from sim.report import page  # noqa: F401


def question_of(plan: Plan) -> str:
    """What is asked, in a few words."""
    return " ".join(["run", *(one.name for one in plan.scenarios)])


def _write(results: Results, out: str | Path, beside: ThreadPoolExecutor) -> None:
    """Tables and report; those are made beside each other."""
    from sim.report import page

    with Folder(out, beside=UNFINISHED) as folder:
        tables = beside.submit(arrow.write_tables, folder, results)
        page.write(results, folder)
        tables.result()


class _Table:
    """Trajectories in their places."""

    def __init__(self, experiments: Experiments) -> None:
        self._of = experiments
        plan = experiments.plan
        self._values = np.empty((experiments.experiments, plan.weeks + 1, len(MEASURES)))
        self._by_office: np.ndarray | None = None

    def put(self, places: np.ndarray, row: np.ndarray) -> None:
        """The trajectory of some experiments, as ``EveryWeek`` keeps it."""
        reader = self._of.reader
        assert isinstance(reader, EveryWeek), "a run keeps every week"
        self._values[places], split = reader.trajectories(row, self._of.plan.weeks)
        if split is not None:
            if self._by_office is None:
                self._by_office = np.empty((len(self._values), *split.shape))
            self._by_office[places] = split

    def results(self, manifest: dict[str, Any]) -> Results:
        """All of them, with what was drawn."""
        import pandas as pd

        plan = self._of.plan
        rows = []
        for cell in self._of.cells_of:
            for draw in range(plan.draws):
                drawn = sampled(cell.scenario, draw, plan)
                for replicate in range(plan.replicates):
                    rows.append({"scenario": cell.scenario.name, "draw": draw, "replicate": replicate} | drawn)
        offices = 0 if self._by_office is None else self._by_office.shape[3]
        return Results(self._values, self._by_office, pd.DataFrame(rows), manifest | {"offices": offices})
