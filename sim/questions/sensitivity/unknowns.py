"""What nobody knows of a scenario, each as a number that can be set by its quantile."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.evidence.quantities import Prior, Quantity, quantities
from sim.parameters.resolve import DrawsFrom, Posterior, sample
from sim.scenario.scenario import Assumption, Place, Scenario

EDGE = 1e-6
"""Quantiles are kept this far from 0 and 1, where many priors have no end."""


class Unknown(NamedTuple):
    """A quantity that is drawn, or one dated value of it (``quantity@date``).

    ``draws`` are its values in a posterior, sorted; None where its prior rules.
    """

    name: str
    quantity: Quantity
    prior: Prior
    draws: np.ndarray | None

    def value(self, u: float) -> float:
        """The value below which a share ``u`` of belief lies."""
        u = min(max(u, EDGE), 1 - EDGE)
        found = self.prior.quantile(u) if self.draws is None else float(np.quantile(self.draws, u))
        return self.quantity.clipped(found)


def unknowns_of(scenario: Scenario, seed: int, draws_from: DrawsFrom) -> list[Unknown]:
    """Everything that a draw of this scenario leaves open, in its order; nothing for central values."""
    if draws_from == "central":
        return []
    posterior = draws_from if isinstance(draws_from, Posterior) else None
    spreads = {one.key: one.spread for orders in scenario.in_force.values() for one in orders if one.spread}
    assumed = {one.name for one in scenario.assume}
    found = []
    for name in (name for name in sample(scenario, 0, seed, posterior) if name not in assumed):
        quantity = quantities()[name.partition("@")[0]]
        prior = spreads.get(name) or quantity.prior
        assert prior is not None, f"{name} is drawn, so it has a prior"
        column = posterior.names.index(name) if posterior and name in posterior.names else None
        draws = np.sort(posterior.rows[:, column]) if posterior and column is not None else None
        found.append(Unknown(name, quantity, prior, draws))
    return found


def settled(scenario: Scenario, unknowns: Sequence[Unknown], quantiles: Iterable[float]) -> Scenario:
    """The scenario with every unknown at a quantile: nothing is left to draw. Its files are left out."""
    place = Place("quantile")
    pairs = zip(unknowns, quantiles, strict=True)
    set_here = tuple(Assumption(one.name, one.value(float(u)), "a point of the design", place) for one, u in pairs)
    return replace(scenario, assume=scenario.assume + set_here, texts=())
