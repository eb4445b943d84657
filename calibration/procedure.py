"""The whole fit: from figures, priors and simulations to joint draws, and to what must be said of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration.checks import contraction, held_out, left_out, predictive, sensitivity, shares
from calibration.errors import Unconverged
from calibration.fitting import bank, config, emulator, points
from calibration.fitting.problem import Problem
from calibration.fitting.sampler import Diagnosis, diagnose
from calibration.fitting.settings import Config
from calibration.fitting.targets import Target, targets
from calibration.fitting.unknowns import unknowns, values_of
from sim.experiments.options import Progress
from sim.parameters.posterior import LEAST_CONTRACTION
from sim.parameters.resolve import Posterior

FINE_SCALE = 10
"""The scale at which a few final draws are run again: one case in ten, where chance is small."""
WITHOUT_POSTERIOR = "No posterior was written. Raise sampling.steps, or accept this one with --accept-unconverged."
Say = Callable[[str], None]


@dataclass(frozen=True)
class Fit:
    """``posterior``: the joint draws; ``tables``: by name, what is stored beside them; ``diagnosis``: of the chains."""

    posterior: Posterior
    tables: dict[str, pd.DataFrame]
    diagnosis: Diagnosis
    manifest: dict[str, Any]


def fit(
    settings: str | Path | Config | None = None,
    workers: int | None = None,
    resume: bool = True,
    out: str | Path | None = None,
    seed: int | None = None,
    accept_unconverged: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Fit:
    """Fit the model to the figures and give back the posterior and its tables; the same for any number of workers.

    ``settings``: a YAML file, a ``Config``, or the shipped settings. ``out``: a folder for posterior.parquet, the
    tables and the manifest; the simulations are kept beside it (``OUT-bank``), and ``resume`` goes on with them;
    those made with other code or settings are refused, or with ``resume=False`` kept beside.
    ``seed``: instead of the one in the settings. Raises ``ConfigError``, ``Unconverged`` unless accepted,
    ``OutOfTime`` at the stated budget, ``StoreError``, ``ExperimentError``; no posterior is written then.
    """
    from calibration import writing
    from sim.experiments.options import cores

    chosen = settings if isinstance(settings, Config) else config.load(settings)
    chosen = chosen if seed is None else replace(chosen, seed=seed)
    folder = Path(out) if out is not None else Path("results") / chosen.id
    writing.check(folder)
    number = cores() if workers is None else workers
    plan = bank.plan_of(chosen.simulations, chosen.replicates, chosen.scale, chosen.seed)
    tell = say or (lambda text: None)
    tell(f"{plan.experiments} simulations of the history, one case in {chosen.scale}")
    simulations = bank.fill(plan, bank_of(folder), number, resume, chosen.budget_minutes, progress)
    found = _fitted(chosen, simulations, number, accept_unconverged, tell, progress)
    writing.write(found, folder)
    return found


def bank_of(folder: Path) -> Path:
    """Where the simulations of a fit are kept: beside its folder."""
    return folder.with_name(f"{folder.name}-bank")


def joint_draws(chosen: Config, places: np.ndarray, id: str | None = None) -> Posterior:
    """Posterior draws in the units of their quantities, as the model takes them."""
    known = unknowns(chosen.unknowns)
    return Posterior(id or chosen.id, "", chosen.unknowns, values_of(known, places[:, : len(known)]), {})


def _fitted(
    chosen: Config,
    simulations: bank.Bank,
    workers: int,
    accept: bool,
    tell: Say,
    progress: Progress | None,
) -> Fit:
    from threadpoolctl import threadpool_limits

    figures = targets()
    with threadpool_limits(1):  # sums of several threads may end in other last digits
        tell("emulator and posterior draws")
        stand_in = emulator.fit(simulations, chosen.unknowns, [one.id for one in figures])
        problem = Problem(stand_in, figures)
        chains = problem.draw(chosen.sampling, chosen.seed)
        diagnosis = diagnose(chains)
        if not diagnosis.converged and not accept:
            raise Unconverged([*diagnosis.problems, WITHOUT_POSTERIOR])
        places = chains.some(chosen.draws)
        posterior = joint_draws(chosen, places)
        tables = _on_the_emulator(chosen, simulations, stand_in, figures, places, tell)
        tables |= _on_the_model(chosen, simulations, problem, places, posterior, workers, tell, progress)
        tables["held_out"] = _held_out(chosen, stand_in, figures, workers, tell)
    if chosen.projection_draws:
        tell("projection, for the shares of variance")
        moved = tables["contraction"]
        identified = moved.loc[moved["contraction"] >= LEAST_CONTRACTION, "name"].tolist()
        results = shares.projected(posterior, chosen.projection_draws, chosen.scale, chosen.seed, workers, progress)
        tables["shares"] = shares.table(results, identified)
    from calibration import writing

    return Fit(posterior, tables, diagnosis, writing.manifest(posterior, chosen, diagnosis, figures))


def _on_the_emulator(
    chosen: Config,
    simulations: bank.Bank,
    stand_in: emulator.Emulator,
    figures: list[Target],
    places: np.ndarray,
    tell: Say,
) -> dict[str, pd.DataFrame]:
    """Tables that need no further simulation."""
    known = unknowns(chosen.unknowns)
    own = places[:, : len(known)]
    tell("each figure left out in turn")
    return {
        "sensitivity": sensitivity.table(simulations, figures, chosen.unknowns),
        "contraction": contraction.table(simulations, known, own),
        "densities": contraction.densities(known, own),
        "left_out": left_out.table(stand_in, figures, places, chosen.sampling, chosen.seed),
        "candidates": sensitivity.worth_of_candidates(simulations, points.candidates(), chosen.unknowns, own),
    }


def _on_the_model(
    chosen: Config,
    simulations: bank.Bank,
    problem: Problem,
    places: np.ndarray,
    posterior: Posterior,
    workers: int,
    tell: Say,
    progress: Progress | None,
) -> dict[str, pd.DataFrame]:
    """What the real model says with the draws, at the scale of the fit and finer, beside what the emulator said."""
    tell("the model itself with posterior draws")
    rows = min(chosen.check_draws, len(posterior.rows))
    first = replace(posterior, rows=posterior.rows[:: max(len(posterior.rows) // rows, 1)][:rows])
    taken = places[:: max(len(places) // rows, 1)][:rows]
    order = [first.rows.tolist().index(list(first.row(draw, chosen.seed).values())) for draw in range(rows)]
    figures = problem.targets
    emulated = problem.emulator.mean(taken[order][:, : len(chosen.unknowns)])[:, : len(figures)]
    seen = predictive.simulated(first, rows, chosen.replicates, chosen.scale, chosen.seed, workers, progress=progress)
    tables = {"fit": predictive.fit_table(figures, simulations.reported, seen, chosen.scale, emulated)}
    if chosen.fine_draws:
        fine = predictive.simulated(first, chosen.fine_draws, 1, FINE_SCALE, chosen.seed, workers, progress=progress)
        tables["scales"] = _scales(figures, seen[: chosen.fine_draws], fine, chosen.scale)
    return tables


def _scales(figures: Sequence[Target], coarse: np.ndarray, fine: np.ndarray, scale: int) -> pd.DataFrame:
    """The same draws at two scales: what sampling one case in so many does to each figure's quantity."""
    rows = []
    for place, target in enumerate(figures):
        at_scale, finer = coarse[:, :, place].mean(), fine[:, :, place].mean()
        rows.append(
            {"figure": target.id, "scale": scale, "mean": at_scale, "fine_scale": FINE_SCALE, "fine_mean": finer}
        )
    return pd.DataFrame(rows)


def _held_out(
    chosen: Config, stand_in: emulator.Emulator, figures: list[Target], workers: int, tell: Say
) -> pd.DataFrame:
    """The figures of 2025, from a fit to those before."""
    tell("fitted to figures up to November 2024, and 2025 predicted")
    early = Problem(stand_in, [one for one in figures if one.as_of <= held_out.CUT])
    drawn = early.draw(chosen.sampling, chosen.seed).some(chosen.draws)
    source = joint_draws(chosen, drawn, "up to November 2024")
    draws = min(chosen.check_draws, chosen.draws)
    return held_out.table(figures, source, draws, chosen.replicates, chosen.scale, chosen.seed, workers)
