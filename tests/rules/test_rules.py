"""Every rule against cases worked by hand (``cases.yaml``)."""

import importlib
import inspect
import math
import pkgutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim import rules, vocabulary

TABLE = YAML(typ="safe", pure=True).load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
MODULES = {
    found.name: importlib.import_module(f"sim.rules.{found.name}") for found in pkgutil.iter_modules(rules.__path__)
}
CASES = [(name, number) for name, cases in TABLE.items() for number in range(len(cases))]


def functions(module: Any) -> dict[str, Any]:
    """The rules of a module as plain Python, by name."""
    own = {name: getattr(found, "py_func", found) for name, found in vars(module).items()}
    return {name: f for name, f in own.items() if inspect.isfunction(f) and f.__module__ == module.__name__}


def coded(value: Any) -> Any:
    """``Technology.ANKLE`` in the table is that member; lists and mappings likewise."""
    if isinstance(value, list):
        return [coded(each) for each in value]
    if isinstance(value, str):
        group, member = value.split(".")
        return getattr(vocabulary, group)[member]
    return value


def argument(value: Any) -> Any:
    """One argument of a rule; a mapping is a record with these fields."""
    return SimpleNamespace(**value) if isinstance(value, dict) else coded(value)


def numbers(module: Any, given: dict[str, float]) -> SimpleNamespace:
    """The group of numbers of a rule file: those that the case gives, all others not a number."""
    fields = [field for kind in vars(module).values() for field in getattr(kind, "_fields", ())]
    assert set(given) <= set(fields)
    return SimpleNamespace(**(dict.fromkeys(fields, math.nan) | given))


def plain(value: Any) -> Any:
    """A result as the table has it."""
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(("name", "number"), CASES, ids=lambda part: str(part))
def test_worked_by_hand(name, number):
    case = TABLE[name][number]
    module_name, function_name = name.split(".")
    module = MODULES[module_name]
    function = functions(module)[function_name]
    given = ([numbers(module, case["p"])] if "p" in case else []) + [argument(one) for one in case["with"]]
    takes_numbers = next(iter(inspect.signature(function).parameters)) == "p"
    if takes_numbers and "p" not in case:
        given = [numbers(module, {}), *given]
    found, wanted = plain(function(*given)), coded(case["gives"])
    if isinstance(wanted, bool):
        assert bool(found) is wanted
    else:
        assert found == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("module", MODULES)
def test_every_rule_has_a_case(module):
    assert {name for name in functions(MODULES[module]) if f"{module}.{name}" not in TABLE} == set()


def test_every_case_has_a_rule():
    assert {name for name in TABLE if name.split(".")[1] not in functions(MODULES[name.split(".")[0]])} == set()
