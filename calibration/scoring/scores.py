"""Scores of a forecast that is a set of equally likely values: bias, errors, CRPS, coverage. Arrays only."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.results import bands

INTERVALS = {50: (0.25, 0.75), 66: (0.17, 0.83), 90: (0.05, 0.95)}
"""The central intervals whose coverage is counted, in percent, and their ends."""
LEVELS = (0.05, 0.17, 0.25, 0.5, 0.75, 0.83, 0.95)
"""The median and the ends of the intervals."""
ONE_DRAW_MEMBERS = 99
"""Values that stand for the normal distribution of a single draw."""


class Forecast(NamedTuple):
    """One forecast of the scored rows: ``point`` float64[rows], ``members`` float64[members, rows]; NaN: no value."""

    name: str
    point: np.ndarray
    members: np.ndarray
    why: str


def members_of(values: np.ndarray, scale: float) -> np.ndarray:
    """Equally likely values at full scale, sorted: float64[draws, spans] from float64[draws, replicates, spans].

    They are the draws that ``sim.results.bands`` takes its quantiles of. A single draw gives a normal distribution.
    """
    draws = values.shape[0]
    if draws == 1:
        return bands.band(values, scale, [(place + 0.5) / ONE_DRAW_MEMBERS for place in range(ONE_DRAW_MEMBERS)])
    return bands.band(values, scale, [place / (draws - 1) for place in range(draws)])


def crps(members: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of equally likely members: float64[rows]; the absolute error of one member.

    E|X - y| - E|X - X'| / 2 over all pairs, members with themselves too.
    """
    ordered = np.sort(members, axis=0)
    count = len(ordered)
    weights = (2 * np.arange(1, count + 1) - count - 1)[:, None]
    apart = 2 * (weights * ordered).sum(axis=0) / count**2
    return np.abs(ordered - observed).mean(axis=0) - apart / 2


def scores_of(forecast: Forecast, observed: np.ndarray) -> dict[str, float]:
    """Bias, errors and coverage of one forecast; NaN where it has no value."""
    error = forecast.point - observed
    positive = observed > 0
    scores = {"bias": float(error.mean())}
    relative = np.abs(error[positive]) / observed[positive]
    scores["mape_percent"] = 100 * float(relative.mean()) if positive.any() else np.nan
    scores["crps"] = float(crps(forecast.members, observed).mean())
    for percent, ends in INTERVALS.items():
        low, high = np.quantile(forecast.members, ends, axis=0)
        inside = np.where(np.isfinite(low), (low <= observed) & (observed <= high), np.nan)
        scores[f"coverage_{percent}"] = float(inside.mean())
    return scores


NO_SCORES = dict.fromkeys(["bias", "mape_percent", "crps", *(f"coverage_{percent}" for percent in INTERVALS)], np.nan)


def ratios_of(scores: Sequence[dict[str, float]]) -> dict[str, float]:
    """The model over the better naive forecast, by CRPS and by percentage error; below 1 the model is better."""
    ratios = {}
    for name, of in (("crps_ratio", "crps"), ("mape_ratio", "mape_percent")):
        naive = [one[of] for one in scores[1:] if np.isfinite(one[of])]
        ratios[name] = scores[0][of] / min(naive) if naive and min(naive) > 0 else np.nan
    return ratios
