"""What the real model says with posterior draws, and where the published numbers lie in it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from calibration.fitting import points
from calibration.fitting.targets import Target
from sim.experiments.cluster import crew_of
from sim.experiments.ensemble import Ensemble
from sim.experiments.options import Plan, Progress
from sim.experiments.plan import Cell
from sim.parameters.posterior import history
from sim.parameters.resolve import DrawsFrom
from sim.results import bands
from sim.scenario.scenario import Scenario

LEVELS = (0.05, 0.5, 0.95)
_ERRORS = ndtri((np.arange(25) + 0.5) / 25)
"""Equally likely deviates that stand for the error between a quantity and the published number."""


def simulated(
    source: DrawsFrom,
    draws: int,
    replicates: int,
    scale: int,
    seed: int,
    workers: int,
    scenario: Scenario | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """The recorded numbers of the real model: float64[draws, replicates, points]."""
    plan = Plan((scenario or history(),), draws, replicates, scale, seed, points.WEEKS, False, source)
    with Ensemble(plan, crew_of(workers), progress) as ensemble:
        return ensemble.outcomes([Cell(plan.scenarios[0])], points.Recorded())[0]


def at_full_scale(values: np.ndarray, scale: int) -> np.ndarray:
    """Equally likely values of full-scale runs, float64[draws, points], from float64[draws, replicates, points]."""
    draws = len(values)
    return bands.band(values, scale, tuple((np.arange(draws) + 0.5) / draws))


def published(truth: np.ndarray, target: Target) -> np.ndarray:
    """Equally likely numbers that an article might have given, from equally likely truths."""
    return (truth[:, None] + target.judgement * _ERRORS).ravel()


def predicted(truth: np.ndarray, target: Target) -> dict[str, float | bool]:
    """The 90 percent band of the published number, and whether it was printed inside."""
    low, middle, high = np.quantile(published(truth, target), LEVELS).tolist()
    inside = bool(low <= _nearest(target, middle) <= high)
    return {"p05": low, "p50": middle, "p95": high, "inside": inside}


def _nearest(target: Target, middle: float) -> float:
    """The number nearest to the prediction that would have been printed as the figure was."""
    return float(min(max(middle, target.low), target.high))


def fit_table(
    targets: Sequence[Target], prior: np.ndarray, posterior: np.ndarray, scale: int, emulated: np.ndarray
) -> pd.DataFrame:
    """One row a figure: how it is read, and the bands of priors and posterior around it.

    ``prior`` and ``posterior``: float64[draws, replicates, points] of the real model, targets first. ``emulated``:
    the emulator at the same posterior draws, float64[draws, targets]. ``conflict_size`` is the distance from the
    posterior median to the published interval in reporting errors and predictive spreads together, nil inside;
    ``conflict`` marks figures whose interval lies outside the 90 percent band.
    """
    before, after = (at_full_scale(values[..., : len(targets)], scale) for values in (prior, posterior))
    rows = []
    for place, target in enumerate(targets):
        then, now = predicted(before[:, place], target), predicted(after[:, place], target)
        middle = float(now["p50"])
        gap = middle - _nearest(target, middle)
        spread = float(np.hypot(after[:, place].std(), target.judgement))
        rows.append(
            {
                "figure": target.id,
                "quantity": target.quantity,
                "as_of": target.as_of,
                "published": target.published,
                "says": target.says,
                "judgement": target.judgement,
                "weight": target.weight,
                **{f"prior_{name}": then[name] for name in ("p05", "p50", "p95")},
                **{f"posterior_{name}": now[name] for name in ("p05", "p50", "p95")},
                "inside": now["inside"],
                "off": middle / target.published - 1,
                "conflict_size": gap / spread if spread > 0 else 0.0,
                "emulator_bias": float((emulated[:, place] - posterior[:, :, place].mean(axis=1)).mean()),
                "because": target.because,
            }
        )
    return pd.DataFrame(rows)
