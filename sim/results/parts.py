"""The store of experiments: finished ones as Parquet parts, most often in a folder inside the one that will be.

A part is written by whoever ran its experiments, whole or not at all (a file of another name, flushed, then renamed),
and is never changed. An experiment is known by its address, so it does not matter which command, worker or attempt
stored it, and a second copy is not counted.
"""

import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from sim.errors import StoreError
from sim.io import folders
from sim.io.folders import UNFINISHED
from sim.io.sheets import read_table

if TYPE_CHECKING:
    import pyarrow as pa

ADDRESS = np.dtype("S32")
"""128 bits in hexadecimal."""
MARK = "parts.json"
WORDS = "Finished experiments of docketsim. The same command goes on; what is in parts/ is not run again."
PARTS = "parts"
BATCH = 64
"""Experiments read at a time from a finished sweep."""


class Stored(NamedTuple):
    """Finished experiments: addresses S32[n] and float64[n, width]."""

    addresses: np.ndarray
    rows: np.ndarray


class Parts:
    """Finished experiments in a folder; a context manager that holds it for this process alone.

    ``label``: plain JSON types that say what the parts are of. ``where``: the folder in messages. Raises
    ``StoreError`` on entry where nothing can be written, where the parts are of something else, or where another
    process is at work. On exit an empty store is taken away again.
    """

    def __init__(self, folder: str | Path, label: Mapping[str, Any]) -> None:
        self.folder = self.where = Path(folder)
        self.parts = self.folder / PARTS
        self.label = dict(label)
        self._made: list[Path] = []
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self._check()
        try:
            for path in (*reversed(self.folder.absolute().parents), self.folder, self.parts):
                if not path.exists():
                    path.mkdir()
                    self._made.append(path)
            self._lock = (self.folder / MARK).open("a", encoding="utf-8")
            _hold(self._lock, self.where)
            self._take_label(self._lock)
            for left in (*self.parts.glob("*.partial"), *self.folder.glob("*.rows")):
                left.unlink()
        except OSError as error:
            self._leave()
            reason = error.strerror or str(error)
            raise StoreError(f"{self.where}: {reason[:1].lower()}{reason[1:]}. Nothing was written.") from error
        except StoreError:
            if self._lock is not None:
                self._lock.close()
            raise
        return self

    def __exit__(self, *error: Any) -> None:
        self._leave()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """What a disk refuses while results are made of the parts, as ``refusal``."""
        try:
            yield
        except OSError as error:
            raise self.refusal(error) from error
        except StoreError as error:
            if isinstance(error.__cause__, OSError):
                raise self.refusal(error.__cause__) from error
            raise

    def refusal(self, error: OSError) -> StoreError:
        """What a disk refused, in words."""
        reason = error.strerror or str(error)
        return StoreError(
            f"{self.where}: {reason[:1].lower()}{reason[1:]}. What was finished is kept; the same command goes on once"
            " this is put right."
        )

    def other(self, found: Mapping[str, Any]) -> str:
        """Why parts of another label are not touched; empty where they may be gone on with."""
        changed = sorted(name for name in {*found, *self.label} if found.get(name) != self.label.get(name))
        return f"its parts were made with other {', '.join(changed)}" if changed else ""

    def _check(self) -> None:
        """Whether the folder may be written. Raises ``StoreError``."""

    def _take_label(self, lock: IO[str]) -> None:
        if (self.folder / MARK).stat().st_size:
            found = label_of(self.folder)
            refused = self.other(found)
            if refused:
                raise StoreError(f"{self.where}: {refused}.")
            if found == self.label:
                return
            lock.truncate(0)
        json.dump({"says": WORDS, **self.label}, lock, indent=1)
        lock.flush()

    def write(self, stored: Stored) -> None:
        """One more part (see ``write_part``). Raises ``StoreError`` where the disk refuses."""
        try:
            write_part(self.parts, stored)
        except OSError as error:
            raise self.refusal(error) from error

    def addresses(self) -> np.ndarray:
        """Addresses of what is finished: S32[n]."""
        found = [part.addresses for part in self._each(("address",))]
        return np.concatenate(found) if found else np.empty(0, ADDRESS)

    def stored(self) -> Iterator[Stored]:
        """What is finished, part by part. A part that cannot be read is taken away: its experiments run again."""
        yield from self._each(("address", "values"))

    def scratch(self, name: str, width: int) -> "Scratch":
        """A file for rows in another order."""
        return Scratch(self.folder / f"{name}.rows", width)

    def _each(self, columns: Sequence[str]) -> Iterator[Stored]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for path in sorted(self.parts.glob("*.parquet")):
            try:
                table = pq.read_table(path, columns=list(columns), partitioning=None, page_checksum_verification=True)
            except (OSError, pa.ArrowException):
                path.unlink()
                continue
            addresses = table["address"].to_numpy().astype(ADDRESS)
            yield Stored(addresses, _matrix(table["values"]) if "values" in columns else np.empty((len(addresses), 0)))

    def _leave(self) -> None:
        if self._lock is not None:
            self._lock.close()
        if self.parts.is_dir() and not any(self.parts.glob("*.parquet")):
            (self.folder / MARK).unlink(missing_ok=True)
            self._made += [path for path in (self.folder, self.parts) if path not in self._made]
        for path in reversed(self._made):
            with suppress(OSError):  # where something was written
                path.rmdir()


