"""What stands in a folder of results folders: finished, unfinished, damaged, or somebody else's."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.io import folders
from sim.results import parts

COMMANDS = {folders.FORMAT: "run", folders.POSTERIOR_FORMAT: "calibrate"}
"""What made a folder whose manifest names no question."""


@dataclass(frozen=True)
class Stored:
    """One row of the list.

    ``question``: the command that made it. ``state``: finished, unfinished, damaged or foreign; ``says``: experiments
    done, or what is wrong. ``megabytes``: all its files. ``date``: when it was written, local time. ``goes_on``: the
    command that goes on.
    """

    folder: str
    question: str
    scenarios: tuple[str, ...]
    state: str
    says: str
    megabytes: float
    date: str
    goes_on: str = ""


def listed(place: str | Path) -> list[Stored]:
    """The folders in ``place``, by name. Raises ``StoreError`` where there is no such folder."""
    place = Path(place)
    if not place.is_dir():
        what = "it is a file" if place.exists() else "there is no such folder"
        raise StoreError(
            f"{place}: {what}. `docketsim run SCENARIO` writes to results/; name another: list results DIR"
        )
    try:
        inside = sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        raise folders.refusal(place, error) from error
    return [one for folder in inside for one in _of(folder)]


def _of(folder: Path) -> Iterator[Stored]:
    """Finished results of a folder, and what is unfinished in it; it may hold both."""
    begun = folder / folders.UNFINISHED
    try:
        if begun.is_dir():
            yield _unfinished(folder, begun)
        if (folder / parts.MARK).exists():  # simulations of a fit
            yield _stored(
                folder, folder / parts.MARK, "calibrate", (), "unfinished", f"{parts.count(folder)} simulations"
            )
        elif (folder / folders.MANIFEST).exists() or not begun.is_dir():
            yield _finished(folder)
    except (StoreError, OSError) as error:
        is_ours = (folder / folders.MANIFEST).exists() or begun.is_dir()
        yield _stored(folder, folder, "", (), "damaged" if is_ours else "foreign", str(error))


def _finished(folder: Path) -> Stored:
    manifest = folders.verify(folder, None, hashes=False)
    question = manifest.get("question", {}).get("command") or manifest.get("kind")
    known = COMMANDS.get(manifest["format"], "") if "scenarios" in manifest or "id" in manifest else "score"
    names = tuple(one["name"] for one in manifest.get("scenarios", ()))
    return _stored(folder, folder / folders.MANIFEST, question or known, names, "finished", "")


def _unfinished(folder: Path, begun: Path) -> Stored:
    label = parts.label_of(begun)
    question, *names = str(label.get("question", "")).split()
    says = f"{parts.count(begun):,} of {label.get('experiments', 0):,} experiments"
    return _stored(folder, begun / parts.MARK, question, tuple(names), "unfinished", says, label.get("command", ""))


def _stored(folder: Path, dated: Path, *told: Any) -> Stored:
    size = fsum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    question, names, state, says, *goes_on = told
    written = time.strftime("%Y-%m-%d %H:%M", time.localtime(dated.stat().st_mtime))
    return Stored(str(folder), question, names, state, says, round(size / 1e6, 2), written, *goes_on)
