"""What it takes: the least value of a lever that reaches a target with a stated probability."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim import calendar
from sim.errors import OptionError, ScenarioError
from sim.evidence.quantities import levers
from sim.experiments.ensemble import Ensemble
from sim.experiments.options import (
    DELIVERIES,
    DRAWS,
    REPLICATES,
    SCALE,
    AnyParameters,
    AnyScenario,
    Options,
    Plan,
    Progress,
    Times,
)
from sim.experiments.plan import Cell
from sim.parameters.resolve import resolve
from sim.questions.answer import answered, ensemble_of, manifest_of, results_of
from sim.questions.marginal.capacities import CAPACITIES
from sim.questions.solve.solution import Asked, Others, Solution, Tried, solution
from sim.questions.solve.target import Target, target_of
from sim.questions.solve.varied import Range, range_of
from sim.report import binding
from sim.results import bands
from sim.results.kept import EveryWeek
from sim.results.reading import Readings
from sim.results.view import Band, View
from sim.scenario.files import load_scenario, with_override
from sim.scenario.scenario import Scenario
from sim.scenario.weekly import lever_row

PROBABILITY = 0.8
FINENESS = 250
"""The answer is at most this part of the range above the least value, unless a tolerance is given."""
PUSH = 0.25
"""How much is added to another capacity to see whether it binds, as a share of what there is: well beyond chance."""


def solve(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario,
    target: str,
    vary: str | Mapping[str, tuple[float, float]],
    probability: float = PROBABILITY,
    tolerance: float | None = None,
    *,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: AnyParameters = None,
    delivery: str = "in-full",
    out: str | Path | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Solution:
    """The least value of a lever, held from the information date on, that reaches a target.

    ``target``: ``"removals@FY2027 >= 600000"``, a measure, ``untouched_share``, ``waiting`` or ``one/other`` in a
    period (stocks also on a date). ``vary``: ``"detention.beds=41500:200000"`` or ``{"detention.beds": (41500,
    200000)}``. ``probability``: the share of draws that must reach it, at full scale. ``tolerance``: how far above the
    least value the answer may lie, in the unit of the lever (default: 1/250 of the range). The options are
    those of ``sim.run``. Tables: ``solution``, ``tried``, and ``next`` where the target is out of reach: what other
    capacities would do at the upper end. Raises what ``sim.run`` raises.
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
    problems: list[str] = []
    wanted = _target(target, options.times(scenario), problems)
    varied = range_of(vary, problems)
    problems += _wrong_numbers(probability, tolerance)
    if varied and delivery in DELIVERIES:
        problems += _wrong_ends(scenario, varied, delivery)
    plan = options.plan([scenario], problems)
    assert wanted and varied, "their problems were raised"
    plan = plan._replace(weeks=calendar.week_of(wanted.reading.end, plan.start))  # what comes later changes nothing
    search = _Search(plan, wanted, varied, probability, delivery)
    limit = tolerance if tolerance is not None else (varied.high - varied.low) / FINENESS
    asked: dict[str, Any] = {"target": wanted.text, "vary": f"{varied.lever}={varied.low:g}:{varied.high:g}"}
    asked |= {"probability": probability, "delivery": delivery, "tolerance": limit}
    question = Asked(plan.scenarios[0].name, wanted, varied, probability)
    manifest = manifest_of(plan, "solve", asked)

    def ask() -> Solution:
        with ensemble_of(plan, options) as ensemble:
            tried = search.run(ensemble, limit)
            found = next((one for one in tried if search.is_enough(one)), None)
            others = None if found else search.others(ensemble)
        return solution(question, tried, found, others, manifest)

    return answered(options, manifest, Solution, ask)


