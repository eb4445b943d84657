"""Do two models agree? Means and spreads of 13-week windows over replicates, at a false discovery rate of 1 percent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.measures import INDEX, MEASURES

FALSE_DISCOVERY = 0.01
SPREAD_TOLERANCE = 0.20
WINDOW_WEEKS = 13
EXACT = 1e-9
FEWEST_VALUES = 8
RAREST_SHARE = 0.25  # a window that has one value in more than this share of replicates tells nothing about spreads


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

    Means: Welch's test; a quantity without chance in both must be equal. Spreads: the log ratio of standard
    deviations must not lie beyond 20 percent, judged with the sampling error that the fourth moments give.
    Benjamini-Hochberg over all windows of all measures, means and spreads apart.
    """
    return _found(_tests_of_means(first, second)) + _found(_tests_of_spreads(first, second))


def _pairs(first: np.ndarray, second: np.ndarray):
    names = window_names(first.shape[1])
    for column, measure in enumerate(MEASURES):
        for window, name in enumerate(names):
            one, two = first[:, window, column], second[:, window, column]
            yield measure.name, name, one[~np.isnan(one)], two[~np.isnan(two)]


def _tests_of_means(first: np.ndarray, second: np.ndarray) -> list[Difference]:
    tests = []
    for measure, window, one, two in _pairs(first, second):
        if not len(one) or not len(two):
            if len(one) or len(two):
                tests.append(Difference(measure, window, "values", len(one), len(two), 0.0))
            continue
        a, b = float(one.mean()), float(two.mean())
        size = max(abs(a), abs(b), 1.0)
        if np.ptp(one) <= EXACT * size and np.ptp(two) <= EXACT * size:
            p = 1.0 if abs(a - b) <= EXACT * size else 0.0
        elif min(len(one), len(two)) < FEWEST_VALUES:
            continue
        else:
            p = float(stats.ttest_ind(one, two, equal_var=False).pvalue)
        tests.append(Difference(measure, window, "mean", a, b, p))
    return tests


def _tests_of_spreads(first: np.ndarray, second: np.ndarray) -> list[Difference]:
    tests = []
    for measure, window, one, two in _pairs(first, second):
        if min(len(one), len(two)) < FEWEST_VALUES or not (_spreads(one) and _spreads(two)):
            continue
        a, b = float(one.std(ddof=1)), float(two.std(ddof=1))
        error = np.hypot(_error_of_log_spread(one), _error_of_log_spread(two))
        beyond = max(0.0, abs(np.log(a / b)) - np.log1p(SPREAD_TOLERANCE))
        tests.append(Difference(measure, window, "spread", a, b, float(2.0 * stats.norm.sf(beyond / error))))
    return tests


def _spreads(values: np.ndarray) -> bool:
    """Whether the spread is not tiny, and is not that of rare events."""
    middle = np.median(values)
    return bool(
        np.mean(values == stats.mode(values).mode) <= RAREST_SHARE and values.std() > EXACT * max(1.0, abs(middle))
    )


def _error_of_log_spread(values: np.ndarray) -> float:
    """Standard error of the log of a standard deviation."""
    fourth = float(stats.kurtosis(values, fisher=False))
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
