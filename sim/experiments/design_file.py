"""Designs as people write them: a YAML file, or ``--vary`` options. Everything wrong is told at once, with its place.

name: beds-by-hiring
because: Which of beds and officers binds?
scenarios: [frozen]
sampling: grid                     # grid, latin-hypercube, sobol, or table
vary:
  detention.beds: [41500, 80000]   # listed values
  hiring.target: {low: 0, high: 10000, points: 5}
  absconding.app_ratio: prior      # not in a grid
points: 64                         # of a latin-hypercube or sobol design
table: [{detention.beds: 50000, hiring.target: 0}]     # of a table, instead of vary
draws: 20                          # and replicates, scale, seed, until, delivery, parameters, keep
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Problem, ScenarioError, nearest
from sim.evidence.quantities import Quantity, quantities
from sim.experiments.design import (
    MOST_POINTS,
    SAMPLINGS,
    Design,
    Factor,
    Point,
    Sampling,
    Value,
    count_of_grid,
    grid,
    sampled,
)
from sim.io.marked_yaml import Node, parse, value_of
from sim.scenario.files import load_scenario
from sim.scenario.reader import Reader, TooMany, what_is
from sim.scenario.scenario import Scenario

WHOLE = ("draws", "replicates", "scale", "seed")
WORDS = ("until", "delivery", "parameters", "keep")
SECTIONS = ("name", "because", "scenarios", "sampling", "vary", "points", "table", *WHOLE, *WORDS)
MARKS = {"scenarios", "sampling", "vary", "table"}
"""Keys that a scenario file never has."""


def is_design(root: Node | None) -> bool:
    """Whether a file is a design and not a scenario."""
    return root is not None and isinstance(root.content, dict) and bool(MARKS & set(root.content))


def read_design(text: str, shown: str, folder: Path, seed: int | None = None) -> Design:
    """The design of a file. ``shown`` names it in problems, ``folder`` is where its scenario files are looked for,
    ``seed`` goes before the file's own. Raises ``ScenarioError`` with every problem."""
    root, problems = parse(text, shown)
    reader = _Sections(Reader(shown, shown), folder, seed)
    if root is not None:
        with suppress(TooMany):
            reader.design(root)
    problems = sorted(problems + reader.read.problems, key=lambda problem: (problem.line, problem.column))
    if problems or reader.elsewhere or root is None:
        raise ScenarioError([*problems, *reader.elsewhere] or [Problem(shown, 1, 1, "", "is empty")])
    return reader.made(text)


def design_of(
    scenarios: tuple[Scenario, ...],
    vary: dict[str, Any] | None,
    points: list[dict[str, Value]] | None,
    problems: list[str],
) -> Design:
    """A design without a file: a grid of what is varied, or a table of points. Adds to ``problems``.

    A value of ``vary`` is a list, or a text as on the command line: ``a,b,c`` or ``lo:hi:n``.
    """
    if points is not None:
        read = Reader("points", "points")
        if vary:
            problems.append("points are given, and so is vary: a table stands alone")
        node = Node([_node(dict(row)) for row in points], 0, 0)
        names: tuple[str, ...] = ()
        table: tuple[Point, ...] = ((),)
        with suppress(TooMany):
            names, table = _table(read, node, "points")
        problems += [f"{problem.path}: {problem.message}" for problem in read.problems]
        return Design(scenarios, names, table, "table")
    factors = []
    for name, given in (vary or {}).items():
        read = Reader(f"vary {name}", f"vary {name}")
        shown = given if isinstance(given, str) else ",".join(str(one) for one in given)
        factor = None
        with suppress(TooMany):
            factor = _factor(read, name, _spelled(given), "", "grid")
        problems += [f"vary {name}={shown}: {problem.message}" for problem in read.problems]
        factors += [factor] if factor else []
    if count_of_grid(tuple(factors)) > MOST_POINTS:
        problems.append(f"vary gives a grid of {count_of_grid(tuple(factors)):,} points; at most {MOST_POINTS:,}")
    if problems:
        return Design(scenarios)
    return Design(scenarios, tuple(factor.name for factor in factors), grid(tuple(factors)))


def _spelled(given: Any) -> Node:
    """``a,b,c`` as a list, ``lo:hi:n`` as a range; a list as it is."""
    if not isinstance(given, str):
        return _node([*given])
    ends = given.split(":")
    if len(ends) == 3:
        return Node({key: _said(text) for key, text in zip(("low", "high", "points"), ends, strict=True)}, 0, 0)
    if len(ends) > 1:
        return _said(given)
    return Node([_said(text) for text in given.split(",")], 0, 0)


def _said(text: str) -> Node:
    return Node(value_of(text.strip()), 0, 0, text.strip())


def _node(plain: Any) -> Node:
    """A tree without places, from plain values."""
    if isinstance(plain, dict):
        return Node({str(key): _node(value) for key, value in plain.items()}, 0, 0)
    if isinstance(plain, list):
        return Node([_node(value) for value in plain], 0, 0)
    number = isinstance(plain, int | float) and not isinstance(plain, bool)
    return Node(float(plain) if number else plain, 0, 0, "" if plain is None else str(plain))


