"""The store of a sweep under way: finished experiments as Parquet parts, in a folder inside the one that will be.

A part is written by whoever ran its experiments, whole or not at all (a file of another name, flushed, then renamed),
and is never changed. An experiment is known by its address, so it does not matter which sweep, worker or attempt
stored it, and a second copy is not counted.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from sim.errors import StoreError
from sim.io import folders
from sim.io.folders import UNFINISHED

if TYPE_CHECKING:
    import pyarrow as pa

ADDRESS = np.dtype("S32")
"""128 bits in hexadecimal."""
MARK = "sweep.txt"
WORDS = "An unfinished sweep of docketsim. The same command goes on; what is in parts/ is not run again.\n"
PARTS = "parts"
BATCH = 64
"""Experiments read at a time from a finished sweep."""


class Stored(NamedTuple):
    """Finished experiments: addresses S32[n] and float64[n, width]."""

    addresses: np.ndarray
    rows: np.ndarray


class Unfinished:
    """The store of one sweep; a context manager that holds it for this process alone.

    Raises ``StoreError`` on entry where nothing can be written, or another sweep is at work there. On exit an empty
    store is taken away again.
    """

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out)
        self.folder = self.out / UNFINISHED
        self.parts = self.folder / PARTS
        self._made: list[Path] = []
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        check(self.out)
        try:
            for path in (*reversed(self.out.absolute().parents), self.out, self.folder, self.parts):
                if not path.exists():
                    path.mkdir()
                    self._made.append(path)
            self._lock = (self.folder / MARK).open("a", encoding="utf-8")
            _hold(self._lock, self.out)
            if not (self.folder / MARK).stat().st_size:
                self._lock.write(WORDS)
                self._lock.flush()
            for left in (*self.parts.glob("*.partial"), *self.folder.glob("*.rows")):
                left.unlink()
        except OSError as error:
            self._leave()
            reason = error.strerror or str(error)
            raise StoreError(f"{self.out}: {reason[:1].lower()}{reason[1:]}. Nothing was written.") from error
        except StoreError:
            self._made.clear()
            self._leave()
            raise
        return self

    def __exit__(self, *error: Any) -> None:
        self._leave()

    def write(self, stored: Stored) -> None:
        """One more part (see ``write_part``). Raises ``StoreError`` where the disk refuses."""
        try:
            write_part(self.parts, stored)
        except OSError as error:
            raise refusal(self.out, error) from error

    def addresses(self) -> np.ndarray:
        """Addresses of what is finished, here and in the tables of a finished sweep in the same place: S32[n]."""
        found = [part.addresses for part in self._each(("address",))]
        return np.concatenate(found) if found else np.empty(0, ADDRESS)

    def stored(self, width: int) -> Iterator[Stored]:
        """What is finished, part by part. A part that cannot be read is taken away: its experiments run again."""
        for part in self._each(("address", "values")):
            if part.rows.shape[1] == width:
                yield part

    def scratch(self, name: str, width: int) -> "Scratch":
        """A file for rows in another order."""
        return Scratch(self.folder / f"{name}.rows", width)

    def _each(self, columns: Sequence[str]) -> Iterator[Stored]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        yield from self._before(rows="values" in columns)
        for path in sorted(self.parts.glob("*.parquet")):
            try:
                table = pq.read_table(path, columns=list(columns), partitioning=None, page_checksum_verification=True)
            except (OSError, pa.ArrowException):
                path.unlink()
                continue
            addresses = table["address"].to_numpy().astype(ADDRESS)
            yield Stored(addresses, _matrix(table["values"]) if "values" in columns else np.empty((len(addresses), 0)))

    def _before(self, rows: bool) -> Iterator[Stored]:
        """The experiments of a finished sweep in the same place, where it is what was written."""
        import pyarrow.parquet as pq

        if not (self.out / folders.MANIFEST).exists():
            return
        try:
            manifest = folders.verify(self.out)
        except StoreError:
            return
        if manifest.get("kind") != "sweep":
            return
        table = _read(self.out / folders.EXPERIMENTS, columns=["address", "error"])
        addresses = table.filter(table["error"].is_null())["address"].to_numpy().astype(ADDRESS)
        if not rows:
            yield Stored(addresses, np.empty((len(addresses), 0)))
            return
        file = pq.ParquetFile(self.out / folders.TRAJECTORIES)
        width = file.metadata.num_rows // max(len(addresses), 1)
        batches = file.iter_batches(batch_size=width * BATCH, columns=["value"]) if width else ()
        values = _regrouped((batch["value"].to_numpy() for batch in batches), width * BATCH)
        for number, flat in enumerate(values):
            yield Stored(addresses[number * BATCH : (number + 1) * BATCH], flat.reshape(-1, width))

    def _leave(self) -> None:
        if self._lock is not None:
            self._lock.close()
        if self.parts.is_dir() and not any(self.parts.glob("*.parquet")):
            shutil.rmtree(self.folder, ignore_errors=True)
        for path in reversed(self._made):
            try:
                path.rmdir()  # only where nothing was written
            except OSError:
                pass


class Scratch:
    """Rows of numbers on disk, written in any order and read in theirs; a context manager that takes the file away."""

    def __init__(self, path: Path, width: int) -> None:
        self._path, self._bytes = path, width * 8

    def __enter__(self) -> Self:
        self._file = self._path.open("w+b", buffering=0)
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def put(self, place: int, row: np.ndarray) -> None:
        """One row in its place."""
        os.pwrite(self._file.fileno(), row.tobytes(), place * self._bytes)

    def rows(self, first: int, last: int) -> np.ndarray:
        """float64[last - first, width]; zeros where nothing was put."""
        data = os.pread(self._file.fileno(), (last - first) * self._bytes, first * self._bytes)
        data = data.ljust((last - first) * self._bytes, b"\0")
        return np.frombuffer(data, np.float64).reshape(last - first, -1)


def check(out: str | Path) -> None:
    """Whether a sweep may begin or go on in ``out``. Raises ``StoreError``, writes nothing."""
    folders.check_target(out, beside=UNFINISHED)
    out = Path(out)
    if out.is_dir() and not os.access(out, os.W_OK | os.X_OK):
        raise StoreError(f"{out} is not writable. Choose another folder with --out.")
    if (out / UNFINISHED).exists() and not (out / UNFINISHED / MARK).exists():
        raise StoreError(f"{out}/{UNFINISHED} was not written by docketsim. Choose another folder with --out.")


def write_part(folder: Path, stored: Stored) -> None:
    """Experiments as one part, named by the first of them. Raises ``OSError``; then no part is there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    addresses = pa.array(stored.addresses.astype(str), pa.string())
    values = pa.FixedSizeListArray.from_arrays(pa.array(stored.rows.ravel()), stored.rows.shape[1])
    table = pa.table({"address": addresses, "values": values})
    name = folder / stored.addresses[0].decode("ascii")
    partial = name.with_suffix(f".{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(name.with_suffix(".parquet"))
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def experiments_of(folder: Path) -> "pa.Table":
    """experiments.parquet of a finished sweep. Raises ``StoreError``."""
    return _read(folder / folders.EXPERIMENTS)


def values_of(folder: Path, measure: str | None) -> np.ndarray:
    """Values of a finished sweep in the order of trajectories.parquet, of one measure or all. Raises ``StoreError``."""
    chosen = None if measure is None else [("measure", "==", measure)]
    return _read(folder / folders.TRAJECTORIES, columns=["value"], filters=chosen)["value"].to_numpy()


def _read(path: Path, **options: Any) -> "pa.Table":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path, partitioning=None, **options)
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"{path}: it cannot be read ({error}). Run the sweep again.") from error


def refusal(out: Path, error: OSError) -> StoreError:
    """What a disk refused, in words."""
    reason = error.strerror or str(error)
    return StoreError(
        f"{out}: {reason[:1].lower()}{reason[1:]}. What was finished is kept; the same command goes on once this is"
        " put right."
    )


def _hold(lock: IO[str], out: Path) -> None:
    """Keep other sweeps out; the system lets go when this process ends, however it ends."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(f"{out}: another sweep is at work there. Wait for it, or choose another --out.") from None


def _matrix(column: "pa.ChunkedArray") -> np.ndarray:
    values = column.combine_chunks()
    return values.flatten().to_numpy().reshape(len(values), -1)


def _regrouped(pieces: Iterable[np.ndarray], size: int) -> Iterator[np.ndarray]:
    """The same numbers in pieces of one size, the last one being shorter."""
    left = np.empty(0)
    for piece in pieces:
        left = np.concatenate([left, piece])
        while len(left) >= size:
            yield left[:size]
            left = left[size:]
    if len(left):
        yield left
