"""A scenario with levers moved by hand: as the model takes it, and as a file that says the same."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.calendar import INFORMATION_DATE
from sim.errors import ScenarioError
from sim.evidence.quantities import levers
from sim.io.marked_yaml import parse
from sim.scenario.files import load_scenario, shipped, with_override
from sim.scenario.scenario import Order, Scenario, Text
from sim.scenario.sections import check

FILE_WIDTH = 120
"""Columns of a scenario file."""


@cache
def shipped_names() -> tuple[str, ...]:
    """Names of the shipped scenarios, the reference ones first."""
    return tuple(one.name for one in shipped())


def faults(base: Scenario, settings: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each lever by itself: name and message; or with all together, under the name ``""``."""
    found = {}
    for name, given in settings.items():
        try:
            with_override(base, {name: given})
        except ScenarioError as error:
            found[name] = "; ".join(problem.message for problem in error.problems)
    if not found and settings:
        try:
            with_override(base, settings)
        except ScenarioError as error:
            found[""] = "; ".join(str(problem).removeprefix("--set ") for problem in error.problems)
    return found


def name_faults(name: str) -> list[str]:
    """What is wrong with the name of a scenario, in the words of ``docketsim validate``."""
    root, problems = parse(_dumped({"name": name}), "name")
    if root is not None:
        problems = problems + check(root, "name", "name")[1]
    return [problem.message for problem in problems]


def explored(reference: str, settings: Mapping[str, str], name: str) -> Scenario:
    """The scenario of a shipped name or a path with levers set from the information date on, under a name of its own.

    Without levers it is that scenario as it is. Raises ``ScenarioError``.
    """
    base = load_scenario(reference)
    if not settings:
        return base
    moved = with_override(base, settings)
    text = scenario_file(reference, base, settings, name)
    return replace(moved, name=name, because=_because(base, settings), texts=(*base.texts, Text(f"{name}.yaml", text)))


def scenario_file(reference: str, base: Scenario, settings: Mapping[str, str], name: str) -> str:
    """A scenario file that says what was set; ``docketsim validate`` accepts it. Raises ``ScenarioError``.

    It extends a shipped scenario by name, another by its whole path, so that it may be saved anywhere.
    """
    content: dict[str, Any] = {
        "name": name,
        "extends": reference if reference in shipped_names() else str(Path(reference).resolve()),
        "because": _because(base, settings),
    }
    orders = with_override(base, settings).orders if settings else ()
    made = [order for order in orders if order.layer == base.layers]
    for section, kind in (("policy", "lever"), ("drivers", "driver")):
        values = {order.name: _value(order) for order in made if levers()[order.name].kind == kind}
        if values:
            reason = "Set by hand in the explorer."
            content[section] = [{"from": INFORMATION_DATE, "because": reason, "set": values}]
    promised = [order.name for order in made if not levers()[order.name].choices]
    delivery = {one: "in full" for one in promised if levers()[one].kind == "lever"}
    return _dumped(content | ({"delivery": delivery} if delivery else {}))


def said(settings: Mapping[str, str]) -> str:
    """The levers set, in one line."""
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def _because(base: Scenario, settings: Mapping[str, str]) -> str:
    return f"{base.name}, with levers set by hand in the explorer: {said(settings) or 'none'}."


def _value(order: Order) -> float | int | str:
    """A value as one would write it: a choice by its word, a whole number without a point."""
    choices = levers()[order.name].choices
    if choices:
        return choices[int(order.value)]
    return int(order.value) if order.value == int(order.value) else order.value


def _dumped(content: dict[str, Any]) -> str:
    """As YAML."""
    yaml = YAML()
    yaml.width = FILE_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda _: True  # a scenario file says everything out
    text = StringIO()
    yaml.dump(content, text)
    return text.getvalue()
