"""Runs that pairing saves: ``hire-10k`` against ``frozen`` with common draws and random numbers, and with others."""

import math

import numpy as np

from benchmarks.timing import Row

BASE, OTHER, MEASURE = "frozen", "hire-10k", "removals"
SCALE = 100
RUNS = 40
QUICK = 12
LEAST = 10.0
WIDTH = 0.1  # half the 90 percent interval of the mean difference, as a share of it
Z90 = 1.645


def values(draws: int, replicates: int, parameters: str) -> np.ndarray:
    """Removals from the information date to the end: float64[scenarios, runs]."""
    from sim import calendar
    from sim.experiments.options import Options
    from sim.experiments.plan import Cell
    from sim.questions.answer import ensemble_of
    from sim.results.reading import Readings, reading

    options = Options(draws=draws, replicates=replicates, scale=SCALE, parameters=parameters)
    plan = options.plan([BASE, OTHER])
    read = Readings((reading(MEASURE, calendar.INFORMATION_DATE, options.end),))
    with ensemble_of(plan, options) as ensemble:
        found = ensemble.outcomes([Cell(scenario) for scenario in plan.scenarios], read)
    return found[..., 0].reshape(len(plan.scenarios), -1)


def row(what: str, found: np.ndarray, promised: bool) -> Row:
    """Runs of each scenario for an interval of the wanted width, with pairs and without: then variances add up."""
    base, other = found
    unit = (WIDTH * float((other - base).mean()) / Z90) ** 2
    paired = float((other - base).var(ddof=1))
    apart = float(base.var(ddof=1) + other.var(ddof=1))
    runs = f"{max(1, math.ceil(paired / unit))} paired, {max(1, math.ceil(apart / unit))} unpaired"
    gain = apart / paired
    if not promised:
        return Row(what, f"{runs}: {gain:.3g} times fewer")
    verdict = "pass" if gain >= LEAST else "miss"
    return Row(what, f"{runs}: {gain:.3g} times fewer", f"at least {LEAST:.0f} times fewer", verdict)


def rows(quick: bool) -> list[Row]:
    """Runs needed where only random numbers vary, and where parameters are drawn as well."""
    runs = QUICK if quick else RUNS
    head = f"{OTHER} less {BASE}, {MEASURE}, scale {SCALE}: runs for ±{100 * WIDTH:.0f} percent"
    return [
        row(f"{head}, random numbers only", values(1, runs, "central"), True),
        row(f"{head}, parameters drawn as well", values(runs, 1, "prior"), False),
    ]
