"""A measure over what a sweep varied: lines over one lever, a heat map over two, dots over more."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from sim.io import words
from sim.report.plots import style
from sim.results.measures import Measure
from sim.results.results import measure_named

P05, P17, P50, P83, P95 = range(5)
MOST_LABELS = 12
"""Values on an axis that can still be read."""
MOST_DOTTED = 6
"""Pictures of dots for one measure: factors beyond these are in the table."""


class Surface(NamedTuple):
    """Bands of one measure in one period. ``bands``: float64[scenarios, points, levels] after ``bands.LEVELS``."""

    measure: str
    period: str
    scenarios: tuple[str, ...]
    names: tuple[str, ...]
    points: tuple[tuple[float | str, ...], ...]
    bands: np.ndarray

    @property
    def is_grid(self) -> bool:
        """Whether every value of each factor meets every value of the others."""
        count = np.prod([len(self.values(column)) for column in range(len(self.names))])
        return len(self.points) == count

    def values(self, column: int) -> list[float | str]:
        """The values of a factor: numbers in order, choices as they come."""
        found = list(dict.fromkeys(point[column] for point in self.points))
        return found if any(isinstance(value, str) for value in found) else sorted(found)


def pictures(surface: Surface) -> dict[str, style.Picture]:
    """All pictures of a surface, by a name that tells them apart."""
    if len(surface.names) <= 1:
        return {"": lines(surface)}
    if len(surface.names) == 2 and surface.is_grid:
        many = len(surface.scenarios) > 1
        return {name if many else "": heat_map(surface, place) for place, name in enumerate(surface.scenarios)}
    columns = range(min(len(surface.names), MOST_DOTTED))
    return {surface.names[column]: dots(surface, column) for column in columns}


def lines(surface: Surface) -> style.Picture:
    """Median and 90 percent band over the values of the one factor; over the scenarios where nothing was varied."""
    measure = measure_named(surface.measure)
    with style.drawing():
        picture, axes = style.blank(_title(measure, surface.period), "")
        if surface.names:
            labels = [point[0] for point in surface.points]
            for place, name in enumerate(surface.scenarios):
                colour = style.CYCLE[place % len(style.CYCLE)]
                _line(axes, labels, surface.bands[place], colour, name)
            axes.set_xlabel(surface.names[0])
        else:
            _line(axes, list(surface.scenarios), surface.bands[:, 0], style.BLUE, "median and 90 percent")
        _scale(axes, surface.bands, measure)
        style.legend(axes, 4)
        axes.get_legend().set_bbox_to_anchor((0.46, -0.16))
    return picture


def heat_map(surface: Surface, scenario: int) -> style.Picture:
    """The median over two factors of a grid, for one scenario."""
    measure = measure_named(surface.measure)
    across, up = surface.values(0), surface.values(1)
    grid = np.full((len(up), len(across)), np.nan)
    for point, found in zip(surface.points, surface.bands[scenario], strict=True):
        grid[up.index(point[1]), across.index(point[0])] = found[P50]
    with style.drawing():
        name = f", {surface.scenarios[scenario]}" if len(surface.scenarios) > 1 else ""
        picture, axes = style.blank(_title(measure, surface.period) + name, f"median, {words.unit(measure.unit)}")
        axes.set_position((0.17, 0.17, 0.8, 0.66))
        axes.grid(False)
        axes.imshow(grid, origin="lower", aspect="auto", cmap="viridis")
        middle = (np.nanmin(grid) + np.nanmax(grid)) / 2 if np.isfinite(grid).any() else 0.0
        if max(grid.shape) <= MOST_LABELS:
            for (row, column), value in np.ndenumerate(grid):
                colour = "white" if value < middle else style.BLACK
                axes.text(column, row, words.number(value), ha="center", va="center", color=colour, fontsize=8)
        _ticks(axes, across, up)
        axes.set_xlabel(surface.names[0])
        axes.set_ylabel(surface.names[1])
    return picture


def dots(surface: Surface, column: int) -> style.Picture:
    """The median of every point over one factor, whatever the others are."""
    measure = measure_named(surface.measure)
    places, labels = _places([point[column] for point in surface.points])
    with style.drawing():
        picture, axes = style.blank(_title(measure, surface.period), "")
        for place, name in enumerate(surface.scenarios):
            colour = style.CYCLE[place % len(style.CYCLE)]
            median = surface.bands[place, :, P50]
            axes.plot(places, median, "o", color=colour, markersize=4, alpha=0.7, label=name)
        if labels:
            axes.set_xticks(range(len(labels)), labels)
        axes.set_xlabel(surface.names[column])
        _scale(axes, surface.bands[:, :, P50], measure)
        style.legend(axes, 4)
        axes.get_legend().set_bbox_to_anchor((0.46, -0.16))
    return picture


def _line(axes: Axes, labels: list[float | str], bands: np.ndarray, colour: str, name: str) -> None:
    places, names = _places(labels)
    order = np.argsort(places, kind="stable")
    middle = bands[order, P50]
    low, high = middle - bands[order, P05], bands[order, P95] - middle
    axes.errorbar(
        np.array(places)[order],
        middle,
        yerr=np.maximum(np.nan_to_num([low, high]), 0.0),
        color=colour,
        capsize=3,
        marker="o",
        markersize=4,
        linewidth=0 if names else 1.8,
        elinewidth=1.2,
        label=name,
    )
    if names:
        axes.set_xticks(range(len(names)), names)


def _places(values: list[float | str]) -> tuple[list[float], list[str]]:
    """Numbers as they are; choices by their place in the list, with their names."""
    if any(isinstance(value, str) for value in values):
        names = list(dict.fromkeys(str(value) for value in values))
        return [float(names.index(str(value))) for value in values], names
    return [float(value) for value in values], []


def _ticks(axes: Axes, across: list[float | str], up: list[float | str]) -> None:
    for values, ticks in ((across, axes.set_xticks), (up, axes.set_yticks)):
        step = -(-len(values) // MOST_LABELS)
        shown = [value if isinstance(value, str) else words.number(value) for value in values[::step]]
        ticks(range(0, len(values), step), shown)


def _scale(axes: Axes, values: np.ndarray, measure: Measure) -> None:
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    size = style.value_axis(axes, top)
    axes.texts[0].set_text(f"{size} {words.unit(measure.unit)}".strip())


def _title(measure: Measure, period: str) -> str:
    name = words.sentence(measure.name.replace("_", " ")).rstrip(".")
    return f"{name}, {'end of ' if measure.kind == 'stock' else ''}{period}"
