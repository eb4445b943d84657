"""Fan charts: the median, the 66 and the 90 percent band by month, and the figures of the articles as dots."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from sim import calendar
from sim.evidence.figures import Figure, figures
from sim.io import words
from sim.report.plots import style
from sim.results import bands
from sim.results.measures import FULL_SCALE, Measure
from sim.results.results import Results, measure_named
from sim.results.view import Span, View, views

SINCE = {"docket-fy24-start-growth": date(2023, 10, 1), "removals-2025-ytd": date(2025, 1, 20)}
"""Figures that tell of a change or a sum since a day, not of a stock."""


class Fan(NamedTuple):
    """Bands by month. ``bands``: float64[5, days] after ``sim.results.bands.LEVELS``."""

    days: list[date]
    bands: np.ndarray


def fan_chart(results: Results, measure: str, scenario: str | None = None, dots: bool = True) -> style.Picture:
    """The path of one measure by month, as a matplotlib Figure.

    ``scenario``: one of the results; without it all of them, the 66 percent band being left out where there are
    several. ``dots``: whether the figures of the articles are shown. A stock is that at the turn of the month, a flow
    the sum of a whole month. Raises ``ValueError`` for an unknown measure or scenario.
    """
    chosen = measure_named(measure)
    if scenario is not None and scenario not in results.scenarios:
        raise ValueError(f"scenario = {scenario!r}: these results hold {', '.join(results.scenarios)}")
    shown = [view for view in views(results) if scenario in (None, view.scenario)]
    fans = [fan_of(view, view.values(measure, spans_of(view, chosen)), chosen) for view in shown]
    marks = marks_of(chosen, results) if dots else []
    names = [view.scenario for view in shown]
    return draw(title_of(chosen), unit_of(chosen), fans, names, marks, results)


def draw(
    title: str, unit: str, fans: list[Fan], names: list[str], marks: list[Figure], over: Results, top: float = 0.0
) -> style.Picture:
    """Fans of one quantity for scenarios of these names, with figures as dots; ``over``: what the axis covers."""
    with style.drawing():
        picture, axes = style.blank(title, "")
        for colour, fan, name in zip(style.CYCLE * len(fans), fans, names, strict=False):
            paint(axes, fan, colour, name if len(fans) > 1 else "")
        highest = [np.nanmax(fan.bands) for fan in fans if np.isfinite(fan.bands).any()]
        size = style.value_axis(axes, max([top, *highest, *(float(mark.value or 0) for mark in marks)]))
        axes.texts[0].set_text(f"{size} {unit}".strip())
        style.time_axis(axes, over.start, over.end, over.known)
        _dots(axes, marks)
        style.legend(axes, 4 if len(fans) > 1 else 5)
    return picture


def spans_of(view: View, measure: Measure) -> list[Span]:
    """The days or months of a chart: turns of the month for stocks, whole months for flows."""
    months = view.results.period_values("docket", "month")[1]
    if measure.kind == "stock":
        ends = [min(end, view.end) for end in months.end]
        return [(day, day) for day in dict.fromkeys([view.start, *ends])]
    whole = [
        (start, end)
        for start, end, partial in zip(months.start, months.end, months.partial, strict=True)
        if not partial
    ]
    return whole or [(view.start, view.end)]


def fan_of(view: View, values: np.ndarray, measure: Measure) -> Fan:
    """The fan of values in ``spans_of``; a month stands at its middle."""
    scale = 1 if measure.name in FULL_SCALE else view.results.scale
    days = [start + (end - start) // 2 for start, end in spans_of(view, measure)]
    return Fan(days, bands.band(values, scale))


def marks_of(measure: Measure, results: Results) -> list[Figure]:
    """The figures that are values of this very measure within the run: targets, and claims about it."""
    if not results.is_history:
        return []
    return [
        figure
        for figure in figures()
        if figure.value is not None
        and figure.measure[:1] == (measure.name,)
        and figure.unit in (measure.unit, "people", "cases")
        and measure.kind == "stock"
        and figure.as_of <= results.end
        and figure.id not in SINCE
        and (figure.role == "calibrate" or (figure.role == "claim" and len(figure.measure) == 1))
    ]


def title_of(measure: Measure) -> str:
    """A measure as a title: Caseload per docket officer."""
    return words.sentence(measure.name.replace("_", " ")).rstrip(".")


def unit_of(measure: Measure) -> str:
    """The unit of a chart by month."""
    return words.unit(measure.unit) + ("" if measure.kind == "stock" else " a month")


def paint(axes: Axes, fan: Fan, colour: str, name: str) -> None:
    """One fan; without the 66 percent band where it has a name, because there are several."""
    p05, p17, p50, p83, p95 = fan.bands
    axes.fill_between(fan.days, p05, p95, color=colour, alpha=0.2, linewidth=0, label=None if name else "90 percent")
    if not name:
        axes.fill_between(fan.days, p17, p83, color=colour, alpha=0.35, linewidth=0, label="66 percent")
    axes.plot(
        fan.days, p50, color=colour, linewidth=1.8, label=name or "median", marker="" if len(fan.days) > 1 else "_"
    )


def _dots(axes: Axes, marks: list[Figure]) -> None:
    """Filled: what the articles report. Hollow: what they forecast or claim."""
    kinds = (("calibrate", "article figure", style.BLACK), ("claim", "claim or forecast", "white"))
    for role, label, face in kinds:
        chosen = [mark for mark in marks if mark.role == role]
        if not chosen:
            continue
        days, values = [mark.as_of for mark in chosen], [mark.value for mark in chosen]
        edge = style.BLACK if role == "calibrate" else style.VERMILLION
        axes.plot(days, values, "o", color=edge, markerfacecolor=face, markersize=5, zorder=5, label=label)
    for mark in marks:
        _label(axes, mark)


def _label(axes: Axes, mark: Figure) -> None:
    """Left of what is past, right of what is known last, where the figures stand closest."""
    assert mark.value is not None
    last = mark.as_of > calendar.INFORMATION_DATE - timedelta(days=7) or mark.as_of < calendar.START + timedelta(
        days=366
    )
    axes.annotate(
        f"{mark.qualifier} {words.number(mark.value)}",
        (mark.as_of, mark.value),
        xytext=(6 if last else -6, 4),
        textcoords="offset points",
        ha="left" if last else "right",
        fontsize=8,
        zorder=6,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "alpha": 0.75, "linewidth": 0},
    )
