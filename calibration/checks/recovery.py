"""Whether a fit recovers what is known: synthetic figures from known numbers, and how often the bands hold them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from calibration.fitting import emulator
from calibration.fitting.bank import Bank
from calibration.fitting.likelihood import as_published
from calibration.fitting.problem import Problem
from calibration.fitting.settings import Sampling
from calibration.fitting.targets import Target

BAND = (0.05, 0.95)


@dataclass(frozen=True)
class Case:
    """Synthetic figures with the answer: ``places`` are the deviates of the unknowns that made them."""

    targets: tuple[Target, ...]
    places: np.ndarray


Fitter = Callable[[Case, int], np.ndarray]
"""Posterior deviates float64[draws, unknowns] for the figures of a case, and a seed."""


def cases(bank: Bank, targets: Sequence[Target], unknowns: Sequence[str], rows: Sequence[int], seed: int) -> list[Case]:
    """For some draws of a bank, the figures that would have been printed. Its mean over replicates plays the world."""
    chosen = [bank.names.index(name) for name in unknowns]
    columns = [bank.points.index(one.id) for one in targets]
    places = bank.places
    found = []
    for row in rows:
        truth = bank.reported[row].mean(axis=0)[columns]
        errors = np.random.default_rng([seed, row]).standard_normal(len(targets))
        printed = [as_published(*one) for one in zip(targets, truth.tolist(), errors.tolist(), strict=True)]
        found.append(Case(tuple(printed), places[row, chosen]))
    return found


def by_emulator(
    bank: Bank, targets: Sequence[Target], unknowns: Sequence[str], held_back: Sequence[int], settings: Sampling
) -> Fitter:
    """The fit as shipped, on an emulator that has not seen the draws held back.

    The world has next to no chance; a draw of the bank that plays the world has that of its replicates, and the fit
    is told so.
    """
    seen = bank.some(np.setdiff1d(np.arange(len(bank.drawn)), held_back))
    stand_in = emulator.fit(seen, unknowns, [one.id for one in targets])
    columns = [bank.points.index(one.id) for one in targets]
    chance = seen.chance[np.ix_(columns, columns)] / bank.reported.shape[1]
    stand_in = replace(stand_in, error=stand_in.error + chance)

    def fitted(case: Case, seed: int) -> np.ndarray:
        return Problem(stand_in, case.targets).draw(settings, seed).pooled[:, : len(unknowns)]

    return fitted


def table(found: Sequence[Case], fitter: Fitter, unknowns: Sequence[str], seed: int) -> pd.DataFrame:
    """One row for each case and unknown: ``rank`` of the truth among the draws (0 to 1), ``inside`` the 90 percent
    band, ``error`` of the mean and ``spread`` of the draws, in prior standard deviations."""
    rows = []
    for number, case in enumerate(found):
        places = fitter(case, seed + number)
        low, high = np.quantile(places, BAND, axis=0)
        ranks = (places < case.places).mean(axis=0)
        errors, spreads = places.mean(axis=0) - case.places, places.std(axis=0)
        for k, name in enumerate(unknowns):
            inside = bool(low[k] <= case.places[k] <= high[k])
            rows.append((number, name, float(ranks[k]), inside, float(errors[k]), float(spreads[k])))
    return pd.DataFrame(rows, columns=["case", "name", "rank", "inside", "error", "spread"])


def uniformity(ranks: np.ndarray) -> float:
    """p-value of the Kolmogorov-Smirnov test that ranks are uniform."""
    from scipy.stats import kstest

    return float(kstest(ranks, "uniform").pvalue)
