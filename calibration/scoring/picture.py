"""A picture of a score: what was observed, the model's fan, and the naive forecasts."""

from datetime import date, timedelta

import numpy as np
from matplotlib.axes import Axes

from calibration.scoring.naive import months_before
from calibration.scoring.observed import POINT, Observation
from calibration.scoring.pairing import Part
from calibration.scoring.scores import Forecast
from sim import calendar
from sim.io import words
from sim.report.plots import fans, style
from sim.results import bands
from sim.results.measures import FULL_SCALE
from sim.results.results import measure_named
from sim.results.view import Span

MONTHS_SHOWN = 36
"""Of what was known when the naive forecasts were made: all that they look back on, and a year more."""
ENDS = (0.05, 0.95)


def picture(part: Part, as_of: date) -> style.Picture:
    """Observed values as dots, the model as a fan, the naive forecasts as lines with their 90 percent interval."""
    first = months_before(as_of, MONTHS_SHOWN)
    last = part.rows[-1].period_end
    known = [row for row in part.known if row.period_end >= first]
    with style.drawing():
        image, axes = style.blank(f"{fans.title_of(measure_named(part.measure))}, {part.view.scenario}", "")
        tops = [_fan(axes, part, max(first, calendar.START), last), *(row.value for row in (*part.rows, *known))]
        for forecast, colour in zip(part.forecasts[1:], (style.ORANGE, style.GREEN), strict=True):
            tops.append(_naive(axes, forecast, colour, part))
        days = [_middle(row) for row in (*known, *part.rows)]
        axes.plot(
            days, [row.value for row in (*known, *part.rows)], "o", color=style.BLACK, markersize=3, label="observed"
        )
        unit = words.unit(measure_named(part.measure).unit)
        size = style.value_axis(axes, max(tops))
        axes.texts[0].set_text(f"{size} {unit}, {part.kind}".strip())
        margin = last + timedelta(days=15)
        style.time_axis(
            axes, first, margin if last > calendar.INFORMATION_DATE else min(margin, calendar.INFORMATION_DATE)
        )
        axes.axvline(as_of, color=style.BLACK, linewidth=0.9, linestyle=":", zorder=3)
        style.legend(axes, 3)
    return image


def _fan(axes: Axes, part: Part, first: date, last: date) -> float:
    """The model by month, also where it is not scored; returns its highest value."""
    view, measure = part.view, measure_named(part.measure)
    spans = _spans(first, min(last + timedelta(days=1), view.end), part.kind)
    values = view.values(part.measure, spans, "end" if part.kind == POINT else "mean")
    scale = 1 if measure.name in FULL_SCALE else view.results.scale
    p05, p17, p50, p83, p95 = bands.band(values, scale)
    days = [start + (end - start) / 2 for start, end in spans]
    axes.fill_between(days, p05, p95, color=style.BLUE, alpha=0.2, linewidth=0, label="model, 90 percent")
    axes.fill_between(days, p17, p83, color=style.BLUE, alpha=0.35, linewidth=0, label="66 percent")
    axes.plot(days, p50, color=style.BLUE, linewidth=1.6, label="median")
    return float(np.nanmax(p95))


def _spans(first: date, end: date, kind: str) -> list[Span]:
    """Whole months of the run, or the turns of the month for a point in time."""
    month = first if first.day == 1 else _next_month(first)
    spans = []
    while _next_month(month) <= end:
        spans.append((month, month) if kind == POINT else (month, _next_month(month)))
        month = _next_month(month)
    return [*spans, (end, end)] if kind == POINT else spans


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _naive(axes: Axes, forecast: Forecast, colour: str, part: Part) -> float:
    """One naive forecast, where it has a value; returns the highest value of its line."""
    if not np.isfinite(forecast.point).any():
        return 0.0
    days = [_middle(row) for row in part.rows]
    axes.plot(days, forecast.point, color=colour, linewidth=1.4, label=forecast.name)
    for level in ENDS:
        axes.plot(days, np.quantile(forecast.members, level, axis=0), color=colour, linewidth=0.8, linestyle="--")
    return float(np.nanmax(forecast.point))


def _middle(row: Observation) -> date:
    start, end = row.span
    return start + (end - start) / 2
