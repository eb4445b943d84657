"""Marginal effects as tables and words."""

import math
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.io import words
from sim.questions.answer import Answer, Printed
from sim.questions.marginal.capacities import Capacity
from sim.results.reading import Reading
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.9
WIDEST = 0.2
"""An effect is resolved when the half-width of its interval is at most this part of it."""
LEAST_KINK = 0.2
"""Left and right effects that differ by a smaller part of the larger are no kink."""
MILLION = 1e6
SMALL = 1e-3


class Mean(NamedTuple):
    """A mean over draws and its interval."""

    value: float
    low: float
    high: float

    @property
    def is_nil(self) -> bool:
        """Exactly zero in every draw."""
        return self.value == self.low == self.high == 0.0

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def times(self, factor: float) -> "Mean":
        """The mean and its interval in another unit; ``factor`` is not negative."""
        return Mean(self.value * factor, self.low * factor, self.high * factor)


class Effect(NamedTuple):
    """What one unit of a capacity does to one reading.

    ``per_unit``: float64[draws, replicates], differences of paired runs over the amount added; ``steps`` is negative
    where it was taken away. ``cost_usd``: of one unit over the run.
    """

    capacity: Capacity
    steps: int
    amount: float
    reading: Reading
    per_unit: np.ndarray
    cost_usd: float

    @property
    def mean(self) -> Mean:
        """The mean over draws, with its interval."""
        return mean_of(self.per_unit)

    @property
    def is_resolved(self) -> bool:
        """Whether the interval of the mean leaves out zero."""
        return is_resolved(self.mean)

    @property
    def status(self) -> str:
        """`exactly zero`, `resolved` or `not resolved`."""
        return "exactly zero" if self.mean.is_nil else "resolved" if self.is_resolved else "not resolved"


class Quarter(NamedTuple):
    """What one unit more does in one quarter; ``per_unit`` as for ``Effect``."""

    capacity: Capacity
    reading: Reading
    per_unit: np.ndarray


def mean_of(values: np.ndarray, confidence: float = CONFIDENCE) -> Mean:
    """Mean over draws of float64[draws, replicates] with a t interval; unbounded with one draw, unless all is zero."""
    from scipy.special import stdtrit

    means = values.mean(axis=1)
    centre = float(means.mean())
    if not values.any():
        return Mean(0.0, 0.0, 0.0)
    if len(means) == 1:
        return Mean(centre, -math.inf, math.inf)
    error = float(means.std(ddof=1)) / math.sqrt(len(means))
    half = float(stdtrit(len(means) - 1, (1 + confidence) / 2)) * error
    return Mean(centre, centre - half, centre + half)


def is_resolved(mean: Mean) -> bool:
    """Whether the interval is narrow beside its value, or all is exactly zero."""
    return mean.is_nil or mean.half_width <= WIDEST * abs(mean.value)


def answer(
    scenario: Scenario, effects: Sequence[Effect], quarters: Sequence[Quarter], manifest: dict[str, Any]
) -> Answer:
    """The answer of ``sim.questions.marginal.study``."""
    import pandas as pd

    from sim.report.plots import bars

    nil = nil_dates(quarters, scenario.known)
    tables = {
        "effects": pd.DataFrame([_row(effect, nil) for effect in effects]),
        "kinks": pd.DataFrame(_kinks(effects)),
        "quarters": pd.DataFrame([_quarter(one) for one in quarters]),
    }
    up = [effect for effect in effects if effect.steps == 1]
    pictures = {}
    for name in dict.fromkeys(effect.reading.measure for effect in up):
        of_one = [effect for effect in up if effect.reading.measure == name]
        for kind, factors in (
            ("one", [1.0] * len(of_one)),
            ("million", [MILLION / effect.cost_usd for effect in of_one]),
        ):
            means = np.array([effect.mean.times(factor) for effect, factor in zip(of_one, factors, strict=True)])
            what = "one more" if kind == "one" else "a million dollars more"
            title = f"{words.sentence(name.replace('_', ' ')).rstrip('.')}: {what}"
            labels = [effect.capacity.name for effect in of_one]
            finite = np.where(np.isfinite(means), means, means[:, :1])
            pictures[f"{name}-{kind}"] = partial(
                bars.effects, title, words.unit(of_one[0].reading.unit), labels, *finite.T
            )
    sentences = _sentences(tables["effects"], tables["kinks"])
    return Answer(f"marginal {scenario.name}", tables, tuple(sentences), pictures, manifest, _printed(tables))


def nil_dates(quarters: Sequence[Quarter], known: date) -> "dict[tuple[str, str], pd.Timestamp]":
    """By capacity and measure, the first day from which the effect is nil; NaT where it lasts to the end.

    A quarter is nil when its interval holds zero; intervals are as wide as it takes for all quarters of an effect
    together to be wrong in a tenth of cases.
    """
    import pandas as pd

    found = {}
    for key in dict.fromkeys((one.capacity.name, one.reading.measure) for one in quarters):
        chosen = [one for one in quarters if (one.capacity.name, one.reading.measure) == key]
        confidence = 1 - (1 - CONFIDENCE) / len(chosen)
        means = [mean_of(one.per_unit, confidence) for one in chosen]
        felt = [place for place, mean in enumerate(means) if mean.low > 0 or mean.high < 0]
        if not felt:
            found[key] = pd.Timestamp(known)
        else:
            last = felt[-1]
            found[key] = pd.NaT if last == len(chosen) - 1 else pd.Timestamp(chosen[last].reading.end)
    return found


