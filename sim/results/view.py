"""One scenario of stored results, asked for many things: values in spans of days, and their bands at full scale."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.calendar import Periods
from sim.results import bands
from sim.results.measures import FULL_SCALE
from sim.results.results import Results, measure_named

YEAR = timedelta(days=365)
Span = tuple[date, date]


class Band(NamedTuple):
    """The median, the 66 and the 90 percent interval of one number."""

    p05: float
    p17: float
    p50: float
    p83: float
    p95: float

    @property
    def half_width(self) -> float:
        """Half the 90 percent interval over the size of the median."""
        return float(bands.relative_half_width(*np.array([self.p05, self.p50, self.p95])))

    @property
    def is_informative(self) -> bool:
        """Whether simulating cases rather than all people leaves it narrow enough to read."""
        return not self.half_width > bands.UNINFORMATIVE


class View:
    """One scenario. Arrays are ``float64[draws, replicates, spans]``; NaN is "no value".

    ``rows``: bool[experiments] of the results, those of the scenario.
    """

    def __init__(self, results: Results, scenario: str) -> None:
        self.results = results
        self.scenario = scenario
        self.rows = np.asarray(results.experiments["scenario"] == scenario)

    @property
    def end(self) -> date:
        """The first day after the run."""
        return self.results.end

    @property
    def start(self) -> date:
        """The first day of the run."""
        return self.results.start

    @property
    def known(self) -> date:
        """The information date."""
        return self.results.known

    @cached_property
    def dates(self) -> list[date]:
        """The dates of a summary: the information date and a year later, where the run reaches them, and the end."""
        known = (self.known, self.known + YEAR)
        return [day for day in known if self.start < day < self.end] + [self.end]

    @property
    def reaches_policy(self) -> bool:
        """Whether the run goes beyond the information date."""
        return self.end > self.known

    def year_to(self, day: date) -> Span:
        """The 365 days before a day, as far as the run covers them."""
        return max(day - YEAR, self.start), day

    def values(self, measure: str, spans: Sequence[Span], stock: str = "end") -> np.ndarray:
        """Values in spans (see ``Results.period_values``); a span of no day is a date."""
        return self._shaped(self.results.period_values(measure, spans, stock)[0])

    def on(self, measure: str, days: Sequence[date]) -> np.ndarray:
        """A stock on some days."""
        return self.values(measure, [(day, day) for day in days])

    def fiscal_years(self) -> Periods:
        """The fiscal years that the run touches."""
        return self.results.period_values("docket", "FY")[1]

    def in_fiscal_years(self, measure: str) -> np.ndarray:
        """Values of a measure in each fiscal year that the run covers."""
        return self._shaped(self.results.period_values(measure, "FY")[0])

    def bands(self, values: np.ndarray, measure: str = "") -> list[Band]:
        """The band of each span. ``measure``: whose values they are, as officers are simulated at full scale."""
        scale = 1 if measure in FULL_SCALE else self.results.scale
        return [Band(*map(float, column)) for column in bands.band(values, scale).T]

    def band_in(self, measure: str, spans: Sequence[Span], stock: str = "end") -> list[Band]:
        """The band of a measure in each span."""
        return self.bands(self.values(measure, spans, stock), measure)

    def band_on(self, measure: str, days: Sequence[date]) -> list[Band]:
        """The band of a measure on each day."""
        return self.band_in(measure, [(day, day) for day in days])

    def summary_values(self, measure: str, days: Sequence[date]) -> np.ndarray:
        """A stock on the days; a flow or an average in the 365 days before each."""
        if measure_named(measure).kind == "stock":
            return self.on(measure, days)
        return self.values(measure, [self.year_to(day) for day in days])

    def _shaped(self, values: np.ndarray) -> np.ndarray:
        return values[self.rows].reshape(-1, self.results.replicates, values.shape[1])


def views(results: Results) -> list[View]:
    """One view for each scenario, in the order they were given."""
    return [View(results, scenario) for scenario in results.scenarios]


def ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Quotients; NaN where there is nothing to divide by."""
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)


def mean(values: np.ndarray) -> np.ndarray:
    """Means over draws and replicates, so that parts add up to their whole; NaN where no experiment has a value."""
    present = np.isfinite(values)
    count = present.sum(axis=(0, 1))
    total = np.where(present, values, 0.0).sum(axis=(0, 1))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
