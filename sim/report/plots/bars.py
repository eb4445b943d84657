"""Pictures of parts and effects as bars that lie: waterfall, tornado, effects with their intervals."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.io import words
from sim.report.plots import style

BAR = 0.62  # of the room for one line
LINE_INCHES = 0.27
EDGE_INCHES = 1.25
LEAST_INCHES = 2.2
LETTERS = 8.5
LETTER_INCHES = 0.068  # mean width of a letter of that size
MOST_LEFT = 0.55  # of the width, for the labels
ROOM = 0.06  # of what is shown, on both sides of it
ROOM_FOR_TEXT = 0.24  # on the right, where numbers stand


def waterfall(title: str, unit: str, labels: Sequence[str], changes: np.ndarray) -> style.Picture:
    """Changes one after the other, float64[parts], and their sum below."""
    ends = np.cumsum(changes)
    starts = ends - changes
    with style.drawing():
        picture, axes = _lying(title, unit, [*labels, "together"])
        for line, (start, change) in enumerate(zip(starts, changes, strict=True)):
            axes.barh(line, change, left=start, height=BAR, color=_colour(change))
        axes.barh(len(labels), ends[-1], height=BAR, color=style.GREY)
        _finish(axes, np.concatenate([starts, ends, [0.0]]), unit, ROOM_FOR_TEXT)
        for line, change in enumerate([*changes, ends[-1]]):
            start = float(starts[line]) if line < len(labels) else 0.0
            _tell(axes, line, max(start, start + change), words.change(float(change)))
    return picture


def tornado(
    title: str, unit: str, labels: Sequence[str], low: np.ndarray, middle: float, high: np.ndarray
) -> style.Picture:
    """What a measure is with each unknown low and high, float64[unknowns]; the widest first."""
    order = np.argsort(-np.abs(high - low), kind="stable")
    with style.drawing():
        picture, axes = _lying(title, unit, [labels[place] for place in order])
        for line, place in enumerate(order):
            for values, colour, name in ((low, style.SKY, "unknown low"), (high, style.BLUE, "unknown high")):
                width = values[place] - middle
                axes.barh(line, width, left=middle, height=BAR, color=colour, label=name if line == 0 else None)
        axes.axvline(middle, color=style.BLACK, linewidth=0.9)
        _finish(axes, np.concatenate([low, high, [middle]]), unit)
        _legend(axes)
    return picture


def effects(
    title: str, unit: str, labels: Sequence[str], middle: np.ndarray, low: np.ndarray, high: np.ndarray
) -> style.Picture:
    """Effects with their intervals, float64[effects]."""
    with style.drawing():
        picture, axes = _lying(title, unit, labels)
        axes.barh(range(len(labels)), middle, height=BAR, color=[_colour(value) for value in middle], alpha=0.55)
        for line, (start, end) in enumerate(zip(low, high, strict=True)):
            axes.plot([start, end], [line, line], color=style.BLACK, linewidth=1.4)
        _finish(axes, np.concatenate([middle, low, high, [0.0]]), unit)
        axes.axvline(0.0, color=style.BLACK, linewidth=0.9)
    return picture


def _lying(title: str, unit: str, labels: Sequence[str]) -> tuple[style.Picture, Axes]:
    """A picture with a line for each label, the first on top."""
    width = style.SIZE[0]
    height = max(LEAST_INCHES, EDGE_INCHES + LINE_INCHES * len(labels))
    picture, axes = style.blank(title, unit, (width, height))
    left = min(MOST_LEFT, 0.03 + LETTER_INCHES / width * max(map(len, labels)))
    axes.set_position((left, 0.62 / height, 0.97 - left, 1.0 - EDGE_INCHES / height))
    margin = (0.03 - left) / (0.97 - left)  # where the labels begin
    axes.set_title(title, x=margin)
    axes.texts[0].set_x(margin)
    axes.texts[0].set_y(1.0 + 0.08 / (height - EDGE_INCHES))
    axes.set_yticks(range(len(labels)), labels=list(labels), fontsize=LETTERS)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    return picture, axes


def _finish(axes: Axes, values: np.ndarray, unit: str, room_right: float = ROOM) -> None:
    """The axis of numbers, in a size that suits them."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if low == high:
        low, high = low - 1.0, high + 1.0
    axes.set_xlim(low - ROOM * (high - low), high + room_right * (high - low))
    size, name = style.size_of(max(abs(low), abs(high)))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value / size) if value else "0"))
    axes.texts[0].set_text(f"{name} {unit}".strip())


def _tell(axes: Axes, line: int, where: float, text: str) -> None:
    axes.annotate(text, (where, line), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8)


def _legend(axes: Axes) -> None:
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.28 / axes.get_position().height / _height(axes)), ncols=2)


def _height(axes: Axes) -> float:
    return float(axes.figure.get_figheight())


def _colour(change: float) -> str:
    return style.BLUE if change >= 0 else style.VERMILLION
