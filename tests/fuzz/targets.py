"""One target for each reader: how to make an input, how to read it, and what is an answer.

An answer is what was read, or an ``InputError`` whose problems are text with a place: a file with a line, a folder, or
the name of an option. Everything else is a finding: another exception, a file that was written, no end within 30
seconds, more than 500 MB.
"""

import atexit
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import sim
from calibration.fitting import config
from calibration.scoring.observed import read_observed
from sim.calendar import END, INFORMATION_DATE, START
from sim.cli.run import settings_of
from sim.cli.sweep import vary_of
from sim.errors import InputError, OptionError, Problem
from sim.experiments.design_file import design_of, read_design
from sim.experiments.options import Options, Times
from sim.io import folders
from sim.parameters import posterior
from sim.questions.solve.target import target_of
from sim.results import listing
from sim.results.sweep_results import read
from sim.scenario.files import load_scenario
from tests.fuzz import changed
from tests.shape.house import ROOT

LONGEST_SECONDS = 30
"""Of one input on a busy machine; a reader that waits for something waits for ever."""
MOST_MEGABYTES = 500
"""That reading may add to what the process held before."""
PLACE = re.compile(r"^[^\n]*?(:\d+:\d+: |: |[a-z_-]+ )", re.S)

Made = Callable[[Random, Path], Any]


@dataclass(frozen=True)
class Target:
    """``make`` an input in a folder, ``read`` it. ``weight``: how much longer it takes than most."""

    name: str
    make: Made
    read: Callable[[Any], object]
    weight: int = 1


class Finding(AssertionError):
    """What a reader did that is no answer."""


def tried(target: Target, seed: int, place: Path) -> bool:
    """Whether an input is read (and not refused). Raises ``Finding`` with the seed that makes it again."""
    folder = place / "input"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    given = target.make(Random(f"{target.name} {seed}"), folder)
    before, held, began = _contents(place), _megabytes(), time.monotonic()
    try:
        with _patience():
            target.read(given)
        accepted = True
    except InputError as error:
        _check(error, target, seed)
        accepted = False
    except BaseException as error:
        raise Finding(f"{target.name}, input {seed}: {type(error).__name__}: {error}") from error
    if _contents(place) != before:
        raise Finding(f"{target.name}, input {seed}: something was written")
    if _megabytes() - held > MOST_MEGABYTES:
        raise Finding(f"{target.name}, input {seed}: {_megabytes() - held:.0f} MB")
    if time.monotonic() - began > LONGEST_SECONDS:
        raise Finding(f"{target.name}, input {seed}: {time.monotonic() - began:.0f} seconds")
    return accepted


def _check(error: InputError, target: Target, seed: int) -> None:
    """Every problem has a place and words, and nothing that a terminal would obey."""
    said = str(error)
    if not error.problems or not all(str(one).strip() for one in error.problems):
        raise Finding(f"{target.name}, input {seed}: a refusal without a word")
    for one in error.problems:
        if isinstance(one, Problem) and one.line and not (one.line >= 1 and one.column >= 1 and one.message):
            raise Finding(f"{target.name}, input {seed}: no place in {one}")
        if not PLACE.match(str(one)):
            raise Finding(f"{target.name}, input {seed}: no place in {one}")
    if any(not letter.isprintable() and letter != "\n" for letter in said):
        raise Finding(f"{target.name}, input {seed}: a control character in {said!r}")


@contextmanager
def _patience() -> Iterator[None]:
    """A reader that does not come back is interrupted."""

    def ended(*_: object) -> None:
        raise TimeoutError(f"no answer within {LONGEST_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, ended)
    signal.alarm(LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _contents(place: Path) -> list[tuple[str, int, int]]:
    found = []
    for above, _, names in os.walk(place):
        for name in names:
            said = os.lstat(os.path.join(above, name))
            found.append((os.path.join(above, name), said.st_size, said.st_mtime_ns))
    return sorted(found)


def _file(name: str, seeds: Callable[[], list[bytes]]) -> Made:
    """Inputs that are one file."""

    def make(dice: Random, folder: Path) -> Path:
        path = folder / name
        path.write_bytes(changed.text(dice, seeds()))
        return path

    return make


@cache
def _scenarios() -> list[bytes]:
    names = ("frozen", "all-hands", "hire-10k", "criminals-first", "baseline")
    return [(ROOT / f"scenarios/{name}.yaml").read_bytes() for name in names] + [
        b"name: mine\nextends: frozen\nbecause: x\npolicy:\n  - from: 2025-08-01\n    set:\n"
        b"      detention.beds: {to: 80000, by: 2026-06-30}\ndelivery:\n  detention.beds: {share: 0.5, lag_weeks: 10}\n"
        b"assume:\n  courts.order_share_absconded: {value: 0.5, because: x}\n"
    ]


@cache
def _designs() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "scenarios/sweeps").glob("*.yaml"))]


@cache
def _settings() -> list[bytes]:
    return [(ROOT / "tests/calibration/small.yaml").read_bytes(), config.shipped_text().encode()]


@cache
def _observed() -> list[bytes]:
    rows = [f"2025-{month:02d}-28,detained,5{month}000,point in time" for month in range(1, 10)]
    return [
        "\n".join(["period_end,measure,value,kind", *rows, "2025-08-31,removals,30000,monthly sum", ""]).encode(),
        b'source,kind,value,measure,period_end\r\n"a, b",monthly mean,24,detained,2025-08-31\r\n\r\n',
    ]


def _read_scenario(path: Path) -> None:
    load_scenario(path)


def _read_design(path: Path) -> None:
    read_design(path.read_bytes().decode("utf-8", "replace"), str(path), path.parent)


