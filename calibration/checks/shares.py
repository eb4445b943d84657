"""Where the spread of a projection comes from: numbers that the figures identified, or numbers that are assumed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sim import calendar
from sim.experiments.options import Progress
from sim.parameters.resolve import Posterior
from sim.results.measures import HEADLINE, INDEX, MEASURES
from sim.results.results import Results


def table(results: Results, identified: Sequence[str]) -> pd.DataFrame:
    """One row for each headline measure and date of a summary: shares of its variance between draws.

    ``identified``: what the best quadratic of the identified numbers explains, with their correlations, adjusted for
    its number of terms; ``assumed``: the rest. The chance of a run is taken out first; ``chance`` is its share of
    the variance of single runs at the scale of the results.
    """
    frame = results.experiments
    names = [name for name in identified if name in frame.columns]
    first = frame["replicate"] == 0
    rows = []
    for measure, day, values in _headline(results):
        by_draw = values.reshape(results.draws, results.replicates)
        chance = by_draw.var(axis=1, ddof=1).mean()
        between = by_draw.mean(axis=1)
        signal = max(between.var(ddof=1) - chance / results.replicates, 0.0)
        explained = _explained(frame.loc[first, names].to_numpy(float), between) if names else 0.0
        share = min(explained / signal, 1.0) if signal > 0 else np.nan
        whole = signal + chance
        rows.append(
            {
                "measure": measure,
                "date": day,
                "identified": share,
                "assumed": 1 - share,
                "chance": chance / whole if whole > 0 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _explained(causes: np.ndarray, effect: np.ndarray) -> float:
    """Variance that a linear and squared function of the causes explains, adjusted for the terms it has."""
    standard = (causes - causes.mean(axis=0)) / causes.std(axis=0)
    table = np.column_stack([np.ones(len(effect)), standard, standard**2])
    fitted = table @ np.linalg.lstsq(table, effect, rcond=None)[0]
    free = len(effect) - table.shape[1]
    left = ((effect - fitted) ** 2).sum() / free
    return max(effect.var(ddof=1) - left, 0.0)


def _headline(results: Results) -> Iterator[tuple[str, date, np.ndarray]]:
    """Each headline measure on the dates of a summary: name, date, float64[experiments]."""
    year = timedelta(days=365)
    days = [day for day in (calendar.INFORMATION_DATE, calendar.INFORMATION_DATE + year) if day < results.end]
    for measure in HEADLINE:
        stock = MEASURES[INDEX[measure]].kind == "stock"
        for day in (*days, results.end):
            span = (day, day) if stock else (day - year, day)
            yield measure, day, results.period_values(measure, [span])[0][:, 0]


def projected(
    posterior: Posterior, draws: int, scale: int, seed: int, workers: int, progress: Progress | None = None
) -> Results:
    """The baseline to the end of the calendar with posterior draws."""
    from sim.experiments import run as experiments

    return experiments.run(
        "baseline",
        draws=draws,
        scale=scale,
        seed=seed,
        workers=workers,
        progress=progress,
        parameters=posterior,
    )
