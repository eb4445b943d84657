"""Each figure left out in turn, and predicted from the others."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.checks import predictive
from calibration.fitting.emulator import Emulator
from calibration.fitting.problem import Problem
from calibration.fitting.settings import Sampling
from calibration.fitting.targets import Target

WORST_PARETO_K = 0.7
"""Vehtari, Gelman and Gabry 2017: above it, reweighted draws do not stand for the posterior without the figure."""

_EQUAL = 1e-6
"""Log-weights closer than this are equal: a figure that nothing moves."""


def table(
    emulator: Emulator, targets: Sequence[Target], places: np.ndarray, settings: Sampling, seed: int
) -> pd.DataFrame:
    """One row for each fitted figure: the 90 percent band that the others predict, and whether it was inside.

    ``places``: posterior draws of unknowns and factors. They are reweighted; where the Pareto diagnostic of the
    weights says no, the fit is done again without the figure. ``naive``: the last earlier figure of the same
    measures, which is what an unchanged world would have printed.
    """
    problem = Problem(emulator, targets)
    each = problem.likelihood.each(problem.expected(places))
    rows = []
    for k, target in enumerate(targets):
        if not target.is_fitted:
            continue
        log_weights, pareto_k = _smoothed(each[:, k])
        if pareto_k <= WORST_PARETO_K:
            taken = _resampled(log_weights, len(places))
            truth, method = problem.expected(places)[taken, k], "reweighted"
        else:
            others = Problem(emulator, targets, unseen=[k])
            drawn = others.draw(settings, seed + k + 1).some(len(places))
            truth, method = others.expected(drawn)[:, k], "fitted again"
        naive = [one for one in targets if one.measure == target.measure and one.as_of < target.as_of and not one.since]
        rows.append(
            {
                "figure": target.id,
                "published": target.published,
                "says": target.says,
                **predictive.predicted(truth, target),
                "naive": naive[-1].published if naive and not target.since else np.nan,
                "pareto_k": pareto_k,
                "method": method,
            }
        )
    return pd.DataFrame(rows)


def _smoothed(log_likelihood: np.ndarray) -> tuple[np.ndarray, float]:
    """Log-weights that take a figure out again, smoothed, and the Pareto diagnostic. ArviZ turns the sign itself."""
    from arviz_stats.base import array_stats

    if np.ptp(log_likelihood) < _EQUAL:
        return np.zeros_like(log_likelihood), -np.inf
    smooth, pareto_k = array_stats.psislw(log_likelihood, r_eff=1)
    return np.asarray(smooth), float(np.asarray(pareto_k))


def _resampled(log_weights: np.ndarray, number: int) -> np.ndarray:
    """Places of equally likely draws: systematic resampling, which needs no chance."""
    weights = np.exp(log_weights - log_weights.max())
    steps = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(steps, (np.arange(number) + 0.5) / number), number - 1)
