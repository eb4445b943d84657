"""Scenarios: found, read, checked and put together from their files.

The only place where a scenario file is opened. Whatever is wrong ends in one ScenarioError that lists every problem
with its file, line and column.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from sim.calendar import INFORMATION_DATE, START, date_of
from sim.errors import Problem, ScenarioError, nearest, printable, short
from sim.evidence.quantities import Source, levers
from sim.io import door
from sim.io.folders import PACKAGE
from sim.io.marked_yaml import Node, first_values, parse, value_of
from sim.scenario.reader import Reader, limits_text, what_is
from sim.scenario.scenario import Delivery, Order, Place, Scenario, Text
from sim.scenario.schema import scenario_schema
from sim.scenario.sections import Checked, check

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "Shipped",
    "file_text",
    "load_scenario",
    "scenario_schema",
    "shipped",
    "validate_files",
    "with_override",
]

_HISTORY = "history"
_FIRST = (_HISTORY, "frozen", "baseline")
_SUFFIXES = (".yaml", ".yml")
KIND = door.Kind("a scenario", "YAML text in UTF-8", 1_000_000, _SUFFIXES)
"""Of the scenarios that ship the longest has 20,000 bytes."""


class Shipped(NamedTuple):
    """A scenario that comes with docketsim."""

    name: str
    because: str
    path: Path


def load_scenario(path_or_name: str | Path) -> Scenario:
    """The scenario of a shipped name or a file, with all it extends. Raises ScenarioError with every problem."""
    scenario, problems = _load(str(path_or_name))
    if problems:
        raise ScenarioError(problems)
    return scenario


def file_text(reference: str, shelves: tuple[str, ...]) -> tuple[Path, str, str]:
    """Path, name in messages, text: of a shipped name (in a folder of ``shelves``) or a path. Raises ScenarioError."""
    found = _find(reference, None, shelves)
    text = _text(found) if isinstance(found, _File) else Problem(printable(reference), 1, 1, "", found)
    if isinstance(found, str) or isinstance(text, Problem):
        raise ScenarioError([text] if isinstance(text, Problem) else [])
    return found.path, found.shown, text


def validate_files(paths: Iterable[str | Path]) -> list[Problem]:
    """Every problem of every file, each once, in the order of the files."""
    found: dict[Problem, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_load(str(path))[1]))
    return list(found)


def shipped() -> list[Shipped]:
    """The scenarios that come with docketsim, the reference ones first. Reads only the head of each file."""
    names = {path.stem: path for path in _folder().glob("*.yaml")}
    order = [name for name in _FIRST if name in names] + sorted(set(names) - set(_FIRST))
    heads = {name: first_values(names[name].read_text("utf-8"), ("name", "because")) for name in order}
    return [Shipped(name, " ".join(heads[name].get("because", "").split()), names[name]) for name in order]


def with_override(
    scenario: Scenario,
    settings: Mapping[str, float | str],
    delivery: Literal["in-full", "uncertain"] = "in-full",
) -> Scenario:
    """The scenario with levers or drivers set from the information date to the end (what ``--set`` does).

    Later steps and ramps of these are replaced. Values may be texts, as on the command line. Raises ScenarioError.
    """
    from sim.scenario.weekly import OFFICER_SHARES  # numpy: as in _share_problems

    orders: list[Order] = []
    promises: dict[str, Delivery] = {}
    problems: list[Problem] = []
    for name, given in settings.items():
        option = f"--set {name}={given}"
        read = Reader(option, option)
        node = Node(value_of(given) if isinstance(given, str) else given, 0, 0, str(given))
        if isinstance(given, int | float) and not isinstance(given, bool):
            node.content = float(given)
        if name not in levers():
            read.wrong(node, "", what_is(name, lambda quantity: quantity.is_dated, "lever"))
        else:
            value = read.within(node, "", levers()[name])
            orders += [Order(name, scenario.known, value or 0.0, None, None, None, "set", "", None, Place(option))]
            if levers()[name].kind == "lever" and not levers()[name].choices:
                promises[name] = Delivery("uncertain" if delivery == "uncertain" else "in full")
        problems += read.problems
    if not problems:
        text = "".join(f"{name}: {given}\n" for name, given in settings.items()) + f"delivery: {delivery}\n"
        scenario = scenario.with_layer(orders, promises, {}, Text("--set", text))
        problems = _share_problems(scenario, {}) if set(settings) & set(OFFICER_SHARES) else []
    if problems:
        raise ScenarioError(problems)
    return scenario


# -- one file


@dataclass(frozen=True, slots=True)
class _File:
    """A scenario file: where it is and how it is called in messages."""

    path: Path
    shown: str

    def problem(self, message: str) -> Problem:
        return Problem(self.shown, 1, 1, "", message)


def _folder() -> Path:
    """Where the shipped scenarios are: inside the installed package, or beside it in a checkout."""
    installed = PACKAGE / "_scenarios"
    return installed if installed.is_dir() else PACKAGE.parent / "scenarios"


def _find(reference: str, beside: Path | None = None, shelves: tuple[str, ...] = ("",)) -> _File | str:
    """The file of a shipped name or a path (relative to the file that names it), or what is wrong.

    ``shelves``: folders among the shipped scenarios, in the order of search.
    """
    path = (beside.parent if beside else Path()) / reference
    if "/" not in reference and "\\" not in reference and not reference.endswith(_SUFFIXES):
        for shelf in shelves:
            inside = _folder() / shelf / f"{reference}.yaml"
            if reference and os.path.isfile(inside):
                return _File(inside, f"{reference}.yaml")
        if not os.path.isfile(path):
            names = [entry.stem for shelf in shelves for entry in (_folder() / shelf).glob("*.yaml")]
            return f"no scenario of this name is shipped, and no such file is there{nearest(reference, names)}"
    return _File(path, printable(str(path)))


def _text(file: _File) -> str | Problem:
    """The text of a file, or why it cannot be read."""
    text = door.text_of(file.path, file.shown, KIND)
    if isinstance(text, str) and not text.strip():
        return file.problem("is empty; a scenario has name:, because:, policy: and so on")
    return text


def _read(file: _File) -> tuple[Checked | None, str, list[Problem]]:
    """One file checked by itself, its text, its problems."""
    text = _text(file)
    if isinstance(text, Problem):
        return None, "", [text]
    checked, problems = _checked(text, file.shown, file.path.name)
    if checked is None and not problems:
        return None, text, [file.problem("is empty but for comments")]
    return checked, text, list(problems)


@lru_cache(maxsize=64)  # by content: scenarios share what they extend, and an edited file is read again
def _checked(text: str, shown: str, label: str) -> tuple[Checked | None, tuple[Problem, ...]]:
    root, problems = parse(text, shown)
    if root is None:
        return None, tuple(problems)
    checked, more = check(root, shown, label)
    return checked, tuple(sorted(problems + more, key=lambda problem: (problem.line, problem.column)))


# -- a file and all it extends


def _load(reference: str) -> tuple[Scenario, list[Problem]]:
    """The scenario as far as it can be put together, and every problem of its files."""
    found = _find(reference)
    if isinstance(found, str):
        return Scenario("", ""), [Problem(printable(reference), 1, 1, "", found)]
    chain: list[tuple[_File, Checked, str]] = []
    problems: list[Problem] = []
    file: _File | None = found
    while file:
        checked, text, wrong = _read(file)
        problems += wrong
        if checked is None:
            break
        chain.append((file, checked, text))
        file = _extended(chain, problems)
    begins = next((checked.start for _, checked, _ in chain if checked.extends is None), None)
    problems += [one for file, checked, _ in chain for one in checked.outside(file.shown, begins or START)]
    if problems:
        return Scenario("", ""), sorted(problems, key=_place_in([file.shown for file, _, _ in chain]))
    scenario = Scenario("", "", start=begins, known=begins) if begins else Scenario("", "")
    for file, checked, text in reversed(chain):
        scenario = scenario.with_layer(checked.orders, checked.delivery, checked.assume, Text(file.path.name, text))
    last = chain[0][1]
    why = next((checked.rewrites_history for _, checked, _ in chain if checked.rewrites_history), "")
    name = last.name or chain[0][0].path.stem
    scenario = replace(scenario, name=name, because=last.because, rewrites_history=why)
    shown = {layer: file.shown for layer, (file, _, _) in enumerate(reversed(chain))}
    scenario, clashes = _with_sources(scenario, chain)
    return scenario, clashes + _history_problems(chain) + _share_problems(scenario, shown)


def _with_sources(scenario: Scenario, chain: list[tuple[_File, Checked, str]]) -> tuple[Scenario, list[Problem]]:
    """The scenario with the sources of all its files; a key that means two things is a problem."""
    known: dict[str, tuple[Source, str]] = {}
    problems = []
    for file, checked, _ in reversed(chain):
        for key, source in checked.sources.items():
            first = known.setdefault(key, (source, file.shown))
            if first[0] != source:
                place, message = checked.sources_at[key], f"is another source in {first[1]}; choose another key"
                problems.append(Problem(file.shown, place.line, place.column, f"sources.{short(key)}", message))
    return replace(scenario, sources=tuple(source for source, _ in known.values())), problems


def _extended(chain: list[tuple[_File, Checked, str]], problems: list[Problem]) -> _File | None:
    """The file that the last of the chain extends; None at the root or when that is impossible (then reported)."""
    file, checked, _ = chain[-1]
    if checked.extends is None:
        return None
    place = checked.extends_at
    found = _find(checked.extends, file.path)
    message = found if isinstance(found, str) else door.impossible(found.path)
    if isinstance(found, _File) and not message:
        files = [os.path.realpath(each.path) for each, _, _ in chain]
        if os.path.realpath(found.path) in files:
            circle = [each.shown for each, _, _ in chain[files.index(os.path.realpath(found.path)) :]]
            message = f"extends itself: {' -> '.join([*circle, found.shown])}"
        elif os.path.exists(found.path):
            return found
        else:
            near = door.neighbours(found.path, _SUFFIXES, file.path.name)
            message = f"there is no such file{nearest(found.path.name, near)}"
    problems.append(Problem(file.shown, place.line, place.column, "extends", f"{checked.extends}: {message}"))
    return None


def _place_in(files: list[str]) -> Callable[[Problem], tuple[int, int, int]]:
    """The order of problems: file by file, down the lines."""
    return lambda one: (files.index(one.file) if one.file in files else len(files), one.line, one.column)


def _history_problems(chain: list[tuple[_File, Checked, str]]) -> list[Problem]:
    """What is set before the information date above the shipped history, by files that do not say why."""
    *above, (root, _, _) = chain
    if root.path.resolve() != (_folder() / f"{_HISTORY}.yaml").resolve():
        return []
    return [
        Problem(
            file.shown,
            order.place.line,
            order.place.column,
            order.name,
            f"{order.start} is before {INFORMATION_DATE}; {root.shown} states what happened until then. Where another"
            " past is meant, say why at the top of the file: `rewrites_history: because ...`",
        )
        for file, checked, _ in above
        if not checked.rewrites_history
        for order in checked.orders
        if order.start < INFORMATION_DATE
    ]


def _share_problems(scenario: Scenario, shown: Mapping[int, str]) -> list[Problem]:
    """Weeks in which shares of tasks that one file sets cannot sum to 1, or what is added leads out of a range."""
    from sim.scenario.weekly import out_of_range, shares_off  # numpy: not for a list of scenarios

    problems = []
    for beyond in out_of_range(scenario):
        order = beyond.order
        message = (
            f"with this, it is {beyond.value:,.6g} in the week of {date_of(beyond.week, scenario.start)}; allowed is"
            f" {limits_text(levers()[order.name])}"
        )
        file = shown.get(order.layer, order.place.file)
        problems.append(Problem(file, order.place.line, order.place.column, order.name, message))
    for off in shares_off(scenario):
        place = off.order.place
        day = date_of(off.week, scenario.start)
        message = f"the shares of tasks set here sum to {off.total:.4g} in the week of {day}; " + (
            "at most 1 is possible" if off.total > 1 else "leave one unset and it takes the rest"
        )
        file = shown.get(off.order.layer, place.file)
        problems.append(Problem(file, place.line, place.column, off.order.name, message))
    return problems
