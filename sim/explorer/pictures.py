"""What the page shows of results: pictures with their text alternative, tables, rows to download.

Tabs run in threads of their own and matplotlib is not safe there, so pictures are drawn one at a time.
"""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import binding, findings, words
from sim.measures import MEASURES
from sim.plots import fans, stacks, style
from sim.results import Results, measure_named
from sim.view import Band, View, views

if TYPE_CHECKING:
    import pandas as pd

LEDGER = tuple(measure.name for measure in MEASURES if measure.name.startswith("waiting_"))
PREVIEW_AT = (0.975, 0.975)
"""Where a picture says that it is a preview: the upper right corner, in parts of its size."""

_DRAWING = threading.RLock()


@dataclass(frozen=True)
class Drawn:
    """A picture. ``name``: of its file; ``alt``: what it shows, for those who do not see it."""

    name: str
    alt: str
    svg: bytes
    picture: style.Picture

    def png(self) -> bytes:
        with _DRAWING:
            return style.to_png(self.picture)


def fan(results: Results, measure: str, preview: bool) -> Drawn:
    """The paths of one measure in every scenario of the results, with the published figures as dots."""
    chosen = measure_named(measure)
    ends = [
        f"{view.scenario} on {words.day(view.end)}: {findings.interval(_at_end(view, measure))}"
        for view in views(results)
    ]
    with _DRAWING:
        picture = fans.fan_chart(results, measure)
        alt = f"Fan chart of {fans.title_of(chosen)} since 2021. On {words.day(results.end)}: {'; '.join(ends)}."
        return _drawn(measure, alt, picture, preview)


def difference(results: Results, measure: str, preview: bool) -> Drawn:
    """The first scenario less the second, draw by draw: what is common to both cancels."""
    chosen = measure_named(measure)
    first, second = views(results)
    spans = fans.spans_of(first, chosen)
    values = first.values(measure, spans) - second.values(measure, spans)
    end = _difference_band(first, second, measure)
    with _DRAWING:
        shown = fans.fan_of(first, values, chosen)
        title = f"{fans.title_of(chosen)}: {first.scenario} less {second.scenario}"
        picture = fans.draw(title, words.unit(chosen.unit), [shown], [first.scenario], [], results.end)
        _around_zero(picture, shown.bands)
        alt = f"Fan chart of the difference in {title}, draw by draw. At the end {findings.interval(end)}."
        return _drawn(f"{measure}-difference", alt, picture, preview)


def ledger(view: View, preview: bool) -> Drawn:
    """What the open cases of one scenario wait for."""
    with _DRAWING:
        parts = [f"{name} {words.number(size)}" for name, size in binding.waits(view) if size > 0]
        alt = f"What open cases wait for in {view.scenario}, stacked over time. At the end: {words.listed(parts)}."
        return _drawn(f"{view.scenario}-waiting", alt, stacks.ledger(view), preview)


def numbers(results: Results, measure: str) -> list[dict[str, str]]:
    """A measure of every scenario on the dates of a summary, and the paired difference of two, as rows of text."""
    chosen = measure_named(measure)
    basis = "" if chosen.kind == "stock" else "year to "
    shown = views(results)
    rows = []
    for view in shown:
        bands = view.bands(view.summary_values(measure, view.dates), measure)
        rows += [
            _row(view.scenario, f"{basis}{words.day(day)}", band) for day, band in zip(view.dates, bands, strict=True)
        ]
    if len(shown) == 2:
        first, second = shown
        name = f"{first.scenario} less {second.scenario}"
        rows.append(_row(name, f"{basis}{words.day(first.end)}", _difference_band(first, second, measure)))
    return rows


def rows(results: Results, measure: str, basis: str) -> "pd.DataFrame":
    """The bands of a measure and of the ledger by month, with a column that says what they stand on."""
    import pandas as pd

    parts = []
    for name in dict.fromkeys((measure, *LEDGER)):
        part = results.quantiles(name, by="month")
        part.insert(1, "measure", name)
        part.insert(2, "unit", measure_named(name).unit)
        parts.append(part)
    return pd.concat(parts, ignore_index=True).assign(basis=basis)


def _at_end(view: View, measure: str) -> Band:
    return view.bands(view.summary_values(measure, [view.end]), measure)[0]


def _difference_band(first: View, second: View, measure: str) -> Band:
    values = first.summary_values(measure, [first.end]) - second.summary_values(measure, [second.end])
    return first.bands(values, measure)[0]


def _around_zero(picture: style.Picture, bands: np.ndarray) -> None:
    """An axis that reaches below zero, with a line at zero."""
    axes = picture.axes[0]
    top, bottom = max(float(np.nanmax(bands)), 0.0), min(float(np.nanmin(bands)), 0.0)
    with style.drawing():
        style.value_axis(axes, top, bottom)
        axes.axhline(0.0, color=style.GREY, linewidth=0.9)


def _drawn(name: str, alt: str, picture: style.Picture, preview: bool) -> Drawn:
    if preview:
        with style.drawing():
            picture.text(*PREVIEW_AT, "preview", color=style.VERMILLION, fontsize=9, ha="right", va="top")
    return Drawn(name, alt, style.to_svg(picture), picture)


def _row(scenario: str, day: str, band: Band) -> dict[str, str]:
    return {
        "scenario": scenario,
        "on": day,
        "median": words.number(band.p50),
        "66 percent": words.span(band.p17, band.p83),
        "90 percent": words.span(band.p05, band.p95),
    }
