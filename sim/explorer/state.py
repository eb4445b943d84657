"""What all tabs share: histories to fork from, results read once, full runs under way. Nothing that a tab chooses."""

import threading
from pathlib import Path

from sim.explorer.histories import Histories
from sim.explorer.job import Request, Running
from sim.results import arrow
from sim.results.results import Results

HISTORIES = Histories()
FOLDERS: list[Path] = []
"""The results folders named on the command line."""

_RESULTS: dict[Path, Results] = {}
_RUNS: list[Running] = []
_READING = threading.Lock()


def read_results(folder: Path, again: bool = False) -> Results:
    """The results of a folder, read once; ``again``: as they are now. Raises ``StoreError``."""
    place = folder.resolve()
    with _READING:
        if again or place not in _RESULTS:
            _RESULTS[place] = arrow.read(folder)
        return _RESULTS[place]


def start(request: Request) -> Running:
    """A full run; it goes on when its tab is closed, and ends with the page's process."""
    _RUNS.append(Running(request))
    return _RUNS[-1]
