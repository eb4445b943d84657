"""What the figures taught: prior against posterior, number by number."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from calibration.fitting.bank import Bank, prior_of
from calibration.fitting.unknowns import Unknown, values_of
from sim.parameters.posterior import ASSUMED, IDENTIFIED, LEAST_CONTRACTION

_SHOWN = (0.05, 0.5, 0.95)
_GRID = 41
"""Points of a density: enough for a smooth line."""
_REACH = 3.2
"""Standard deviations of the prior that a density covers: all but a thousandth."""


def table(bank: Bank, chosen: Sequence[Unknown], places: np.ndarray) -> pd.DataFrame:
    """One row for each drawn number: its prior and its posterior, and how much narrower that is.

    Spreads are compared where the prior is a standard normal. ``places``: posterior deviates float64[draws, unknowns].
    Numbers that are not fitted keep their prior: contraction nil.
    """
    fitted = {one.name: k for k, one in enumerate(chosen)}
    values = values_of(chosen, places)
    rows = []
    for name, prior in prior_of().items():
        before = [prior.quantile(level) for level in _SHOWN]
        after, spread, shift = before, 1.0, 0.0
        if name in fitted:
            k = fitted[name]
            after = np.quantile(values[:, k], _SHOWN).tolist()
            spread, shift = float(places[:, k].std()), float(places[:, k].mean())
        contraction = 1 - spread
        rows.append(
            {
                "name": name,
                "fitted": name in fitted,
                **dict(zip(("prior_p05", "prior_p50", "prior_p95"), before, strict=True)),
                **dict(zip(("posterior_p05", "posterior_p50", "posterior_p95"), after, strict=True)),
                "shift": shift,
                "contraction": contraction,
                "status": IDENTIFIED if contraction >= LEAST_CONTRACTION else ASSUMED,
            }
        )
    return pd.DataFrame(rows).sort_values(["contraction", "name"], ascending=[False, True], ignore_index=True)


def densities(chosen: Sequence[Unknown], places: np.ndarray) -> pd.DataFrame:
    """Prior and posterior density of each unknown on a grid: name, value, prior, posterior (on the prior's scale)."""
    from scipy.stats import gaussian_kde, norm

    grid = np.linspace(-_REACH, _REACH, _GRID)
    parts = []
    for k, one in enumerate(chosen):
        values = values_of([one], grid[:, None])[:, 0]
        smooth = gaussian_kde(places[:, k])(grid)
        parts.append(pd.DataFrame({"name": one.name, "value": values, "prior": norm.pdf(grid), "posterior": smooth}))
    return pd.concat(parts, ignore_index=True)
