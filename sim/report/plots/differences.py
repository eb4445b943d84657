"""Differences of scenarios over time, as fans around nothing."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.report.plots import fans, style
from sim.results.results import measure_named
from sim.results.view import Span, View


class Pair(Protocol):
    """Two scenarios with the same draws and random numbers (``sim.questions.compare.Pair``)."""

    @property
    def base(self) -> View:
        """The scenario that the other is compared with."""

    @property
    def other(self) -> View:
        """The other scenario."""

    def difference(self, measure: str, spans: Sequence[Span]) -> np.ndarray:
        """Other minus base: float64[draws, replicates, spans]."""


def difference_fan(pairs: Sequence[Pair], measure: str) -> style.Picture:
    """The difference of one measure by month, for one or several pairs with the same base."""
    chosen = measure_named(measure)
    base = pairs[0].base
    spans = fans.spans_of(base, chosen)
    differences = [pair.difference(measure, spans) for pair in pairs]
    shown = [fans.fan_of(base, values, chosen) for values in differences]
    before = [end <= base.known for _, end in spans]
    same = base.reaches_policy and all((values[:, :, before] == 0).all() for values in differences)
    first = base.known if same else base.start
    others = pairs[0].other.scenario if len(pairs) == 1 else "others"
    title = f"{fans.title_of(chosen)}: {others} less {base.scenario}"
    with style.drawing():
        picture, axes = style.blank(title, "")
        for colour, fan, pair in zip(style.CYCLE * len(shown), shown, pairs, strict=False):
            fans.paint(axes, fan, colour, pair.other.scenario if len(pairs) > 1 else "")
        axes.axhline(0.0, color=style.BLACK, linewidth=0.9)
        ends = np.concatenate([fan.bands.ravel() for fan in shown])
        ends = ends[np.isfinite(ends)]
        size = style.value_axis(axes, *((max(ends.max(), 0.0), min(ends.min(), 0.0)) if ends.any() else (1.0, -1.0)))
        axes.texts[0].set_text(f"{size} {fans.unit_of(chosen)}".strip())
        style.time_axis(axes, first, base.end, base.known)
        style.legend(axes, 4 if len(shown) > 1 else 5)
    return picture
