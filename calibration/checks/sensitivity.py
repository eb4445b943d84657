"""What the figures can move: the linear effect of every drawn number on every figure, from a bank."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from calibration.fitting.bank import Bank
from calibration.fitting.emulator import PENALTIES
from calibration.fitting.targets import Target


def effects(bank: Bank, points: Sequence[str]) -> np.ndarray:
    """float64[names, points]: the change of each number when one drawn number moves by a standard deviation."""
    from sklearn.linear_model import RidgeCV

    seen = bank.means[:, [bank.points.index(point) for point in points]]
    spread = np.where(seen.std(axis=0) > 0, seen.std(axis=0), 1.0)
    ridge = RidgeCV(alphas=PENALTIES, alpha_per_target=True).fit(bank.places, (seen - seen.mean(axis=0)) / spread)
    return ridge.coef_.T * spread


def table(bank: Bank, targets: Sequence[Target], unknowns: Sequence[str]) -> pd.DataFrame:
    """Every drawn number, the most telling first: what it adds to the fit, and the figures it moves most.

    ``gain`` is what knowing this number, after those above it, takes off the spread that is left around the figures:
    half the logarithm of that variance, the reporting error counted in, summed over figures. ``moves`` names the
    figures it moves by more than a tenth of their prior spread.
    """
    fitted = [one for one in targets if one.is_fitted]
    slopes = effects(bank, [one.id for one in fitted])
    width = np.array([one.high - one.low if np.isfinite(one.high - one.low) else 0.0 for one in fitted])
    own = np.array([one.judgement**2 for one in fitted]) + width**2 / 12  # the variance of a uniform rounding error
    left = own + (slopes**2).sum(axis=0)
    spread = np.sqrt((slopes**2).sum(axis=0))
    waiting = list(range(len(bank.names)))
    rows: list[dict[str, Any]] = []
    while waiting:
        gains = [float(-0.5 * np.log1p(-(slopes[k] ** 2) / left).sum()) for k in waiting]
        best = waiting.pop(int(np.argmax(gains)))
        shares = slopes[best] / np.where(spread > 0, spread, 1.0)
        moved = sorted((k for k in range(len(fitted)) if abs(shares[k]) > 0.1), key=lambda k: -abs(shares[k]))
        rows.append(
            {
                "rank": len(rows) + 1,
                "name": bank.names[best],
                "gain": max(gains),
                "fitted": bank.names[best] in unknowns,
                "moves": ", ".join(f"{fitted[k].id} {shares[k]:+.2f}" for k in moved),
            }
        )
        left = left - slopes[best] ** 2
    return pd.DataFrame(rows)


def worth_of_candidates(bank: Bank, candidates: Sequence, unknowns: Sequence[str], places: np.ndarray) -> pd.DataFrame:
    """What one more published number would teach, the most telling first.

    By linear conditioning: the unknowns vary as in the posterior draws ``places`` (float64[draws, unknowns]), every
    other number as in its prior. ``moved``: numbers whose spread would fall by a tenth or more; ``most``: the one it
    would tell most about, with the share of its spread that it would take off; ``total``: shares summed over all.
    """
    slopes = effects(bank, [one.id for one in candidates])
    covariance = np.eye(len(bank.names))
    chosen = [bank.names.index(name) for name in unknowns]
    covariance[np.ix_(chosen, chosen)] = np.cov(places, rowvar=False)
    variance = np.diag(covariance)
    rows = []
    for k, one in enumerate(candidates):
        shared = covariance @ slopes[:, k]
        value = abs(float(bank.means[:, bank.points.index(one.id)].mean()))
        total = float(slopes[:, k] @ shared) + (one.spread * value) ** 2
        kept = np.sqrt(np.maximum(1 - shared**2 / total / variance, 0.0))
        best = int(np.argmin(kept))
        rows.append(
            {
                "number": one.id,
                "as_of": one.as_of,
                "known_to": one.spread,
                "moved": ", ".join(bank.names[i] for i in np.argsort(kept) if kept[i] <= 0.9),
                "most": bank.names[best],
                "taken_off": 1 - float(kept[best]),
                "total": float((1 - kept).sum()),
            }
        )
    return pd.DataFrame(rows).sort_values("total", ascending=False, ignore_index=True)
