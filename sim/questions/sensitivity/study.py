"""Which unknown drives which measure: Morris screening of all, then Sobol indices of those that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from sim.experiments.ensemble import Ensemble
from sim.experiments.options import AnyParameters, AnyScenario, Options, Plan, Progress, Times
from sim.experiments.plan import Cell
from sim.questions.answer import Answer, answered, ensemble_of, manifest_of
from sim.questions.sensitivity import screening
from sim.questions.sensitivity.tables import HIGH, LOW, Found, answer
from sim.questions.sensitivity.unknowns import Unknown, settled, unknowns_of
from sim.results import reading
from sim.results.reading import Reading, Readings

DRAWS = 256
"""Base samples of the Sobol design: intervals of about a tenth for an unknown that explains half of the variance."""
SCALE = 1000
TRAJECTORIES = 10
KEEP = 8
LUCKS = 20
"""Runs of the same numbers with other random numbers, to see how much of the variance is chance."""
ONLY_DRAW = range(1)
_DESIGN = 0x5E4517  # keeps the chance of designs apart from that of runs


def sensitivity(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario,
    measures: Sequence[str] = (),
    trajectories: int = TRAJECTORIES,
    keep: int = KEEP,
    *,
    draws: int = DRAWS,
    replicates: int = 1,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: AnyParameters = None,
    out: str | Path | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Which unknown drives which measure at the end of the run, with intervals.

    First Morris screening of every unknown (``trajectories`` x (unknowns + 1) runs), then Sobol indices of the
    ``keep`` that matter most to any measure (``draws`` x (keep + 2) runs), the others at their median. Unknowns are
    set by the quantiles of their priors, or of the posterior (each by itself). ``measures``: names of measures
    (default: the headline ones and the untouched share). The options are those of ``sim.run``; the defaults
    here are 256 draws (base samples, best a power of two), 1 replicate and scale 1000. Random numbers are common;
    ``chance`` says how much of the variance chance would add. Unknowns are ranked only where their intervals do not
    overlap.
    Tables: ``screening``, ``indices``, ``tornado``, ``chance``. Raises what ``sim.run`` raises.
    """
    options = Options(
        draws=draws,
        replicates=replicates,
        scale=scale,
        seed=seed,
        until=until,
        workers=workers,
        parameters=parameters,
        out=out,
        cluster=cluster,
        force=force,
        progress=progress,
    )
    problems = _problems(trajectories, keep, options)
    wanted = _readings(measures, options.times(scenario), problems)
    if options.parameters == "central":
        problems.append("parameters central: nothing is drawn then; choose prior or posterior")
    plan = options.plan([scenario], problems)
    unknowns = unknowns_of(plan.scenarios[0], plan.seed, plan.parameters)
    asked = {"measures": [one.measure for one in wanted], "trajectories": trajectories, "keep": keep}
    manifest = manifest_of(plan, "sensitivity", asked)

    def ask() -> Answer:
        study = _Study(plan, unknowns, wanted)
        with ensemble_of(plan, options) as ensemble:
            return answer(plan, study.run(ensemble, trajectories, min(keep, len(unknowns))), manifest)

    return answered(options, manifest, Answer, ask)


@dataclass(frozen=True)
class _Study:
    """Runs of one scenario with its unknowns at chosen quantiles."""

    plan: Plan
    unknowns: list[Unknown]
    wanted: tuple[Reading, ...]

    def run(self, ensemble: Ensemble, trajectories: int, keep: int) -> Found:
        """Screening, indices of those kept, one at a time, and random numbers alone."""
        from sim.engine.rng import mix

        names = [one.name for one in self.unknowns]
        key = mix(self.plan.seed, _DESIGN)
        everywhere = list(range(len(names)))

        def trimmed(rows: np.ndarray) -> np.ndarray:
            return self._outputs(ensemble, everywhere, LOW + (HIGH - LOW) * rows)

        screened = screening.screen(trimmed, names, trajectories, key)
        kept = most_important(screened, keep)

        def inner(rows: np.ndarray) -> np.ndarray:
            return self._outputs(ensemble, kept, rows)

        indices = screening.indices(inner, [names[place] for place in kept], self.plan.draws, key)
        ends = np.full((2 * keep + 1, keep), 0.5)
        ends[range(1, keep + 1), range(keep)] = LOW
        ends[range(keep + 1, 2 * keep + 1), range(keep)] = HIGH
        middle, *rest = inner(ends)
        low, high = np.array(rest[:keep]), np.array(rest[keep:])
        return Found(self.unknowns, self.wanted, screened, kept, indices, middle, low, high, self._luck(ensemble))

    def _outputs(self, ensemble: Ensemble, which: Sequence[int], rows: np.ndarray) -> np.ndarray:
        """float64[rows, measures]: unknowns in ``which`` at quantiles float64[rows, which], others at the median."""
        quantiles = np.full((len(rows), len(self.unknowns)), 0.5)
        quantiles[:, which] = rows
        cells = [Cell(settled(self.plan.scenarios[0], self.unknowns, row)) for row in quantiles]
        return ensemble.outcomes(cells, Readings(self.wanted, self.plan.start), ONLY_DRAW)[:, 0].mean(axis=1)

    def _luck(self, ensemble: Ensemble) -> np.ndarray:
        """float64[measures]: the variance of random numbers alone, all unknowns at their median."""
        middle = Cell(settled(self.plan.scenarios[0], self.unknowns, [0.5] * len(self.unknowns)))
        found = ensemble.outcomes([middle], Readings(self.wanted, self.plan.start), range(LUCKS))[0].mean(axis=1)
        return found.var(axis=0, ddof=1)


def most_important(screened: screening.Screened, keep: int) -> list[int]:
    """Places of the inputs with the largest effect on any output, each measured by its own largest; most first."""
    largest = screened.mu_star.max(axis=0)
    share = (screened.mu_star / np.where(largest > 0, largest, 1.0)).max(axis=1)
    return [int(place) for place in np.argsort(-share, kind="stable")[:keep]]


def _readings(measures: Sequence[str], times: Times, problems: list[str]) -> tuple[Reading, ...]:
    if not measures:
        return reading.headline(times.end, times.start)
    found = []
    for name in measures:
        try:
            found.append(reading.on_day(name, times.end, times.start))
        except ValueError as error:
            problems.append(f"measure {name}: {error}")
    return tuple(found)


def _problems(trajectories: int, keep: int, options: Options) -> list[str]:
    problems = [
        f"{name} {value!r}: must be a whole number of at least {least}"
        for name, value, least in (("trajectories", trajectories, 2), ("keep", keep, 1))
        if not (isinstance(value, int) and value >= least)
    ]
    if find_spec("SALib") is None:
        problems.append("sensitivity: needs SALib; install it with `pip install 'docketsim[sensitivity]'`")
    if isinstance(options.draws, int) and options.draws == 1:
        problems.append("draws 1: intervals of indices need at least 2 base samples")
    return problems
