"""Are known numbers recovered? Synthetic figures from draws of one bank, fitted again: `python -m benchmarks.recovery`.

Coverage of 90 percent bands should be about 90 percent, ranks uniform. ``--library pyabc`` (install pyabc beside the
package) does the same with ABC-SMC for as many simulations as the bank holds; what it simulates is the emulator of
the whole bank with the chance and the other numbers of the bank put back, since the model itself would take hours.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np

from calibration.checks import recovery
from calibration.fitting import bank as banks
from calibration.fitting import config, emulator
from calibration.fitting.bank import Bank
from calibration.fitting.likelihood import Likelihood
from calibration.fitting.settings import Sampling
from calibration.fitting.targets import targets

SETTINGS = Sampling(ensembles=2, walkers=72, warmup=500, steps=1200, thin=4)
"""Shorter than the shipped fit: one of many."""
POPULATION = 200


def by_abc(bank: Bank, unknowns: tuple[str, ...], held_back: range, simulations: int) -> recovery.Fitter:
    """ABC-SMC of pyABC on as many simulations as the emulator was fitted to."""
    import pyabc

    figures = targets()
    seen = bank.some(np.setdiff1d(np.arange(len(bank.drawn)), held_back))
    world = emulator.fit(seen, unknowns, [one.id for one in figures])
    columns = [bank.points.index(one.id) for one in figures]
    noise = world.covariance + seen.chance[np.ix_(columns, columns)] / bank.reported.shape[1]
    sizes, directions = np.linalg.eigh(noise)
    root = directions * np.sqrt(np.maximum(sizes, 0.0))
    names = [f"u{k:02d}" for k in range(len(unknowns))]

    def fitted(case: recovery.Case, seed: int) -> np.ndarray:
        np.random.seed(seed)  # noqa: NPY002 - pyABC draws from numpy's global generator
        likelihood = Likelihood(case.targets)
        weighed = likelihood.weight > 0
        middle = (likelihood.low + likelihood.high) / 2
        middle = np.where(np.isfinite(middle), middle, [one.published for one in case.targets])

        def model(place: dict[str, float]) -> dict[str, np.ndarray]:
            mean = world.mean(np.array([[place[name] for name in names]]))[0]
            return {"y": mean + root @ np.random.standard_normal(len(mean))}  # noqa: NPY002

        def distance(one: dict, other: dict) -> float:
            return float(np.linalg.norm(((one["y"] - other["y"]) / likelihood.spread)[weighed]))

        prior = pyabc.Distribution(**{name: pyabc.RV("norm", 0, 1) for name in names})
        search = pyabc.ABCSMC(
            model, prior, distance, population_size=POPULATION, sampler=pyabc.sampler.SingleCoreSampler()
        )
        with tempfile.TemporaryDirectory() as folder:
            search.new(f"sqlite:///{folder}/abc.db", {"y": middle})
            frame, weights = search.run(max_total_nr_simulations=simulations).get_distribution()
        taken = np.searchsorted(np.cumsum(weights), (np.arange(2000) + 0.5) / 2000).clip(max=len(frame) - 1)
        return frame[names].to_numpy()[taken]

    return fitted


def main() -> None:
    """Print the ranks of true values among posterior draws."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bank", type=Path, help="the bank of a fit (OUT-bank)")
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--library", choices=("emcee", "pyabc"), default="emcee")
    given = parser.parse_args()
    bank, unknowns, figures = banks.read(given.bank), config.load().unknowns, targets()
    rows = range(given.cases)
    fitter = (
        recovery.by_emulator(bank, figures, unknowns, rows, SETTINGS)
        if given.library == "emcee"
        else by_abc(bank, unknowns, rows, len(bank.drawn))
    )
    cases = recovery.cases(bank, figures, unknowns, rows, 1)
    found = recovery.table(cases, fitter, unknowns, 2)
    summary = {
        "library": given.library,
        "simulations": len(bank.drawn),
        "cases": given.cases,
        "coverage of 90 percent bands": round(float(found["inside"].mean()), 3),
        "root mean square error": round(float(np.sqrt((found["error"] ** 2).mean())), 3),
        "mean spread": round(float(found["spread"].mean()), 3),
        "uniform ranks, p": {
            name: round(recovery.uniformity(one["rank"].to_numpy()), 3) for name, one in found.groupby("name")
        },
    }
    print(json.dumps(summary, indent=1))


if __name__ == "__main__":
    main()