@dataclass(slots=True)
class _Sections:
    """A method for each section of the file."""

    read: Reader
    folder: Path
    seed: int | None
    elsewhere: list[Problem] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    sampling: Sampling = "grid"
    factors: list[Factor] = field(default_factory=list)
    points: int = 0
    names: tuple[str, ...] = ()
    table: tuple[Point, ...] = ((),)
    texts: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    def design(self, root: Node) -> None:
        known = self.read.mapping(root, "", SECTIONS, "a mapping with " + ", ".join(SECTIONS))
        self.read.required(root, "", known, ("scenarios",))
        if "sampling" in known:
            self._sampling(known["sampling"])
        readers: dict[str, Callable[[Node], None]] = {
            "scenarios": self._scenarios,
            "vary": self._vary,
            "points": self._points,
            "table": self._table,
        }
        for section, node in known.items():
            if section in readers:
                readers[section](node)
            elif section in WHOLE:
                self.options[section] = self._whole(node, section)
            elif section == "until":
                self.options[section] = self.read.day(node, section)
            elif section in WORDS:
                self.options[section] = self.read.text(node, section)
            elif section != "sampling":
                self.texts[section] = self.read.text(node, section)
        self._together(root, known)

    def made(self, text: str) -> Design:
        """The design, once nothing is wrong."""
        seed = self.options.get("seed", 0) if self.seed is None else self.seed
        if self.sampling != "table":
            self.names, factors = tuple(factor.name for factor in self.factors), tuple(self.factors)
            self.table = (
                grid(factors) if self.sampling == "grid" else sampled(factors, self.sampling, self.points, seed)
            )
        name, because = self.texts.get("name", ""), self.texts.get("because", "")
        scenarios = tuple(self.scenarios)
        return Design(scenarios, self.names, self.table, self.sampling, name, because, text, self.options)

    def _together(self, root: Node, known: dict[str, Node]) -> None:
        """What sections mean for each other."""
        table, sequence = self.sampling == "table", self.sampling in ("latin-hypercube", "sobol")
        needs = [("table", table), ("points", sequence), ("vary", sequence)]
        self.read.required(root, "", known, [section for section, needed in needs if needed])
        for section, allowed in (("table", table), ("points", sequence), ("vary", not table)):
            if section in known and not allowed:
                message = f"has no place in a design with sampling: {self.sampling}"
                self.read.wrong(known[section], section, message, at_key=True)
        if self.sampling == "grid" and "vary" in known and count_of_grid(tuple(self.factors)) > MOST_POINTS:
            count = count_of_grid(tuple(self.factors))
            self.read.wrong(known["vary"], "vary", f"the grid has {count:,} points; at most {MOST_POINTS:,}", True)

    def _sampling(self, node: Node) -> None:
        for sampling in SAMPLINGS:
            if node.content == sampling:
                self.sampling = sampling
                return
        near = nearest(node.text, SAMPLINGS)
        self.read.wrong(node, "sampling", f"{node.shown()} is given; allowed is {', '.join(SAMPLINGS)}{near}")

    def _scenarios(self, node: Node) -> None:
        nodes = [node] if isinstance(node.content, str) else self.read.items(node, "scenarios", "a list of scenarios")
        if not nodes and isinstance(node.content, list):
            self.read.wrong(node, "scenarios", "the list is empty; name at least one")
        for place, one in enumerate(nodes):
            path = f"scenarios[{place}]"
            reference = self.read.text(one, path)
            is_file = "/" in reference or reference.endswith((".yaml", ".yml"))
            try:
                found = load_scenario(self.folder / reference if is_file else reference)
            except ScenarioError as error:
                self._lost(one, path, reference, error)
                continue
            if found.name in [scenario.name for scenario in self.scenarios]:
                self.read.wrong(one, path, f"{found.name} is given twice; results are told apart by name")
            self.scenarios.append(found)

    def _lost(self, node: Node, path: str, reference: str, error: ScenarioError) -> None:
        """A scenario that does not hold: said here where it is not there, and by its own places where it is wrong."""
        own = [problem for problem in error.problems if "no such file" in problem.message]
        for problem in own if reference else []:
            self.read.wrong(node, path, f"{reference}: {problem.message}")
        self.elsewhere += [problem for problem in error.problems if problem not in own and reference]

    def _vary(self, node: Node) -> None:
        if not isinstance(node.content, dict) or not node.content:
            self.read.wrong(node, "vary", f"{node.shown()} is given; a mapping from levers or quantities is needed")
            return
        for name, child in node.content.items():
            factor = _factor(self.read, name, child, f"vary.{name}", self.sampling)
            self.factors += [factor] if factor else []

    def _points(self, node: Node) -> None:
        found = self._whole(node, "points", 1)
        if found and found > MOST_POINTS:
            self.read.wrong(node, "points", f"{found:,} are given; at most {MOST_POINTS:,}")
        elif found and self.sampling == "sobol" and found & (found - 1):
            low = 1 << (found.bit_length() - 1)
            self.read.wrong(node, "points", f"{found} is given; a Sobol sequence is balanced at {low} or {2 * low}")
        else:
            self.points = found or 1

    def _table(self, node: Node) -> None:
        self.names, self.table = _table(self.read, node, "table")

    def _whole(self, node: Node, path: str, least: int = 0) -> int | None:
        value = self.read.finite(node, path, "a whole number")
        if value is not None and (value != int(value) or value < least):
            self.read.wrong(node, path, f"{node.shown()} is given; a whole number of at least {least} is needed")
            return None
        return None if value is None else int(value)


