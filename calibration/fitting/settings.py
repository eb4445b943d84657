"""The settings of a fit, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the posterior is drawn: ensembles of walkers, steps after warm-up, every ``thin``-th of them kept."""

    ensembles: int
    walkers: int
    warmup: int
    steps: int
    thin: int


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a fit, as documented in ``calibrate.yaml``."""

    id: str
    seed: int
    simulations: int
    replicates: int
    scale: int
    budget_minutes: float
    draws: int
    check_draws: int
    fine_draws: int
    projection_draws: int
    sampling: Sampling
    unknowns: tuple[str, ...]
