"""How well a simulated quantity agrees with what an article says of it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import log_ndtr

from calibration.fitting.targets import Says, Target


class Likelihood:
    """The probability of the published words, given the true quantities.

    A newspaper rounds: the truth, moved by a normal error, lies in the interval of numbers that would be printed so.
    ``error_variance`` (of the emulator, and of quantities that are not fitted) widens each figure's error.
    """

    def __init__(self, targets: Sequence[Target], error_variance: np.ndarray | None = None) -> None:
        self.targets = tuple(targets)
        own = np.array([one.judgement**2 for one in targets])
        self.spread = np.sqrt(own + (0.0 if error_variance is None else error_variance))
        self.weight = np.array([one.weight for one in targets])
        self.low = np.array([one.low for one in targets])
        self.high = np.array([one.high for one in targets])

    def each(self, truth: np.ndarray) -> np.ndarray:
        """Log-likelihood of each figure, float64[..., targets], from float64[..., targets]."""
        below, above = (self.low - truth) / self.spread, (self.high - truth) / self.spread
        turned = below + above > 0  # the tail in which differences keep their digits
        low = np.where(turned, -above, below)
        high = np.where(turned, -below, above)
        most = log_ndtr(high)
        return most + np.log1p(-np.exp(np.minimum(log_ndtr(low) - most, -np.finfo(float).tiny)))

    def log(self, truth: np.ndarray) -> np.ndarray:
        """Log-likelihood of all figures together, float64[...]; those of weight 0 do not count."""
        return self.each(truth) @ self.weight


def as_published(target: Target, truth: float, error: float) -> Target:
    """The figure that an article would have printed, had this been the truth: for tests with known answers.

    ``error`` is a standard normal deviate. A lower bound is printed as it is, or turned into an upper one.
    """
    seen = truth + error * target.judgement
    if target.says == "at least":
        return _moved(target, "at least" if seen >= target.published else "at most", target.published)
    rounding = {"more than": np.floor, "just under": np.ceil}.get(target.says, np.round)
    return _moved(target, target.says, float(rounding(seen / target.step) * target.step))


def _moved(target: Target, says: Says, published: float) -> Target:
    return replace(target, says=says, published=published)
