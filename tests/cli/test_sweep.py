"""``docketsim sweep`` as a user types it, with the real model."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from tests.experiments import fake_sweep

SMALL = ["--draws", "2", "--replicates", "1", "--scale", "5000", "--until", "2025-12-31", "--workers", "1"]
SMALL += ["--parameters", "prior"]
VARY = ["--vary", "detention.beds=50000,90000", "--vary", "hiring.target=0:10000:3"]


def docketsim(*words: str):
    """The command with these words: exit code, standard output, standard error."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small sweep of two scenarios over two levers."""
    out = tmp_path_factory.mktemp("sweep") / "out"
    code, said, errors = docketsim("sweep", "frozen", "tag-4.5m", *VARY, *SMALL, "--out", str(out))
    assert code == 0, errors
    assert "FY2025" in said
    assert "report.html" in said
    assert "12 cells x 2 draws x 1 replicates: 24 experiments" in errors
    return out


def test_values_are_those_of_single_runs(folder):
    results = sim.read_results(folder)
    set_ = {"detention.beds": 90_000, "hiring.target": 5_000}
    options = {"draws": 2, "replicates": 1, "scale": 5000, "until": "2025-12-31", "parameters": "prior"}
    single = sim.run("tag-4.5m", set=set_, workers=1, **options)
    cells = results.cells
    chosen = (cells["scenario"] == "tag-4.5m") & (cells["detention.beds"] == 90_000) & (cells["hiring.target"] == 5_000)
    (place,) = np.flatnonzero(chosen)
    for name in ("removals", "docket", "caseload_per_docket_officer"):
        quarters, _ = single.period_values(name, "quarter")
        assert np.array_equal(results.values(name)[place, :, 0], quarters), name
        assert np.allclose(results.fiscal(name)[place, :, 0], single.period_values(name, "FY")[0], rtol=1e-12), name


def test_the_tables_have_what_was_varied(folder):
    experiments = pd.read_parquet(folder / "experiments.parquet")
    assert len(experiments) == 24
    assert sorted(set(experiments["hiring.target"])) == [0, 5000, 10000]
    assert experiments["error"].isna().all()
    tidy = pd.read_parquet(folder / "trajectories.parquet")
    assert {"scenario", "draw", "replicate", "date", "measure", "value", "detention.beds"} <= set(tidy.columns)
    assert len(tidy) == 24 * tidy.groupby(["measure", "date"], observed=True).ngroups


def test_the_report_can_be_written_again(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, said, errors = docketsim("report", str(folder))
    assert code == 0, errors
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_same_command_again_runs_nothing(folder, monkeypatch):
    monkeypatch.setattr("sim.model.branches.trajectories", fake_sweep.never)
    before = (folder / "manifest.json").read_bytes()
    code, said, errors = docketsim("sweep", "frozen", "tag-4.5m", *VARY, *SMALL, "--out", str(folder))
    assert code == 0, errors
    assert f"{folder} holds these results already" in errors
    assert "report.html" in said
    assert (folder / "manifest.json").read_bytes() == before
    turned = [*VARY[2:], *VARY[:2], *SMALL, "--out", str(folder)]  # in another order it is another table
    code, _, errors = docketsim("sweep", "frozen", "tag-4.5m", *turned)
    assert (code, (folder / "manifest.json").read_bytes()) == (2, before)
    assert "another vary" in errors
    code, _, errors = docketsim("sweep", "frozen", "tag-4.5m", *turned, "--force")
    assert code == 0, errors
    assert (folder / "manifest.json").read_bytes() != before


@pytest.mark.parametrize("design", ["chosen-packages", "which-unknown", "priorities"])
def test_shipped_designs_run(design, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.model.branches.trajectories", fake_sweep.branches)
    code, said, errors = docketsim(
        "sweep", design, *SMALL[:2], *SMALL[6:8], "--workers", "1", "--out", str(tmp_path / "o")
    )
    assert code == 0, errors
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert manifest["design"]["name"] == design
    assert manifest["draws"] == 2


def test_failures_end_with_one(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.model.branches.trajectories", fake_sweep.failing)
    vary = ["--vary", "detention.beds=1,2,3"]
    code, said, errors = docketsim("sweep", "frozen", *vary, *SMALL, "--out", str(tmp_path / "out"))
    assert code == 1
    assert "1 of 6 experiments failed" in errors
    assert "scenario frozen, point 2, draw 1, replicate 0: ZeroDivisionError: no officers" in errors
    assert "Failed" in (tmp_path / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["frozen", "--vary", "detention.bed=1,2"],
            "--vary detention.bed=1,2: no such lever or quantity (did you",
        ),
        (["frozen", "--vary", "detention.beds"], "--vary detention.beds: must be LEVER=a,b,c or LEVER=lo:hi:n"),
        (["frozen", "--vary", "detention.beds=1:2"], "a list of values, or low, high and points are needed"),
        (["frozen", "--vary", "detention.beds=-1,2"], "-1 is out of range"),
        (["frozen", "--vary", "courts.judges=1", "--vary", "courts.judges=2"], "--vary courts.judges: given twice"),
        (["frozn", "--vary", "detention.beds=1"], "did you mean frozen?"),
        (["beds-by-hirin"], "did you mean beds-by-hiring?"),
        (["beds-by-hiring", "--vary", "courts.judges=1"], "--vary is given, but a design says itself what is varied"),
        (["frozen", "--keep", "most"], "--keep 'most': choose headline, weekly, all"),
        (["frozen", "--draws", "0"], "--draws 0: must be"),
        (["frozen", "--delivery", "late"], "--delivery 'late': choose"),
        (["frozen", "--cluster", "host:1"], "--cluster 'host:1': must be the address of a Dask scheduler"),
        (["frozen", "--parameters", "postrior"], "--parameters"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(words, told, tmp_path):
    out = tmp_path / "out"
    code, said, errors = docketsim("sweep", *words, "--out", str(out))
    assert (code, said) == (2, "")
    assert told in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_scheduler_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiments.cluster.ANSWER_SECONDS", 1)
    words = ["sweep", "frozen", *SMALL, "--cluster", "tcp://127.0.0.1:9", "--out", str(tmp_path / "out")]
    code, _, errors = docketsim(*words)
    assert code == 2
    assert "--cluster tcp://127.0.0.1:9: no Dask scheduler answered within 1 seconds" in errors
    assert list(tmp_path.iterdir()) == []
