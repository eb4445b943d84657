"""One number, one place: beside its rule, read by its rule, and nowhere else."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from sim.parameters.resolve import Parameters
from sim.vocabulary import Lever, Task
from tests.shape.house import ROOT, modules, tree, where

CHOSEN = {"lever", "driver"}
GROUPS = {path.stem: YAML(typ="safe").load(path) for path in sorted((ROOT / "sim/rules").glob("*.yaml"))}
# A quantity is read in the file beside its YAML, but for these: what arrives of orders, and paths after the history.
HOME = {
    "delivery": "sim/scenario/weekly.py",
    "intake.drift_per_year": "sim/scenario/weekly.py",
    "intake.level_after_ratio": "sim/scenario/weekly.py",
}
KERNELS = [path for path in modules("sim/rules") + modules("sim/model/processes") if path.name != "__init__.py"]
PLAIN = {0, 1, 2, 3}  # counts, codes and places; 3 is the last class of a priority
PLAIN_FLOATS = {0.0, 0.5, 1.0, 2.0}


def believed(group: str) -> list[str]:
    """The quantities of a group that nobody chooses."""
    return [name for name, quantity in GROUPS[group].items() if quantity["kind"] not in CHOSEN]


class Reads(NamedTuple):
    """What a file reads: fields with the name they are read from, and full names, as patterns."""

    fields: set[tuple[str, str]]
    names: list[str]


@cache
def reads_of(path: Path) -> Reads:
    """`("absconding", "app_ratio")` for `p.absconding.app_ratio`, `intake.drift_per_year` for a key of that name."""
    nodes = list(ast.walk(tree(path)))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    read = Reads(set(), [])
    for node in nodes:
        match node:
            case ast.Attribute(attr=field, value=ast.Name(id=owner) | ast.Attribute(attr=owner)):
                if id(node) not in called:
                    read.fields.add((owner, field))
            case ast.Subscript(slice=ast.Constant(value=str(key))):
                read.names.append(re.escape(key))
            case ast.Subscript(slice=ast.JoinedStr(values=[ast.Constant(), *_] as parts)):
                read.names.append("".join(re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in parts))
    return read


def reads(path: Path, group: str, name: str) -> bool:
    """Whether a file reads a quantity: as a field, or by its full name (`known["intake.drift_per_year"]`)."""
    fields, names = reads_of(path)
    own = path == home(group, "") and any(field == name for _, field in fields)
    return own or (group, name) in fields or any(re.fullmatch(pattern, f"{group}.{name}") for pattern in names)


@pytest.mark.parametrize("group", [g for g in GROUPS if g != "delivery"])
def test_fields_of_a_group_are_the_quantities_of_its_file(group):
    assert list(record_of(group)._fields) == believed(group)


def record_of(group: str) -> type:
    """The record of a group, as a run gets it."""
    return Parameters.__annotations__[group]


def home(group: str, name: str) -> Path:
    """The one file that reads a quantity: that of the record of its group, but for the few of HOME."""
    elsewhere = HOME.get(f"{group}.{name}", HOME.get(group))
    return ROOT / (elsewhere or f"{record_of(group).__module__.replace('.', '/')}.py")


@pytest.mark.parametrize("group", GROUPS)
def test_every_quantity_is_read_where_it_lives(group):
    assert [name for name in believed(group) if not reads(home(group, name), group, name)] == []


@pytest.mark.parametrize("group", GROUPS)
def test_no_other_file_reads_a_quantity(group):
    elsewhere = [
        f"{path.relative_to(ROOT)}: {group}.{name}"
        for name in believed(group)
        for path in modules("sim")
        if path != home(group, name) and reads(path, group, name)
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


def levers_read(path: Path) -> set[str]:
    """Members of Lever that a file reads; `Lever.OFFICERS_DOCKET_SHARE + task` reads one for each task."""
    members = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.BinOp(left=ast.Attribute(value=ast.Name(id="Lever"), attr=name), op=ast.Add()):
                members |= {Lever(Lever[name] + task).name for task in Task}
            case ast.Attribute(value=ast.Name(id="Lever"), attr=name):
                members.add(name)
    return members


def test_every_lever_is_connected():
    users = [path for path in modules("sim") if path != ROOT / "sim/vocabulary.py"]
    assert set(Lever.__members__) - set().union(*map(levers_read, users)) == set()


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


def built_in_sums(code: ast.AST) -> list[ast.Call]:
    """Calls of the built-in `sum`."""
    return [node for node in ast.walk(code) if isinstance(node, ast.Call) and ast.unparse(node.func) == "sum"]


def test_what_computes_adds_up_alike_on_every_python():
    """The built-in `sum` of floats compensates its rounding since Python 3.12 and did not before."""
    folders = ("rules", "engine", "model", "results", "parameters", "scenario")
    found = [
        (path, call) for folder in folders for path in modules(f"sim/{folder}") for call in built_in_sums(tree(path))
    ]
    assert [f"{where(path, call)}: math.fsum, np.sum or reduce(add, ...)" for path, call in found] == []


def test_a_planted_sum_is_found():
    assert len(built_in_sums(ast.parse("def share(raw): return raw[0] / sum(raw) + np.sum(raw)"))) == 1