def _known(read: Reader, name: str, node: Node, path: str) -> Quantity | None:
    """The quantity that may be varied under this name."""
    quantity = quantities().get(name)
    if quantity is None:
        read.wrong(node, path, what_is(name, lambda one: True, "lever or quantity"), True)
    return quantity


def _factor(read: Reader, name: str, node: Node, path: str, sampling: Sampling) -> Factor | None:
    """One factor; None where something is wrong with it."""
    quantity = _known(read, name, node, path)
    if quantity is None:
        return None
    before = len(read.problems)
    if isinstance(node.content, list):
        factor = Factor(name, tuple(_values(read, quantity, node, path)))
    elif isinstance(node.content, dict) and not quantity.choices:
        factor = _range(read, quantity, node, path, sampling)
    elif node.content == "prior" and sampling != "grid":
        factor = Factor(name)
        if quantity.prior is None or quantity.is_dated:
            read.wrong(node, path, f"{name} has no prior that a design can take; give a list or low and high")
    else:
        needs = "a list of values" + ("" if quantity.choices else ", or low, high and points")
        also = " (prior is for latin-hypercube and sobol)" if node.content == "prior" else ""
        read.wrong(node, path, f"{node.shown()} is given; {needs} are needed{also}")
        return None
    return factor if len(read.problems) == before else None


def _values(read: Reader, quantity: Quantity, node: Node, path: str) -> list[Value]:
    found: list[Value] = []
    items = node.content if isinstance(node.content, list) else []
    if not items:
        read.wrong(node, path, "the list is empty; give at least one value")
    for place, item in enumerate(items):
        value = _value(read, quantity, item, f"{path}[{place}]" if path else "")
        if value is not None and value in found:
            read.wrong(item, f"{path}[{place}]" if path else "", f"{item.shown()} is given twice")
        found += [value] if value is not None else []
    return found


def _value(read: Reader, quantity: Quantity, node: Node, path: str) -> Value | None:
    """A value the quantity may take; choices stay words."""
    number = read.within(node, path, quantity)
    return quantity.choices[int(number)] if number is not None and quantity.choices else number


def _range(read: Reader, quantity: Quantity, node: Node, path: str, sampling: Sampling) -> Factor:
    keys = ("low", "high", "points") if sampling == "grid" else ("low", "high")
    given = read.mapping(node, path, keys, "a mapping")
    read.required(node, path, given, keys)
    inside = {key: f"{path}.{key}" if path else "" for key in given}
    ends = {key: read.within(given[key], inside[key], quantity) for key in ("low", "high") if key in given}
    low, high = ends.get("low"), ends.get("high")
    if low is not None and high is not None and not low < high:
        read.wrong(given["high"], inside["high"], f"{given['high'].shown()} is not above {given['low'].shown()}")
    steps = (
        read.finite(given["points"], inside["points"], "a whole number of at least 2") if "points" in given else None
    )
    if steps is not None and (steps < 2 or steps != int(steps) or steps > MOST_POINTS):
        read.wrong(given["points"], inside["points"], f"{given['points'].shown()} points; from 2 to {MOST_POINTS:,}")
    return Factor(quantity.name, (), low, high, int(steps) if steps is not None else None)


def _table(read: Reader, node: Node, path: str) -> tuple[tuple[str, ...], tuple[Point, ...]]:
    """Names and points of an explicit table; every row names the same."""
    rows = read.items(node, path, "a list of rows")
    if not rows and isinstance(node.content, list):
        read.wrong(node, path, "the table is empty; give at least one row")
    names: tuple[str, ...] = ()
    points: dict[Point, int] = {}
    for place, row in enumerate(rows):
        inside = f"{path}[{place}]"
        if not isinstance(row.content, dict):
            read.wrong(row, inside, f"{row.shown()} is given; a mapping from levers or quantities is needed")
            continue
        names = names or tuple(row.content)
        read.required(row, inside, row.content, names)
        extra = [name for name in row.content if name not in names]
        for name in extra:
            read.wrong(
                row.content[name], f"{inside}.{name}", "is not in the first row; rows name the same things", True
            )
        point = []
        for name in [name for name in names if name in row.content]:
            quantity = _known(read, name, row.content[name], f"{inside}.{name}")
            point.append(_value(read, quantity, row.content[name], f"{inside}.{name}") if quantity else None)
        if None not in point and len(point) == len(names):
            first = points.setdefault(tuple(one for one in point if one is not None), place)
            if first != place:
                read.wrong(row, inside, f"the same point as row {first}")
    return names, tuple(points)
