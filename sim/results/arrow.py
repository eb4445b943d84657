"""Results as tables in a folder, and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.errors import StoreError
from sim.io.folders import EXPERIMENTS, SUMMARY, TRAJECTORIES, Folder, verify
from sim.io.sheets import csv_of, read_table
from sim.results import tables
from sim.results.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.results import Results

ROWS_PER_GROUP = 1_000_000
KEYS = ("scenario", "draw", "replicate")
PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": ["scenario", "draw", "replicate", "date", "measure", "office"],
    "column_encoding": {"value": "BYTE_STREAM_SPLIT"},
}
"""How trajectories are packed: float64 keeps sums of counts exact, split bytes keep it small."""


def write_tables(folder: Folder, results: "Results") -> None:
    """experiments.parquet, trajectories.parquet and summary.csv, and what the manifest says of the run."""
    folder.describe(results.manifest)
    experiments = experiments_table(results)
    folder.add_rows(EXPERIMENTS, experiments.schema, [experiments], compression="zstd")
    folder.add_rows(TRAJECTORIES, schema(results), trajectory_tables(results), **PARQUET)
    folder.add_text(SUMMARY, summary_csv(results))


def read(folder: str | Path) -> "Results":
    """The results stored in a folder, bit for bit. Raises ``StoreError`` where it does not match its manifest."""
    from sim.results.results import Results

    manifest = verify(folder, pages=False)
    if manifest.get("kind") == "sweep":
        raise StoreError(f"{folder}: it holds a sweep, and a run is asked for. `docketsim report {folder}` shows it.")
    try:
        number = len(manifest["scenarios"]) * manifest["draws"] * manifest["replicates"]
        rows = number * tables.layout(manifest["weeks"], manifest["offices"]).rows
        experiments = experiments_frame(read_table(Path(folder) / EXPERIMENTS, number))
        column = read_table(Path(folder) / TRAJECTORIES, rows, columns=["value"])["value"]
        values, by_office = arrays(column, len(experiments), manifest["weeks"], manifest["offices"])
    except (StoreError, OSError, ValueError, KeyError) as error:
        raise StoreError(f"{folder}: its tables cannot be read ({error}). Run the scenario again.") from error
    return Results(values, by_office, experiments, manifest)


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
    plan = tables.layout_of(results)
    step = max(1, ROWS_PER_GROUP // plan.rows)
    for first in range(0, len(results.experiments), step):
        yield _piece(results, plan, slice(first, first + step))


def arrays(values: pa.ChunkedArray, experiments: int, weeks: int, offices: int) -> Any:
    """``Results.values`` and ``Results.by_office`` from the value column. Raises ``ValueError`` if it does not fit."""
    return tables.arrays_of(values.to_numpy(), tables.layout(weeks, offices), experiments)


def summary_csv(results: "Results") -> str:
    """The summary of every measure; numbers to nine digits."""
    summary = results.summary([measure.name for measure in MEASURES])
    return csv_of(summary)


def _piece(results: "Results", plan: tables.Layout, experiments: slice) -> pa.Table:
    rows = tables.rows_of(results, plan, experiments)
    keys = results.experiments
    scenarios = {name: code for code, name in enumerate(sorted(results.scenarios))}
    codes = np.array([scenarios[name] for name in keys["scenario"]], dtype=np.int16)
    columns = {
        "scenario": _coded(codes[rows["experiment"]], list(scenarios)),
        "draw": keys["draw"].to_numpy(np.int32)[rows["experiment"]],
        "replicate": keys["replicate"].to_numpy(np.int32)[rows["experiment"]],
        "date": tables.dates(results.weeks, results.start)[rows["row"]],
        "measure": _coded(plan.codes[rows["column"]], list(tables.NAMES)),
        "value": rows["value"],
    }
    if results.by_office is not None:
        office = plan.office[rows["column"]]
        columns["office"] = _coded(office, tables.office_names(results.by_office.shape[3]), office == tables.NATIONAL)
    return pa.table(columns, schema=schema(results))


def _coded(codes: np.ndarray, names: list[str], absent: np.ndarray | None = None) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int16(), mask=absent), pa.array(names, pa.string()))
