"""How a measure answers to a lever."""

from collections.abc import Sequence
from typing import Protocol

from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.io import words
from sim.report.plots import style
from sim.results.reading import Reading
from sim.results.view import Band


class Target(Protocol):
    """What is to be reached (``sim.questions.solve.target.Target``)."""

    @property
    def text(self) -> str:
        """The target in words."""

    @property
    def reading(self) -> Reading:
        """What is read off each experiment."""

    @property
    def number(self) -> float:
        """The number to be reached, in the unit of the reading."""


def response(target: Target, tried: Sequence[tuple[float, Band]], unit: str, answer: float | None) -> style.Picture:
    """The bands of a measure over the values of a lever, the number to be reached, and the answer where there is one.

    ``unit``: name and unit of the lever.
    """
    values = [value for value, _ in tried]
    p05, p17, p50, p83, p95 = ([band[place] for _, band in tried] for place in range(5))
    with style.drawing():
        picture, axes = style.blank(target.text, "")
        axes.fill_between(values, p05, p95, color=style.BLUE, alpha=0.2, linewidth=0, label="90 percent")
        axes.fill_between(values, p17, p83, color=style.BLUE, alpha=0.35, linewidth=0, label="66 percent")
        axes.plot(values, p50, color=style.BLUE, linewidth=1.8, marker="o", markersize=3, label="median")
        axes.axhline(target.number, color=style.VERMILLION, linewidth=1.2, label="target")
        if answer is not None:
            axes.axvline(answer, color=style.BLACK, linewidth=0.9, linestyle=(0, (4, 3)), label="answer")
        size = style.value_axis(axes, max([target.number, *p95]))
        axes.texts[0].set_text(f"{size} {words.unit(target.reading.unit)}".strip())
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value) if value else "0"))
        axes.set_xlabel(unit)
        style.legend(axes, 5)
        axes.get_legend().set_bbox_to_anchor((0.46, -0.17))
    return picture
