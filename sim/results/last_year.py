"""What the pictures of a sweep show: bands of every cell in the last whole fiscal year."""

import numpy as np

from sim.results import bands
from sim.results.kept import Layout
from sim.results.measures import HEADLINE, Measure

Point = tuple[float | str, ...]
MOST_SUMMARISED = 24
"""Where more measures are kept, the summary shows the headline ones."""


class LastYear:
    """What pictures show: the bands of every cell in the last whole fiscal year (or the last one).

    ``bands``: by measure, float64[cells, levels].
    """

    def __init__(
        self, layout: Layout, scenarios: tuple[str, ...], names: tuple[str, ...], points: tuple[Point, ...]
    ) -> None:
        years = layout.fiscal_years
        whole = [year for year, partial in enumerate(years.partial) if not partial]
        self.year = whole[-1] if whole else len(years.label) - 1
        self.label = years.label[self.year]
        self.scenarios, self.names, self.points = scenarios, names, points
        shape = (len(scenarios) * len(points), len(bands.LEVELS))
        self.bands = {one.name: np.full(shape, np.nan) for one in summarised(layout)}

    def put(self, cells: int | slice, measure: str, found: np.ndarray) -> None:
        """The bands of some cells in all fiscal years: float64[levels, (cells,) fiscal years]."""
        self.bands[measure][cells] = found[..., self.year].T


def summarised(layout: Layout) -> tuple[Measure, ...]:
    """The measures of the summary."""
    if len(layout.measures) <= MOST_SUMMARISED:
        return layout.measures
    return tuple(measure for measure in layout.measures if measure.name in HEADLINE)
