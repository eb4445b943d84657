"""What is run: every replicate of every draw of every cell, each with its address, and tasks that share history.

A cell is a scenario with what is varied of it. Experiments are numbered by cell, draw and replicate, in this order;
so are the rows of tables. An address is a hash of all that the numbers of an experiment depend on; names of scenarios,
comments and reasons are not among it, workers and the order of work are not, and the names of files are not.
"""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import metadata
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.evidence.quantities import levers, quantities
from sim.experiments.design import Design, Value, scenario_at
from sim.experiments.options import Plan
from sim.io import folders
from sim.parameters.resolve import DrawsFrom, Posterior, Resolved, resolve, sample
from sim.results.kept import Layout
from sim.results.parts import ADDRESS
from sim.results.results import Trajectory
from sim.scenario.scenario import Delivery, Order, Scenario
from sim.scenario.weekly import lever_row, terms

MOST_IN_TASK = 64
"""Experiments that a worker takes at a time, at most: at scale 100 some seconds of work, which a kill can cost."""
FEWEST_IN_TASK = 10
"""The common history costs as much as the years after it, so tasks with fewer experiments waste more than a tenth."""
COMPUTING = ("llvmlite", "numba", "numpy")
TASKS_PER_WORKER = 4
"""So many that workers end at about the same time."""


class Reader(Protocol):
    """Turns a trajectory into a row of numbers; travels to workers."""

    @property
    def by_office(self) -> bool:
        """Whether it needs the trajectory by office."""

    @property
    def key(self) -> str:
        """What it reads, as text: a part of the address."""

    def row(self, trajectory: Trajectory) -> np.ndarray:
        """float64[width] of one experiment."""


@dataclass(frozen=True)
class Cell:
    """What an experiment runs, but for its draw and replicate.

    ``added``: amounts in the unit of each lever, from the information date to the end, on top of what arrives of the
    scenario's orders. ``chosen``: values of the factors of a design. ``delivery``: how both arrive, in-full or
    uncertain (with the drawn share and lag of announcements).
    """

    scenario: Scenario
    added: Mapping[str, float] = field(default_factory=dict)
    delivery: str = "in-full"
    chosen: tuple[tuple[str, Value], ...] = ()

    def settled(self) -> Scenario:
        """The scenario with what is chosen. Raises ``ScenarioError`` where its shares of tasks cannot sum to 1."""
        if not self.chosen:
            return self.scenario
        names, values = zip(*self.chosen, strict=True)
        return scenario_at(self.scenario, names, values, self.delivery)

    def resolved(self, settled: Scenario, draw: int, plan: "Numbers") -> Resolved:
        """The numbers of one draw; ``settled`` is what the method of this name gives."""
        found = resolve(settled, draw, plan.seed, plan.weeks, plan.parameters)
        if not self.added:
            return found
        lever = found.lever.copy()
        for name, amount in self.added.items():
            share, lag = self._arrival(name, found)
            row = lever[lever_row(name), settled.known_week + lag :]
            row[:] = np.clip(row + share * amount, *levers()[name].limits)
        return replace(found, lever=lever)

    def _arrival(self, name: str, found: Resolved) -> tuple[float, int]:
        """Share of what is added to a lever that arrives, and the lag in weeks."""
        if self.delivery != "uncertain":
            return 1.0, 0
        central = {one.name: one.number(one.value) for one in quantities().values() if one.group == "delivery"}
        assumed = {one.name: one.value for one in self.scenario.assume}
        return terms(Delivery("uncertain"), name, central | found.drawn | assumed)


class Numbers(Protocol):
    """What the numbers of a draw depend on beside the cell."""

    @property
    def seed(self) -> int:
        """The seed of all random numbers."""

    @property
    def weeks(self) -> int:
        """Number of simulated weeks."""

    @property
    def parameters(self) -> DrawsFrom:
        """Where the draws come from."""


class Asked(NamedTuple):
    """One experiment of a task: its place in the plan, and its address and that of its cell in hexadecimal."""

    place: int
    cell: Cell
    cell_address: bytes
    draw: int
    replicate: int
    address: bytes


