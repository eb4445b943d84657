"""Every row of the table of faults is a test that exists."""

import ast
import re

import pytest

from tests.shape.house import ROOT

PAGE = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]


def test_every_row_names_its_test():
    assert len(ROWS) >= 25
    assert all(re.search(r"`tests/[\w/]+\.py::test_\w+` \|$", row) for row in ROWS)


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_named_test_is_there(file, name):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
