"""Ratios of measures: those that a reader checks first, beside their published range, and what it means for people."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from sim.evidence.quantities import package_yaml
from sim.io import words
from sim.results.results import measure_named
from sim.results.view import YEAR, Band, Span, View, ratio

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Ratio:
    """``top`` over ``bottom`` (or ``top`` alone), and the range from ``low`` to ``high`` that is published, if any."""

    name: str
    means: str
    top: str
    bottom: str | None
    unit: str
    because: str
    low: float | None = None
    high: float | None = None
    source: str | None = None
    assumed: bool = False


class Check(NamedTuple):
    """One ratio in one year of a run. ``off``: how far its median lies outside, as a share of the near end; else 0."""

    ratio: Ratio
    when: str
    band: Band
    inside: float
    off: float

    @property
    def verdict(self) -> str:
        """``inside``, or by how much it lies outside."""
        if np.isnan(self.band.p50):
            return words.NO_VALUE
        if self.ratio.low is None:
            return ""
        if self.off == 0.0:
            return "inside"
        side = "above" if self.off > 0 else "below"
        return f"outside, {words.percent(abs(self.off))} {side}"

    @property
    def texts(self) -> tuple[str, str, str]:
        """The median, the 90 percent interval and the range (empty where none is published), as they are read."""
        share = self.ratio.unit == "share"
        one, span = (words.percent, words.percent_span) if share else (words.number, words.span)
        low, high = self.ratio.low, self.ratio.high
        known = "" if low is None or high is None else span(low, high)
        return one(self.band.p50), span(self.band.p05, self.band.p95), known


@cache
def ratios(file: str = "plausible") -> tuple[Ratio, ...]:
    """The ratios of a file, ``plausible`` or ``people``, in its order."""
    return tuple(Ratio(name, **entry) for name, entry in package_yaml(f"evidence/{file}.yaml").plain().items())


def checks(view: View, file: str = "plausible") -> list[Check]:
    """Every ratio in the year before the information date and in the last year, as far as the run goes."""
    known = min(view.known, view.end)
    spans = {"before the information date": view.year_to(known)} if known - YEAR >= view.start else {}
    if view.end - YEAR >= view.known:
        spans["in the last year"] = view.year_to(view.end)
    return [_check(view, one, when, span) for one in ratios(file) for when, span in spans.items()]


def sentences(view: View) -> list[str]:
    """Which ratios lie outside the range in which they have been published, last year first."""
    found = checks(view)
    if not found:
        return []
    last = [one for one in found if one.when == found[-1].when and not np.isnan(one.band.p50)]
    if not last:
        return []
    out = [one for one in last if one.off]
    inside = f"{len(last) - len(out)} of {len(last)} ratios lie, {last[0].when}, inside the range that is published."
    return [
        inside,
        *(
            f"{one.ratio.means}: {_said(one)}, against {one.texts[2]}"
            f" {'believed' if one.ratio.assumed else 'published'}: {one.verdict}."
            for one in out
        ),
    ]


def values(view: View, one: Ratio, span: Span) -> np.ndarray:
    """float64[draws, replicates, 1]: a ratio over a year."""
    top = view.values(one.top, [span], "mean")
    if one.bottom is None:
        return top
    bottom = view.values(one.bottom, [span], "mean")
    a_year = DAYS_A_YEAR / (span[1] - span[0]).days
    kinds = tuple(measure_named(name).kind for name in (one.top, one.bottom))
    if kinds == ("flow", "stock"):
        top = top * a_year
    elif kinds == ("stock", "flow"):
        bottom = bottom * a_year
    return ratio(top, bottom)


def _check(view: View, one: Ratio, when: str, span: Span) -> Check:
    found = values(view, one, span)
    band = view.bands(found, one.top)[0]
    if one.low is None or one.high is None:
        return Check(one, when, band, float("nan"), 0.0)
    off = max(band.p50 / one.high - 1.0, 0.0) + min(band.p50 / one.low - 1.0, 0.0)
    return Check(one, when, band, float(np.mean((found >= one.low) & (found <= one.high))), off)


def _said(one: Check) -> str:
    return one.texts[0] if one.ratio.unit == "share" else f"{one.texts[0]} {one.ratio.unit}"
