"""A task, wherever it is done: in this process, in one beside it, or on another machine.

The job travels with every task, packed once; a worker unpacks it once and checks that it would compute the same: the
files of the package and the versions of what computes are those of the plan.
"""

import pickle
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.experiments.plan import Asked, Experiments, Reader, Task, versions
from sim.io import folders
from sim.parameters.resolve import DrawsFrom, Resolved
from sim.results.parts import ADDRESS, Stored, write_part
from sim.scenario.scenario import Scenario

WRITE_EVERY_SECONDS = 1.0
"""What a kill can cost: experiments since the last part. A part takes milliseconds."""
KEPT_SCENARIOS = 4096
"""Scenarios of cells that a worker remembers from one draw to the next; a few kilobytes each."""
_ONE_AT_A_TIME = threading.Lock()
"""A run has one thread, and a worker of a cluster may have several."""
_SCENARIOS: dict[bytes, Scenario] = {}
"""Scenarios of cells by the addresses of these."""

Branches = Callable[..., Iterator[Any]]
"""``sim.model.branches.trajectories`` or one of its signature, importable by name."""


class Job(NamedTuple):
    """All that a worker needs to know but for the task. ``folder``: where it writes parts; None: it sends them back."""

    seed: int
    scale: int
    weeks: int
    parameters: DrawsFrom
    reader: Reader
    branches: Branches
    inputs: Mapping[str, str]
    versions: Mapping[str, str]
    folder: str | None


class Failed(NamedTuple):
    """An experiment that failed: its address, the error in a line, the traceback."""

    address: bytes
    error: str
    details: str


class Done(NamedTuple):
    """What a task gives. ``stored.rows`` is empty where the worker wrote them; ``refused``: why it could not."""

    stored: Stored
    failed: tuple[Failed, ...] = ()
    refused: OSError | None = None


class OtherCode(Exception):
    """A worker that would compute something else; the message says what differs. A user sees a ``CrewError``."""


def packed(experiments: Experiments, branches: Branches, folder: Path | None) -> bytes:
    """The job of a plan, for ``run_task``."""
    plan = experiments.plan
    job = Job(
        plan.seed,
        plan.scale,
        plan.weeks,
        plan.parameters,
        experiments.reader,
        branches,
        experiments.inputs,
        versions(),
        None if folder is None else str(folder.absolute()),
    )
    return zlib.compress(pickle.dumps(job))


def run_task(job: bytes, task: Task) -> Done:
    """Run what is asked. Raises ``OtherCode``; a failing experiment is told in what is given back."""
    with _ONE_AT_A_TIME:
        known = _unpacked(job)
        differences = differing(known.inputs, known.versions)
        if differences:
            raise OtherCode(differences)
        return _Work(known).done(task)


def differing(inputs: Mapping[str, str], expected: Mapping[str, str]) -> str:
    """How the package and the versions here differ from those of a job; empty where they do not."""
    files, here = _inputs_here(), versions()
    changed = [name for name in sorted({*files, *inputs}) if files.get(name) != inputs.get(name)]
    told = [
        f"{name} {here.get(name)} instead of {version}" for name, version in expected.items() if here[name] != version
    ]
    if changed:
        told.append(f"{len(changed)} files of the package differ, such as {', '.join(changed[:3])}")
    return "; ".join(told)


@cache
def _inputs_here() -> dict[str, str]:
    """Hashes of the files that this process was started with, as far as one can know."""
    return folders.input_hashes()


@lru_cache(maxsize=1)
def _unpacked(job: bytes) -> Job:
    return pickle.loads(zlib.decompress(job))


def _scenario(asked: Asked) -> Scenario:
    """The scenario of a cell, with what was worked out of it for an earlier draw."""
    if asked.cell_address not in _SCENARIOS:
        if len(_SCENARIOS) >= KEPT_SCENARIOS:
            _SCENARIOS.clear()
        _SCENARIOS[asked.cell_address] = asked.cell.settled()
    return _SCENARIOS[asked.cell_address]


class _Work:
    """Experiments of a task as they come."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._addresses: list[bytes] = []
        self._rows: list[np.ndarray] = []
        self._written: list[bytes] = []
        self._failed: list[Failed] = []
        self._last = time.monotonic()

    def done(self, task: Task) -> Done:
        try:
            for (draw, replicate), group in groupby(task.experiments, lambda one: (one.draw, one.replicate)):
                asked, resolved = self._resolved(group)
                self._run(draw, replicate, asked, resolved)
            self._write()
        except KeyboardInterrupt:
            self._write()  # what is finished is kept
            raise
        except OSError as error:
            if self._job.folder is None:
                raise
            return Done(_kept(self._written, []), tuple(self._failed), error)
        stored = _kept(self._written, []) if self._job.folder else _kept(self._addresses, self._rows)
        return Done(stored, tuple(self._failed))

    def _resolved(self, group: Iterator[Asked]) -> tuple[list[Asked], list[Resolved]]:
        """Experiments that share their random numbers, with their numbers."""
        together, numbers = [], []
        for asked in group:
            try:
                numbers.append(asked.cell.resolved(_scenario(asked), asked.draw, self._job))
                together.append(asked)
            except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome of this experiment
                self._failed.append(_failure(asked, error))
        return together, numbers

    def _run(self, draw: int, replicate: int, asked: Sequence[Asked], resolved: Sequence[Resolved]) -> None:
        job = self._job
        by_office = (True,) if job.reader.by_office else ()
        for place, outcome in job.branches(resolved, job.seed, draw, replicate, job.scale, job.weeks, *by_office):
            if isinstance(outcome, Exception):
                self._failed.append(_failure(asked[place], outcome))
                continue
            try:
                row = job.reader.row(outcome)
            except Exception as error:  # noqa: BLE001 - as above
                self._failed.append(_failure(asked[place], error))
                continue
            self._addresses.append(asked[place].address)
            self._rows.append(row)
            if time.monotonic() - self._last > WRITE_EVERY_SECONDS:
                self._write()

    def _write(self) -> None:
        """What has come since the last part, where this worker is the one who writes."""
        if self._job.folder and self._addresses:
            write_part(Path(self._job.folder), _kept(self._addresses, self._rows))
            self._written += self._addresses
            self._addresses, self._rows = [], []
            self._last = time.monotonic()


def _kept(addresses: list[bytes], rows: list[np.ndarray]) -> Stored:
    return Stored(np.array(addresses, ADDRESS), np.array(rows))


def _failure(asked: Asked, error: Exception) -> Failed:
    return Failed(asked.address, f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))
