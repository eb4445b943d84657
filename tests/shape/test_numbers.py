"""One number, one place: beside its rule, read by its rule, and nowhere else."""

import ast
import importlib

import pytest
from ruamel.yaml import YAML

from sim.vocabulary import Lever
from tests.shape.house import ROOT, modules, tree, where

CHOSEN = {"lever", "driver"}
GROUPS = {path.stem: YAML(typ="safe").load(path) for path in sorted((ROOT / "sim/rules").glob("*.yaml"))}
# Groups that belong to no rule about a case: they lay out the first day, and what arrives of an order.
READER = {"start": "sim/start.py", "delivery": "sim/parameters.py"}
KERNELS = [path for path in modules("sim/rules") + modules("sim/processes") if path.name != "__init__.py"]
PLAIN = {0, 1, 2, 3}  # counts, codes and places; 3 is the last class of a priority
PLAIN_FLOATS = {0.0, 0.5, 1.0, 2.0}


def believed(group: str) -> list[str]:
    """The quantities of a group that nobody chooses."""
    return [name for name, quantity in GROUPS[group].items() if quantity["kind"] not in CHOSEN]


def attributes(path) -> list[ast.Attribute]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]


def owner(node: ast.Attribute) -> str | None:
    """`absconding` in `p.absconding.app_ratio` and in `absconding.app_ratio`."""
    match node.value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


@pytest.mark.parametrize("group", [g for g in GROUPS if g != "delivery"])
def test_fields_of_a_group_are_the_quantities_of_its_file(group):
    record = getattr(importlib.import_module(f"sim.rules.{group}"), group.capitalize())
    assert list(record._fields) == believed(group)


@pytest.mark.parametrize("group", GROUPS)
def test_every_quantity_is_read_where_it_lives(group):
    home = ROOT / READER.get(group, f"sim/rules/{group}.py")
    read = {node.attr for node in attributes(home)}
    assert [name for name in believed(group) if name not in read] == []


@pytest.mark.parametrize("group", GROUPS)
def test_no_other_file_reads_a_quantity(group):
    home = ROOT / READER.get(group, f"sim/rules/{group}.py")
    names = set(believed(group))
    elsewhere = [
        f"{where(path, node)}: {group}.{node.attr}"
        for path in modules("sim")
        if path != home
        for node in attributes(path)
        if node.attr in names and owner(node) == group
    ]
    assert elsewhere == []


def test_levers_are_the_levers_and_drivers_of_the_files():
    chosen = {
        f"{group}_{name}".upper()
        for group, quantities in GROUPS.items()
        for name, quantity in quantities.items()
        if quantity["kind"] in CHOSEN
    }
    assert set(Lever.__members__) == chosen


def test_every_lever_is_connected():
    used = {
        node.attr
        for path in modules("sim")
        if path != ROOT / "sim/vocabulary.py"
        for node in attributes(path)
        if owner(node) == "Lever"
    }
    assert sorted(set(Lever.__members__) - used) == []


@pytest.mark.parametrize("path", KERNELS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_number_hides_in_a_rule_or_a_process(path):
    named = {
        id(part)
        for node in tree(path).body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and all(_is_constant(target) for target in _targets(node))
        for part in ast.walk(node)
    }
    hidden = [
        f"{where(path, node)}: {node.value}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and node.value not in (PLAIN if type(node.value) is int else PLAIN_FLOATS)
        and id(node) not in named
    ]
    assert hidden == []


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _is_constant(target: ast.expr) -> bool:
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return all(isinstance(name, ast.Name) and name.id.isupper() for name in names)
