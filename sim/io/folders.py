"""Results folders: the only writer.

A folder is written whole or not at all: into a staging folder beside the target, flushed, then renamed. Nothing in it
records time, host, path, workers or duration, so equal runs give equal bytes.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sim.errors import StoreError, short
from sim.io import door, manifests, sheets
from sim.io.staging import Staging

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package `sim`, with all files that come with it."""
FORMAT = "docketsim-results"
POSTERIOR_FORMAT = "docketsim-posterior"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
EXPERIMENTS = "experiments.parquet"
TRAJECTORIES = "trajectories.parquet"
SUMMARY = "summary.csv"
INPUTS = (".py", ".yaml", ".csv", ".json")
SPEAKING = ("cli/", "explorer/", "questions/", "report/")
"""Folders of the package that speak of results; no experiment depends on them."""
TABLES = (EXPERIMENTS, TRAJECTORIES, SUMMARY)
PAGES = (".html", ".svg", ".png")
"""Endings of what `docketsim report` makes again from the tables."""
UNFINISHED = "unfinished"
"""A folder in the target of experiments that are under way (``sim.results.parts``)."""


class Folder:
    """A folder in the making; use as a context manager, it is committed on success only.

    ``with Folder(out) as folder: folder.add_text("answer.md", text); folder.add_text("report.html", page)``
    Raises ``StoreError`` on entry where ``check_target`` would, and on exit where the disk refuses.
    ``beside``: a folder in the target that goes with what was there before. ``form``: what its manifest calls it.
    """

    def __init__(self, out: str | Path, beside: str = "", form: str = FORMAT) -> None:
        self.out, self.form = Path(out), form
        self._beside = beside
        self._manifest: dict[str, Any] = {}
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        check_target(self.out, self._beside, self.form)
        self._target = self.out.resolve()
        self._beside_target: Staging | None = None
        try:
            self._make_parents()
            self._beside_target = Staging(self._target)
        except OSError as error:
            self._discard()
            raise refusal(self.out, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._commit()
        except OSError as failure:
            error = failure
            raise refusal(self.out, failure) from failure
        finally:
            self._discard()
        if isinstance(error, OSError):
            raise refusal(self.out, error) from error

    def describe(self, manifest: Mapping[str, Any]) -> None:
        """What the manifest says, but for the list of files, which is made at the end."""
        self._manifest = {key: value for key, value in manifest.items() if key not in ("outputs", "digest")}

    def add_table(self, name: str, table: "pd.DataFrame") -> None:
        """A table as name.csv, to nine digits, and as name.parquet, exact."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.add_text(f"{name}.csv", sheets.csv_of(table))
        exact = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata()
        pq.write_table(exact, self._staging / f"{name}.parquet", compression="zstd")

    def add_rows(self, name: str, schema: "pa.Schema", tables: Iterable["pa.Table"], **options: Any) -> None:
        """A Parquet file of tables that come one after the other; each is a row group or more."""
        import pyarrow.parquet as pq

        with pq.ParquetWriter(self._staging / name, schema, **options) as file:
            for table in tables:
                file.write_table(table)

    def add_lines(self, name: str, lines: Iterable[str]) -> None:
        """A text file of lines, each with its end, as UTF-8."""
        with (self._staging / name).open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)

    def add_text(self, name: str, text: str) -> None:
        """A file of this name (may lie in a subfolder), as UTF-8 with plain line ends."""
        self.add_bytes(name, text.encode("utf-8"))

    def add_bytes(self, name: str, data: bytes) -> None:
        """A file of this name (may lie in a subfolder)."""
        path = self._staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _commit(self) -> None:
        outputs = {name: sha256(self._staging / name) for name in _files(self._staging)}
        manifest = {"format": self.form, "format_version": FORMAT_VERSION} | self._manifest | {"outputs": outputs}
        self.add_text(MANIFEST, as_json(manifest | {"digest": _digest(manifest)}))
        for name in _files(self._staging):
            flush(self._staging / name)
        flush(self._staging)
        check_target(self.out, self._beside, self.form)
        assert self._beside_target is not None
        self._beside_target.swap()
        flush(self._target.parent)

    @property
    def _staging(self) -> Path:
        assert self._beside_target is not None, "a folder is entered before it is filled"
        return self._beside_target.path

    def _make_parents(self) -> None:
        missing = [path for path in self._target.parents if not path.exists()]
        for path in reversed(missing):
            path.mkdir()
            self._made.append(path)

    def _discard(self) -> None:
        if self._beside_target is not None:
            self._beside_target.discard()
        for path in reversed(self._made):
            try:
                path.rmdir()  # only where nothing was written
            except OSError:
                break


class Rewrite(Folder):
    """An existing results folder whose tables stay and whose report and figures are written again."""

    def __enter__(self) -> Self:
        manifest = verify(self.out, pages=False)
        super().__enter__()
        self.describe(manifest)
        try:
            for name in TABLES:
                shutil.copyfile(self._target / name, self._staging / name)
        except OSError as error:
            self._discard()
            raise refusal(self.out, error) from error
        return self


def check_target(out: str | Path, beside: str = "", form: str = FORMAT) -> None:
    """Whether results may be written to ``out``: a new or empty folder, or one of ours with nothing else in it.

    ``beside``: a folder in it that is not looked at. Raises ``StoreError``. Writes nothing.
    """
    out = Path(out)
    advice = "Choose another folder with --out."
    if reason := door.impossible(out):
        raise StoreError(f"{short(str(out))} cannot be made: {reason}. {advice}")
    try:
        if out.is_dir():
            if Path.cwd().is_relative_to(out.resolve()):
                raise StoreError(f"{out} is the folder you are in, which results would replace. {advice}")
            _check_ours(out, advice, beside, form)
        elif out.exists() or out.is_symlink():
            raise StoreError(f"{out} is a file, not a folder. {advice}")
        ground = next(path for path in out.resolve().parents if path.exists())
    except OSError as error:
        raise refusal(out, error) from error
    if not ground.is_dir():
        raise StoreError(f"{out} cannot be made: {ground} is a file. {advice}")
    if not os.access(ground, os.W_OK | os.X_OK):
        raise StoreError(f"{out} cannot be made: {ground} is not writable. {advice}")


def read_columns(path: str | Path) -> dict[str, "np.ndarray"]:
    """The columns of a Parquet file, by name. Raises ``StoreError``."""
    table = sheets.read_table(Path(path))
    return {name: table[name].to_numpy() for name in table.column_names}


def write_columns(path: Path, columns: Mapping[str, "np.ndarray"]) -> None:
    """A Parquet file with these columns, whole or not at all. Its folder must exist. Raises ``StoreError``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    partial = path.with_suffix(".partial")
    try:
        pq.write_table(pa.table(dict(columns)), partial, compression="zstd")
        flush(partial)
        partial.rename(path)
        flush(path.parent)
    except OSError as error:
        raise refusal(path, error) from error


def read_records(path: str | Path) -> list[dict[str, str]]:
    """The rows of a CSV file as texts by column. Raises ``StoreError``."""
    import csv

    try:
        return list(csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines()))
    except (OSError, ValueError, csv.Error) as error:
        raise StoreError(f"{path}: not readable as CSV ({error}).") from error


