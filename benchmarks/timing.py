"""Measuring: wall and process time of a call here, of a command, or of a module in a fresh process."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Seconds(NamedTuple):
    """One measurement. ``cpu`` is process time, user and system: what a busy machine does not lengthen much."""

    wall: float
    cpu: float


class Row(NamedTuple):
    """One line of a table."""

    what: str
    found: str
    target: str = ""
    verdict: str = ""  # pass, miss, or nothing where nothing is promised


def timed(function: Callable[[], object]) -> Seconds:
    """Seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    function()
    return Seconds(time.perf_counter() - wall, time.process_time() - cpu)


def median(runs: list[Seconds]) -> Seconds:
    """Median of each."""
    return Seconds(*(statistics.median(column) for column in zip(*runs, strict=True)))


def repeated(function: Callable[[], object], repeats: int) -> Seconds:
    """Median seconds of several calls."""
    return median([timed(function) for _ in range(repeats)])


def command(arguments: list[str], repeats: int = 1, cwd: Path = ROOT, **environment: str) -> tuple[Seconds, str]:
    """Median wall seconds of a command (process time of its children is not known), and what it printed last.

    Raises ``ChildProcessError`` with its last words when it fails.
    """
    runs = []
    for _ in range(repeats):
        start = time.perf_counter()
        done = subprocess.run(
            arguments, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
        )
        runs.append(Seconds(time.perf_counter() - start, float("nan")))
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines()
            raise ChildProcessError(words[-1] if words else f"exit code {done.returncode}")
    return median(runs), done.stdout


def fresh_process(module: str, *arguments: object, **environment: str) -> dict[str, float]:
    """The JSON object that a module prints last, run in a process of its own."""
    _, text = command([sys.executable, "-m", module, *map(str, arguments)], **environment)
    return json.loads(text.strip().splitlines()[-1])


def verdict(found: float, most: float) -> str:
    """Whether a number keeps its promise."""
    return "pass" if found <= most else "miss"


def in_words(seconds: float) -> str:
    """Seconds for people."""
    if seconds < 0.001:
        return f"{seconds * 1e3:.2f} ms"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"
