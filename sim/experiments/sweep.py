"""Sweeps: many experiments of one design, run once each, however often they are asked for.

    results = sim.sweep(
        design,               # a design file or shipped name, a ``Design``, or scenarios (one or a list)
        vary=None,            # with scenarios: {"detention.beds": [41500, 60000]} or "lo:hi:n"; a grid of all of them
        points=None,          # with scenarios, instead of vary: an explicit table [{"detention.beds": 41500.0}, ...]
        draws=None, replicates=None, scale=None, seed=None, until=None, delivery=None, parameters=None,
        keep=None,            # "headline" (default: headline measures by quarter), "weekly", "all", or
                              # Keep(("removals", "cost_total_usd"), "quarter" | "week")
        out=None,             # None: results in memory. A folder: bounded memory, resumed where it was left
        workers=None, cluster=None, force=False, progress=None,
    )

    results.cells             # DataFrame: scenario, point, one column for each varied name; a row is a cell
    results.experiments       # DataFrame: scenario, point, varied names, draw, replicate, address, error, drawn numbers
    results.values("removals")  # float64[cells, draws, replicates, periods]; NaN where an experiment failed
    results.fiscal("removals")  # the same by US fiscal year, whatever was kept (headline measures, or those of Keep)
    results.periods           # Periods(label, start, end, partial) of ``values``; results.fiscal_years of ``fiscal``
    results.trajectories      # tidy: scenario, point, draw, replicate, period, date, measure, value
    results.failures          # rows of experiments that failed, with the column ``error``; they never raise
    results.manifest

Cells of a replicate share random numbers and history (``sim.model.branches``), so asking for many cells at
once is cheaper than asking one by one. Varied levers hold from the information date on,
varied uncertainties at all times.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiments import provenance
from sim.experiments.cluster import crew_of
from sim.experiments.crew import Crew
from sim.experiments.design import Value
from sim.experiments.options import AnyParameters, Progress
from sim.experiments.plan import SweepPlan, versions
from sim.experiments.sweep_plan import AnyDesign, planned
from sim.experiments.tables import Summary, experiment_tables, packing, trajectory_tables
from sim.experiments.under_way import UnderWay, model
from sim.experiments.work import Branches
from sim.io.folders import EXPERIMENTS, SUMMARY, TRAJECTORIES, UNFINISHED, Folder
from sim.report import sweep as sweep_report
from sim.results import finished
from sim.results.kept import Keep
from sim.results.parts import Unfinished
from sim.results.sweep_results import SweepResults, plain_scenarios, read


def sweep(  # noqa: PLR0913 - public: each option by its name
    design: AnyDesign,
    vary: Mapping[str, Any] | None = None,
    points: Sequence[Mapping[str, Value]] | None = None,
    *,
    draws: int | None = None,
    replicates: int | None = None,
    scale: int | None = None,
    seed: int | None = None,
    until: date | str | None = None,
    delivery: str | None = None,
    parameters: AnyParameters = None,
    keep: str | Keep | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> SweepResults:
    """Run the experiments of a design, and give back their results; see the head of this file.

    ``cluster``: the address of a Dask scheduler, instead of processes here. An experiment that fails does not end the
    sweep: it is a row with its error. ``out`` of an unfinished sweep goes on where that was left. A finished one of the
    same plan is given back; one of another plan is replaced with ``force`` only, and then only what is new is run.

    Raises ``OptionError``, ``ScenarioError``, ``StoreError`` where ``out`` cannot be written, ``CrewError``.
    """
    options: dict[str, Any] = {"draws": draws, "replicates": replicates, "scale": scale, "seed": seed, "until": until}
    options |= {"delivery": delivery, "parameters": parameters, "keep": keep}
    options |= {"out": out, "workers": workers, "cluster": cluster}
    plan = planned(design, vary, points, options)
    manifest = manifest_of(plan)
    stored = finished.results(out, manifest, force)
    if isinstance(stored, SweepResults):
        return stored
    return execute(plan, crew_of(workers, cluster), out, progress, manifest=manifest)


def execute(
    plan: SweepPlan,
    crew: Crew,
    out: str | Path | None = None,
    progress: Progress | None = None,
    trajectories: Branches | None = None,
    manifest: dict[str, Any] | None = None,
) -> SweepResults:
    """Run a plan with a model (``sim.model.branches.trajectories`` or one of its signature, importable by name).

    Raises ``CrewError``, ``StoreError``.
    """
    branches = trajectories or model
    manifest = manifest or manifest_of(plan)
    crew.connect(plan.inputs)
    try:
        if out is None:
            rows = np.full((plan.experiments, plan.layout.width), np.nan)
            state = UnderWay(plan, progress, rows.__setitem__)
            with crew:
                state.run(crew, branches)
            return _results(plan, state, manifest, rows)
        with Unfinished(out, question_of(plan), plan.experiments) as unfinished:
            state = UnderWay(plan, progress)
            with crew:
                state.run(crew, branches, unfinished)
            with unfinished.keeping():
                _write(plan, state, manifest, unfinished)
    finally:
        crew.disconnect()
    found = read(out)
    assert isinstance(found, SweepResults), "what was just written is a sweep"
    return found


def question_of(plan: SweepPlan) -> str:
    """What is asked, in a few words."""
    names = [plan.design.name] if plan.design.name else [one.name for one in plan.design.scenarios]
    return " ".join(["sweep", *names])


def manifest_of(plan: SweepPlan) -> dict[str, Any]:
    """What a folder says of its sweep: as a run does, and the design."""
    design, layout = plan.design, plan.layout
    found = provenance.manifest(plan.plan, {}, plan.delivery)
    return found | {
        "kind": "sweep",
        "design": {
            "name": design.name,
            "because": design.because,
            "sampling": design.sampling,
            "vary": list(design.names),
            "points": len(design.points),
            "values": finished.digest(design.points),
            "text": design.text,
        },
        "experiments": plan.experiments,
        "keep": {"measures": list(layout.keep.measures), "by": layout.keep.by},
        "inputs": plan.inputs,
        "versions": found["versions"] | versions(),
    }


def _results(plan: SweepPlan, state: UnderWay, manifest: dict[str, Any], rows: np.ndarray) -> SweepResults:
    """Results in memory."""
    import pyarrow as pa

    schema, tables = experiment_tables(plan, state.errors)
    experiments = pa.Table.from_batches([batch for table in tables for batch in table.to_batches()], schema)
    frame = plain_scenarios(experiments).to_pandas()
    kept = rows[~state.is_open]
    place = plan.layout.places
    return SweepResults(frame, lambda measure: kept if measure is None else kept[:, place[measure]], manifest)


def _write(plan: SweepPlan, state: UnderWay, manifest: dict[str, Any], unfinished: Unfinished) -> None:
    """The tables, merged from the parts in their own order, and the report. Raises ``StoreError``."""
    is_kept = ~state.is_open
    with unfinished.scratch("merged", plan.layout.width) as merged:

        def put(places: np.ndarray, row: np.ndarray) -> None:
            for place in places:
                merged.put(int(place), row)

        state.collect(unfinished, put)
        with Folder(unfinished.out, beside=UNFINISHED) as folder:
            folder.describe(manifest)
            schema, tables = experiment_tables(plan, state.errors)
            folder.add_rows(EXPERIMENTS, schema, tables, compression="zstd")
            schema, tables = trajectory_tables(plan, is_kept, merged.rows)
            folder.add_rows(TRAJECTORIES, schema, tables, **packing(schema))
            summary = Summary(plan, is_kept, merged.rows)
            folder.add_lines(SUMMARY, summary.lines())
            sweep_report.write(folder, manifest, summary.last, state.errors)
