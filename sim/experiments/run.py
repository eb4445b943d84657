"""Ensembles: scenarios x draws x replicates, from options to results."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim import calendar
from sim.errors import ExperimentError, OptionError, PosteriorError, StoreError
from sim.experiments import pool
from sim.experiments.pool import Plan, Progress, Simulate
from sim.io import folders
from sim.parameters import posterior
from sim.parameters.resolve import DrawsFrom, Posterior
from sim.results import arrow
from sim.results.measures import BY_OFFICE, MEASURES
from sim.results.results import Results, Trajectory, as_date
from sim.scenario.scenario import Scenario

__all__ = ["DRAWS", "REPLICATES", "SCALE", "ExperimentError", "OptionError", "execute", "plan_of", "run"]

DRAWS = 100
REPLICATES = 2
"""The fewest that tell chance from the rest; it is pooled over all draws."""
SCALE = 100
LARGEST_SCALE = 10_000
LARGEST_SEED = 2**63 - 1
DELIVERIES = ("in-full", "uncertain")

AnyScenario = str | Path | Scenario
AnyParameters = str | Path | Posterior | None


def run(
    scenario: AnyScenario | Sequence[AnyScenario],
    draws: int = DRAWS,
    replicates: int | None = None,
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
    chooses. ``replicates``: repetitions of each draw with other luck (default 2). ``scale``: one case in so many is
    kept. ``until``: the last day of interest (default: the end of the calendar). ``workers``: processes (default: the
    cores of this machine). ``set``: levers that hold from the information date on, delivered in full unless
    ``delivery="uncertain"``. ``by_office``: also by field office. ``out``: a results folder with the report, written
    when all is done. ``progress``: called with the experiments done and all of them. ``parameters``: where draws come
    from: "posterior" (the shipped one), "prior", "central" (nothing is drawn), a ``Posterior``, or its file or
    folder (default: the shipped posterior, or else the priors).

    Raises ``OptionError``, ``ScenarioError`` for a scenario that does not hold, ``StoreError`` where ``out`` cannot
    be written, ``ExperimentError`` where an experiment fails. Nothing is written then.
    """
    replicates = REPLICATES if replicates is None else replicates
    workers = cores() if workers is None else workers
    plan = plan_of(scenario, draws, replicates, scale, seed, until, workers, set, delivery, by_office, out, parameters)
    with ThreadPoolExecutor(1) as beside:
        if out is not None:
            beside.submit(
                import_module, "sim.report.page"
            )  # pictures take a second to load; workers are busy meanwhile
        results = execute(plan, simulate, workers, progress, overrides=set, delivery=delivery)
        if out is not None:
            from sim.report import page

            with folders.Folder(out) as folder:
                tables = beside.submit(arrow.write_tables, folder, results)
                page.write(results, folder)
                tables.result()
    return results


def simulate(*arguments: Any) -> Trajectory:
    """``sim.model.run.run``, loaded by the process that runs it only."""
    from sim.model import run as model

    return model.run(*arguments)


