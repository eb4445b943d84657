"""What a sampler sees: an emulated model, the figures, and everything that stands between the two."""

from collections.abc import Sequence

import numpy as np

from calibration.fitting.emulator import Emulator
from calibration.fitting.likelihood import Likelihood
from calibration.fitting.sampler import Chains, sample
from calibration.fitting.settings import Sampling
from calibration.fitting.targets import Target

SHARED = 0.99
"""Share of the variance between emulator and model which is carried by common factors; the rest is taken as
independent between figures: assumption, because a hundredth of a variance moves no band."""


class Problem:
    """The posterior density of the unknowns, and of the few factors by which all other numbers move the figures.

    Numbers that are not fitted move several figures together (the docket of 2024 with that of 2025), and so does the
    emulator's error. Both are rotated into independent standard normal factors that are drawn along; without them a
    figure would count twice.
    A place is the deviates of the unknowns, then those of the factors. ``unseen``: places in ``targets`` of figures
    that are predicted from the others and do not count.
    """

    def __init__(self, emulator: Emulator, targets: Sequence[Target], unseen: Sequence[int] = ()) -> None:
        self.emulator = emulator
        self.targets = tuple(targets)
        self._columns = [emulator.points.index(one.id) for one in targets]
        own = Likelihood(targets).spread
        fitted = np.array([one.is_fitted for one in targets])
        between = emulator.covariance[np.ix_(self._columns, self._columns)]
        sizes, directions = np.linalg.eigh(between / np.outer(own, own) * np.outer(fitted, fitted))
        sizes, directions = np.maximum(sizes[::-1], 0.0), directions[:, ::-1]
        number = int(np.searchsorted(np.cumsum(sizes), SHARED * sizes.sum()) + 1) if sizes.any() else 0
        self._factors = (directions[:, :number] * np.sqrt(sizes[:number])).T * own
        left = np.diag(between) - (self._factors**2).sum(axis=0)
        self.likelihood = Likelihood(targets, np.where(fitted, np.maximum(left, 0.0), 0.0))
        self.likelihood.weight[list(unseen)] = 0.0

    @property
    def dimensions(self) -> int:
        """Number of coordinates of a place: the unknowns, then the shared factors."""
        return len(self.emulator.unknowns) + len(self._factors)

    def expected(self, places: np.ndarray) -> np.ndarray:
        """What the targets' quantities are at these places: float64[places, targets]."""
        known = len(self.emulator.unknowns)
        return self.emulator.mean(places[:, :known])[:, self._columns] + places[:, known:] @ self._factors

    def log_likelihood(self, places: np.ndarray) -> np.ndarray:
        """float64[places] from float64[places, dimensions]."""
        return self.likelihood.log(self.expected(places))

    def draw(self, settings: Sampling, seed: int) -> Chains:
        """Draws of unknowns and factors."""
        return sample(self.log_likelihood, self.dimensions, settings, seed)
