"""Arrays of trajectories to rows of the tidy table and back.

Rows are sorted by scenario, draw, replicate, date, measure and office, names in alphabetical order, the national row
after those of the offices. Flows and averages have no row on the first date.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import calendar
from sim.results.measures import BY_OFFICE, BY_OFFICE_INDEX, INDEX, MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.results import Results

NATIONAL = -1
NAMES = tuple(sorted(INDEX))
"""Names of the measures in the order of rows."""


class Layout(NamedTuple):
    """The rows of one experiment: measure and office (0-based, ``NATIONAL``) of each column; ``kept`` ones."""

    measure: np.ndarray  # int16[columns], place in ``MEASURES``
    office: np.ndarray  # int16[columns]
    kept: np.ndarray  # bool[weeks + 1, columns]

    @property
    def split_measure(self) -> np.ndarray:
        """Place in ``BY_OFFICE`` of the columns that belong to an office."""
        columns = self.measure[self.office != NATIONAL]
        return np.array([BY_OFFICE_INDEX[MEASURES[column].name] for column in columns], dtype=np.int64)

    @property
    def codes(self) -> np.ndarray:
        """Place in ``NAMES`` of the measure of each column."""
        return np.array([NAMES.index(MEASURES[column].name) for column in self.measure], dtype=np.int16)

    @property
    def rows(self) -> int:
        """Rows of one experiment in the tidy table."""
        return int(self.kept.sum())


def layout(weeks: int, offices: int) -> Layout:
    """The layout of runs of ``weeks`` weeks with ``offices`` offices (0: national only)."""
    pairs = [
        (INDEX[name], office)
        for name in NAMES
        for office in (*(range(offices) if MEASURES[INDEX[name]].by_office else ()), NATIONAL)
    ]
    measure, office = np.array(pairs, dtype=np.int16).T
    kept = np.ones((weeks + 1, len(pairs)), dtype=bool)
    kept[0] = [MEASURES[column].kind == "stock" for column in measure]
    return Layout(measure, office, kept)


def layout_of(results: "Results") -> Layout:
    """The layout of the weekly table of these results."""
    return layout(results.weeks, 0 if results.by_office is None else results.by_office.shape[3])


def rows_of(results: "Results", plan: Layout, experiments: slice) -> dict[str, np.ndarray]:
    """Flat columns of some experiments: experiment, row (week), column (of the layout), value."""
    values = _wide(results, plan, experiments)
    week, column = np.nonzero(plan.kept)
    first, last, _ = experiments.indices(len(results.experiments))
    return {
        "experiment": np.repeat(np.arange(first, last), plan.rows),
        "row": np.tile(week, len(values)),
        "column": np.tile(column, len(values)),
        "value": values[:, plan.kept].ravel(),
    }


def arrays_of(values: np.ndarray, plan: Layout, experiments: int) -> tuple[np.ndarray, np.ndarray | None]:
    """The inverse of ``rows_of``: ``Results.values`` and ``Results.by_office`` from the value column.

    Raises ``ValueError`` if the number of rows does not fit the layout.
    """
    weeks, columns = plan.kept.shape[0] - 1, plan.kept.shape[1]
    wide = np.full((experiments, weeks + 1, columns), np.nan)
    wide[:, plan.kept] = values.reshape(experiments, plan.rows)
    offices = int(plan.office.max()) + 1
    national = plan.office == NATIONAL
    nation = np.empty((experiments, weeks + 1, len(MEASURES)))
    nation[:, :, plan.measure[national]] = wide[:, :, national]
    if offices == 0:
        return nation, None
    split = np.empty((experiments, weeks + 1, len(BY_OFFICE), offices))
    split[:, :, plan.split_measure, plan.office[~national]] = wide[:, :, ~national]
    return nation, split


def dates(weeks: int, start: date = calendar.START) -> np.ndarray:
    """datetime64[ms][weeks + 1]: the first day after each week; the opening date first."""
    return (np.datetime64(start, "D") + 7 * np.arange(weeks + 1)).astype("datetime64[ms]")


def office_names(offices: int) -> list[str]:
    """ "01", "02", ...: offices are synthetic and have no place names."""
    return [f"{office + 1:02d}" for office in range(offices)]


def frame(results: "Results") -> "pd.DataFrame":
    """The tidy table of all experiments (see ``Results.trajectories``)."""
    import pandas as pd

    plan = layout_of(results)
    rows = rows_of(results, plan, slice(None))
    keys = results.experiments
    scenario = pd.Categorical(keys["scenario"], categories=sorted(results.scenarios))
    columns: dict[str, Any] = {
        "scenario": pd.Categorical.from_codes(scenario.codes[rows["experiment"]], dtype=scenario.dtype),
        "draw": keys["draw"].to_numpy(np.int32)[rows["experiment"]],
        "replicate": keys["replicate"].to_numpy(np.int32)[rows["experiment"]],
        "date": dates(results.weeks, results.start)[rows["row"]],
        "measure": pd.Categorical.from_codes(plan.codes[rows["column"]], categories=list(NAMES)),
        "value": rows["value"],
    }
    if results.by_office is not None:
        names = office_names(results.by_office.shape[3])
        columns["office"] = pd.Categorical.from_codes(plan.office[rows["column"]], categories=names)
    return pd.DataFrame(columns)


def _wide(results: "Results", plan: Layout, experiments: slice) -> np.ndarray:
    """float64[experiments, weeks + 1, columns of the layout]."""
    wide = np.empty((len(results.values[experiments]), *plan.kept.shape))
    national = plan.office == NATIONAL
    wide[:, :, national] = results.values[experiments][:, :, plan.measure[national]]
    if results.by_office is not None:
        wide[:, :, ~national] = results.by_office[experiments][:, :, plan.split_measure, plan.office[~national]]
    return wide
