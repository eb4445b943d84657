"""Bands: predictive intervals at full scale from draws and replicates at any scale.

Cases are independent to first order, so a count kept at one case in K and multiplied by K has K times the chance
variance of the full count. The chance variance within a draw, s2, is estimated from its replicates and pooled over
draws; draw means spread by V = V_between + s2 / R. Their deviations from their mean are rescaled to the variance
max(0, V - s2 / R) + s2 / K: the spread that one full-scale run of each draw would have. So a band does not depend on
K. With few draws V is itself uncertain, and a band may come out too narrow.
"""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

LEVELS: tuple[float, ...] = (0.05, 0.17, 0.5, 0.83, 0.95)
"""The median, the 66 percent and the 90 percent interval."""

UNINFORMATIVE = 0.5
"""A band wider than plus or minus this share of its median says little."""

FEW_DRAWS = 50


def band(values: np.ndarray, scale: float, levels: Sequence[float] = LEVELS) -> np.ndarray:
    """Quantiles at full scale: float64[levels, ...] from float64[draws, replicates, ...].

    NaN is "no value" and is left out. With one replicate chance cannot be told from the rest: the quantiles are
    those of the values as they are. With one draw nothing but chance varies: the quantiles are those of a normal
    distribution with variance s2 / scale.
    """
    values = np.asarray(values, dtype=np.float64)
    draws, replicates = values.shape[:2]
    if draws == 1:
        present = np.isfinite(values)
        means = _mean(values, present, 1)
        deviation = np.sqrt(_chance_variance(values, present) / scale) if replicates > 1 else np.zeros(means.shape[1:])
        return np.stack([means[0] + NormalDist().inv_cdf(level) * deviation for level in levels])
    return _quantiles(full_scale(values, scale), levels)


def full_scale(values: np.ndarray, scale: float) -> np.ndarray:
    """What one full-scale run of each draw would spread over: float64[draws, ...] from [draws, replicates, ...].

    The means of the draws, moved to the variance named above. With one replicate, or one draw, the means as they are.
    """
    values = np.asarray(values, dtype=np.float64)
    draws, replicates = values.shape[:2]
    present = np.isfinite(values)
    means = _mean(values, present, 1)
    if replicates == 1 or draws == 1:
        return means
    return _shrink(means, _chance_variance(values, present), replicates, scale)


def note(draws: int, replicates: int, scale: int) -> str:
    """What a band of such an ensemble stands for, in words."""
    if replicates == 1:
        return (
            "One replicate a draw: chance cannot be told from the other uncertainty, so bands are those of the values"
            f" as they are, at scale {scale}."
        )
    if draws == 1:
        return "One draw: bands show chance at full scale only, none of the uncertainty of the parameters."
    few = f" {draws} draws are few: the ends of a band are uncertain." if draws < FEW_DRAWS else ""
    return (
        f"Predictive intervals at full scale from {draws} draws: chance estimated from {replicates} replicates a draw"
        " and shrunk to full scale, as cases are independent to first order." + few
    )


def relative_half_width(low: np.ndarray, middle: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Half the distance between low and high over the size of the middle; infinite around a middle of zero."""
    half = (np.asarray(high) - np.asarray(low)) / 2.0
    size = np.abs(middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(half == 0, 0.0, half / size)


def _mean(values: np.ndarray, present: np.ndarray, axis: int) -> np.ndarray:
    count = present.sum(axis=axis)
    total = np.where(present, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _chance_variance(values: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Mean over draws of the sample variance across replicates, over draws in which every replicate has a value."""
    complete = np.asarray(present.all(axis=1))
    variance = np.where(present, values, 0.0).var(axis=1, ddof=1)
    return np.nan_to_num(_mean(variance, complete, 0))


def _shrink(means: np.ndarray, chance: np.ndarray, replicates: int, scale: float) -> np.ndarray:
    present = np.isfinite(means)
    centre = _mean(means, present, 0)
    deviations = means - centre
    observed = np.where(present, deviations, 0.0) ** 2
    observed = observed.sum(axis=0) / np.maximum(present.sum(axis=0) - 1, 1)
    wanted = np.maximum(0.0, observed - chance / replicates) + chance / scale
    ratio = np.sqrt(wanted / np.where(observed > 0, observed, 1.0))
    return centre + deviations * ratio


def _quantiles(means: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    if np.isfinite(means).all():
        return np.quantile(means, levels, axis=0)
    some = np.isfinite(means).any(axis=0)
    filled = np.where(some, means, 0.0)
    return np.where(some, np.nanquantile(filled, levels, axis=0), np.nan)
