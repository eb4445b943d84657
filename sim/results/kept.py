"""What a sweep keeps of an experiment: which measures, by which periods, as one row of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from sim import calendar
from sim.calendar import Periods
from sim.results.measures import BY_OFFICE, HEADLINE, INDEX, MEASURES, Measure
from sim.results.results import Results, Trajectory, measure_named

if TYPE_CHECKING:
    import pandas as pd

Grain = Literal["quarter", "week"]


class Keep(NamedTuple):
    """``measures`` by ``by``: weeks, or quarters of the calendar (a flow as a sum, a stock at the end)."""

    measures: tuple[str, ...]
    by: Grain = "quarter"


NAMED = {
    "headline": Keep(HEADLINE, "quarter"),
    "weekly": Keep(HEADLINE, "week"),
    "all": Keep(tuple(measure.name for measure in MEASURES), "week"),
}


def keep_of(given: str | Keep | None) -> Keep:
    """What is meant by a name (default: headline) or given, with the measures that its quotients and averages need.

    Raises ``ValueError`` with what is allowed.
    """
    if isinstance(given, str) and given not in NAMED:
        raise ValueError(f"{given!r}: choose {', '.join(NAMED)}")
    keep = NAMED[given or "headline"] if given is None or isinstance(given, str) else given
    if keep.by not in get_args(Grain) or not keep.measures:
        raise ValueError(f"{keep}: name at least one measure, by {' or '.join(get_args(Grain))}")
    needed: dict[str, None] = {}
    for measure in map(measure_named, keep.measures):
        needed |= dict.fromkeys((measure.name, *needs(measure)))
    return Keep(tuple(sorted(needed, key=INDEX.__getitem__)), keep.by)


@dataclass(frozen=True)
class Layout:
    """The row of an experiment of ``weeks`` weeks: measure after measure, in each the periods in order."""

    keep: Keep
    weeks: int
    start: date = calendar.START

    @property
    def by_office(self) -> bool:
        """National measures are kept."""
        return False

    @property
    def key(self) -> str:
        """What is kept, as text."""
        return repr(self.keep)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that are kept, in their order."""
        return tuple(map(measure_named, self.keep.measures))

    @cached_property
    def periods(self) -> Periods:
        """Quarters that the run touches; or dates of weeks, the opening one first, where flows have no value."""
        if self.keep.by == "week":
            return calendar.weeks_of(self.start, self.weeks)
        return calendar.periods_of("quarter", self.start, self.weeks)

    @cached_property
    def fiscal_years(self) -> Periods:
        """The US fiscal years that the run touches."""
        return calendar.periods_of("FY", self.start, self.weeks)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The first day after each period; the end of the run where the period outlasts it."""
        return tuple(min(end, calendar.date_of(self.weeks, self.start)) for end in self.periods.end)

    @cached_property
    def places(self) -> dict[str, slice]:
        """Where the row holds each measure."""
        found, first = {}, 0
        for measure in self.measures:
            last = first + len(self.periods.label) - self._skipped(measure)
            found[measure.name] = slice(first, last)
            first = last
        return found

    @cached_property
    def width(self) -> int:
        """Numbers in a row."""
        return max(place.stop for place in self.places.values())

    @cached_property
    def columns(self) -> tuple[np.ndarray, np.ndarray]:
        """Measure (place in ``keep.measures``) and period (place in ``periods``) of each number: int16[width] each."""
        measure = np.empty(self.width, np.int16)
        period = np.empty(self.width, np.int16)
        for number, one in enumerate(self.measures):
            measure[self.places[one.name]] = number
            period[self.places[one.name]] = np.arange(self._skipped(one), len(self.periods.label))
        return measure, period

    def row(self, trajectory: Trajectory) -> np.ndarray:
        """float64[width] of one experiment."""
        if self.keep.by == "week":
            parts = [trajectory.values[self._skipped(one) :, INDEX[one.name]] for one in self.measures]
        else:  # one experiment at a time: sums of floats must not depend on how many there are
            alone = _results(trajectory.values[None], self.start)
            parts = [alone.period_values(one.name, "quarter")[0][0] for one in self.measures]
        return np.concatenate(parts)

    def values(self, rows: np.ndarray, measure: str) -> np.ndarray:
        """float64[experiments, periods] of one measure, from float64[experiments, width].

        Raises ``ValueError`` for a measure that was not kept.
        """
        return self.padded(rows[:, self.places[self.kept(measure)]])

    def padded(self, own: np.ndarray) -> np.ndarray:
        """The columns of one measure with one for every period: NaN on the first date, where flows have no value."""
        missing = len(self.periods.label) - own.shape[1]
        return np.concatenate([np.full((len(own), missing), np.nan), own], axis=1) if missing else own

    def fiscal(self, rows: np.ndarray, measure: str) -> np.ndarray:
        """float64[experiments, fiscal years] of one measure, from float64[experiments, width]."""
        one = measure_named(self.kept(measure))
        if self.keep.by == "week":
            wide = np.full((len(rows), self.weeks + 1, len(MEASURES)), np.nan)
            for name in (one.name, *needs(one)):
                wide[:, :, INDEX[name]] = self.values(rows, name)
            return _results(wide, self.start).period_values(measure, "FY")[0]
        values = self.values(rows, one.name)
        groups = self._quarters
        if one.kind == "stock":
            return values[:, [group[-1] for group in groups]]
        if not one.weight:
            return np.stack([values[:, group].sum(axis=1) for group in groups], axis=1)
        weight = self.values(rows, one.weight)
        sums = [
            (np.where(weight > 0, values, 0.0) * weight)[:, group].sum(axis=1)
            / np.where((total := weight[:, group].sum(axis=1)) > 0, total, np.nan)
            for group in groups
        ]
        return np.stack(sums, axis=1)

    @cached_property
    def _quarters(self) -> list[list[int]]:
        """The quarters of each fiscal year, as places in ``periods``."""
        years = zip(self.fiscal_years.start, self.fiscal_years.end, strict=True)
        starts = list(enumerate(self.periods.start))
        return [[place for place, day in starts if first <= day < end] for first, end in years]

    def _skipped(self, measure: Measure) -> int:
        """Weeks have one date more than flows have values."""
        return int(self.keep.by == "week" and measure.kind != "stock")

    def kept(self, measure: str) -> str:
        """The name of a measure that was kept. Raises ``ValueError`` for others."""
        if measure_named(measure).name not in self.places:
            raise ValueError(f"measure = {measure!r}: this sweep kept {', '.join(self.places)}")
        return measure


@dataclass(frozen=True)
class EveryWeek:
    """Keeps every measure of every week, and by office where asked for."""

    by_office: bool = False

    @property
    def key(self) -> str:
        """What is kept, as text."""
        return f"every week{' by office' if self.by_office else ''}"

    def row(self, trajectory: Trajectory) -> np.ndarray:
        """float64[width] of one experiment: its values, then those by office."""
        if trajectory.by_office is None:
            return trajectory.values.ravel()
        return np.concatenate([trajectory.values.ravel(), trajectory.by_office.ravel()])

    def trajectories(self, rows: np.ndarray, weeks: int) -> tuple[np.ndarray, np.ndarray | None]:
        """float64[..., weeks + 1, measures] and float64[..., weeks + 1, split measures, offices] or None, from rows."""
        whole = (weeks + 1) * len(MEASURES)
        values = rows[..., :whole].reshape(*rows.shape[:-1], weeks + 1, len(MEASURES))
        if not self.by_office:
            return values, None
        return values, rows[..., whole:].reshape(*rows.shape[:-1], weeks + 1, len(BY_OFFICE), -1)


def needs(measure: Measure) -> Sequence[str]:
    """The measures without which a quotient or an average cannot be put together for a longer period."""
    return measure.ratio_of or ((measure.weight,) if measure.weight else ())


def _results(values: np.ndarray, start: date) -> Results:
    """Results of these values alone, for their sums over periods."""
    return Results(values, None, _no_experiments(), {"begins": start.isoformat()})


@cache
def _no_experiments() -> "pd.DataFrame":
    """Made once: it takes as long as the sums of a measure."""
    import pandas as pd

    return pd.DataFrame()
