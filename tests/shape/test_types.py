"""What says its types and how much it asks for: every function but kernels, whose types the compiler finds."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import calibration
import sim
from tests.shape.house import modules, tree, where

MOST_PARAMETERS = 8
FILES = [path for folder in ("sim", "calibration") for path in modules(folder)]
# Not yet: these rules are being written anew.
UNTYPED = {"sim/rules/arrests.py", "sim/rules/detention.py", "sim/rules/impediments.py", "sim/rules/removal.py"}
PUBLIC = {name for module in (sim, calibration) for name in module.__all__}


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Functions and methods of a file that are no kernels."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef) and not any("kernel" in ast.unparse(one) for one in node.decorator_list):
            yield node


def parameters(function: ast.FunctionDef) -> list[ast.arg]:
    """What a caller gives: all but ``self`` and ``cls``."""
    given = function.args
    return [one for one in (*given.posonlyargs, *given.args, *given.kwonlyargs) if one.arg not in {"self", "cls"}]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_kernels_and_public_functions_ask_for_many_things(path):
    many = [one for one in functions(path) if len(parameters(one)) > MOST_PARAMETERS]
    assert [where(path, one) for one in many if one.name not in PUBLIC] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_kernels_are_without_types(path):
    if any(path.as_posix().endswith(one) for one in UNTYPED):
        pytest.skip("these rules are being written anew")
    untyped = [
        where(path, one)
        for one in functions(path)
        if one.returns is None or any(given.annotation is None for given in parameters(one))
    ]
    assert untyped == []
