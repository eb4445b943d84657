"""The numbers that a fit may move, on the line where each prior is a standard normal."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from calibration.fitting.bank import prior_of
from sim.evidence.quantities import Prior, Quantity, quantities


class Unknown(NamedTuple):
    """A number to be fitted: a quantity with a prior, or one dated value of the history."""

    name: str
    prior: Prior
    quantity: Quantity


def unknowns(names: Sequence[str]) -> tuple[Unknown, ...]:
    """The unknowns of these names. Raises ``KeyError`` for a name that the history does not draw."""
    priors = prior_of()
    return tuple(Unknown(name, priors[name], quantities()[name.partition("@")[0]]) for name in names)


def values_of(chosen: Sequence[Unknown], places: np.ndarray) -> np.ndarray:
    """Values in their own units, float64[draws, unknowns], from standard normal deviates of the priors."""
    columns = [
        [one.quantity.clipped(one.prior.quantile(share)) for share in ndtr(places[:, k]).tolist()]
        for k, one in enumerate(chosen)
    ]
    return np.array(columns).T
