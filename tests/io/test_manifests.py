"""A folder of somebody else: its digest is right, and what its manifest says has another shape than readers rely on."""

import json
import shutil

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.errors import InputError, StoreError
from sim.io import folders, sheets
from sim.parameters import posterior
from sim.results import arrow
from tests.results.test_store import sealed
from tests.shape.house import ROOT

SMALL = {"draws": 2, "replicates": 1, "scale": 10_000, "until": "2025-10-01", "workers": 1}
GONE = object()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run, a sweep, an answer, a story and a posterior, as docketsim writes them."""
    place = tmp_path_factory.mktemp("made")
    sim.run("frozen", **SMALL, out=place / "run")
    sim.sweep("frozen", {"detention.beds": [50_000, 60_000]}, **SMALL, out=place / "sweep")
    sim.compare("frozen", "hire-10k", **SMALL, out=place / "answer")
    sim.follow("frozen", case=0, scale=10_000, until="2022-01-01", out=place / "story")
    shutil.copytree(ROOT / "tests/calibration/small", place / "posterior")
    return place


def changed(folder, *way, value=GONE):
    """The folder with one thing in its manifest gone or set to another value, and a digest that is right."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    *above, last = way
    at = manifest
    for name in above:
        at = at[name]
    if value is GONE:
        del at[last]
    else:
        at[last] = value
    sealed(folder, manifest)
    return folder


WRONG = [
    ("run", ["outputs"], GONE, "outputs is missing"),
    ("run", ["outputs"], [], "outputs is no mapping"),
    ("run", ["weeks"], 10**9, "weeks is no whole number from 1 to 5000"),
    ("run", ["weeks"], True, "weeks is no whole number"),
    ("run", ["offices"], -1, "offices is no whole number"),
    ("run", ["versions"], [], "versions is no mapping"),
    ("run", ["scenarios"], [], "scenarios is empty"),
    ("run", ["scenarios", 0, "name"], GONE, "scenarios[0].name is missing"),
    ("run", ["scenarios", 0, "files"], {"a": 1}, "scenarios[0].files is no list"),
    ("run", ["parameters", "frozen", "detention.beds", "central"], {"soon": 1}, "soon is no name that belongs there"),
    ("run", ["draws_from", "warnings"], "none", "draws_from.warnings is no list"),
    ("run", ["draws_from", "tables", "fit", 0, "weight"], "much", "draws_from.tables.fit[0].weight is no number"),
    ("sweep", ["design", "vary"], GONE, "design.vary is missing"),
    ("sweep", ["keep", "measures"], 5, "keep.measures is no list"),
    ("sweep", ["experiments"], 10**12, "experiments is no whole number"),
    ("answer", ["answer", "tables"], GONE, "answer.tables is missing"),
    ("answer", ["question"], "compare", "question is no mapping"),
    ("story", ["bands"], None, "bands is no text"),
    ("posterior", ["basis", "numbers"], GONE, "basis.numbers is missing"),
    ("posterior", ["converged"], GONE, "converged is missing"),
    ("posterior", ["diagnosis", "problems"], "", "diagnosis.problems is no list"),
]


@pytest.mark.parametrize(
    ("kind", "way", "value", "told"), WRONG, ids=[f"{k} {w[-1]} {i}" for i, (k, w, *_) in enumerate(WRONG)]
)
def test_what_readers_rely_on_is_checked_once(made, tmp_path, kind, way, value, told):
    folder = changed(shutil.copytree(made / kind, tmp_path / kind), *way, value=value)
    with pytest.raises(StoreError) as error:
        folders.verify(folder, None)
    assert str(error.value).startswith(f"{folder}/manifest.json: it is not as docketsim writes it: ")
    assert told in str(error.value)


@pytest.mark.parametrize("kind", ["run", "sweep", "answer", "story", "posterior"])
def test_what_docketsim_writes_has_its_shape(made, kind):
    folders.verify(made / kind, None)


@pytest.mark.parametrize(
    "words",
    [
        ["report", "{}"],
        ["score", "{}", "nothing.csv"],
        ["list", "results", "{}"],
        ["run", "frozen", "--out", "{}"],
    ],
    ids=lambda words: words[0],
)
def test_commands_end_with_a_sentence(made, tmp_path, words):
    folder = changed(shutil.copytree(made / "run", tmp_path / "run"), "scenarios", 0, "name")
    result = CliRunner().invoke(app, [word.format(folder) for word in words])
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code in (0, 2)


def test_a_table_without_a_column_is_told(made, tmp_path):
    folder = shutil.copytree(made / "posterior", tmp_path / "posterior")
    table = pd.read_csv(folder / "contraction.csv").drop(columns="contraction")
    table.to_csv(folder / "contraction.csv", index=False)
    changed(folder, "outputs", "contraction.csv", value=folders.sha256(folder / "contraction.csv"))
    with pytest.raises(InputError, match=r"contraction\[0\].contraction is missing"):
        posterior.read(folder)


def test_a_table_that_unfolds_to_millions_of_rows_is_not_read(made, tmp_path, monkeypatch):
    folder = shutil.copytree(made / "run", tmp_path / "run")
    bomb = pa.table({"value": pa.array([0.0] * 1_000_000)})
    pq.write_table(bomb, folder / "trajectories.parquet", compression="zstd")
    changed(folder, "outputs", "trajectories.parquet", value=folders.sha256(folder / "trajectories.parquet"))
    monkeypatch.setattr(pq, "read_table", only_experiments(pq.read_table))
    with pytest.raises(StoreError, match=r"it has 1,000,000 rows, and its manifest tells of"):
        arrow.read(folder)
    monkeypatch.setattr(sheets, "MOST_NUMBERS", 999_999)
    with pytest.raises(StoreError, match=r"1,000,000 rows of 1 columns are too much to read"):
        posterior.read(folder / "trajectories.parquet")


def only_experiments(read):
    """Reading, where the large table must not be unfolded."""

    def guarded(path, **options):
        assert path.name == "experiments.parquet"
        return read(path, **options)

    return guarded


def test_no_cell_is_a_formula():
    table = pd.DataFrame({"=2+2": ["=1+1", "-1", "plain", None], "number": [-1.0, 2.0, 3.0, 4.0]})
    assert sheets.csv_of(table).splitlines() == ["'=2+2,number", "'=1+1,-1", "'-1,2", "plain,3", ",4"]