@dataclass
class _Search:
    """The search for the least value, on the same draws and random numbers at every value."""

    plan: Plan
    target: Target
    range: Range
    probability: float
    delivery: str

    @property
    def scale(self) -> int:
        return self.plan.scale if self.target.reading.chance_scale else 1

    def at(self, value: float) -> Scenario:
        """The scenario with the lever at a value."""
        return _set(self.plan.scenarios[0], self.range.lever, value, self.delivery)

    def is_enough(self, tried: Tried) -> bool:
        return tried.probability >= self.probability

    def run(self, ensemble: Ensemble, limit: float) -> list[Tried]:
        """Everything that was tried, by value: a grid over the range, then finer ones where the target is first met."""
        tried: dict[float, Tried] = {}
        low, high = self.range.low, self.range.high
        while True:
            values = [value for value in self.range.between(low, high) if value not in tried]
            tried |= {one.value: one for one in self._try(ensemble, values)}
            ordered = [tried[value] for value in sorted(tried)]
            first = next((place for place, one in enumerate(ordered) if self.is_enough(one)), None)
            if not first:  # nowhere, or at once
                return ordered
            low, high = ordered[first - 1].value, ordered[first].value
            if high - low <= limit or not set(self.range.between(low, high)) - set(tried):
                return ordered

    def others(self, ensemble: Ensemble) -> Others:
        """What binds at the upper end, and what more of each other capacity would do there."""
        import pandas as pd

        top = self.at(self.range.high)
        central = resolve(top, None, self.plan.seed, self.plan.weeks).lever
        pushes = {
            one.lever: max(PUSH * float(central[lever_row(one.lever), -1]), one.step(0.0, self.plan.scale))
            for one in CAPACITIES
            if one.lever != self.range.lever
        }
        values = ensemble.outcomes([Cell(top)], EveryWeek())
        plan = self.plan._replace(scenarios=(top,))
        view = View(results_of(plan, values, manifest_of(plan, "solve", {})), top.name)
        cells = [Cell(top), *(Cell(top, {name: amount}) for name, amount in pushes.items())]
        base, *pushed = ensemble.outcomes(cells, Readings((self.target.reading,), self.plan.start))[..., 0]
        rows = []
        for (name, amount), found in zip(pushes.items(), pushed, strict=True):
            band = self._band(found - base)
            row = {"lever": name, "added": amount, "unit": levers()[name].unit, "mean": float((found - base).mean())}
            rows.append(row | band._asdict() | {"probability": self._probability(found)})
        sign = 1.0 if self.target.wants_more else -1.0
        frame = pd.DataFrame(rows).sort_values("mean", key=lambda means: -sign * means, kind="stable")
        return Others(binding.sentences(view), frame.reset_index(drop=True))

    def _try(self, ensemble: Ensemble, values: list[float]) -> list[Tried]:
        cells = [Cell(self.at(value)) for value in values]
        found = ensemble.outcomes(cells, Readings((self.target.reading,), self.plan.start))[..., 0]
        return [Tried(value, self._probability(one), self._band(one)) for value, one in zip(values, found, strict=True)]

    def _probability(self, values: np.ndarray) -> float:
        """The share of draws that reach the target at full scale, from float64[draws, replicates]."""
        return float(self.target.reached(bands.full_scale(values, self.scale)).mean())

    def _band(self, values: np.ndarray) -> Band:
        return Band(*map(float, bands.band(values, self.scale)))


def _set(scenario: Scenario, lever: str, value: float, delivery: str) -> Scenario:
    arrives: Literal["in-full", "uncertain"] = "uncertain" if delivery == "uncertain" else "in-full"
    return with_override(scenario, {lever: value}, arrives)


# -- what was asked


def _target(text: str, times: Times, problems: list[str]) -> Target | None:
    try:
        return target_of(text, times)
    except OptionError as error:
        problems += [f"target {problem}" for problem in error.problems]
        return None


def _wrong_numbers(probability: float, tolerance: float | None) -> list[str]:
    problems = []
    if not 0 < probability <= 1:
        problems.append(f"probability {probability!r}: must be above 0 and at most 1")
    if tolerance is not None and not 0 < tolerance < math.inf:
        problems.append(f"tolerance {tolerance!r}: must be above 0, in the unit of the lever")
    return problems


def _wrong_ends(scenario: AnyScenario, varied: Range, delivery: str) -> list[str]:
    """Ends of the range that the scenario cannot take, such as shares of tasks that sum to more than 1."""
    try:
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    except ScenarioError:
        return []  # reported with the other options
    problems: list[str] = []
    for value in (varied.low, varied.high):
        try:
            _set(loaded, varied.lever, value, delivery)
        except ScenarioError as error:
            problems += map(str, error.problems)
    return problems
