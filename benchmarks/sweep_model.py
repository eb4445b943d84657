"""A model that costs nothing, to see what the machinery of a sweep takes."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.model.branches import Grown
from sim.parameters.resolve import Resolved
from sim.results.measures import MEASURES
from sim.results.results import Trajectory


def nothing(
    resolved: Sequence[Resolved], seed: int, draw: int, replicate: int, scale: int, weeks: int
) -> Iterator[Grown]:
    """The signature of ``sim.model.branches.trajectories``: counts that differ from place to place, and no model."""
    values = np.zeros((weeks + 1, len(MEASURES)))
    for place in range(len(resolved)):
        values[:] = 1.0 + place + draw
        yield Grown(place, Trajectory(values, None))
