"""Results as Arrow tables and text, and back. Bytes are the business of ``sim.store``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim import tidy
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import Results

ROWS_PER_GROUP = 1_000_000
KEYS = ("scenario", "draw", "replicate")
PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": ["scenario", "draw", "replicate", "date", "measure", "office"],
    "column_encoding": {"value": "BYTE_STREAM_SPLIT"},
}
"""How trajectories are packed: float64 keeps sums of counts exact, split bytes keep it small."""


def experiments_table(results: "Results") -> pa.Table:
    """One row per scenario x draw x replicate, with the drawn values."""
    frame = results.experiments
    columns: dict[str, pa.Array] = {
        "scenario": pa.array(frame["scenario"], pa.string()),
        "draw": pa.array(frame["draw"], pa.int32()),
        "replicate": pa.array(frame["replicate"], pa.int32()),
    }
    for name in frame.columns:
        if name not in columns:
            columns[name] = pa.array(frame[name].to_numpy(np.float64), pa.float64())
    return pa.table(columns)


def experiments_frame(table: pa.Table) -> "pd.DataFrame":
    """The inverse of ``experiments_table``."""
    frame = table.to_pandas()
    return frame.astype({"draw": np.int64, "replicate": np.int64})


def schema(results: "Results") -> pa.Schema:
    """Columns of trajectories.parquet."""
    names = pa.dictionary(pa.int16(), pa.string())
    fields = [
        ("scenario", names),
        ("draw", pa.int32()),
        ("replicate", pa.int32()),
        ("date", pa.timestamp("ms")),
        ("measure", names),
        ("value", pa.float64()),
    ]
    return pa.schema([*fields, ("office", names)] if results.by_office is not None else fields)


def trajectory_tables(results: "Results") -> Iterator[pa.Table]:
    """The tidy table in pieces of about a million rows; the pieces depend on the results only."""
    plan = tidy.layout_of(results)
    step = max(1, ROWS_PER_GROUP // plan.rows)
    for first in range(0, len(results.experiments), step):
        yield _piece(results, plan, slice(first, first + step))


def arrays(values: pa.ChunkedArray, experiments: int, weeks: int, offices: int) -> Any:
    """``Results.values`` and ``Results.by_office`` from the value column. Raises ``ValueError`` if it does not fit."""
    return tidy.arrays_of(values.to_numpy(), tidy.layout(weeks, offices), experiments)


def summary_csv(results: "Results") -> str:
    """The summary of every measure; numbers to nine digits."""
    summary = results.summary([measure.name for measure in MEASURES])
    return summary.to_csv(index=False, float_format="%.9g", lineterminator="\n")


def _piece(results: "Results", plan: tidy.Layout, experiments: slice) -> pa.Table:
    rows = tidy.rows_of(results, plan, experiments)
    keys = results.experiments
    scenarios = {name: code for code, name in enumerate(sorted(results.scenarios))}
    codes = np.array([scenarios[name] for name in keys["scenario"]], dtype=np.int16)
    columns = {
        "scenario": _coded(codes[rows["experiment"]], list(scenarios)),
        "draw": keys["draw"].to_numpy(np.int32)[rows["experiment"]],
        "replicate": keys["replicate"].to_numpy(np.int32)[rows["experiment"]],
        "date": tidy.dates(results.weeks)[rows["row"]],
        "measure": _coded(plan.codes[rows["column"]], list(tidy.NAMES)),
        "value": rows["value"],
    }
    if results.by_office is not None:
        office = plan.office[rows["column"]]
        columns["office"] = _coded(office, tidy.office_names(results.by_office.shape[3]), office == tidy.NATIONAL)
    return pa.table(columns, schema=schema(results))


def _coded(codes: np.ndarray, names: list[str], absent: np.ndarray | None = None) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int16(), mask=absent), pa.array(names, pa.string()))
