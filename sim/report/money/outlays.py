"""Outlays by item and fiscal year, in constant and nominal dollars. Means add up; medians do not."""

from datetime import date
from typing import NamedTuple

import numpy as np

from sim.calendar import Periods
from sim.evidence.money import price_level
from sim.results.measures import COST_ITEMS
from sim.results.view import View

TOTAL = "cost_total_usd"
ITEMS = (*COST_ITEMS, TOTAL)
PLAIN = {
    "cost_detention_usd": "detention",
    "cost_monitoring_usd": "monitoring",
    "cost_devices_usd": "devices bought",
    "cost_officers_usd": "officers",
    "cost_hiring_usd": "hiring and training",
    "cost_courts_usd": "judges",
    "cost_filing_usd": "filing",
    "cost_removal_usd": "removals",
    "cost_departures_usd": "payments to those who leave",
    TOTAL: "all items",
}
"""How an item is called on a page."""
FIRST_MONTH = 10
"""The month in which a fiscal year begins."""
SPANS = (5, 10)
"""Years for which totals are given, as far as the run goes."""


class Outlays(NamedTuple):
    """Outlays of one scenario: by item float64[draws, replicates, fiscal years] in constant dollars."""

    years: Periods
    constant: dict[str, np.ndarray]

    @property
    def nominal(self) -> dict[str, np.ndarray]:
        """The same in the dollars of each year."""
        levels = year_levels(self.years)
        return {name: values * levels for name, values in self.constant.items()}

    def of(self, dollars: str) -> dict[str, np.ndarray]:
        """In ``constant`` or ``nominal`` dollars."""
        return self.nominal if dollars == "nominal" else self.constant


class Window(NamedTuple):
    """Whole fiscal years to come that are added up: their label, and their places."""

    label: str
    places: slice


def outlays(view: View) -> Outlays:
    """Outlays of a scenario in every fiscal year that its run touches."""
    return Outlays(view.fiscal_years(), {name: view.in_fiscal_years(name) for name in ITEMS})


def fiscal_year(day: date) -> int:
    """The number of the fiscal year of a day: 2026 for 1 October 2025."""
    return day.year + int(day.month >= FIRST_MONTH)


def year_levels(years: Periods) -> np.ndarray:
    """Nominal dollars of each fiscal year for one of the price year: float64[years]."""
    return np.array([price_level(fiscal_year(start)) for start in years.start])


def windows(years: Periods, known: date) -> list[Window]:
    """The next five and ten whole fiscal years after the information date, or as many as the run has."""
    whole = [
        place
        for place, (start, partial) in enumerate(zip(years.start, years.partial, strict=True))
        if start >= known and not partial
    ]
    found: dict[str, Window] = {}
    for number in SPANS if whole else ():
        chosen = whole[:number]
        first, last = years.label[chosen[0]], years.label[chosen[-1]]
        label = first if first == last else f"{first} to {last}"
        label += "" if len(chosen) == number else ", to the end of the run"
        found.setdefault(label, Window(label, slice(chosen[0], chosen[-1] + 1)))
    return list(found.values())


def summed(values: np.ndarray, window: Window) -> np.ndarray:
    """Sum over the years of a window: float64[draws, replicates, 1]."""
    return values[:, :, window.places].sum(axis=2, keepdims=True)