def plan_of(
    scenario: AnyScenario | Sequence[AnyScenario],
    draws: int,
    replicates: int,
    scale: int,
    seed: int,
    until: date | str | None,
    workers: int,
    overrides: Mapping[str, Any] | None,
    delivery: str,
    by_office: bool,
    out: str | Path | None,
    parameters: AnyParameters = None,
    check_out: Callable[[str | Path], None] = folders.check_target,
    in_memory: bool = True,
) -> Plan:
    """What the options ask for. Raises ``OptionError`` with everything that is wrong with them, or what
    ``load_scenario`` and ``with_override`` raise. ``check_out`` raises ``StoreError`` where nothing can be written;
    ``in_memory``: all trajectories will be there at once."""
    problems: list[str] = []
    for name, value, low, high in (
        ("draws", draws, 1, None),
        ("replicates", replicates, 1, None),
        ("scale", scale, 1, LARGEST_SCALE),
        ("seed", seed, 0, LARGEST_SEED),
        ("workers", workers, 1, None),
    ):
        problems += not_whole(name, value, low, high)
    if delivery not in DELIVERIES:
        problems.append(f"delivery {delivery!r}: choose {' or '.join(DELIVERIES)}")
    weeks = _weeks_until(until, problems)
    if out is not None:
        try:
            check_out(out)
        except StoreError as error:
            problems.append(f"out {error}")
    given = [scenario] if isinstance(scenario, str | Path | Scenario) else list(scenario)
    if not given:
        problems.append("scenario: give at least one; `docketsim list scenarios` shows the shipped ones")
    draws_from: DrawsFrom = "prior"
    try:
        draws_from = posterior.chosen(parameters)
    except PosteriorError as error:
        problems += [f"parameters {text}" for text in error.problems]
    except StoreError as error:
        problems.append(f"parameters {error}")
    scenarios = _loaded(given, overrides, delivery, problems)
    plan = Plan(scenarios, draws, replicates, scale, seed, weeks, by_office, draws_from)
    if in_memory:
        _check_memory(plan)
    return plan


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


def _loaded(
    given: Sequence[AnyScenario], overrides: Mapping[str, Any] | None, delivery: str, problems: list[str]
) -> tuple[Scenario, ...]:
    """The scenarios with their overrides; raises what is wrong with them, and with the other options, at once."""
    from sim.errors import Problem, ScenarioError
    from sim.scenario.files import load_scenario, with_override

    loaded: list[Scenario] = []
    wrong: dict[Problem, None] = {}
    for one in given:
        try:
            scenario = one if isinstance(one, Scenario) else load_scenario(one)
            arrives: Literal["in-full", "uncertain"] = "uncertain" if delivery == "uncertain" else "in-full"
            loaded.append(with_override(scenario, overrides, arrives) if overrides else scenario)
        except ScenarioError as error:
            wrong |= dict.fromkeys(error.problems)
    names = [one.name for one in loaded]
    twice = sorted({name for name in names if names.count(name) > 1})
    problems += [f"scenario {name}: given more than once; results are told apart by name" for name in twice]
    if problems:
        raise OptionError([*problems, *map(str, wrong)])
    if wrong:
        raise ScenarioError(wrong)
    return tuple(loaded)


def not_whole(name: str, value: Any, low: int, high: int | None) -> list[str]:
    allowed = f"a whole number of at least {low}" if high is None else f"a whole number from {low} to {high}"
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if whole and value >= low and (high is None or value <= high):
        return []
    return [f"{name} {value!r}: must be {allowed}"]


def _weeks_until(until: date | str | None, problems: list[str]) -> int:
    """Whole weeks up to a day; 0 and a problem where there are none."""
    if until is None:
        return calendar.WEEKS
    try:
        day = as_date(until)
    except (TypeError, ValueError):
        problems.append(f"until {until!r}: must be a date like 2027-06-30")
        return 0
    if not calendar.START < day <= calendar.END:
        problems.append(f"until {day}: must lie after {calendar.START} and not after {calendar.END}")
        return 0
    return calendar.week_of(day)


def _check_memory(plan: Plan) -> None:
    """Refuse what cannot end well, before hours are spent on it."""
    from sim.model.world import OFFICES

    columns = len(MEASURES) + (len(BY_OFFICE) * OFFICES if plan.by_office else 0)
    needed = plan.experiments * (plan.weeks + 1) * columns * 8
    present = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else needed
    if needed > present:
        raise OptionError(
            [
                f"draws {plan.draws}: {plan.experiments} experiments give {needed / 1e9:.0f} GB of results, more than"
                f" the {present / 1e9:.0f} GB of memory here; ask for fewer draws, replicates or scenarios, an earlier"
                " end, or not by office"
            ]
        )


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
