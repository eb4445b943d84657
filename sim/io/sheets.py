"""Tables as text and from files: what goes to a spreadsheet, and how much may come from a Parquet file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import StoreError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins so is a formula to a spreadsheet, which may start programs."""
MOST_NUMBERS = 50_000_000
"""Numbers in a table whose size nobody told before, 400 MB. Assumption, because: the largest bank that a fit asks for
has a fiftieth of it, and a file of a megabyte can claim billions."""


def csv_of(table: "pd.DataFrame", digits: str | None = "%.9g") -> str:
    """A table as CSV with plain line ends: the text ``=1+1`` as ``'=1+1``, which no spreadsheet takes for a formula."""
    plain = table.set_axis([safe(name) for name in table.columns], axis=1)
    for name in plain.columns[~plain.columns.duplicated()]:
        if plain[name].dtype.kind not in "biufM":
            plain[name] = plain[name].map(safe)
    return plain.to_csv(index=False, float_format=digits, lineterminator="\n")


def safe(cell: Any) -> Any:
    """A cell as a spreadsheet may have it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def read_table(path: Path, rows: int | None = None, **options: Any) -> "pa.Table":
    """A Parquet table, read only where its footer tells of as many rows as there should be.

    ``rows``: how many; None: any number, up to ``MOST_NUMBERS``. A file of a megabyte can hold billions of zeros.
    ``options``: as of pyarrow. Raises ``StoreError``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(path)
        if rows is not None and footer.num_rows != rows:
            raise StoreError(f"{path}: it has {footer.num_rows:,} rows, and its manifest tells of {rows:,}.")
        if rows is None and footer.num_rows * footer.num_columns > MOST_NUMBERS:
            raise StoreError(f"{path}: {footer.num_rows:,} rows of {footer.num_columns} columns are too much to read.")
        return pq.read_table(path, partitioning=None, **options)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise StoreError(f"{path}: not readable as a Parquet table ({error}).") from error
