"""What one more of something costs: a quotient of two paired differences, with its interval."""

import math
from typing import NamedTuple

import numpy as np

CONFIDENCE = 0.9


class PerUnit(NamedTuple):
    """Dollars for one more. ``value`` and its interval are NaN where it is not resolved.

    ``status``: *exactly zero* (nothing differs), *not resolved* (whether there are more or fewer is not known), *fewer*
    (there are fewer, so one more has no price), or *resolved*.
    """

    value: float
    low: float
    high: float
    status: str


def per_unit(usd: np.ndarray, units: np.ndarray, confidence: float = CONFIDENCE) -> PerUnit:
    """Quotient of the means over draws of two paired differences, float64[draws, replicates], by Fieller's theorem.

    The interval holds all quotients r for which the mean of ``usd - r * units`` is not told from zero. It is bounded
    only where the mean of ``units`` is told from zero; elsewhere the quotient is not resolved.
    """
    nothing = float("nan")
    x, y = usd.mean(axis=1), units.mean(axis=1)
    draws = len(x)
    if not units.any():
        return PerUnit(nothing, nothing, nothing, "exactly zero")
    if draws < 2:
        return PerUnit(nothing, nothing, nothing, "not resolved")
    top, bottom = float(x.mean()), float(y.mean())
    (xx, xy), (_, yy) = np.cov(x, y) / draws
    square = _t(draws - 1, confidence) ** 2
    weight = bottom * bottom - square * yy
    if weight <= 0:
        return PerUnit(nothing, nothing, nothing, "not resolved")
    if bottom < 0:
        return PerUnit(nothing, nothing, nothing, "fewer")
    middle = top * bottom - square * xy
    half = math.sqrt(max(middle * middle - weight * (top * top - square * xx), 0.0))
    return PerUnit(top / bottom, float(middle - half) / weight, float(middle + half) / weight, "resolved")


def _t(degrees: int, confidence: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + confidence) / 2))
