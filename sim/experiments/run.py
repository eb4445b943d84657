"""Runs: scenarios x draws x replicates, every week of them kept."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiments import pool
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Options, Plan, Progress
from sim.experiments.pool import Simulate
from sim.io import folders
from sim.results import arrow
from sim.results.measures import MEASURES
from sim.results.results import Results, Trajectory


def run(
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
) -> Results:
    """Run scenarios and give back their results; several share draws and luck.

    ``scenario``: a shipped name, a path, a ``Scenario``, or a list of these. ``draws``: joint samples of what nobody
    chooses. ``replicates``: repetitions of each draw with other luck. ``scale``: one case in so many is kept.
    ``until``: the last day of interest (default: the end of the calendar). ``workers``: processes (default: the
    cores of this machine). ``set``: levers that hold from the information date on, delivered in full unless
    ``delivery="uncertain"``. ``by_office``: also by field office. ``out``: a results folder with the report, written
    when all is done. ``progress``: called with the experiments done, all of them, and those that failed.
    ``parameters``: where draws come from: "posterior" (the shipped one), "prior", "central" (nothing is drawn), a
    ``Posterior``, or its file or folder (default: the shipped posterior, or else the priors).

    Raises ``OptionError``, ``ScenarioError`` for a scenario that does not hold, ``StoreError`` where ``out`` cannot
    be written, ``ExperimentError`` where an experiment fails. Nothing is written then.
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
        progress=progress,
    )
    return ran(options.plan(scenario, overrides=set, by_office=by_office), options, set)


def ran(plan: Plan, options: Options, overrides: Mapping[str, Any] | None = None) -> Results:
    """The results of a plan of these options, written where a folder was asked for. Raises what ``run`` raises."""
    with ThreadPoolExecutor(1) as beside:
        if options.out is not None:
            beside.submit(
                import_module, "sim.report.page"
            )  # pictures take a second to load; workers are busy meanwhile
        results = execute(
            plan, simulate, options.processes, options.progress, overrides=overrides, delivery=options.delivery
        )
        if options.out is not None:
            from sim.report import page

            with folders.Folder(options.out) as folder:
                tables = beside.submit(arrow.write_tables, folder, results)
                page.write(results, folder)
                tables.result()
    return results


def simulate(*arguments: Any) -> Trajectory:
    """``sim.model.run.run``, loaded by the process that runs it only."""
    from sim.model import run as model

    return model.run(*arguments)


def execute(
    plan: Plan,
    simulate: Simulate,
    workers: int = 1,
    progress: Progress | None = None,
    chunk: int = 1,
    overrides: Mapping[str, Any] | None = None,
    delivery: str = "in-full",
) -> Results:
    """Run a plan with a model (``sim.model.run.run`` or one of its signature, importable by name).

    The results are the same for any number of ``workers`` and any ``chunk``. Raises ``ExperimentError``.
    """
    import pandas as pd

    from sim.experiments import provenance

    manifest = provenance.manifest(plan, overrides or {}, delivery)  # first: inputs as they are when work begins
    values = np.empty((plan.experiments, plan.weeks + 1, len(MEASURES)))
    by_office: np.ndarray | None = None
    rows: list[dict[str, Any]] = [{}] * plan.experiments
    names = sorted(scenario.name for scenario in plan.scenarios)
    for done in pool.run_tasks(plan, simulate, workers, progress, chunk):
        name = plan.scenarios[done.task.scenario].name
        first = (names.index(name) * plan.draws + done.task.draw) * plan.replicates
        for replicate, trajectory in enumerate(done.trajectories):
            place = first + replicate
            values[place] = trajectory.values
            if trajectory.by_office is not None:
                if by_office is None:
                    by_office = np.empty((plan.experiments, *trajectory.by_office.shape))
                by_office[place] = trajectory.by_office
            rows[place] = {"scenario": name, "draw": done.task.draw, "replicate": replicate} | done.drawn
    manifest["offices"] = 0 if by_office is None else by_office.shape[3]
    return Results(values, by_office, pd.DataFrame(rows), manifest)
