"""A fast stand-in for the model: what the history would report, as a smooth function of what was drawn.

Quadratic in the unknowns, linear in all other numbers, ridge-penalised, fitted to the means over replicates. What
the others add is known from the same fit, and its own error from simulations it has not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calibration.fitting.bank import Bank

if TYPE_CHECKING:
    from sklearn.linear_model import RidgeCV

FOLDS = 5
"""Parts for cross-validation: each fifth is predicted from the other four."""
PENALTIES = tuple(10.0 ** np.arange(-3, 4))
"""Ridge penalties to choose among by leave-one-out, for standardised numbers; they span no effect to strong."""


@dataclass(frozen=True)
class Emulator:
    """Expected numbers, given the unknowns; every other number at its prior.

    ``constant``: float64[points]; ``slopes``: float64[features, points], for the features of ``features``;
    ``other_slopes``: float64[others, points], what the numbers do that are not fitted. ``error``: float64[points,
    points], covariance of the emulator's own error on held-back simulations, without their chance. ``unseen``: mean
    squared error on held-back simulations over their variance.
    """

    unknowns: tuple[str, ...]
    points: tuple[str, ...]
    constant: np.ndarray
    slopes: np.ndarray
    error: np.ndarray
    unseen: np.ndarray
    other_names: tuple[str, ...]
    other_slopes: np.ndarray

    @property
    def covariance(self) -> np.ndarray:
        """float64[points, points]: what separates the emulated mean from a draw of the model: the emulator's own
        error, and the numbers that are not fitted."""
        return self.error + self.other_slopes.T @ self.other_slopes

    def mean(self, places: np.ndarray) -> np.ndarray:
        """float64[draws, points] from standard normal deviates float64[draws, unknowns]."""
        return self.constant + features(places) @ self.slopes


def features(places: np.ndarray) -> np.ndarray:
    """The deviates, and their products less the mean these have under the prior: float64[draws, features]."""
    first, second = np.triu_indices(places.shape[1])
    return np.concatenate([places, places[:, first] * places[:, second] - (first == second)], axis=1)


def fit(bank: Bank, unknowns: Sequence[str], points: Sequence[str]) -> Emulator:
    """Fit to a bank. The same bank gives the same emulator."""
    from sklearn.model_selection import KFold, cross_val_predict

    chosen = [bank.names.index(name) for name in unknowns]
    rest = [k for k in range(len(bank.names)) if k not in chosen]
    wanted = [bank.points.index(point) for point in points]
    places, seen = bank.places, bank.means[:, wanted]
    table = np.concatenate([features(places[:, chosen]), places[:, rest]], axis=1)
    centre, spread = seen.mean(axis=0), seen.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    scaled = (seen - centre) / spread
    folds = KFold(FOLDS, shuffle=False)
    guessed = cross_val_predict(_ridge(), table, scaled, cv=folds)
    missed = (scaled - guessed) * spread
    chance = bank.chance[np.ix_(wanted, wanted)] / bank.reported.shape[1]
    ridge = _ridge().fit(table, scaled)
    slopes = ridge.coef_.T * spread[None, :]
    known = table.shape[1] - len(rest)
    return Emulator(
        tuple(unknowns),
        tuple(points),
        centre + ridge.intercept_ * spread,
        slopes[:known],
        _without_negative(missed.T @ missed / len(missed) - chance),
        (missed**2).mean(axis=0) / np.where(seen.var(axis=0) > 0, seen.var(axis=0), 1.0),
        tuple(bank.names[k] for k in rest),
        slopes[known:],
    )


def _without_negative(covariance: np.ndarray) -> np.ndarray:
    """The nearest covariance that has no direction of negative variance (a difference of estimates may)."""
    sizes, directions = np.linalg.eigh(covariance)
    return (directions * np.maximum(sizes, 0.0)) @ directions.T


def _ridge() -> "RidgeCV":
    """One penalty for each number, chosen by leave-one-out."""
    from sklearn.linear_model import RidgeCV

    return RidgeCV(alphas=PENALTIES, alpha_per_target=True)
