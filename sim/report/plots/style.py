"""How every picture looks: light, neutral, safe for colour-blind readers, and the same bytes each time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import matplotlib
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim import calendar
from sim.io import words

# The palette of Okabe and Ito (2008), which stays apart under every common kind of colour blindness.
BLACK, GREY, LIGHT = "#000000", "#767676", "#D9D9D9"
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
CYCLE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY)

SIZE = (5.4, 3.7)
"""Inches. Two fit beside each other on a desk screen; one fits a phone with letters that can be read."""

_STYLE: dict[str, Any] = {
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlepad": 22,
    "axes.unicode_minus": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica", "sans-serif"],
    "font.size": 9.5,
    "grid.color": LIGHT,
    "grid.linewidth": 0.6,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "savefig.dpi": 150,
    "svg.fonttype": "none",
    "svg.hashsalt": "docketsim",
    "xtick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.color": GREY,
    "ytick.labelcolor": BLACK,
}


class Picture(Figure):
    """A figure that a notebook shows without being told to."""

    def _repr_png_(self) -> bytes:
        return to_png(self)


@contextmanager
def drawing() -> Iterator[None]:
    """The style, while a picture is drawn or saved."""
    with matplotlib.rc_context(_STYLE):
        yield


def blank(title: str, unit: str, size: tuple[float, float] = SIZE) -> tuple[Picture, Axes]:
    """An empty picture with a title, its unit above the axis, and room for a legend below."""
    picture = Picture(figsize=size)
    FigureCanvasAgg(picture)
    axes = picture.add_axes((0.105, 0.215, 0.87, 0.615))
    axes.set_title(title)
    axes.text(0, 1.035, unit, transform=axes.transAxes, color=GREY, fontsize=8.5)
    return picture, axes


def time_axis(axes: Axes, first: date, last: date, known: date = calendar.INFORMATION_DATE) -> None:
    """Years below, and a line at the information date where the run goes beyond it."""
    axes.set_xlim(first, last)
    if (last - first).days > 3 * 365:
        axes.xaxis.set_major_locator(mdates.YearLocator())
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    else:
        locator = mdates.AutoDateLocator(minticks=3, maxticks=6)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    if first < known < last:
        axes.axvline(known, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=3)
        axes.text(
            known,
            1.035,
            f"information date {known}",
            transform=axes.get_xaxis_transform(),
            color=GREY,
            fontsize=8.5,
            ha="center",
        )


def size_of(largest: float) -> tuple[float, str]:
    """The size in which numbers up to ``largest`` are shown, and its name: (1e6, "million")."""
    size, name = next(
        ((size, name) for size, name in ((1e9, "billion"), (1e6, "million"), (1e4, "thousand")) if largest >= size),
        (1.0, ""),
    )
    return (1e3 if name == "thousand" else size), name


def value_axis(axes: Axes, top: float, bottom: float = 0.0) -> str:
    """Numbers in a size that suits them; returns the name of that size, such as ``million``."""
    size, name = size_of(max(abs(top), abs(bottom)))
    axes.set_ylim(bottom * 1.08, top * 1.08 if top > 0 else 1.0)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value / size) if value else "0"))
    return name


def legend(axes: Axes, columns: int, handles: Sequence[Any] | None = None, labels: Sequence[str] | None = None) -> None:
    """A legend below the axis."""
    given = () if handles is None else (handles, labels)
    axes.legend(
        *given,
        loc="upper center",
        bbox_to_anchor=(0.46, -0.1),
        ncols=columns,
        columnspacing=1.2,
        handlelength=1.6,
        handletextpad=0.5,
    )


def to_svg(picture: Figure) -> bytes:
    """The picture as SVG; letters stay letters."""
    text = StringIO()
    with drawing():
        picture.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue().encode("utf-8")


def to_png(picture: Figure) -> bytes:
    """The picture as PNG."""
    data = BytesIO()
    with drawing():
        picture.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()