def verify(folder: str | Path, form: str | None = FORMAT, hashes: bool = True, pages: bool = True) -> dict[str, Any]:
    """The manifest of a folder whose files are those that were written; ``form`` is what its manifest calls it (None:
    any of docketsim). Without ``hashes`` it is enough that they are there; without ``pages`` report and pictures may
    be missing.

    Raises ``StoreError`` that names the file that is missing, changed or foreign.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StoreError(f"{folder}: there is no such folder. `docketsim run SCENARIO --out {folder}` makes one.")
    manifest = manifest_of(folder, form)
    again = "Run the scenario again, or restore the folder from a copy."
    if manifest.pop("digest", None) != _digest(manifest):
        raise StoreError(f"{folder / MANIFEST}: it was changed after it was written. {again}")
    inside = folder.resolve()
    for name, expected in manifest["outputs"].items():
        path = folder / name
        if not path.resolve().is_relative_to(inside):
            raise StoreError(f"{folder / MANIFEST}: it lists {short(name)}, which is outside of the folder. {again}")
        if not path.exists() and path.suffix in PAGES and not pages:
            continue
        if not path.is_file():
            raise StoreError(f"{path}: it is listed in {MANIFEST} and missing. {again}")
        if hashes and sha256(path) != expected:
            raise StoreError(
                f"{path}: it was changed after it was written; its hash is not that in {MANIFEST}. {again}"
            )
    return manifest


def input_hashes() -> dict[str, str]:
    """sha256 of every file of the package that a result can depend on, by its place in the package.

    Scenarios are not among them: their text is part of the manifest.
    """
    files = [name for name in _files(PACKAGE) if name.endswith(INPUTS) and not name.startswith("_scenarios/")]
    return {name: sha256(PACKAGE / name) for name in files}


def source(module: str) -> str | None:
    """The text of a module of the package, ``sim.model.run``; None for what is no module of it."""
    package, *names = module.split(".")
    place = PACKAGE.joinpath(*names)
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if package == PACKAGE.name and names and path.is_file():
            return path.read_text(encoding="utf-8")
    return None


def manifest_of(folder: Path, form: str | None = FORMAT) -> dict[str, Any]:
    """The manifest of a folder as it is; see ``verify``. Raises ``StoreError``."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(manifest, ensure_ascii=False).encode("utf-8")  # half a character, written as an escape, is no text
    except FileNotFoundError:
        raise StoreError(f"{folder}: not a results folder of docketsim; it has no {MANIFEST}.") from None
    except (ValueError, RecursionError):
        raise StoreError(f"{path}: not readable as JSON. Run the scenario again into a new folder.") from None
    except OSError as error:
        raise StoreError(f"{path}: not readable: {error.strerror}.") from error
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if not (found == form if form else str(found).startswith("docketsim-")):
        raise StoreError(f"{path}: not a manifest of docketsim; the folder belongs to something else.")
    if manifest.get("format_version") != FORMAT_VERSION:
        versions = manifest.get("versions")
        version = versions.get("docketsim") if isinstance(versions, dict) else "of another version"
        raise StoreError(f"{folder}: written by docketsim {version} in another format. Run the scenario again.")
    if told := manifests.faults(manifest):
        raise StoreError(
            f"{path}: it is not as docketsim writes it: {'; '.join(told)}. Run the scenario again, or ask whoever gave"
            " you the folder for another copy."
        )
    return manifest


