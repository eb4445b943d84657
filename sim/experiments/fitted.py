"""Whether the model is still the one that a posterior was fitted with: told by what is stated and by a simulation."""

import hashlib
from functools import lru_cache

import numpy as np

from sim.calendar import INFORMATION_DATE, week_of
from sim.parameters import basis
from sim.parameters.posterior import history
from sim.parameters.resolve import DrawsFrom, Posterior, resolve
from sim.results.measures import INDEX

SEED = 1
DRAWS = 2
SCALE = 1000
"""Cases that one simulated case stands for: a tenth of a second a draw. With more than this a rare rule goes unseen."""
DIGITS = 6
"""Significant digits that are compared: another processor may round the last ones in another way."""
NAMED = 8
"""Modules that a warning names; it counts the others."""


def basis_of(posterior: Posterior) -> basis.Basis:
    """What a posterior stands on in this version, with what the model makes of its first draws."""
    return basis.stated(history()) | {"code": basis.code(), "simulated": simulated(posterior)}


def warnings(draws_from: DrawsFrom) -> list[str]:
    """What a reader of results must know of the posterior behind them, in sentences; empty where all is well."""
    if not isinstance(draws_from, Posterior):
        return []
    name, said = draws_from.id, draws_from.manifest
    if "basis" not in said:
        return [f"Nothing says on which rules and figures posterior {name} was fitted: fit again."]
    found = []
    if changed := changes(draws_from):
        found.append(
            f"Since posterior {name} was fitted, these changed: {', '.join(changed)}."
            " Fit again with `docketsim calibrate`."
        )
    if not said["converged"]:
        found.append(f"Posterior {name} was accepted without convergence: its draws may be wrong.")
    return found


def changes(posterior: Posterior) -> list[str]:
    """What the posterior depends on and has changed since the fit, by name.

    Code counts where a file is another one and the simulation comes out otherwise, not by a changed number alone. Where
    every file is the same nothing is simulated: that would take minutes where nothing is compiled.
    """
    then = posterior.manifest["basis"]
    stated = basis.changes(then, basis.stated(history()))
    modules = basis.changed_code(then["code"], basis.code())
    if stated or not modules or then["simulated"] == simulated(posterior):
        return stated
    more = [f"{len(modules) - NAMED} more files"] if len(modules) > NAMED else []
    return modules[:NAMED] + more


@lru_cache(maxsize=8)
def simulated(posterior: Posterior) -> dict[str, str]:
    """A digest of each fitted measure, weekly through the history, from the first draws of a posterior."""
    from sim.model.run import run  # with the compiler, which takes a second to load

    weeks = week_of(INFORMATION_DATE) + 1
    runs = [
        run(resolve(history(), draw, SEED, draws_from=posterior), SEED, draw, 0, SCALE, weeks).values
        for draw in range(DRAWS)
    ]
    found = {}
    for name in basis.fitted_measures():
        values = np.array([values[:, INDEX[name]] for values in runs])
        text = " ".join(f"{value:.{DIGITS}g}" for value in values.ravel().tolist())
        found[name] = hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
    return found
