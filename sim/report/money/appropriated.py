"""What is spent of the money of July 2025, and when it is passed.

Two readings, as the yearly appropriations that go on beside it are not in the model: all that is spent on its items
from its first day on, and only what goes beyond the rate of the year before.
"""

from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from sim import calendar
from sim.evidence.money import Appropriation, appropriations, price_level
from sim.report.money.outlays import fiscal_year
from sim.results.measures import INDEX
from sim.results.view import View

Reading = Literal["all", "above"]
READINGS: dict[Reading, str] = {
    "all": "all that is spent on its items",
    "above": "what is spent beyond the rate of the year before",
}


class Spent(NamedTuple):
    """What is spent of one appropriation in one reading, in nominal dollars.

    ``usd``: float64[draws, replicates, 1], up to the day ``until``. ``passed``: float64[draws], the week after which
    the mean of the replicates has passed it, infinite where it never does; weeks are those of a
    run from ``start`` on.
    """

    of: Appropriation
    reading: Reading
    until: date
    usd: np.ndarray
    passed: np.ndarray
    start: date

    @property
    def share_passed(self) -> float:
        """Share of draws that pass it."""
        return float(np.isfinite(self.passed).mean())

    def day(self, level: float) -> date | None:
        """The day by which this share of draws has passed it; None where fewer do."""
        week = np.sort(self.passed)[min(int(np.ceil(level * len(self.passed))), len(self.passed)) - 1]
        return calendar.date_of(int(week), self.start) if np.isfinite(week) else None


def spent(view: View) -> list[Spent]:
    """Each appropriation in both readings; none where the run ends before it begins, or is not about what happened."""
    chosen = [one for one in appropriations() if view.results.is_history and one.start < view.end]
    return [_spent(view, one, reading) for one in chosen for reading in READINGS]


def nominal_weeks(view: View, start: date, end: date) -> np.ndarray:
    """float64[weeks + 1]: nominal dollars in a span of days for a constant dollar spent in each week."""
    years = view.fiscal_years()
    spans = [(max(first, start), min(last, end)) for first, last in zip(years.start, years.end, strict=True)]
    spans = [(first, last) for first, last in spans if first < last]
    weeks = view.results.weeks
    days = calendar.flow_days(calendar.spans_of(spans, view.start, weeks), view.start, weeks)
    return np.array([price_level(fiscal_year(first)) for first, _ in spans]) @ days / 7.0


def _spent(view: View, one: Appropriation, reading: Reading) -> Spent:
    weeks = view.results.weeks
    end = min(one.until + timedelta(days=1), view.end)
    weekly = np.nansum([view.results.values[view.rows, :, INDEX[item]] for item in one.items], axis=0)
    if reading == "above":
        before = [view.year_to(one.start)]
        days = (before[0][1] - before[0][0]).days
        rate = np.sum([view.values(item, before) for item in one.items], axis=0).reshape(-1, 1) * 7.0 / days
        weekly = weekly - rate
    total = np.cumsum(weekly * nominal_weeks(view, one.start, end), axis=1)
    by_draw = total.reshape(-1, view.results.replicates, weeks + 1)
    over = by_draw.mean(axis=1) >= one.usd
    passed = np.where(over.any(axis=1), over.argmax(axis=1), np.inf)
    return Spent(one, reading, min(one.until, view.end), by_draw[:, :, -1:], passed, view.start)
