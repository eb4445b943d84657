"""What ``docketsim calibrate`` does, once it is called."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from calibration import procedure, writing
from calibration.errors import ConfigError, OutOfTime, Unconverged
from calibration.fitting import config
from calibration.procedure import Fit
from sim.errors import OptionError, StoreError
from sim.experiments.options import cores, not_whole
from sim.io import terminal

LIBRARIES = ("arviz_stats", "emcee", "sklearn", "threadpoolctl")
WITHOUT_RESULT = 1
"""Exit code where the options were right and no posterior came of them: budget used up, or not converged."""


def calibrate_model(file: Path | None, resume: bool, accept: bool, options: Mapping[str, Any]) -> None:
    """Check everything, fit with progress, write, and say what came out. ``options``: workers, seed, out."""
    seed = options["seed"]
    problems = _missing_libraries()
    chosen = None
    try:
        chosen = config.load(file)
    except ConfigError as error:
        problems += map(str, error.problems)
    number = cores() if options["workers"] is None else options["workers"]
    problems += not_whole("workers", number, 1, None)
    if seed is not None:
        problems += not_whole("seed", seed, *config.SEEDS)
    folder = options["out"] or Path("results") / (chosen.id if chosen else "posterior")
    try:
        writing.check(folder)
    except StoreError as error:
        problems.append(f"out {error}")
    if problems or chosen is None:
        raise OptionError(problems)
    chosen = chosen if seed is None else replace(chosen, seed=seed)
    try:
        with terminal.progress() as progress:
            found = procedure.fit(chosen, number, resume, folder, None, accept, progress, terminal.tell)
    except (Unconverged, OutOfTime) as error:
        terminal.fail(str(error), WITHOUT_RESULT)
        return
    except KeyboardInterrupt:
        terminal.fail(
            "interrupted; simulations that are finished are kept, and the same command goes on", terminal.INTERRUPTED
        )
        return
    _show(found)
    print(f"Posterior: {folder}")


def _missing_libraries() -> list[str]:
    absent = [name for name in LIBRARIES if find_spec(name) is None]
    advice = "install them with `pip install 'docketsim[calibration]'`, or in a checkout `make setup`"
    return [f"calibrate needs {', '.join(absent)}; {advice}"] if absent else []


def _show(found: Fit) -> None:
    """The figures beside the fit, what was identified, and how well the draws are known."""
    from sim.io import words

    fit = found.tables["fit"]
    rows = [
        (
            row.figure,
            f"{row.says} {words.number(row.published)}",
            words.number(row.posterior_p50),
            words.span(row.posterior_p05, row.posterior_p95),
            "no weight" if not row.weight else "" if row.inside else f"conflict, {row.conflict_size:+.1f} spreads",
        )
        for row in fit.itertuples()
    ]
    terminal.table("figures", ("figure", "published", "median", "90 percent", ""), rows)
    moved = found.tables["contraction"]
    known = moved[moved["fitted"]]
    narrower = [(row.name, f"{row.contraction:.0%}", row.status) for row in known.itertuples()]
    terminal.table("narrower than the prior by", ("number", "", ""), narrower)
    said = found.diagnosis
    print(
        f"R-hat {said.r_hat:.3f}; {said.effective_bulk:.0f} effective draws of the centre,"
        f" {said.effective_tail:.0f} of the tails; {said.accepted:.0%} of steps accepted"
    )
    for problem in said.problems:
        print(f"not converged: {problem}")
