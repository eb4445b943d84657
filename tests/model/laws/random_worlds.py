"""Small worlds at random: the small world of the reference model with levers and numbers moved, also to nil."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.evidence.quantities import levers, quantities
from sim.parameters.resolve import Resolved
from sim.vocabulary import Lever
from tests.model.reference.world import LEVERS, NUMBERS, SCALE, WEEKS, small_world

RATIOS = (0.0, 0.2, 0.6, 1.5, 4.0)
ORDERED = {"hiring.target": 20.0, "officers.flexible_share": 0.5}
"""Where a lever is nil in the small world, what is multiplied instead."""
SHARES = slice(Lever.OFFICERS_DOCKET_SHARE, Lever.OFFICERS_OTHER_SHARE + 1)
FIELDS = sorted(f"{group}.{field}" for group, fields in NUMBERS.items() for field in fields._fields)


@st.composite
def lever_paths(draw: Any, name: str) -> np.ndarray:
    """One lever: a step in some week from one multiple of its value to another, inside its range."""
    low, high = levers()[name].limits
    if levers()[name].choices:
        steps = [draw(st.sampled_from(range(int(high) + 1))) for _ in range(2)]
    else:
        value = ORDERED.get(name, float(LEVERS[name]))
        steps = [min(max(value * draw(st.sampled_from(RATIOS)), low), high) for _ in range(2)]
    path = np.full(WEEKS, float(steps[0]))
    path[draw(st.integers(0, 24)) :] = steps[1]
    return path


def with_room(resolved: Resolved) -> Resolved:
    """Shares of tasks that would pass one together are scaled down."""
    total = resolved.lever[SHARES].sum(axis=0)
    resolved.lever[SHARES] /= np.maximum(total, 1.0)
    return resolved


@st.composite
def random_worlds(draw: Any) -> Resolved:
    """The small world with up to twelve levers and twelve numbers changed."""
    changes: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(sorted(LEVERS)), unique=True, max_size=12)):
        changes[name.replace(".", "__")] = draw(lever_paths(name))
    for name in draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=12)):
        group, field = name.split(".")
        low, high = quantities()[name].limits
        value = getattr(NUMBERS[group], field) * draw(st.sampled_from(RATIOS))
        changes[f"{group}__{field}"] = min(max(value, low), high)
    return with_room(small_world(**changes))


__all__ = ["SCALE", "random_worlds", "with_room"]
