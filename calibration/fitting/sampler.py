"""Draws from the posterior of an emulated model: emcee's ensembles, and what ArviZ says of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from calibration.fitting.settings import Sampling

LogDensity = Callable[[np.ndarray], np.ndarray]
"""Log-density of many places at once: float64[places] from float64[places, dimensions]."""

WORST_R_HAT = 1.01
"""Vehtari et al. 2021, Rank-normalization, folding, and localization: an improved R-hat."""
FEWEST_EFFECTIVE = 400
"""Effective draws of the centre and of the tails, same source: 100 for each of four chains."""
TAILS = (0.05, 0.95)
"""The ends of a 90 percent interval, which is what reports show."""
ACCEPTANCE = (0.1, 0.7)
"""Shares of accepted steps between which an ensemble moves well: assumption, twice as wide as its authors advise."""
_DIFFERENTIAL, _STRETCH = 0.8, 0.2
"""Mix of moves. emcee's snooker move is not used: it leaves a normal density in 24 dimensions a quarter too narrow
(docs/decisions/0009-fitting-library.md)."""


@dataclass(frozen=True)
class Chains:
    """``places``: float64[ensembles, steps, walkers, dimensions] after warm-up; ``accepted``: share of steps."""

    places: np.ndarray
    accepted: float

    @property
    def pooled(self) -> np.ndarray:
        """float64[draws, dimensions], in the order of steps."""
        return self.places.transpose(1, 0, 2, 3).reshape(-1, self.places.shape[-1])

    def some(self, number: int) -> np.ndarray:
        """So many of the pooled draws, evenly spaced."""
        pooled = self.pooled
        return pooled[np.linspace(0, len(pooled) - 1, number).round().astype(int)]


def sample(log_density: LogDensity, dimensions: int, settings: Sampling, seed: int) -> Chains:
    """Draws of a density, times a standard normal prior on every dimension. The same seed gives the same draws."""
    import emcee
    from emcee.moves import DEMove, StretchMove

    def with_prior(places: np.ndarray) -> np.ndarray:
        return log_density(places) - 0.5 * (places**2).sum(axis=1)

    found, accepted = [], []
    for ensemble in range(settings.ensembles):
        chance = np.random.default_rng([seed, ensemble])
        start = chance.standard_normal((settings.walkers, dimensions))
        sampler = emcee.EnsembleSampler(
            settings.walkers,
            dimensions,
            with_prior,
            vectorize=True,
            moves=[(DEMove(), _DIFFERENTIAL), (StretchMove(), _STRETCH)],
        )
        state = emcee.State(start, random_state=_emcee_state(chance))
        sampler.run_mcmc(state, settings.warmup + settings.steps)
        found.append(sampler.get_chain(discard=settings.warmup, thin=settings.thin))
        accepted.append(float(sampler.acceptance_fraction.mean()))
    return Chains(np.stack(found), float(np.mean(accepted)))


def _emcee_state(chance: np.random.Generator) -> Any:
    """emcee draws from numpy's older generator: its state, from ours."""
    words = chance.integers(0, 2**32, 624, dtype=np.uint32)
    return ("MT19937", words, 624, 0, 0.0)


@dataclass(frozen=True)
class Diagnosis:
    """Whether chains can be trusted: the worst over dimensions, and everything that is wrong, in sentences."""

    r_hat: float
    effective_bulk: float
    effective_tail: float
    accepted: float
    problems: tuple[str, ...]

    @property
    def converged(self) -> bool:
        """Whether nothing speaks against using the draws."""
        return not self.problems


def diagnose(chains: Chains) -> Diagnosis:
    """R-hat between ensembles, each split in half; effective draws with walkers as chains; acceptance."""
    from arviz_stats.base import array_stats

    ensembles, steps, walkers, dimensions = chains.places.shape
    as_ensembles = chains.places.reshape(ensembles, steps * walkers, dimensions)
    as_walkers = chains.places.transpose(0, 2, 1, 3).reshape(ensembles * walkers, steps, dimensions)
    r_hat = float(np.max(array_stats.rhat(as_ensembles, chain_axis=0, draw_axis=1)))
    bulk = float(np.min(array_stats.ess(as_walkers, chain_axis=0, draw_axis=1, method="bulk")))
    tail = float(np.min(array_stats.ess(as_walkers, chain_axis=0, draw_axis=1, method="tail", prob=TAILS)))
    problems = []
    if not r_hat <= WORST_R_HAT:
        problems.append(f"R-hat is {r_hat:.3f}, more than {WORST_R_HAT}: the ensembles have not found the same place")
    for what, number in (("the centre", bulk), ("the tails", tail)):
        if not number >= FEWEST_EFFECTIVE:
            problems.append(f"{number:.0f} effective draws of {what}, fewer than {FEWEST_EFFECTIVE}: sample longer")
    if not ACCEPTANCE[0] <= chains.accepted <= ACCEPTANCE[1]:
        problems.append(f"{chains.accepted:.2f} of the steps accepted, not {ACCEPTANCE[0]} to {ACCEPTANCE[1]}")
    return Diagnosis(r_hat, bulk, tail, chains.accepted, tuple(problems))
