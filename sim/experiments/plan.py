"""What a sweep runs: every replicate of every draw of every cell, each with its address, and tasks that share history.

A cell is a point of a scenario. Experiments are numbered by cell, draw and replicate, in this order; so are the rows
of the tables. An address is a hash of all that the numbers of an experiment depend on; names of scenarios, comments
and reasons are not among it, workers and the order of work are not, and the names of files are not.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import Any, NamedTuple

import numpy as np

from sim.experiments.design import Design, Point, scenario_at
from sim.experiments.options import Plan
from sim.io import folders
from sim.parameters.resolve import Posterior
from sim.results.kept import Layout
from sim.results.parts import ADDRESS
from sim.scenario.scenario import Order, Scenario

MOST_IN_TASK = 64
"""Experiments that a worker takes at a time, at most: at scale 100 some seconds of work, which a kill can cost."""
FEWEST_IN_TASK = 10
"""The common history costs as much as the years after it, so tasks with fewer experiments waste more than a tenth."""
COMPUTING = ("llvmlite", "numba", "numpy")
TASKS_PER_WORKER = 4
"""So many that workers end at about the same time."""


class Cell(NamedTuple):
    """A point of a scenario, both as places in the design."""

    scenario: int
    point: int


class Asked(NamedTuple):
    """One experiment of a task: its place in the sweep, cell and replicate, and its address in hexadecimal."""

    place: int
    cell: Cell
    values: Point
    replicate: int
    address: bytes


class Task(NamedTuple):
    """Experiments of one draw that a worker takes together."""

    draw: int
    experiments: tuple[Asked, ...]


@dataclass(frozen=True)
class SweepPlan:
    """A design with its options. ``plan.scenarios`` are those of the design."""

    design: Design
    plan: Plan
    layout: Layout
    delivery: str = "in-full"

    @property
    def cells(self) -> int:
        return len(self.design.scenarios) * len(self.design.points)

    @property
    def per_cell(self) -> int:
        """Experiments of a cell."""
        return self.plan.draws * self.plan.replicates

    @property
    def experiments(self) -> int:
        return self.cells * self.per_cell

    def cell(self, number: int) -> Cell:
        return Cell(*divmod(number, len(self.design.points)))

    def scenario_of(self, cell: Cell) -> Scenario:
        """The scenario of a cell. Raises ``ScenarioError`` where its shares of tasks cannot sum to 1."""
        design = self.design
        return scenario_at(design.scenarios[cell.scenario], design.names, design.points[cell.point], self.delivery)

    @cached_property
    def inputs(self) -> dict[str, str]:
        """sha256 of every file of the package that a result can depend on."""
        return folders.input_hashes()

    @cached_property
    def addresses(self) -> np.ndarray:
        """S32[experiments]."""
        plan, found = self.plan, np.empty(self.experiments, ADDRESS)
        options = (plan.seed, plan.scale, plan.weeks, self.layout.keep, _source(plan), self.delivery)
        common = _digest(sorted(self.inputs.items()), sorted(versions().items()), options)
        place = 0
        for scenario in self.design.scenarios:
            base = _digest(common.hex(), _content(scenario))
            for point in self.design.points:
                # names in order of the alphabet: the same cell of another design is the same experiment
                cell = _digest(base.hex(), sorted(zip(self.design.names, point, strict=True)))
                for draw in range(plan.draws):
                    for replicate in range(plan.replicates):
                        key = hashlib.blake2b(cell + b"%d|%d" % (draw, replicate), digest_size=16)
                        found[place] = key.hexdigest().encode("ascii")
                        place += 1
        return found

    @cached_property
    def _sorted(self) -> tuple[np.ndarray, np.ndarray]:
        """Places by address, and the addresses in this order."""
        order = np.argsort(self.addresses, kind="stable")
        return order, self.addresses[order]

    def places(self, found: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """For each of some addresses that is asked for: its index, and all places that have it."""
        order, known = self._sorted
        low, high = np.searchsorted(known, found, "left"), np.searchsorted(known, found, "right")
        for index in np.flatnonzero(high > low):
            yield int(index), order[low[index] : high[index]]

    def tasks(self, open_ones: np.ndarray, workers: int) -> Iterator[Task]:
        """Tasks of the experiments that are still open (bool[experiments]); of equal ones, one is run.

        Experiments of a draw and replicate stay together, for they share their history, in tasks of about one size.
        """
        first = np.zeros(self.experiments, dtype=bool)
        first[np.unique(self.addresses, return_index=True)[1]] = True
        wanted = (open_ones & first).reshape(self.cells, self.plan.draws, self.plan.replicates)
        groups = max(int(wanted.any(axis=0).sum()), 1)
        balanced = workers * TASKS_PER_WORKER if workers > 1 else 1  # nobody waits for a single worker
        size = -(-int(wanted.sum()) // max(groups, balanced))
        size = min(max(size, FEWEST_IN_TASK), MOST_IN_TASK)
        for draw in range(self.plan.draws):
            for replicate in range(self.plan.replicates):
                cells = np.flatnonzero(wanted[:, draw, replicate])
                pieces = -(-len(cells) // size)
                for piece in np.array_split(cells, pieces) if pieces else ():
                    yield Task(draw, tuple(self._asked(int(cell), draw, replicate) for cell in piece))

    def _asked(self, number: int, draw: int, replicate: int) -> Asked:
        place = (number * self.plan.draws + draw) * self.plan.replicates + replicate
        cell = self.cell(number)
        return Asked(place, cell, self.design.points[cell.point], replicate, bytes(self.addresses[place]))


def versions() -> dict[str, str]:
    """Of what computes: another one may round differently."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in COMPUTING}


def _content(scenario: Scenario) -> list[Any]:
    """What a scenario orders, delivers and assumes: all that its numbers depend on."""
    orders = [_said(order) for order in scenario.orders]
    delivery = [(one.name, one.mode, one.share, one.lag_weeks) for one in scenario.delivery]
    return [orders, sorted(delivery), sorted((one.name, one.value) for one in scenario.assume), scenario.layers]


def _said(order: Order) -> tuple[Any, ...]:
    spread = order.spread and (order.spread.family, order.spread.p05, order.spread.p95)
    by = order.by and order.by.isoformat()
    return (order.layer, order.name, order.start.isoformat(), order.value, by, order.begin, order.section, spread)


def _source(plan: Plan) -> str:
    """Where draws come from."""
    return plan.parameters.digest if isinstance(plan.parameters, Posterior) else plan.parameters


def _digest(*parts: Iterable[Any] | str) -> bytes:
    return hashlib.blake2b(json.dumps(parts).encode("utf-8"), digest_size=16).digest()
