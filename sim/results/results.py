"""What a run gives back: trajectories, tidy tables, and bands over weeks, months, quarters and years."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import calendar
from sim.calendar import By, Periods
from sim.errors import nearest
from sim.results import bands, pictures
from sim.results.measures import BY_OFFICE_INDEX, FULL_SCALE, HEADLINE, INDEX, MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd

Spans = Iterable[tuple[date, date]]


class Trajectory(NamedTuple):
    """One experiment, week by week, at full scale.

    ``values``: float64[weeks + 1, len(MEASURES)]; row 0 is the opening stock, flows and averages are NaN in it.
    ``by_office``: float64[weeks + 1, len(BY_OFFICE), offices], or None when not asked for.
    """

    values: np.ndarray
    by_office: np.ndarray | None


class Results:
    """The trajectories of scenarios x draws x replicates.

    ``values``: float64[experiments, weeks + 1, len(MEASURES)] in the order of ``experiments``, which is sorted by
    scenario, draw and replicate. ``by_office``: float64[experiments, weeks + 1, len(BY_OFFICE), offices]
    or None. ``manifest``: what was run, as stored.
    """

    def __init__(
        self,
        values: np.ndarray,
        by_office: np.ndarray | None,
        experiments: "pd.DataFrame",
        manifest: dict[str, Any],
    ) -> None:
        self.values = values
        self.by_office = by_office
        self.experiments = experiments
        self.manifest = manifest

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order they were given."""
        return tuple(scenario["name"] for scenario in self.manifest["scenarios"])

    @property
    def draws(self) -> int:
        """Number of parameter draws."""
        return int(self.experiments["draw"].max()) + 1

    @property
    def replicates(self) -> int:
        """Number of replications of each draw."""
        return int(self.experiments["replicate"].max()) + 1

    @property
    def scale(self) -> int:
        """One case in so many was simulated."""
        return int(self.manifest["scale"])

    @property
    def weeks(self) -> int:
        """Number of simulated weeks."""
        return self.values.shape[1] - 1

    @property
    def end(self) -> date:
        """The first day after the last week."""
        return calendar.date_of(self.weeks, self.start)

    @property
    def start(self) -> date:
        """The first day."""
        return date.fromisoformat(self.manifest["begins"]) if "begins" in self.manifest else calendar.START

    @property
    def known(self) -> date:
        """The information date."""
        told = self.manifest.get("information_date")
        return date.fromisoformat(told) if told else calendar.INFORMATION_DATE

    @property
    def is_history(self) -> bool:
        """Whether it begins with what happened, so that published figures are about it."""
        return self.known != self.start

    @cached_property
    def trajectories(self) -> "pd.DataFrame":
        """Tidy: scenario, draw, replicate, date, measure, value, and office where it was asked for.

        ``date`` is the first day after the week; the opening stock is the first date, where flows have no row.
        Rows without an office are national.
        """
        from sim.results.tables import frame

        return frame(self)

    def period_values(
        self, measure: str, by: By | Spans | None = None, stock: str = "end", office: int | None = None
    ) -> tuple[np.ndarray, Periods]:
        """Values of one measure in periods: float64[experiments, periods], and the periods.

        A flow is the sum over the days of the period, an average is weighted by its flow, a stock is the one at the
        end of the period or, with ``stock="mean"``, its mean over the days. ``by``: None or "week", "month",
        "quarter", "CY" (calendar year), "FY" (US fiscal year), or spans (first day, first day after).
        """
        chosen = measure_named(measure)
        if stock not in ("end", "mean"):
            raise ValueError(f"stock = {stock!r}: choose 'end' or 'mean'")
        periods = self._periods(by, chosen)
        if chosen.ratio_of:
            top, bottom = (self._linear(measure_named(name), periods, stock, office) for name in chosen.ratio_of)
            return _ratio(top, bottom), periods
        if chosen.weight:
            weight = self._column(measure_named(chosen.weight), office)
            column = np.where(weight > 0, self._column(chosen, office), 0.0) * weight
            days = calendar.flow_days(periods, self.start, self.weeks)[:, 1:]
            return _ratio(column[:, 1:] @ days.T, weight[:, 1:] @ days.T), periods
        return self._linear(chosen, periods, stock, office), periods

    def quantiles(
        self,
        measure: str,
        by: By | Spans | None = None,
        levels: Sequence[float] = bands.LEVELS,
        scenario: str | None = None,
        stock: str = "end",
        office: int | None = None,
    ) -> "pd.DataFrame":
        """Bands at full scale, one row per scenario and period.

        Columns: scenario, period, start, end (first day after), partial (the period reaches beyond the run), one
        column for each level (p05, p17, ...), width (between the outermost levels), relative_half_width (half of it
        over the middle level) and uninformative (more than 0.5). See ``period_values`` for ``by`` and ``stock``.
        """
        import pandas as pd

        return pd.DataFrame(self._bands(measure, by, levels, scenario, stock, office))

    def at(self, measure: str, day: date | str) -> "pd.DataFrame":
        """A stock on a day, interpolated between rows: scenario, draw, replicate, value, one row per experiment.

        Raises ``ValueError`` for a flow or an average, or a day outside the run.
        """
        if measure_named(measure).kind != "stock":
            raise ValueError(
                f"{measure} is a {measure_named(measure).kind}: it has no value on a day, only in a period"
            )
        day = as_date(day)
        values, _ = self.period_values(measure, [(day, day)])
        return self.experiments[["scenario", "draw", "replicate"]].assign(value=values[:, 0])

    def summary(self, measures: Sequence[str] = HEADLINE) -> "pd.DataFrame":
        """Bands at the information date, a year later and at the end of the run, as far as the run goes.

        A stock is the one on that date; a flow or an average is that of the 365 days before it. One row per scenario,
        measure and date: scenario, measure, unit, date, basis, partial, p05, p17, p50, p83, p95, width,
        relative_half_width, uninformative.
        """
        import pandas as pd

        year = timedelta(days=365)
        dates = [day for day in (self.known, self.known + year) if self.start < day < self.end]
        dates.append(self.end)
        parts = []
        for name in measures:
            measure = measure_named(name)
            stock = measure.kind == "stock"
            part = self._bands(name, [(day, day) if stock else (day - year, day) for day in dates])
            rows = len(part["scenario"])
            head = {"scenario": part["scenario"], "measure": [name] * rows, "unit": [measure.unit] * rows}
            head |= {"date": part["end"], "basis": ["on the date" if stock else "365 days before"] * rows}
            parts.append(head | {key: part[key] for key in part if key not in ("scenario", "period", "start", "end")})
        summary = pd.DataFrame({key: np.concatenate([part[key] for part in parts]) for key in parts[0]})
        order = {name: place for place, name in enumerate(self.scenarios)}
        return summary.sort_values("scenario", key=lambda names: names.map(order), kind="stable", ignore_index=True)

    def plot(self, measure: str, **options: Any) -> Any:
        """A fan chart of one measure (see ``sim.report.plots.fan_chart``)."""
        return pictures.picture("run", self, measure, **options)

    def _bands(
        self,
        measure: str,
        by: By | Spans | None,
        levels: Sequence[float] = bands.LEVELS,
        scenario: str | None = None,
        stock: str = "end",
        office: int | None = None,
    ) -> dict[str, np.ndarray]:
        """Columns of ``quantiles``."""
        values, periods = self.period_values(measure, by, stock, office)
        names = self.scenarios if scenario is None else (scenario,)
        scale = 1 if measure in FULL_SCALE else self.scale
        quantiles = np.concatenate(
            [
                bands.band(values[self._rows(name)].reshape(-1, self.replicates, values.shape[1]), scale, levels)
                for name in names
            ],
            axis=1,
        )
        low, high = quantiles[np.argmin(levels)], quantiles[np.argmax(levels)]
        half = bands.relative_half_width(low, quantiles[np.argmin(np.abs(np.asarray(levels) - 0.5))], high)
        columns = {"scenario": np.repeat(np.array(names, dtype=object), len(periods.label))}
        for key, column in zip(("period", "start", "end", "partial"), periods, strict=True):
            kind = {"period": object, "partial": bool}.get(key, "datetime64[ms]")
            columns[key] = np.tile(np.array(column, dtype=kind), len(names))
        columns |= {_level_name(level): row for level, row in zip(levels, quantiles, strict=True)}
        return columns | {
            "width": high - low,
            "relative_half_width": half,
            "uninformative": half > bands.UNINFORMATIVE,
        }

    def _periods(self, by: By | Spans | None, measure: Measure) -> Periods:
        if by is None or by == "week":
            rows = calendar.weeks_of(self.start, self.weeks)
            return rows if measure.kind == "stock" else rows.after_the_first()
        if isinstance(by, str):
            return calendar.periods_of(by, self.start, self.weeks)
        spans = [(as_date(start), as_date(end)) for start, end in by]
        if measure.kind != "stock" and any(start == end for start, end in spans):
            raise ValueError(f"{measure.name} is a {measure.kind}: give spans of one day or more")
        return calendar.spans_of(spans, self.start, self.weeks)

    def _column(self, measure: Measure, office: int | None) -> np.ndarray:
        if office is None:
            return self.values[:, :, INDEX[measure.name]]
        if self.by_office is None or not measure.by_office:
            why = "was not run by office" if self.by_office is None else f"has no {measure.name} by office"
            raise ValueError(f"office = {office}: this run {why}")
        if not 1 <= office <= self.by_office.shape[3]:
            raise ValueError(f"office = {office}: offices are 1 to {self.by_office.shape[3]}")
        return self.by_office[:, :, BY_OFFICE_INDEX[measure.name], office - 1]

    def _linear(self, measure: Measure, periods: Periods, stock: str, office: int | None) -> np.ndarray:
        column = self._column(measure, office)
        if measure.kind != "stock":
            return column[:, 1:] @ calendar.flow_days(periods, self.start, self.weeks)[:, 1:].T / 7.0
        if stock == "mean":
            return column @ calendar.mean_shares(periods, self.start, self.weeks).T
        return column @ calendar.end_days(periods, self.start, self.weeks).T / 7.0

    def _rows(self, scenario: str) -> np.ndarray:
        if scenario not in self.scenarios:
            raise ValueError(f"scenario = {scenario!r}: these results hold {', '.join(self.scenarios)}")
        return np.asarray(self.experiments["scenario"] == scenario)


def measure_named(name: str) -> Measure:
    """The measure of this name. Raises ``ValueError`` with the nearest names."""
    if name not in INDEX:
        near = nearest(str(name), INDEX, 3)
        raise ValueError(f"measure = {name!r}: there is no such measure{near}; `docketsim list measures` shows them")
    return MEASURES[INDEX[name]]


def as_date(day: date | str) -> date:
    """A date from a date or its ISO text. Raises ``ValueError``."""
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else date.fromisoformat(day)


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)


def _level_name(level: float) -> str:
    percent = f"{100 * level:.6g}"
    return f"p0{percent}" if level < 0.1 else f"p{percent}"