def _row(effect: Effect, nil: "dict[tuple[str, str], pd.Timestamp]") -> dict[str, Any]:
    import pandas as pd

    mean = effect.mean
    million = mean.times(MILLION / effect.cost_usd)
    known = effect.is_resolved and effect.steps == 1
    nil_from = nil.get((effect.capacity.name, effect.reading.measure), pd.NaT) if known else pd.NaT
    return {
        "capacity": effect.capacity.name,
        "lever": effect.capacity.lever,
        "side": "left" if effect.steps < 0 else "right",
        "step": abs(effect.amount),
        "measure": effect.reading.measure,
        "unit": effect.reading.unit,
        "when": effect.reading.when,
        "per_unit": mean.value,
        "low": mean.low,
        "high": mean.high,
        "unit_cost_usd": effect.cost_usd,
        "per_million_usd": million.value,
        "per_million_low": million.low,
        "per_million_high": million.high,
        "share_of_draws_up": float((effect.per_unit.mean(axis=1) > 0).mean()),
        "draws": len(effect.per_unit),
        "status": effect.status,
        "nil_from": nil_from,
    }


def _quarter(one: Quarter) -> dict[str, Any]:
    import pandas as pd

    mean = mean_of(one.per_unit)
    head = {"capacity": one.capacity.name, "measure": one.reading.measure, "unit": one.reading.unit}
    head |= {"start": pd.Timestamp(one.reading.start), "end": pd.Timestamp(one.reading.end)}
    return head | {"per_unit": mean.value, "low": mean.low, "high": mean.high}


def _kinks(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """Where one fewer and one more do not do the same, beyond what so many comparisons find by chance."""
    rows = []
    confidence = 1 - (1 - CONFIDENCE) / max(1, sum(one.steps == -1 for one in effects))
    right = {(one.capacity.name, one.reading): one for one in effects if one.steps == 1}
    for left in (one for one in effects if one.steps == -1):
        other = right.get((left.capacity.name, left.reading))
        if other is None:
            continue
        difference = mean_of(other.per_unit - left.per_unit, confidence)
        size = max(abs(left.mean.value), abs(other.mean.value))
        apart = difference.low > 0 or difference.high < 0
        rows.append(
            {
                "capacity": left.capacity.name,
                "measure": left.reading.measure,
                "left": left.mean.value,
                "right": other.mean.value,
                "difference": difference.value,
                "low": difference.low,
                "high": difference.high,
                "kink": bool(apart and abs(difference.value) > LEAST_KINK * size),
            }
        )
    return rows


def _sentences(effects: "pd.DataFrame", kinks: "pd.DataFrame") -> list[str]:
    found = []
    near = effects[
        (effects["side"] == "right") & (effects["step"] == effects.groupby("capacity")["step"].transform("min"))
    ]
    for row in near[near["measure"] == "removals"].itertuples():
        if row.status == "exactly zero":
            found.append(f"One more {row.capacity} changes no removal.")
            continue
        text = f"One more {row.capacity}: {words.change(row.per_unit)} removals {row.when} (interval"
        text += f" {words.span(row.low, row.high)}), {words.change(row.per_million_usd)} per million dollars"
        text += "; not resolved." if row.status == "not resolved" else "."
        found.append(text)
    for row in kinks[kinks["kink"]].itertuples() if len(kinks) else ():
        found.append(
            f"Warning, a kink: one {row.capacity} fewer changes {row.measure} by {words.change(-row.left)}, one more"
            f" by {words.change(row.right)}; an average of the two says nothing."
        )
    return found


def _printed(tables: "dict[str, pd.DataFrame]") -> tuple[Printed, ...]:
    heads = (
        "capacity",
        "side",
        "step",
        "measure",
        "per unit",
        "90 percent",
        "per million dollars",
        "nil from",
        "status",
    )
    rows = []
    effects = tables["effects"]
    for row in effects[effects["measure"].isin(("removals", "untouched_share", "waiting"))].itertuples():
        nil = "" if row.nil_from != row.nil_from else words.day(row.nil_from)
        moved = (_change(row.per_unit), f"{_change(row.low)} to {_change(row.high)}", _change(row.per_million_usd))
        rows.append((row.capacity, row.side, words.number(row.step), row.measure, *moved, nil, row.status))
    title = "The effect of one more, mean over draws; right: measured by adding, left: by taking away"
    return (Printed(title, heads, rows, (2, 4, 6)),)


def _change(value: float) -> str:
    """A difference with its sign; the effect of one unit on a share is too small for plain digits."""
    return f"{value:+.2g}" if 0 < abs(value) < SMALL else words.change(value)
