"""Finished batches of a long computation, kept one by one, so that a killed one can go on."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import StoreError
from sim.io import folders
from sim.io.folders import MANIFEST

if TYPE_CHECKING:
    import numpy as np

FORMAT = "docketsim-work"


def write_columns(path: Path, columns: "Mapping[str, np.ndarray]") -> None:
    """A Parquet file with these columns, whole or not at all. Its folder must exist. Raises ``StoreError``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    partial = path.with_suffix(".partial")
    try:
        pq.write_table(pa.table(dict(columns)), partial, compression="zstd")
        folders.flush(partial)
        partial.rename(path)
        folders.flush(path.parent)
    except OSError as error:
        raise folders.refusal(path, error) from error


class Batches:
    """A folder in which a long computation keeps its finished batches, so that a killed one can go on.

    ``key`` says what the batches were made from; a folder made from something else is refused or, with ``anew``,
    emptied. Batches are Parquet files of columns, each written whole or not at all. Raises ``StoreError``.
    """

    def __init__(self, folder: str | Path, key: dict[str, Any], anew: bool) -> None:
        self.folder = Path(folder)
        self._label = self.folder / MANIFEST
        ours = {"format": FORMAT, "key": key}
        found = folders.manifest_of(self.folder, FORMAT) if self._label.exists() else None
        if found is None and self.folder.exists() and any(self.folder.iterdir()):
            raise StoreError(f"{self.folder} exists and is not ours. Choose another folder with --out.")
        if found is not None and not anew and found != ours:
            before, now = found["key"], key
            changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
            raise StoreError(
                f"{self.folder}: its batches were made with other {', '.join(changed)}."
                " Go on with the settings and version they were made with, or begin anew without --resume."
            )
        try:
            if found is not None and anew:
                shutil.rmtree(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._label.write_text(folders.as_json(ours), encoding="utf-8")
        except OSError as error:
            raise folders.refusal(self.folder, error) from error

    def batch(self, name: str) -> "dict[str, np.ndarray] | None":
        """The columns of a finished batch; None where it is not finished."""
        path = self.folder / f"{name}.parquet"
        return folders.read_columns(path) if path.exists() else None

    def keep(self, name: str, columns: "Mapping[str, np.ndarray]") -> None:
        """Keep a finished batch."""
        write_columns(self.folder / f"{name}.parquet", columns)
