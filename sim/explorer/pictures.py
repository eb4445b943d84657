"""What the page shows of results: pictures with their text alternative, tables, rows to download.

Tabs run in threads of their own and matplotlib is not safe there, so pictures are drawn one at a time.
"""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.io import words
from sim.questions.compare import Pair
from sim.report import binding, findings
from sim.report.plots import differences, fans, stacks, style
from sim.results.measures import MEASURES
from sim.results.results import Results, measure_named
from sim.results.view import Band, View, views

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
        """The picture as the bytes of a PNG file."""
        with _DRAWING:
            return style.to_png(self.picture)


def fan(results: Results, measure: str, preview: bool) -> Drawn:
    """The paths of one measure in every scenario of the results, with the published figures as dots."""
    chosen = measure_named(measure)
    ends = [f"{view.scenario} {findings.interval(_at_end(view, measure))}" for view in views(results)]
    with _DRAWING:
        picture = fans.fan_chart(results, measure)
        alt = f"Fan chart of {fans.title_of(chosen)} since 2021. On {words.day(results.end)}: {'; '.join(ends)}."
        return _drawn(measure, alt, picture, preview)


def difference(results: Results, measure: str, preview: bool) -> Drawn:
    """The first scenario less the second, draw by draw: what is common to both cancels."""
    pair = _pair(results)
    end = _difference_at_end(pair, measure)
    what = f"{fans.title_of(measure_named(measure))}, {pair.other.scenario} less {pair.base.scenario}"
    alt = f"Fan chart of the difference in {what}, draw by draw. At the end {findings.interval(end)}."
    with _DRAWING:
        return _drawn(f"{measure}-difference", alt, differences.difference_fan([pair], measure), preview)


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
        pair = _pair(results)
        name = f"{pair.other.scenario} less {pair.base.scenario}"
        rows.append(_row(name, f"{basis}{words.day(results.end)}", _difference_at_end(pair, measure)))
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


def _pair(results: Results) -> Pair:
    """The second scenario of the results as what the first is compared with."""
    first, second = views(results)
    return Pair(second, first)


def _difference_at_end(pair: Pair, measure: str) -> Band:
    span = (
        (pair.base.end, pair.base.end) if measure_named(measure).kind == "stock" else pair.base.year_to(pair.base.end)
    )
    return pair.base.bands(pair.difference(measure, [span]), measure)[0]


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
