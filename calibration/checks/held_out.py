"""Fitted to what was published by November 2024, with everything later withheld: what would it have said of 2025?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources

import numpy as np
import pandas as pd

from calibration.checks import predictive
from calibration.fitting.targets import Target
from sim import calendar
from sim.errors import EvidenceError
from sim.evidence.quantities import Prior, levers, quantities
from sim.io.marked_yaml import parse
from sim.parameters.posterior import history
from sim.parameters.resolve import DrawsFrom, resolve
from sim.scenario.scenario import Order, Scenario
from sim.scenario.weekly import OFFICER_SHARES, lever_row

CUT = date(2024, 11, 30)
FILE = "known_before.yaml"


def withheld(scenario: Scenario | None = None) -> Scenario:
    """The history with no step after the cut: what followed is drawn.

    Every lever and driver that the history ever changes holds its value of the cut, times a drawn level. The level
    is as uncertain as that of intake after the information date (``intake.level_after_ratio``), the one statement
    of the model about how far a level may move when nobody knows. Shares of officers hold without spread: they must
    sum to 1. A ramp that was under way stops.
    """
    whole = scenario or history()
    first = calendar.date_of(calendar.week_of(CUT + timedelta(days=1)))
    level = quantities()["intake.level_after_ratio"].prior
    assert level is not None
    stated = resolve(whole, None, 0).lever
    kept: list[Order] = []
    for name, orders in whole.in_force.items():
        path = stated[lever_row(name)]
        before = [_stopped(order, path) for order in orders if order.start <= CUT]
        kept += before
        changes = len(orders) > 1 and name not in OFFICER_SHARES
        if before and changes and not levers()[name].choices and before[-1].value > 0:
            last = before[-1]
            kept.append(
                replace(
                    last, start=first, by=None, begin=None, spread=_around(name, last.value, level), section="drivers"
                )
            )
    return replace(whole, name="withheld", orders=tuple(sorted(kept, key=lambda one: (one.layer, one.start))))


def _stopped(order: Order, path: np.ndarray) -> Order:
    """A ramp that ends after the cut, as the ramp to where its path was in the week of the cut."""
    week = calendar.week_of(CUT)
    if order.by is None or order.by <= CUT or order.week >= week:
        return order
    return replace(order, by=calendar.date_of(week), value=float(path[week]), spread=None)


def _around(name: str, value: float, level: Prior) -> Prior:
    """The prior of a level that goes on: factors of the value; factors on the odds for a share."""
    if levers()[name].unit != "share":
        return Prior("lognormal", value * level.p05, value * level.p95)
    odds = value / (1 - value)
    low, high = odds * level.p05, odds * level.p95
    return Prior("logitnormal", low / (1 + low), high / (1 + high))


@dataclass(frozen=True, slots=True)
class Known:
    """A value that was published before the cut, for the naive forecasts."""

    date: date
    value: float


def known_before() -> dict[str, list[Known]]:
    """Series known at the cut, by name of the measure, in order of date."""
    root, problems = parse((resources.files("calibration") / FILE).read_text("utf-8"), FILE)
    if problems or root is None:
        raise EvidenceError("\n".join(map(str, problems)))
    return {name: [Known(row["date"], row["value"]) for row in entry["rows"]] for name, entry in root.plain().items()}


def predicted_targets(targets: Sequence[Target]) -> list[Target]:
    """The figures of 2025 that this test predicts: stocks that history does not simply state."""
    series = known_before()
    return [one for one in targets if one.as_of > CUT and one.since is None and "+".join(one.measure) in series]


def table(
    targets: Sequence[Target], source: DrawsFrom, draws: int, replicates: int, scale: int, seed: int, workers: int
) -> pd.DataFrame:
    """One row for each predicted figure: the band of the withheld model, and two naive forecasts.

    ``source``: draws fitted to the figures up to the cut. ``persistence``: the last value known then; ``trend``: the
    line through the values known then, extended. ``skill``: the error of the median over that of the better naive
    forecast; below 1 is better.
    """
    values = predictive.simulated(source, draws, replicates, scale, seed, workers, withheld())
    truth = predictive.at_full_scale(values[..., : len(targets)], scale)
    series = known_before()
    rows = []
    for target in predicted_targets(targets):
        known = series["+".join(target.measure)]
        band = predictive.predicted(truth[:, list(targets).index(target)], target)
        naive = {"persistence": known[-1].value, "trend": _trend(known, target.as_of)}
        better = min(abs(one - target.published) for one in naive.values() if np.isfinite(one))
        rows.append(
            {
                "figure": target.id,
                "as_of": target.as_of,
                "published": target.published,
                **band,
                **naive,
                "error": float(band["p50"]) / target.published - 1,
                "persistence_error": naive["persistence"] / target.published - 1,
                "trend_error": naive["trend"] / target.published - 1,
                "skill": abs(float(band["p50"]) - target.published) / better if better > 0 else np.inf,
            }
        )
    return pd.DataFrame(rows)


def _trend(known: Sequence[Known], day: date) -> float:
    """The least-squares line through what is known, on a later day; no number through a single value."""
    if len(known) < 2:
        return np.nan
    days = np.array([(one.date - known[0].date).days for one in known], float)
    slope, start = np.polyfit(days, [one.value for one in known], 1)
    return float(start + slope * (day - known[0].date).days)
