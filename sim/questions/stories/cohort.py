"""Where the cases that entered in one fiscal year are some years later: the table behind the flow picture."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.io import words
from sim.questions.stories.places import PLACES, WAYS
from sim.results.bands import LEVELS

if TYPE_CHECKING:
    import pandas as pd

YEARS = (1, 3, 5)
"""Years after entry at which a cohort is looked at."""


class Cohort(NamedTuple):
    """The cases that entered in fiscal year ``year``, looked at ``years`` after their entry.

    ``counts``: float64[draws, cases' way (after ``WAYS``), place at each of ``years``...] at full scale, so that
    every sum over axes is a share of the same people.
    """

    scenario: str
    year: int
    years: tuple[int, ...]
    counts: np.ndarray

    @property
    def label(self) -> str:
        """``FY2023``."""
        return f"FY{self.year}"

    @property
    def size(self) -> float:
        """Cases that entered: the mean over draws."""
        return float(self.counts.sum() / len(self.counts))

    def columns(self) -> list[list[str]]:
        """Names of what stands in each column: how they entered, then where they are."""
        return [list(WAYS.values()), *(list(PLACES.values()) for _ in self.years)]

    def cases(self, column: int) -> np.ndarray:
        """Cases in each place of a column, by draw. float64[draws, names]"""
        rest = tuple(axis for axis in range(1, self.counts.ndim) if axis != column + 1)
        return np.asarray(self.counts.sum(axis=rest))

    def shares(self, column: int) -> np.ndarray:
        """Share of each draw's cohort in each place of a column. float64[draws, names]"""
        cases = self.cases(column)
        return np.asarray(cases / np.maximum(cases.sum(axis=1, keepdims=True), 1.0))

    def moves(self) -> list[np.ndarray]:
        """Cases that go from each place of one column to each of the next; means over draws."""
        mean = self.counts.mean(axis=0)
        found = []
        for before, after in pairwise(range(mean.ndim)):
            rest = tuple(axis for axis in range(mean.ndim) if axis not in (before, after))
            found.append(mean.sum(axis=rest))
        return found

    def table(self) -> "pd.DataFrame":
        """Where they are: years, place, cases and share (means over draws), the 5 and 95 percent of draws' shares."""
        import pandas as pd

        rows = []
        for column, years in enumerate((0, *self.years)):
            cases = self.cases(column).mean(axis=0)
            low, high = np.quantile(self.shares(column), (min(LEVELS), max(LEVELS)), axis=0)
            for place, name in enumerate(self.columns()[column]):
                rows.append((years, name, cases[place], cases[place] / self.size, low[place], high[place]))
        return pd.DataFrame(rows, columns=["years", "place", "cases", "share", "p05", "p95"])

    def text(self) -> str:
        """The cohort in words: its size, and where they are at each look, most first."""
        several = len(self.counts) > 1
        draws = f"mean of {len(self.counts)} draws; in brackets 90 percent of them" if several else "one draw"
        found = [
            f"{words.number(self.size)} cases entered in {self.label} in {self.scenario} ({draws}).",
            "Simulated cases: none stands for a person.",
        ]
        for years, part in self.table().groupby("years"):
            found += ["", "How they entered" if years == 0 else f"{years} year{'s' if years > 1 else ''} after entry"]
            for row in part[part["cases"] > 0].sort_values("cases", ascending=False).itertuples():
                share, span = words.percent(row.share), words.percent_span(row.p05, row.p95)
                found.append(f"  {row.place:24}{share:>18}" + (f"  ({span})" if several else ""))
        return "\n".join(found)

    def plot(self) -> Any:
        """The flow picture, as a matplotlib Figure."""
        from sim.questions.stories.alluvial import alluvial  # matplotlib: when a picture is wanted

        return alluvial(self)
