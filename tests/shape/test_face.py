"""The public face: what `sim` and `calibration` export is real, documented and says its arguments."""

import ast
import builtins
import inspect
import re
from importlib import import_module
from types import ModuleType

import pytest

import calibration
import sim
from tests.shape.house import modules, tree

CAUGHT_INSIDE = {"OtherCode", "TooMany"}
"""What one module raises and another catches: no caller sees it."""
FACES = [(module, name) for module in (sim, calibration) for name in module.__all__ if name != "__version__"]


@pytest.mark.parametrize("module", [sim, calibration])
def test_only_public_names_are_listed(module: ModuleType) -> None:
    assert dir(module) == sorted(module.__all__)


@pytest.mark.parametrize(("module", "name"), FACES)
def test_a_public_name_is_a_documented_function_or_class(module: ModuleType, name: str) -> None:
    exported = getattr(module, name)
    assert inspect.isfunction(exported) or inspect.isclass(exported)
    assert inspect.getdoc(exported)


@pytest.mark.parametrize(("module", "name"), FACES)
def test_a_public_function_says_its_arguments(module: ModuleType, name: str) -> None:
    exported = getattr(module, name)
    if inspect.isfunction(exported):
        signature = inspect.signature(exported)
        assert signature.return_annotation is not inspect.Signature.empty
        for one in signature.parameters.values():
            assert one.kind is not one.VAR_KEYWORD, one
            assert one.annotation is not one.empty, one


@pytest.mark.parametrize("module", [sim, calibration])
def test_every_error_is_exported_and_can_be_caught_as_one(module: ModuleType) -> None:
    errors = import_module(f"{module.__name__}.errors")
    own = {name for name, one in vars(errors).items() if inspect.isclass(one) and one.__module__ == errors.__name__}
    kinds = {name for name in own if issubclass(getattr(errors, name), Exception)}
    assert kinds
    assert kinds <= set(module.__all__)
    assert all(issubclass(getattr(module, name), sim.InputError) for name in kinds)


@pytest.mark.parametrize(("module", "name"), FACES)
def test_what_a_public_function_says_it_raises_is_public(module: ModuleType, name: str) -> None:
    text = inspect.getdoc(getattr(module, name)) or ""
    said = set(re.findall(r"``(\w+Error|Unconverged|OutOfTime)``", text))
    assert {one for one in said if not any(hasattr(place, one) for place in (sim, calibration, builtins))} == set()


def test_an_exception_of_another_file_stays_inside() -> None:
    elsewhere = {
        node.name
        for folder in ("sim", "calibration")
        for path in modules(folder)
        if path.name != "errors.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and re.search(r"Error|Exception", " ".join(map(ast.unparse, node.bases)))
    }
    assert {name for name in elsewhere if not name.startswith("_")} == CAUGHT_INSIDE
