"""Which inputs of a function matter: Morris screening and Sobol indices with intervals, by SALib.

Nothing here knows the model. A function takes float64[rows, inputs], each column uniform between 0 and 1, and gives
float64[rows, outputs].
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]

CONFIDENCE = 0.9
LEVELS = 4
"""Levels of the grid that Morris trajectories walk on; the usual number."""
RESAMPLES = 200
"""Bootstrap samples behind an interval."""


class Screened(NamedTuple):
    """Elementary effects, float64[inputs, outputs]: mean size with half the width of its interval, and spread."""

    mu_star: np.ndarray
    half_width: np.ndarray
    sigma: np.ndarray


class Indices(NamedTuple):
    """Sobol indices, float64[inputs, outputs], each with half the width of its interval.

    ``first``: the share of variance that an input explains alone; ``total``: with all its interactions. NaN for an
    output that does not vary. ``variance``: float64[outputs].
    """

    first: np.ndarray
    first_half_width: np.ndarray
    total: np.ndarray
    total_half_width: np.ndarray
    variance: np.ndarray


def screen(function: Function, names: Sequence[str], trajectories: int, seed: int) -> Screened:
    """Morris screening: ``trajectories x (inputs + 1)`` rows."""
    from SALib.analyze import morris as analysis
    from SALib.sample import morris

    problem = _problem(names)
    rows = morris.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    outputs = function(rows)
    options: dict[str, Any] = {"conf_level": CONFIDENCE, "num_levels": LEVELS, "num_resamples": RESAMPLES, "seed": seed}
    found = [analysis.analyze(problem, rows, outputs[:, one], **options) for one in range(outputs.shape[1])]
    return Screened(*(_columns(found, name) for name in ("mu_star", "mu_star_conf", "sigma")))


def indices(function: Function, names: Sequence[str], samples: int, seed: int) -> Indices:
    """Sobol indices of first and total order: ``samples x (inputs + 2)`` rows."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol

    problem = _problem(names)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*power of 2.*")  # said to the user in our own words
        warnings.filterwarnings("ignore", message=".*balance properties.*")
        rows = sobol.sample(problem, samples, calc_second_order=False, seed=seed)
    outputs = function(rows)
    options: dict[str, Any] = {"calc_second_order": False, "conf_level": CONFIDENCE, "num_resamples": RESAMPLES}
    found = []
    for one in range(outputs.shape[1]):
        if np.ptp(outputs[:, one]) == 0:
            found.append(dict.fromkeys(_SOBOL, np.full(len(names), np.nan)))
        else:
            found.append(analysis.analyze(problem, outputs[:, one], **options, seed=seed))
    first, first_half, total, total_half = (_columns(found, name) for name in _SOBOL)
    return Indices(first, first_half, total, total_half, outputs.var(axis=0))


def rank_range(values: np.ndarray, half_widths: np.ndarray) -> np.ndarray:
    """int[inputs, 2]: the highest and the lowest rank that an input may have, as far as intervals tell.

    Two inputs are told apart where their intervals do not overlap.
    """
    low, high = values - half_widths, values + half_widths
    surely_above = (low[None, :] > high[:, None]).sum(axis=1)
    surely_below = (high[None, :] < low[:, None]).sum(axis=1)
    return np.stack([1 + surely_above, len(values) - surely_below], axis=1)


_SOBOL = ("S1", "S1_conf", "ST", "ST_conf")


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _columns(found: Sequence[Any], name: str) -> np.ndarray:
    return np.stack([np.asarray(one[name], dtype=np.float64) for one in found], axis=1)