class Unfinished(Parts):
    """The parts of the results that will stand in ``out``, beside those of a finished sweep there."""

    def __init__(self, out: str | Path, question: str, experiments: int = 0) -> None:
        super().__init__(Path(out) / UNFINISHED, {"question": question, "experiments": experiments, "command": typed()})
        self.out = self.where = Path(out)

    def other(self, found: Mapping[str, Any]) -> str:
        """Why the parts that are stored here are of something else; empty where they are of this."""
        if found.get("question") == self.label["question"]:
            return ""
        return f"holds what is finished of `docketsim {found.get('question')}`; choose another folder with --out"

    def _check(self) -> None:
        check(self.out)

    def _each(self, columns: Sequence[str]) -> Iterator[Stored]:
        yield from self._before(rows="values" in columns)
        yield from super()._each(columns)

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
        table = read_table(self.out / folders.EXPERIMENTS, manifest["experiments"], columns=["address", "error"])
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
    """Whether experiments may begin or go on in ``out``. Raises ``StoreError``, writes nothing."""
    folders.check_target(out, beside=UNFINISHED)
    out = Path(out)
    if out.is_dir() and not os.access(out, os.W_OK | os.X_OK):
        raise StoreError(f"{out} is not writable. Choose another folder with --out.")
    if (out / UNFINISHED).exists() and not (out / UNFINISHED / MARK).exists():
        raise StoreError(f"{out}/{UNFINISHED} was not written by docketsim. Choose another folder with --out.")
    for path in (out / UNFINISHED).rglob("*"):
        if path.is_file() and path.name != MARK and path.suffix not in (".parquet", ".partial", ".rows"):
            raise StoreError(f"{path} was not written by docketsim. Choose another folder with --out.")


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


def experiments_of(folder: Path, number: int) -> "pa.Table":
    """experiments.parquet of a finished sweep of so many experiments. Raises ``StoreError``."""
    return read_table(folder / folders.EXPERIMENTS, number)


def values_of(folder: Path, measure: str | None, rows: int) -> np.ndarray:
    """Values of a finished sweep in the order of trajectories.parquet, of one measure or all. Raises ``StoreError``.

    ``rows``: how many the whole table has.
    """
    chosen = None if measure is None else [("measure", "==", measure)]
    table = read_table(folder / folders.TRAJECTORIES, rows, columns=["value"], filters=chosen)
    return table["value"].to_numpy()


def count(folder: Path) -> int:
    """How many experiments the parts in a folder hold. Raises ``StoreError``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(np.sum([pq.read_metadata(path).num_rows for path in (folder / PARTS).glob("*.parquet")]))
    except (OSError, pa.ArrowException) as error:
        raise StoreError(
            f"{folder / PARTS}: a part cannot be read ({error}); the same command runs it again."
        ) from error


def typed() -> str:
    """The command that this process was started with; empty where it is no ``docketsim``."""
    program, *words = sys.argv
    return shlex.join(["docketsim", *words]) if Path(program).name == "docketsim" else ""


def label_of(folder: Path) -> dict[str, Any]:
    """What the parts in a folder are of. Raises ``StoreError``."""
    try:
        found = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder / MARK}: not readable ({error}).") from error
    if not isinstance(found, dict):
        raise StoreError(f"{folder / MARK}: not a label of docketsim.")
    return {name: value for name, value in found.items() if name != "says"}


def _hold(lock: IO[str], out: Path) -> None:
    """Keep others out; the system lets go when this process ends, however it ends."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StoreError(f"{out}: another process is at work there. Wait for it, or choose another --out.") from None


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
