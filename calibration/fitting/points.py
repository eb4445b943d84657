"""The numbers that every simulation of a bank records: the targets, and what might have been published."""

import hashlib
import inspect
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from calibration.fitting import reporting
from calibration.fitting.reporting import Reader, reader_of
from calibration.fitting.targets import targets
from sim.calendar import INFORMATION_DATE, START
from sim.errors import EvidenceError
from sim.io.marked_yaml import parse
from sim.results.results import Trajectory

FILE = "candidates.yaml"
WEEKS = -(-(INFORMATION_DATE - START).days // 7)
"""Weeks of the history: up to the first week's end on or after the information date."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that no article gave. ``spread``: how well it would be known, as a share of its value."""

    id: str
    measure: tuple[str, ...]
    as_of: date
    since: date | None
    spread: float


@cache
def candidates() -> tuple[Candidate, ...]:
    """What might have been published, as listed."""
    root, problems = parse((resources.files("calibration") / FILE).read_text("utf-8"), FILE)
    if problems or root is None:
        raise EvidenceError("\n".join(map(str, problems)))
    return tuple(
        Candidate(name, tuple(entry["measure"]), entry["as_of"], entry.get("since"), entry["spread"])
        for name, entry in root.plain().items()
    )


def names() -> tuple[str, ...]:
    """The recorded numbers, targets first."""
    return (*(one.id for one in targets()), *(one.id for one in candidates()))


@cache
def reader() -> Reader:
    """How to read the recorded numbers off a run of the history."""
    return reader_of([*targets(), *candidates()], WEEKS)


class Recorded(NamedTuple):
    """Keeps the recorded numbers of an experiment."""

    @property
    def by_office(self) -> bool:
        """They are national."""
        return False

    @property
    def key(self) -> str:
        """The recorded numbers and how they are read, hashed."""
        said = repr((targets(), candidates())) + inspect.getsource(reporting) + inspect.getsource(Recorded)
        return hashlib.sha256(said.encode("utf-8")).hexdigest()

    def row(self, trajectory: Trajectory) -> np.ndarray:
        """float64[len(names())]."""
        return read(trajectory.values)


def read(values: np.ndarray) -> np.ndarray:
    """float64[len(names())] from the weekly values of one run."""
    return reader().read(values)
