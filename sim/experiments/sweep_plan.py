"""From what a user asks of a sweep to its plan, with everything that is wrong told at once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import OptionError, Problem, ScenarioError
from sim.experiments.design import Design, Value
from sim.experiments.design_file import design_of, is_design, read_design
from sim.experiments.options import AnyScenario, Options
from sim.experiments.plan import SweepPlan, sweep_plan
from sim.io.marked_yaml import parse
from sim.results import parts
from sim.results.kept import NAMED, Layout, keep_of
from sim.scenario.files import file_text, load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.weekly import OFFICER_SHARES

AnyDesign = str | Path | Design | Scenario | Sequence[AnyScenario]

SHELVES = ("sweeps", "")
"""Where shipped designs and scenarios are."""
MOST_EXPERIMENTS = 10_000_000
"""Each takes some hundred bytes of memory here; ten times the worked plan of docs/scaling.md."""
MOST_UNFIT = 20
"""Points whose shares of tasks cannot sum to 1 that are told; a design with more of them is wrong as a whole."""


def planned(
    design: AnyDesign,
    vary: Mapping[str, Any] | None = None,
    points: Sequence[Mapping[str, Value]] | None = None,
    options: Mapping[str, Any] | None = None,
) -> SweepPlan:
    """The plan of a sweep. ``options`` (fields of ``Options``, and keep) that are not None go before those of the
    design, and these before the defaults.

    Raises ``OptionError`` or ``ScenarioError`` with every problem.
    """
    problems: list[str] = []
    wrong: list[Problem | str] = []
    given = {name: value for name, value in (options or {}).items() if value is not None}
    chosen = Design((Scenario("", ""),))
    try:
        chosen = _design(design, vary, points, given.get("seed"), problems)
    except ScenarioError as error:
        wrong += error.problems
    merged = dict(chosen.options) | given
    layout = None
    try:
        keep = keep_of(merged.pop("keep", None))
    except ValueError as error:
        problems.append(f"keep {error}")
        keep = NAMED["headline"]
    asked = Options(**merged)
    try:
        plan = asked.plan(chosen.scenarios, in_memory=False, check_out=parts.check)
        layout = Layout(keep, plan.weeks, plan.start)
    except OptionError as error:
        problems += map(str, error.problems)
    if problems:
        raise OptionError([*problems, *map(str, wrong)])
    if wrong:
        raise ScenarioError(wrong)
    assert layout is not None, "a plan without problems has one"
    found = sweep_plan(chosen, plan, layout, asked.delivery)
    _check(found)
    return found


def _design(
    given: AnyDesign,
    vary: Mapping[str, Any] | None,
    points: Sequence[Mapping[str, Value]] | None,
    seed: int | None,
    problems: list[str],
) -> Design:
    """The design of a file, or of scenarios and what is varied. Raises ``ScenarioError``."""
    if isinstance(given, Design):
        found = given
    else:
        many = [given] if isinstance(given, str | Path | Scenario) else list(given)
        stored = _read(str(many[0]), seed) if len(many) == 1 and isinstance(many[0], str | Path) else None
        if stored is None:
            table = None if points is None else [dict(row) for row in points]
            return design_of(_scenarios(many), dict(vary) if vary else None, table, problems)
        found = stored
    if vary or points is not None:
        problems.append("vary is given, but a design says itself what is varied: leave it out, or name scenarios")
    return found


def _read(reference: str, seed: int | None) -> Design | None:
    """The design of a shipped name or a file; None where it is a scenario. Raises ``ScenarioError``."""
    path, shown, text = file_text(reference, SHELVES)
    return read_design(text, shown, path.parent, seed) if is_design(parse(text, shown)[0]) else None


def _scenarios(given: Sequence[AnyScenario]) -> tuple[Scenario, ...]:
    """All scenarios, or every problem of them."""
    found: list[Scenario] = []
    wrong: dict[Problem | str, None] = {}
    for one in given:
        try:
            found.append(one if isinstance(one, Scenario) else load_scenario(one))
        except ScenarioError as error:
            wrong |= dict.fromkeys(error.problems)
    if wrong:
        raise ScenarioError(wrong)
    return tuple(found)


def _check(plan: SweepPlan) -> None:
    """What can only be seen of the whole. Raises ``OptionError``, ``ScenarioError``."""
    if plan.experiments > MOST_EXPERIMENTS:
        raise OptionError(
            [
                f"draws {plan.plan.draws}: {plan.cells:,} cells x {plan.plan.draws:,} draws x {plan.plan.replicates:,}"
                f" replicates are {plan.experiments:,} experiments; at most {MOST_EXPERIMENTS:,} in one sweep"
            ]
        )
    if not set(plan.design.names) & set(OFFICER_SHARES):
        return
    unfit: dict[Problem | str, None] = {}
    for number in range(plan.cells):
        try:
            plan.scenario_of(number)
        except ScenarioError as error:
            unfit |= dict.fromkeys(error.problems)
        if len(unfit) >= MOST_UNFIT:
            break
    if unfit:
        raise ScenarioError(unfit)