def _check_ours(out: Path, advice: str, beside: str, form: str) -> None:
    inside = [path.name for path in out.iterdir() if path.name != beside]
    if not inside:
        return
    if UNFINISHED in inside:
        raise StoreError(f"{out} holds unfinished experiments; the command that began them goes on. {advice}")
    try:
        manifest = manifest_of(out, form)
    except StoreError as error:
        raise StoreError(f"{out} exists and is not ours, so it is not overwritten: {error} {advice}") from None
    outputs = manifest.get("outputs")
    known = {MANIFEST, *(outputs or ())}
    foreign = [name for name in _files(out) if name not in known and name.partition("/")[0] != (beside or "/")]
    if foreign:
        raise StoreError(f"{out} is not overwritten: {foreign[0]} in it was not written by docketsim. {advice}")


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def flush(path: Path) -> None:
    """Wait until a file or folder is on the disk. Raises ``OSError``."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_json(manifest: dict[str, Any]) -> str:
    """A manifest as text. Raises ``ValueError`` for a number that JSON does not know."""
    return json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _digest(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(as_json(manifest).encode("utf-8")).hexdigest()


def refusal(path: Path, error: OSError) -> StoreError:
    """The message for what the operating system refused."""
    reason = error.strerror or str(error)
    return StoreError(f"{path}: {reason[:1].lower()}{reason[1:]}. Nothing was written.")
