"""The flow picture: where the cases that entered in one year are some years later, as an alluvial diagram."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.io import words
from sim.questions.stories.places import Place
from sim.report.plots import style

if TYPE_CHECKING:
    from sim.questions.stories.cohort import Cohort

_COLOURS: dict[Place, str] = {
    Place.NOT_FILED: style.SKY,
    Place.PROCEEDINGS: style.BLUE,
    Place.NO_COURT_CASE: style.LIGHT,
    Place.FINAL_ORDER: style.VERMILLION,
    Place.DETAINED: style.PURPLE,
    Place.CLOSED_BY_COURT: style.GREEN,
    Place.DEPARTED: style.YELLOW,
    Place.REMOVED: style.ORANGE,
    Place.OTHER_CLOSURE: style.BLACK,
}
_SIZE = (8.4, 5.2)
_NODE = 0.035  # width of a column's boxes, in columns
_GAP = 0.012  # between boxes, as a share of the cohort
_NAMED = 0.015  # the least share whose box is named


def alluvial(cohort: "Cohort") -> style.Picture:
    """A column of boxes for each look at the cohort, and a ribbon for each move from one to the next.

    Heights are shares of the cohort, means over draws.
    """
    total = cohort.size
    moves = [move / total for move in cohort.moves()]
    heights = [moves[0].sum(axis=1), *(move.sum(axis=0) for move in moves)]
    with style.drawing():
        picture, axes = style.blank(f"Where the cases that entered in {cohort.label} are", "", _SIZE)
        axes.texts[0].set_text(f"{cohort.scenario}; {words.number(total)} cases, mean of {len(cohort.counts)} draws")
        axes.set_position((0.02, 0.09, 0.96, 0.77))
        axes.set_axis_off()
        axes.set_xlim(-0.12, len(moves) + 0.8)
        axes.set_ylim(1 + _GAP * len(Place), -0.01)
        for column, move in enumerate(moves):
            _ribbons(axes, column, move, heights[column], heights[column + 1])
        for column, names in enumerate(cohort.columns()):
            _boxes(axes, column, names, heights[column])
            years = cohort.years[column - 1] if column else 0
            head = f"{years} year{'s' if years > 1 else ''} after" if years else "entered"
            axes.text(column, 1 + _GAP * len(Place), head, ha="center", va="top", color=style.GREY)
    return picture


def _tops(heights: np.ndarray) -> np.ndarray:
    """Where each box of a column begins."""
    gaps = _GAP * np.concatenate([[0], np.cumsum(heights[:-1] > 0)])
    return np.concatenate([[0], np.cumsum(heights[:-1])]) + gaps


def _colour(column: int, place: int) -> str:
    return style.GREY if column == 0 else _COLOURS[Place(place)]


def _boxes(axes: Axes, column: int, names: list[str], heights: np.ndarray) -> None:
    """The boxes of one column, named where they are large enough."""
    for place, (top, height) in enumerate(zip(_tops(heights), heights, strict=True)):
        if height <= 0:
            continue
        axes.add_patch(
            Rectangle((column - _NODE, top), 2 * _NODE, height, color=_colour(column, place), linewidth=0, zorder=3)
        )
        if height >= _NAMED:
            text = f"{names[place]} {words.percent(float(height)).replace(' percent', '%')}"
            axes.text(column + 1.4 * _NODE, top + height / 2, text, va="center", fontsize=8.5, zorder=4)


def _ribbons(axes: Axes, column: int, move: np.ndarray, before: np.ndarray, after: np.ndarray) -> None:
    """A ribbon from box to box for each move, in the colour of where it goes."""
    starts, ends = _tops(before), _tops(after)
    left, right = column + _NODE, column + 1 - _NODE
    middle = (left + right) / 2
    for one in range(len(before)):
        for other in range(len(after)):
            height = move[one, other]
            if height <= 0:
                continue
            a, b = starts[one], ends[other]
            points = [(left, a), (middle, a), (middle, b), (right, b)]
            back = [(right, b + height), (middle, b + height), (middle, a + height), (left, a + height)]
            codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
            shape = Path([*points, *back], codes)
            axes.add_patch(PathPatch(shape, facecolor=_colour(column + 1, other), alpha=0.38, linewidth=0, zorder=1))
            starts[one] += height
            ends[other] += height
