"""Do two models agree? Means and spreads of 13-week windows over replicates, at a false discovery rate of 1 percent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special, stats

from sim.results.measures import INDEX, MEASURES

FALSE_DISCOVERY = 0.01
SPREAD_TOLERANCE = 0.20
WINDOW_WEEKS = 13
EXACT = 1e-9
FEWEST_VALUES = 8
RARE_SHARE = 0.5  # what is off its usual value in no more than this share of replicates is rare


class Difference(NamedTuple):
    """One window of one measure in which two models differ."""

    measure: str
    window: str
    what: str
    first: float
    second: float
    p: float

    def __str__(self) -> str:
        return f"{self.measure} {self.window}: {self.what} {self.first:.4g} against {self.second:.4g} (p {self.p:.1g})"


def windows(trajectory: np.ndarray) -> np.ndarray:
    """float64[rows, measures] to float64[windows, measures]: the opening, then means over 13 weeks (the last shorter).

    An average is weighted by its measure (mean stay by people who left); what has no value in a window is NaN.
    """
    parts = [trajectory[:1]]
    parts += [trajectory[first : first + WINDOW_WEEKS] for first in range(1, len(trajectory), WINDOW_WEEKS)]
    return np.array([_means(part) for part in parts])


def _means(part: np.ndarray) -> np.ndarray:
    known = ~np.isnan(part)
    total, number = np.where(known, part, 0.0).sum(axis=0), known.sum(axis=0)
    means = np.divide(total, number, out=np.full(part.shape[1], np.nan), where=number > 0)
    for column, measure in enumerate(MEASURES):
        if measure.kind == "average" and measure.weight:
            weight, value = part[:, INDEX[measure.weight]], part[:, column]
            there = ~np.isnan(value) & (weight > 0)
            means[column] = np.average(value[there], weights=weight[there]) if there.any() else np.nan
    return means


def window_names(count: int) -> list[str]:
    """How the windows are called in messages."""
    return ["at the start"] + [
        f"in weeks {first}-{first + WINDOW_WEEKS - 1}" for first in range(1, WINDOW_WEEKS * (count - 1), WINDOW_WEEKS)
    ]


def differences(first: np.ndarray, second: np.ndarray) -> list[Difference]:
    """All differences between two samples, float64[replicates, windows, measures] each.

    Means: Welch's test; where nearly all values are one value (rare events), Fisher's exact test of how often they are
    not; a quantity without chance in both must be equal. Spreads: the log ratio of standard deviations must not lie
    beyond 20 percent, judged with the sampling error that the fourth moments give. Benjamini-Hochberg over all windows
    of all measures, means and spreads apart.
    """
    names = window_names(first.shape[1])
    means, spreads = [], []
    for column, measure in enumerate(MEASURES):
        for window, name in enumerate(names):
            one, two = _known(first[:, window, column]), _known(second[:, window, column])
            if not len(one) and not len(two):
                continue
            p = _p_of_means(one, two)
            means.append(Difference(measure.name, name, "mean", _mean(one), _mean(two), p))
            if _spreads(one) and _spreads(two):
                a, b = float(one.std(ddof=1)), float(two.std(ddof=1))
                spreads.append(Difference(measure.name, name, "spread", a, b, _p_of_spreads(one, two)))
    return _found(means) + _found(spreads)


def _known(values: np.ndarray) -> np.ndarray:
    return values[~np.isnan(values)]


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _p_of_means(one: np.ndarray, two: np.ndarray) -> float:
    if not len(one) or not len(two):
        return 0.0  # a value in one model, none in the other
    usual = float(np.median(two))
    small = EXACT * max(1.0, abs(usual))
    off_one, off_two = np.abs(one - usual) > small, np.abs(two - usual) > small
    if not off_one.any() and not off_two.any():
        return 1.0
    if np.ptp(one) <= small and np.ptp(two) <= small:
        return 0.0
    if min(len(one), len(two)) < FEWEST_VALUES:
        return 1.0
    if max(off_one.mean(), off_two.mean()) <= RARE_SHARE:
        table = [[int(off.sum()), int((~off).sum())] for off in (off_one, off_two)]
        return float(stats.fisher_exact(table).pvalue)
    return _welch(one, two)


def _welch(one: np.ndarray, two: np.ndarray) -> float:
    """Two-sided p of Welch's test of equal means."""
    error_one, error_two = one.var(ddof=1) / len(one), two.var(ddof=1) / len(two)
    error = error_one + error_two
    freedom = error**2 / (error_one**2 / (len(one) - 1) + error_two**2 / (len(two) - 1))
    return float(2.0 * special.stdtr(freedom, -abs(one.mean() - two.mean()) / np.sqrt(error)))


def _spreads(values: np.ndarray) -> bool:
    """Whether the spread is not tiny, and is not that of rare events."""
    if len(values) < FEWEST_VALUES:
        return False
    middle = float(np.median(values))
    usual = np.mean(values == middle)
    return bool(usual <= 1.0 - RARE_SHARE and values.std() > EXACT * max(1.0, abs(middle)))


def _p_of_spreads(one: np.ndarray, two: np.ndarray) -> float:
    """Two-sided p that the standard deviations differ by more than the tolerance."""
    ratio = float(np.log(one.std(ddof=1) / two.std(ddof=1)))
    beyond = max(0.0, abs(ratio) - np.log1p(SPREAD_TOLERANCE))
    error = np.hypot(_error_of_log_spread(one), _error_of_log_spread(two))
    return float(2.0 * special.ndtr(-beyond / error))


def _error_of_log_spread(values: np.ndarray) -> float:
    """Standard error of the log of a standard deviation."""
    apart = values - values.mean()
    fourth = float(np.mean(apart**4) / np.mean(apart**2) ** 2)
    return float(np.sqrt(max(fourth - 1.0, 0.5) / (4.0 * len(values))))


def _found(tests: list[Difference]) -> list[Difference]:
    """Those that Benjamini-Hochberg calls discoveries, the surest first."""
    tests = sorted(tests, key=lambda test: test.p)
    bound = FALSE_DISCOVERY / max(1, len(tests))
    last = max((rank for rank, test in enumerate(tests, 1) if test.p <= rank * bound), default=0)
    return tests[:last]


def told(found: list[Difference]) -> str:
    """The differences, one a line."""
    return "\n".join(["the models disagree:", *map(str, found[:40])])
