"""Every notebook runs from top to bottom, and is kept as plain Python without outputs."""

import jupytext
import pytest
from nbclient import NotebookClient

from tests.shape.house import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
NAMES = ("01-one-case-one-week", "02-baseline", "03-calibration", "04-compare", "05-what-binds", "06-your-own-scenario")


def test_the_notebooks_are_there():
    assert tuple(path.stem for path in NOTEBOOKS) == NAMES
    assert not list((ROOT / "notebooks").rglob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_something(path, tmp_path):
    notebook = jupytext.read(path)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [output for cell in code for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.output_type == "error" or output.get("name") == "stderr"]
    assert sum(cell.cell_type == "markdown" for cell in notebook.cells) >= len(code) / 2  # it reads as a story
