"""The tables of a sweep, made block by block, so that memory does not grow with the experiments."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

import numpy as np
import pyarrow as pa

from sim.evidence.quantities import quantities
from sim.experiments.plan import SweepPlan, sampled
from sim.io.sheets import safe
from sim.results import bands
from sim.results.arrow import PARQUET
from sim.results.last_year import LastYear, summarised
from sim.results.measures import FULL_SCALE, Measure

EXPERIMENTS_PER_GROUP = 500
"""Rows of experiments.parquet that are made at a time: a hundred drawn numbers each."""
ROWS_PER_GROUP = 200_000
"""Rows of trajectories.parquet that are made at a time: 673 experiments by quarter, some 15 megabytes."""
WEEKLY_AT_A_TIME = 64
"""Experiments whose weeks are summed to years at a time: half a megabyte each."""
Rows = Callable[[int, int], np.ndarray]
"""Rows of the experiments from one place to another: float64[last - first, width]."""
_NAMES = pa.dictionary(pa.int32(), pa.string())


def packing(schema: pa.Schema) -> dict[str, Any]:
    """How trajectories are packed; see ``sim.results.arrow.PARQUET``."""
    return PARQUET | {"use_dictionary": [name for name in schema.names if name != "value"]}


def point_columns(plan: SweepPlan) -> list[tuple[str, pa.DataType]]:
    """The varied names and the type of their values: a number or a choice."""
    return [(name, pa.string() if quantities()[name].choices else pa.float64()) for name in plan.design.names]


def experiment_tables(plan: SweepPlan, errors: Mapping[int, str]) -> tuple[pa.Schema, Iterator[pa.Table]]:
    """experiments.parquet: scenario, point, varied names, draw, replicate, address, error (none where all went well),
    and what was drawn. A drawn number with the name of a varied one is called ``NAME (drawn)``."""
    drawn = _drawn_names(plan)
    fields = [("scenario", _NAMES), ("point", pa.int32()), *point_columns(plan)]
    fields += [("draw", pa.int32()), ("replicate", pa.int32()), ("address", pa.string()), ("error", pa.string())]
    titles = {name: f"{name} (drawn)" if name in plan.design.names else name for name in drawn}
    schema = pa.schema([*fields, *((titles[name], pa.float64()) for name in drawn)])
    return schema, _experiments(plan, errors, schema, titles)


def _experiments(
    plan: SweepPlan, errors: Mapping[int, str], schema: pa.Schema, titles: Mapping[str, str]
) -> Iterator[pa.Table]:
    for first in range(0, plan.experiments, EXPERIMENTS_PER_GROUP):
        last = min(first + EXPERIMENTS_PER_GROUP, plan.experiments)
        keys = _Keys(plan, np.arange(first, last))
        columns = keys.columns() | {
            "address": pa.array(plan.addresses[first:last].astype(str), pa.string()),
            "error": pa.array([errors.get(place) for place in range(first, last)], pa.string()),
        }
        drawn = _drawn(plan, first, last, list(titles))
        columns |= {titles[name]: pa.array(drawn[:, column]) for column, name in enumerate(titles)}
        yield pa.table([columns[name] for name in schema.names], schema=schema)


def _drawn_names(plan: SweepPlan) -> list[str]:
    """The names of all numbers that are drawn in any scenario of the sweep."""
    names: dict[str, None] = {}
    for number in range(0, plan.cells, len(plan.design.points)):
        names |= dict.fromkeys(sampled(plan.scenario_of(number), 0, plan.plan))
    return list(names)


def _drawn(plan: SweepPlan, first: int, last: int, names: list[str]) -> np.ndarray:
    """float64[experiments, names]: NaN where a scenario states a number."""
    found = np.full((last - first, len(names)), np.nan)
    known = -1
    for draw in range(first // plan.plan.replicates, -(-last // plan.plan.replicates)):
        number = draw // plan.plan.draws
        if number != known:
            known, scenario = number, plan.scenario_of(number)
        drawn = sampled(scenario, draw % plan.plan.draws, plan.plan)
        start, end = (max(place * plan.plan.replicates, first) for place in (draw, draw + 1))
        found[start - first : end - first] = [drawn.get(name, np.nan) for name in names]
    return found


def trajectory_tables(plan: SweepPlan, is_kept: np.ndarray, rows: Rows) -> tuple[pa.Schema, Iterator[pa.Table]]:
    """trajectories.parquet, tidy: scenario, point, varied names, draw, replicate, period, date, measure, value.

    ``is_kept``: bool[experiments], those that did not fail; the others have no rows. ``date`` is the first day after
    the period.
    """
    fields = [("scenario", _NAMES), ("point", pa.int32()), *point_columns(plan), ("draw", pa.int32())]
    fields += [("replicate", pa.int32()), ("period", _NAMES), ("date", pa.timestamp("ms")), ("measure", _NAMES)]
    schema = pa.schema([*fields, ("value", pa.float64())])
    return schema, _trajectories(plan, is_kept, rows, schema)


def _trajectories(plan: SweepPlan, is_kept: np.ndarray, rows: Rows, schema: pa.Schema) -> Iterator[pa.Table]:
    layout = plan.layout
    measure, period = layout.columns
    dates = np.array(layout.dates, dtype="datetime64[ms]")
    step = max(1, ROWS_PER_GROUP // layout.width)
    for first in range(0, plan.experiments, step):
        last = min(first + step, plan.experiments)
        kept = first + np.flatnonzero(is_kept[first:last])
        columns = _Keys(plan, np.repeat(kept, layout.width)).columns()
        times = len(kept)
        columns |= {
            "period": _coded(np.tile(period, times), list(layout.periods.label)),
            "date": pa.array(np.tile(dates[period], times)),
            "measure": _coded(np.tile(measure, times), list(layout.keep.measures)),
            "value": pa.array(rows(first, last)[kept - first].ravel()),
        }
        yield pa.table([columns[name] for name in schema.names], schema=schema)


class _Keys:
    """The columns that say which experiment a row belongs to."""

    def __init__(self, plan: SweepPlan, places: np.ndarray) -> None:
        self._plan = plan
        cell, rest = np.divmod(places, plan.per_cell)
        self._draw, self._replicate = np.divmod(rest, plan.plan.replicates)
        self._scenario, self._point = np.divmod(cell, len(plan.design.points))

    def columns(self) -> dict[str, pa.Array]:
        design = self._plan.design
        found = {
            "scenario": _coded(self._scenario, [scenario.name for scenario in design.scenarios]),
            "point": pa.array(self._point.astype(np.int32)),
            "draw": pa.array(self._draw.astype(np.int32)),
            "replicate": pa.array(self._replicate.astype(np.int32)),
        }
        for column, (name, kind) in enumerate(point_columns(self._plan)):
            values = pa.array([point[column] for point in design.points], kind)
            found[name] = values.take(pa.array(self._point))
        return found


class Summary:
    """summary.csv: bands at full scale of each measure in each fiscal year, cell by cell.

    A flow is that of the fiscal year, a stock is the one at its end. Experiments that failed are left out.
    """

    def __init__(self, plan: SweepPlan, is_kept: np.ndarray, rows: Rows) -> None:
        self._plan, self._is_kept, self._rows = plan, is_kept, rows
        names = tuple(scenario.name for scenario in plan.design.scenarios)
        self.last = LastYear(plan.layout, names, plan.design.names, plan.design.points)

    def lines(self) -> Iterator[str]:
        """The lines of the file; ``last`` is filled meanwhile."""
        plan = self._plan
        heads = ("scenario", "point", *plan.design.names, "measure", "unit", "period", "date", "partial")
        yield _line([*heads, "p05", "p17", "p50", "p83", "p95", "width", "relative_half_width", "uninformative"])
        for number in range(plan.cells):
            cell = plan.cell(number)
            keys = (plan.design.scenarios[cell.scenario].name, cell.point, *plan.design.points[cell.point])
            values = fiscal(plan, number, self._is_kept, self._rows)
            for measure in summarised(plan.layout):
                found = bands.band(values[measure.name], 1 if measure.name in FULL_SCALE else plan.plan.scale)
                self.last.put(number, measure.name, found)
                yield from self._of(keys, measure, found)

    def _of(self, keys: tuple[Any, ...], measure: Measure, found: np.ndarray) -> Iterator[str]:
        """The lines of one measure of a cell; ``found`` is float64[levels, fiscal years]."""
        years = self._plan.layout.fiscal_years
        width = found[-1] - found[0]
        half = bands.relative_half_width(found[0], found[len(found) // 2], found[-1])
        for year, label in enumerate(years.label):
            when = (label, min(years.end[year], self._plan.layout.dates[-1]), years.partial[year])
            spread = (width[year], half[year], bool(half[year] > bands.UNINFORMATIVE))
            yield _line([*keys, measure.name, measure.unit, *when, *found[:, year], *spread])


def fiscal(plan: SweepPlan, number: int, is_kept: np.ndarray, rows: Rows) -> dict[str, np.ndarray]:
    """float64[draws, replicates, fiscal years] of each measure of a cell; NaN for experiments that failed."""
    years = len(plan.layout.fiscal_years.label)
    found = {one.name: np.full((plan.per_cell, years), np.nan) for one in summarised(plan.layout)}
    start = number * plan.per_cell
    by_week = plan.layout.keep.by == "week"
    step = WEEKLY_AT_A_TIME if by_week else max(1, ROWS_PER_GROUP // plan.layout.width)
    for first in range(start, start + plan.per_cell, step):
        last = min(first + step, start + plan.per_cell)
        kept = np.flatnonzero(is_kept[first:last])
        block = rows(first, last)[kept]
        for name in found if len(kept) else ():
            found[name][first - start + kept] = plan.layout.fiscal(block, name)
    shape = (plan.plan.draws, plan.plan.replicates, years)
    return {name: values.reshape(shape) for name, values in found.items()}


def _line(cells: Iterable[Any]) -> str:
    """A line of CSV; numbers to nine digits, nothing where there is no value."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(cell: Any) -> Any:
    if isinstance(cell, float | np.floating):
        return "" if np.isnan(cell) else f"{cell:.9g}"
    return safe(cell)


def _coded(codes: np.ndarray, names: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names, pa.string()))