class Task(NamedTuple):
    """Experiments that a worker takes together; those of a draw and replicate stand together."""

    experiments: tuple[Asked, ...]


@dataclass(frozen=True)
class Experiments:
    """A plan of cells, each read by ``reader``. ``plan``: how they are run; ``draws``: some of its draws, or all."""

    cells_of: Sequence[Cell]
    plan: Plan
    reader: Reader
    draws: range | None = None

    @property
    def cells(self) -> int:
        """Number of cells: scenarios times points of the design."""
        return len(self.cells_of)

    @property
    def drawn(self) -> range:
        """The draws that are run."""
        return range(self.plan.draws) if self.draws is None else self.draws

    @property
    def per_cell(self) -> int:
        """Experiments of a cell."""
        return len(self.drawn) * self.plan.replicates

    @property
    def experiments(self) -> int:
        """Number of trajectories: cells times draws times replicates."""
        return self.cells * self.per_cell

    @cached_property
    def inputs(self) -> dict[str, str]:
        """sha256 of every file of the package that a result can depend on."""
        return folders.input_hashes()

    @cached_property
    def ground(self) -> dict[str, Any]:
        """What the addresses of all experiments depend on, by name: plain JSON types."""
        code = {name: digest for name, digest in self.inputs.items() if not name.startswith(folders.SPEAKING)}
        return {
            "code": _digest(sorted(code.items())).hex(),
            "versions": versions(),
            "seed": int(self.plan.seed),
            "scale": int(self.plan.scale),
            "weeks": int(self.plan.weeks),
            "parameters": source(self.plan.parameters),
            "recorded numbers": self.reader.key,
        }

    @cached_property
    def cell_addresses(self) -> list[bytes]:
        """Of each cell: without draw and replicate."""
        common = _digest(sorted(self.ground.items())).hex()
        bases: dict[int, str] = {}
        found = []
        for cell in self.cells_of:
            base = bases.get(id(cell.scenario))
            if base is None:
                base = bases[id(cell.scenario)] = _digest(common, content(cell.scenario)).hex()
            # names in order of the alphabet: the same cell of another design is the same experiment
            moved = [sorted(cell.chosen), sorted(cell.added.items())]
            found.append(_digest(base, moved, cell.delivery if any(moved) else ""))
        return found

    @cached_property
    def addresses(self) -> np.ndarray:
        """S32[experiments]."""
        found, place = np.empty(self.experiments, ADDRESS), 0
        for cell in self.cell_addresses:
            for draw in self.drawn:
                for replicate in range(self.plan.replicates):
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

    def named(self, place: int) -> str:
        """An experiment in words."""
        cell, rest = divmod(place, self.per_cell)
        draw, replicate = divmod(rest, self.plan.replicates)
        name = self.cells_of[cell].scenario.name
        return f"scenario {name}, draw {self.drawn[draw]}, replicate {replicate}"

    def tasks(self, open_ones: np.ndarray, workers: int) -> Iterator[Task]:
        """Tasks of the experiments that are still open (bool[experiments]); of equal ones, one is run.

        Experiments of a draw and replicate stay together, for they share their history, in tasks of about one size;
        where they are few, a task holds those of several draws.
        """
        first = np.zeros(self.experiments, dtype=bool)
        first[np.unique(self.addresses, return_index=True)[1]] = True
        wanted = (open_ones & first).reshape(self.cells, len(self.drawn), self.plan.replicates)
        groups = max(int(wanted.any(axis=0).sum()), 1)
        balanced = workers * TASKS_PER_WORKER if workers > 1 else 1  # nobody waits for a single worker
        size = -(-int(wanted.sum()) // max(groups, balanced))
        size = min(max(size, FEWEST_IN_TASK), MOST_IN_TASK)
        least = min(-(-int(wanted.sum()) // (workers * TASKS_PER_WORKER**2)), FEWEST_IN_TASK)
        together: list[Asked] = []
        for draw in range(len(self.drawn)):
            for replicate in range(self.plan.replicates):
                cells = np.flatnonzero(wanted[:, draw, replicate])
                pieces = -(-len(cells) // size)
                for piece in np.array_split(cells, pieces) if pieces else ():
                    together += (self._asked(int(cell), draw, replicate) for cell in piece)
                    if len(together) >= least:
                        yield Task(tuple(together))
                        together = []
        if together:
            yield Task(tuple(together))

    def _asked(self, number: int, draw: int, replicate: int) -> Asked:
        place = (number * len(self.drawn) + draw) * self.plan.replicates + replicate
        own = self.cell_addresses[number]
        return Asked(place, self.cells_of[number], own, self.drawn[draw], replicate, bytes(self.addresses[place]))


class CellPlace(NamedTuple):
    """A point of a scenario, both as places in the design."""

    scenario: int
    point: int


class DesignCells(Sequence[Cell]):
    """The cells of a design, each made when it is asked for."""

    def __init__(self, design: Design, delivery: str) -> None:
        self._design, self._delivery = design, delivery

    def __len__(self) -> int:
        return len(self._design.scenarios) * len(self._design.points)

    def __getitem__(self, number: Any) -> Any:
        scenario, point = divmod(number, len(self._design.points))
        if scenario >= len(self._design.scenarios):
            raise IndexError(number)
        chosen = tuple(zip(self._design.names, self._design.points[point], strict=True))
        return Cell(self._design.scenarios[scenario], {}, self._delivery, chosen)


@dataclass(frozen=True)
class SweepPlan(Experiments):
    """The experiments of a design. ``plan.scenarios`` are those of the design, ``reader`` is a ``Layout``."""

    design: Design = field(default_factory=lambda: Design(()))
    delivery: str = "in-full"

    @property
    def layout(self) -> Layout:
        """What is kept of each experiment: measures by periods."""
        assert isinstance(self.reader, Layout), "a sweep keeps measures by periods"
        return self.reader

    def cell(self, number: int) -> CellPlace:
        """Scenario and point of the design of a cell."""
        return CellPlace(*divmod(number, len(self.design.points)))

    def scenario_of(self, number: int) -> Scenario:
        """The scenario of a cell. Raises ``ScenarioError`` where its shares of tasks cannot sum to 1."""
        return self.cells_of[number].settled()


def sweep_plan(design: Design, plan: Plan, layout: Layout, delivery: str) -> SweepPlan:
    """The experiments of a design with its options."""
    return SweepPlan(DesignCells(design, delivery), plan, layout, None, design, delivery)


@cache
def versions() -> dict[str, str]:
    """Of what computes: another one may round differently."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in COMPUTING}


def sampled(scenario: Scenario, draw: int, plan: Numbers) -> dict[str, float]:
    """What is drawn in one draw, by name."""
    if plan.parameters == "central":
        return {}
    return sample(scenario, draw, plan.seed, plan.parameters if isinstance(plan.parameters, Posterior) else None)


def content(scenario: Scenario) -> list[Any]:
    """What a scenario orders, delivers and assumes: all that its numbers depend on."""
    orders = [_said(order) for order in scenario.orders]
    begins = [scenario.start.isoformat(), scenario.known.isoformat()]
    return [orders, sorted((one.name, one.value) for one in scenario.assume), scenario.layers, begins]


def source(parameters: DrawsFrom) -> str:
    """Where draws come from."""
    return parameters.digest if isinstance(parameters, Posterior) else parameters


def _said(order: Order) -> tuple[Any, ...]:
    spread = order.spread and (order.spread.family, order.spread.p05, order.spread.p95)
    by = order.by and order.by.isoformat()
    arrives = (order.delivery.mode, order.delivery.share, order.delivery.lag_weeks)
    said = (order.layer, order.name, order.start.isoformat(), order.value, by, order.begin, order.section)
    changes = () if order.replaces else (order.action, str(order.until))
    return (*said, spread, arrives, *changes)


def _digest(*parts: Any) -> bytes:
    return hashlib.blake2b(json.dumps(parts).encode("utf-8"), digest_size=16).digest()
