"""Every notebook runs from top to bottom, and is kept as plain Python without outputs."""

import jupytext
import pytest
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient

from tests.shape.house import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
NAMES = ("01-one-case-one-week", "02-baseline", "03-calibration", "04-compare", "05-what-binds", "06-your-own-scenario")


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all, which has imported everything; each notebook begins with no name and in its own folder."""
    manager, client = start_new_kernel()
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_the_notebooks_are_there():
    assert tuple(path.stem for path in NOTEBOOKS) == NAMES
    assert not list((ROOT / "notebooks").rglob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_something(path, kernel, tmp_path):
    manager, client = kernel
    fresh = client.execute_interactive(f"%reset -f\nimport os; os.chdir({str(tmp_path)!r}); del os", timeout=60)
    assert fresh["content"]["status"] == "ok"
    notebook = jupytext.read(path)
    running = NotebookClient(notebook, km=manager, timeout=600)
    running.kc = client
    running.execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [output for cell in code for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.output_type == "error" or output.get("name") == "stderr"]
    assert sum(cell.cell_type == "markdown" for cell in notebook.cells) >= len(code) / 2  # it reads as a story
