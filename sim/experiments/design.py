"""Designs of sweeps: what is varied, over which values, and the table of points that follows.

A factor is a lever or driver (it holds from the information date on) or an uncertain quantity (it holds at all
times). A point gives a value to every factor; a cell is a point of one scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, get_args

from sim.evidence.quantities import levers, quantities
from sim.scenario.scenario import Assumption, Place, Scenario

Sampling = Literal["grid", "latin-hypercube", "sobol", "table"]
SAMPLINGS = get_args(Sampling)
Value = float | str
Point = tuple[Value, ...]
MOST_POINTS = 1_000_000
"""Points of one design: as many as the worked plan of docs/scaling.md; more is most often a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that is varied: listed ``values``, or a range from ``low`` to ``high`` (``steps`` of it in a grid),
    or, with neither, the prior of the quantity."""

    name: str
    values: tuple[Value, ...] = ()
    low: float | None = None
    high: float | None = None
    steps: int | None = None

    @property
    def listed(self) -> tuple[Value, ...]:
        """The values in a grid: those listed, or evenly spaced ones with both ends; empty where there are neither."""
        if self.values or self.low is None or self.high is None or self.steps is None:
            return self.values
        width = self.high - self.low
        return tuple(self.low + width * step / (self.steps - 1) for step in range(self.steps - 1)) + (self.high,)

    def at(self, share: float) -> Value:
        """The value at a share (0 to 1) of the way: along the list, along the range, or of the prior's belief."""
        if self.listed:
            return self.listed[min(int(share * len(self.listed)), len(self.listed) - 1)]
        if self.low is not None and self.high is not None:
            return self.low + share * (self.high - self.low)
        quantity = quantities()[self.name]
        assert quantity.prior is not None, "a factor without values or range has a prior"
        return quantity.clipped(quantity.prior.quantile(min(max(share, _INSIDE), 1.0 - _INSIDE)))


_INSIDE = 2.0**-53
"""A share of 0 or 1 is an infinite quantile of a bell: the nearest that is not."""


@dataclass(frozen=True)
class Design:
    """What a sweep runs. ``points`` are in the order of ``names``; without factors there is one empty point.

    ``options`` are those of a run (draws, replicates, scale, seed, until, delivery, parameters, keep) that a design
    file states; what the caller gives goes first. ``text`` is the file as written.
    """

    scenarios: tuple[Scenario, ...]
    names: tuple[str, ...] = ()
    points: tuple[Point, ...] = ((),)
    sampling: Sampling = "grid"
    name: str = ""
    because: str = ""
    text: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def grid(factors: tuple[Factor, ...]) -> tuple[Point, ...]:
    """Every combination of the listed values; the last factor runs fastest."""
    return tuple(product(*(factor.listed for factor in factors)))


def sampled(factors: tuple[Factor, ...], sampling: Sampling, points: int, seed: int) -> tuple[Point, ...]:
    """Points of a Latin hypercube or of a scrambled Sobol sequence (a power of two of them), keyed by the seed."""
    import numpy as np
    from scipy.stats import qmc

    chance = np.random.Generator(np.random.Philox(seed))
    kind = qmc.LatinHypercube if sampling == "latin-hypercube" else qmc.Sobol
    shares = kind(len(factors), rng=chance).random(points)
    return tuple(tuple(factor.at(float(share)) for factor, share in zip(factors, row, strict=True)) for row in shares)


def count_of_grid(factors: tuple[Factor, ...]) -> int:
    """How many points a grid has, without making them."""
    points = 1
    for factor in factors:
        points *= factor.steps or len(factor.values)
    return points


def scenario_at(scenario: Scenario, names: tuple[str, ...], point: Point, delivery: str = "in-full") -> Scenario:
    """A scenario with the factors set. Raises ``ScenarioError`` where shares of tasks cannot sum to 1."""
    from sim.scenario.files import with_override

    settings = dict(zip(names, point, strict=True))
    dated = {name: value for name, value in settings.items() if name in levers()}
    assumed = {
        name: Assumption(name, float(value), "varied in a sweep", Place(f"vary {name}"))
        for name, value in settings.items()
        if name not in levers()
    }
    if assumed:
        scenario = scenario.with_layer([], {}, assumed)
    arrives: Literal["in-full", "uncertain"] = "uncertain" if delivery == "uncertain" else "in-full"
    return with_override(scenario, dated, arrives) if dated else scenario
