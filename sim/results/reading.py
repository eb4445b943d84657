"""Readings: single numbers of a run, such as removals in FY2027 or the untouched share on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from sim import calendar
from sim.errors import nearest
from sim.results.measures import FULL_SCALE, HEADLINE, INDEX, Measure
from sim.results.results import Results, Trajectory, measure_named

SHARES = {"untouched_share": ("untouched_year", "docket")}
"""Quotients with a name of their own; any other is written as one measure over another."""
WAITING = "waiting"
"""All cases that wait for a capacity."""
QUEUES = ("filing", "hearing", "check_in_hours", "bed", "arrest_hours", "document", "seat")
"""Reasons of the ledger that more capacity can shorten; impediments and ``nothing`` are no queues."""
YEAR = timedelta(days=365)

Stock = Literal["end", "mean"]


class Reading(NamedTuple):
    """One number of a run: the sum of ``tops``, over ``bottom`` where there is one, in the days from ``start`` to
    ``end`` (the first day after).

    A flow is summed over the days; a stock is the one at ``end``, or its mean over the days with ``stock="mean"``.
    ``measure`` is the name that users write.
    """

    measure: str
    tops: tuple[str, ...]
    bottom: str | None
    start: date
    end: date
    stock: Stock = "end"

    @property
    def kind(self) -> str:
        """``share`` for a quotient of two, else stock, flow or average."""
        return "share" if self.bottom else measure_named(self.tops[0]).kind

    @property
    def unit(self) -> str:
        """The unit of the number."""
        unit = measure_named(self.tops[0]).unit
        if self.bottom is None:
            return unit
        below = measure_named(self.bottom).unit
        return "share" if unit == below else f"{unit} / {below}"

    @property
    def when(self) -> str:
        """The span in words: on 2027-09-30; 2026-10-01 to 2027-09-30."""
        stocks = all(one.kind == "stock" for one in self._measures)
        if stocks and self.stock == "end":
            return f"on {self.end}"
        return f"{'mean of ' if stocks else ''}{self.start} to {self.end - timedelta(days=1)}"

    @property
    def chance_scale(self) -> bool:
        """Whether its chance depends on the scale; officers are all simulated at every scale."""
        return not {*self.tops, self.bottom or self.tops[0]} <= FULL_SCALE

    @property
    def _measures(self) -> list[Measure]:
        return [measure_named(name) for name in (*self.tops, *((self.bottom,) if self.bottom else ()))]


@dataclass(frozen=True)
class Readings:
    """Several readings; called with the weekly values of experiments, it reads them."""

    readings: tuple[Reading, ...]
    begins: date = calendar.START

    @property
    def by_office(self) -> bool:
        """It reads national values."""
        return False

    @property
    def key(self) -> str:
        """What is read, as text."""
        return repr(self.readings)

    def row(self, trajectory: Trajectory) -> np.ndarray:
        """float64[readings] of one experiment."""
        return self(trajectory.values[None])[0]

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """float64[experiments, readings] from float64[experiments, weeks + 1, len(MEASURES)]."""
        import pandas as pd

        results = Results(values, None, pd.DataFrame(), {"begins": self.begins.isoformat()})
        return np.stack([_read(results, one) for one in self.readings], axis=1)


def reading(measure: str, start: date, end: date, stock: Stock = "end") -> Reading:
    """The reading of a name: a measure, one of ``SHARES``, ``waiting``, or ``one/other``.

    Raises ``ValueError`` with the nearest names where there is no such measure.
    """
    if measure == WAITING:
        return Reading(measure, tuple(f"waiting_{reason}" for reason in QUEUES), None, start, end, stock)
    top, bottom = SHARES.get(measure) or _divided(measure)
    for name in (top, *((bottom,) if bottom is not None else ())):
        if name not in INDEX:
            near = nearest(name, [*INDEX, *SHARES, WAITING], 3)
            raise ValueError(f"there is no measure {name!r}{near}; `docketsim list measures` shows them")
    return Reading(measure, (top,), bottom, start, end, stock)


def on_day(measure: str, day: date, start: date = calendar.START) -> Reading:
    """A stock (or a quotient of stocks) on a day; a flow or an average in the 365 days before it."""
    return reading(measure, max(day - YEAR, start), day)


def headline(end: date, start: date = calendar.START) -> tuple[Reading, ...]:
    """The headline measures and the untouched share at the end of a run."""
    return tuple(on_day(name, end, start) for name in (*HEADLINE, *SHARES))


def _divided(measure: str) -> tuple[str, str | None]:
    top, slash, bottom = (part.strip() for part in measure.partition("/"))
    return top, bottom if slash else None


def _read(results: Results, one: Reading) -> np.ndarray:
    """float64[experiments]."""
    top = np.sum([_value(results, name, one) for name in one.tops], axis=0)
    if one.bottom is None:
        return top
    bottom = _value(results, one.bottom, one)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)


def _value(results: Results, name: str, one: Reading) -> np.ndarray:
    on_a_day = measure_named(name).kind == "stock" and one.stock == "end"
    span = (one.end, one.end) if on_a_day else (one.start, one.end)
    return results.period_values(name, [span], one.stock)[0][:, 0]
