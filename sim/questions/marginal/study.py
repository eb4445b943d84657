"""What one more of a capacity does: an officer, a bed, an ankle device, a judge, a removal seat."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim import calendar
from sim.evidence.quantities import levers
from sim.experiments.ensemble import Ensemble
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Options, Plan, Progress
from sim.experiments.plan import Cell
from sim.parameters.resolve import Resolved, resolve
from sim.questions.answer import Answer, answered, ensemble_of, manifest_of
from sim.questions.marginal.capacities import CAPACITIES, Capacity
from sim.questions.marginal.tables import Effect, Quarter, answer, is_resolved, mean_of
from sim.results import reading as readings
from sim.results.reading import QUEUES, YEAR, Reading, Readings, reading
from sim.scenario.weekly import lever_row

HEADS = ("removals", "untouched_share", readings.WAITING)
"""The measures that draws are added for."""
FIRST_DRAWS = 10
"""Draws before the first look; each look doubles them."""
NEAR, FAR = 1, 5
"""Steps up: the marginal one, and a larger one that shows where it saturates."""
ROUNDING = 1e-12
"""Relative error of a sum of a few hundred floats."""
SIDES = (-NEAR, NEAR, FAR)


def marginal(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario,
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
) -> Answer:
    """The effect of one more of each capacity from the information date on, with intervals.

    On removals (since the information date), the untouched share and the cases that wait for a capacity (means of the
    last year); per unit and per million dollars; upwards and downwards; by quarter, and the date from which it is
    nil. Draws are added until the half-width of an interval is 20 percent of its value; ``draws`` is the most.
    Intervals (90 percent) are those of the mean over draws. ``delivery``: what is added arrives in-full, or as the
    record of announcements has it (uncertain). The options are those of ``sim.run``. Tables: ``effects``, ``kinks``,
    ``quarters``. Raises what ``sim.run`` raises.
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
    problems = []
    times = options.times(scenario)
    if times.end <= times.known:
        problems.append(f"until {options.until}: must lie after {times.known}, when capacity is added")
    plan = options.plan([scenario], problems)
    manifest = manifest_of(plan, "marginal", {"delivery": delivery})

    def ask() -> Answer:
        study = _Study(plan, delivery)
        with ensemble_of(plan, options) as ensemble:
            study.run(ensemble)
        return answer(plan.scenarios[0], study.effects(), study.quarters(), manifest)

    return answered(options, manifest, Answer, ask)


class Arm(NamedTuple):
    """A capacity changed by some steps. ``amount`` is in units of its lever; 0 where it cannot be taken away."""

    capacity: Capacity
    steps: int
    amount: float


@dataclass
class _Study:
    """Paired runs with and without, a few draws at a time.

    ``found``: for each arm float64[draws, replicates, readings], arm less base.
    """

    plan: Plan
    delivery: str
    found: dict[Arm, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scenario = self.plan.scenarios[0]
        self.now = self.scenario.known_week
        self.central: Resolved = resolve(self.scenario, None, self.plan.seed, self.plan.weeks)
        self.readings = (*heads(self.plan), *queues(self.plan), *self._by_quarter())
        self.arms = [arm for capacity in CAPACITIES for arm in self._arms(capacity)]

    def run(self, ensemble: Ensemble) -> None:
        """Add draws until every effect is resolved, or there are no more."""
        draws = range(min(FIRST_DRAWS, self.plan.draws))
        open_arms = self.arms
        while open_arms and len(draws):
            self._add(ensemble, open_arms, draws)
            unresolved = {arm.capacity.name for arm in open_arms if not self._is_resolved(arm)}
            open_arms = [arm for arm in open_arms if arm.capacity.name in unresolved]
            draws = range(draws.stop, min(2 * draws.stop, self.plan.draws))

    def effects(self) -> list[Effect]:
        """The effect of every arm on every measure but the quarters."""
        weeks = self.plan.weeks - self.now
        return [
            Effect(
                arm.capacity,
                arm.steps,
                arm.amount,
                one,
                self.found[arm][:, :, place] / arm.amount,
                arm.capacity.cost_usd(self.central.numbers.costs, weeks),
            )
            for arm in self.arms
            for place, one in enumerate(self.readings[: len(HEADS) + len(QUEUES)])
        ]

    def quarters(self) -> list[Quarter]:
        """The effect of one step up, by quarter."""
        first = len(HEADS) + len(QUEUES)
        return [
            Quarter(arm.capacity, one, self.found[arm][:, :, first + place] / arm.amount)
            for arm in self.arms
            if arm.steps == NEAR
            for place, one in enumerate(self.readings[first:])
        ]

    def _add(self, ensemble: Ensemble, arms: Sequence[Arm], draws: range) -> None:
        cells = [Cell(self.scenario)]
        cells += [Cell(self.scenario, {arm.capacity.lever: arm.amount}, self.delivery) for arm in arms]
        base, *changed = ensemble.outcomes(cells, Readings(self.readings, self.plan.start), draws)
        for arm, values in zip(arms, changed, strict=True):
            earlier = [self.found[arm]] if arm in self.found else []
            self.found[arm] = np.concatenate([*earlier, difference(values, base)])

    def _is_resolved(self, arm: Arm) -> bool:
        """Whether the effects on the first measures are known well enough; a larger step is not waited for."""
        heads_of = [mean_of(self.found[arm][:, :, place]) for place in range(len(HEADS))]
        return arm.steps == FAR or all(map(is_resolved, heads_of))

    def _arms(self, capacity: Capacity) -> Iterator[Arm]:
        path = self.central.lever[lever_row(capacity.lever), self.now :]
        step = capacity.step(float(path.max()), self.plan.scale)
        low, high = levers()[capacity.lever].limits
        for steps in SIDES:
            amount = steps * step
            if low <= path.min() + amount and path.max() + amount <= high:
                yield Arm(capacity, steps, amount)

    def _by_quarter(self) -> Iterator[Reading]:
        periods = calendar.periods_of("quarter", self.plan.start, self.plan.weeks)
        for start, end, partial in zip(periods.start, periods.end, periods.partial, strict=True):
            if end > self.plan.known and not partial:
                yield from (reading(name, start, end, "mean") for name in HEADS)


def difference(values: np.ndarray, base: np.ndarray) -> np.ndarray:
    """``values - base``, where what is left of equal numbers by rounding is nothing."""
    found = values - base
    return np.where(np.abs(found) <= ROUNDING * np.abs(base), 0.0, found)


def heads(plan: Plan) -> Iterator[Reading]:
    """Removals since the information date, untouched share and waiting as means of the last year."""
    since, end = plan.known, plan.end
    for name in HEADS:
        yield reading(name, since if name == "removals" else max(end - YEAR, since), end, "mean")


def queues(plan: Plan) -> Iterator[Reading]:
    """Each queue, as the mean of the last year."""
    for reason in QUEUES:
        yield reading(f"waiting_{reason}", max(plan.end - YEAR, plan.known), plan.end, "mean")