WORDS = [
    "removals@FY2027 >= 600000",
    "untouched_year/docket@FY2026 < 50%",
    "waiting@2026-06-30 <= 1e6",
    "detained@2027-Q1 > 5_000",
]
PAIRS = ["detention.beds=60000", "hiring.target=0:10000:5", "courts.judges=1,2,3", "absconding.app_ratio=prior"]
OPTIONS = {
    "draws": ["1", "5"],
    "replicates": ["1"],
    "scale": ["100", "10000"],
    "seed": ["0", "7"],
    "until": ["2026-06-30", "FY2030", "2027-Q1"],
    "parameters": ["prior", "central", "posterior"],
    "delivery": ["in-full", "uncertain"],
    "workers": ["1"],
}
WHOLE = ("draws", "replicates", "scale", "seed", "workers")


def _word(dice: Random, seeds: list[str]) -> str:
    """A word of a command line: what a shell can give."""
    return changed.text(dice, [one.encode() for one in seeds]).decode("utf-8", "surrogateescape").replace("\0", "")


def _make_options(dice: Random, folder: Path) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name in dice.sample(sorted(OPTIONS), dice.randrange(1, 4)):
        word = dice.choice(OPTIONS[name]) if dice.random() < 0.5 else _word(dice, OPTIONS[name])
        given[name] = int(word) if name in WHOLE and word.isascii() and word.isdecimal() and len(word) < 30 else word
    if dice.random() < 0.3:
        given["out"] = str(folder / _word(dice, ["out"])) if dice.random() < 0.5 else folder / "out"
    return given


def _read_options(given: dict[str, Any]) -> None:
    Options(**given).plan("frozen")


def _make_words(dice: Random, _: Path) -> tuple[str, list[str]]:
    return _word(dice, WORDS), [_word(dice, PAIRS) for _ in range(dice.randrange(1, 4))]


def _read_target(given: tuple[str, list[str]]) -> None:
    target_of(given[0], Times(START, INFORMATION_DATE, END))


def _read_set(given: tuple[str, list[str]]) -> None:
    Options(draws=1).plan("frozen", overrides=settings_of(given[1]))


def _read_vary(given: tuple[str, list[str]]) -> None:
    problems: list[str] = []
    design_of((), dict(vary_of(given[1])), None, problems)
    if problems:
        raise OptionError(problems)


@cache
def _stored(kind: str) -> Path:
    """A folder as docketsim writes it, without its pages; made once by each process."""
    kept = tempfile.mkdtemp(prefix="fuzz-")
    atexit.register(shutil.rmtree, kept, True)
    place = Path(kept) / kind
    small: dict[str, Any] = {"draws": 2, "replicates": 1, "scale": 10_000, "until": "2021-06-30", "workers": 1}
    if kind == "run":
        sim.run("frozen", **small, parameters="prior", out=place)
    elif kind == "sweep":
        sim.sweep("frozen", {"detention.beds": [50_000, 60_000]}, **small, out=place)
    else:
        shutil.copytree(ROOT / "tests/calibration/small", place)
    shutil.rmtree(place / "figures", ignore_errors=True)
    (place / "report.html").unlink(missing_ok=True)
    _seal(place)
    return place


def _seal(folder: Path) -> None:
    """Hashes and digest of a folder whose files were changed: somebody who knows how has made it."""
    path = folder / folders.MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8"))
    there = [name for name in manifest["outputs"] if (folder / name).exists()]
    manifest["outputs"] = {name: folders.sha256(folder / name) for name in there}
    _write_manifest(path, manifest)


def _write_manifest(path: Path, manifest: Any) -> None:
    if isinstance(manifest, dict):
        manifest = {name: value for name, value in manifest.items() if name != "digest"}
        said = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        manifest["digest"] = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    path.write_text(changed.as_json(manifest), encoding="utf-8")


def _make_folder(kind: str) -> Made:
    """A stored folder with a change: in its manifest or a file, with hashes that are right, or of any bytes."""

    def make(dice: Random, folder: Path) -> Path:
        place = folder / kind
        shutil.copytree(_stored(kind), place)
        manifest = place / folders.MANIFEST
        what = dice.random()
        if what < 0.6:
            _write_manifest(manifest, changed.tree(dice, json.loads(manifest.read_text(encoding="utf-8"))))
        elif what < 0.7:
            manifest.write_bytes(changed.text(dice, [manifest.read_bytes()]))
        else:
            path = dice.choice(sorted(path for path in place.iterdir() if path != manifest))
            if dice.random() < 0.2:
                path.unlink()
            else:
                path.write_bytes(changed.text(dice, [path.read_bytes()]))
                if dice.random() < 0.8:
                    _seal(place)
        return place

    return make


def _read_folder(place: Path) -> None:
    results = read(place)
    _ = results.scenarios, results.draws, results.replicates, results.scale
    results.experiments.head()
    if hasattr(results, "cells"):
        _ = results.cells, results.failures, results.values(results.measures[0])


def _read_posterior(place: Path) -> None:
    posterior.chosen(place)


def _read_list(place: Path) -> None:
    listing.listed(place.parent)


TARGETS = (
    Target("scenario", _file("s.yaml", _scenarios), _read_scenario),
    Target("design", _file("d.yaml", _designs), _read_design),
    Target("settings", _file("c.yaml", _settings), config.load),
    Target("observed", _file("o.csv", _observed), read_observed),
    Target("options", _make_options, _read_options, 5),
    Target("target", _make_words, _read_target),
    Target("set", _make_words, _read_set),
    Target("vary", _make_words, _read_vary),
    Target("run folder", _make_folder("run"), _read_folder, 10),
    Target("sweep folder", _make_folder("sweep"), _read_folder, 10),
    Target("posterior", _make_folder("posterior"), _read_posterior, 5),
    Target("list of results", _make_folder("run"), _read_list, 5),
)
