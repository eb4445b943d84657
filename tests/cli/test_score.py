"""What a user of ``docketsim score`` sees: tables, files, and every mistake by its place."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.io import folders
from sim.results import arrow
from tests.calibration.scoring.observations import flat, series
from tests.calibration.scoring.test_score import THREE, TWO


def docketsim(*words):
    """The command with these words: exit code, standard output, standard error."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "made-up"
    with folders.Folder(folder) as writing:
        arrow.write_tables(writing, flat(10, 20, 30))
    return folder


def test_scores_on_the_screen_and_in_a_folder(results, tmp_path):
    path = series(tmp_path, *THREE, *TWO, "2025-08-31,moon_phase,1,monthly mean", "2025-08-31,filings,1,monthly sum")
    code, said, _ = docketsim("score", results, path, "--out", tmp_path / "out")
    assert code == 0
    for word in (
        "persistence",
        "linear trend",
        "moon_phase (1 row)",
        "Input, not scored: filings",
        "courts.filings_per_week",
    ):
        assert word in said
    out = tmp_path / "out"
    assert {one.name for one in out.iterdir()} == {
        "manifest.json",
        "score.csv",
        "score.json",
        "forecasts.csv",
        "figures",
    }
    assert [one.name for one in (out / "figures").iterdir()] == ["frozen-detained.svg"]
    table = pd.read_csv(out / "score.csv")
    assert table["forecast"].dropna().tolist() == ["model", "persistence", "linear trend"]
    content = json.loads((out / "score.json").read_text())
    assert content["as_of"] == "2025-08-01"
    assert content["scores"][0]["bias"] == -6
    assert len(pd.read_csv(out / "forecasts.csv")) == 6


def test_the_same_twice_is_the_same_bytes(results, tmp_path):
    path = series(tmp_path, *THREE, *TWO)
    for name in ("first", "second"):
        assert docketsim("score", results, path, "--out", tmp_path / name)[0] == 0
    first, second = tmp_path / "first", tmp_path / "second"
    for one in (file for file in first.rglob("*") if file.is_file()):
        assert (second / one.relative_to(first)).read_bytes() == one.read_bytes()


def test_an_earlier_as_of_date_is_noted(results, tmp_path):
    code, said, _ = docketsim(
        "score", results, series(tmp_path, *THREE), "--as-of", "2025-05-31", "--out", tmp_path / "out"
    )
    assert code == 0
    assert "was given the steps of its history" in said


FAULTS = [
    ("2025-08-31,detained,many,monthly mean", ":2:21: value: 'many' is not a number"),
    ("2025-08-31,detained,,monthly mean", ":2:21: value: is empty"),
    ("2025-08-31,detained,nan,monthly mean", ":2:21: value: 'nan' is not a number"),
    ('2025-08-31,detained,"57,861",monthly mean', ":2:21: value: '57,861' is not a number"),
    ("2025-08-31,detained,-4,monthly mean", ":2:21: value: -4 is below zero"),
    ("2025-08-31,detained,4,monthly average", ":2:23: kind: 'monthly average' is none of"),
    ("2025-08-31,detained,4,monthly sum", "detained is a stock: give its monthly mean or point in time"),
    ("2025-08-31,removals,4,point in time", "removals is a flow: give its monthly sum"),
    ("31.08.2025,detained,4,monthly mean", ":2:1: period_end: '31.08.2025' is no date"),
    ("2025-02-30,detained,4,monthly mean", ":2:1: period_end: '2025-02-30' is no date"),
    ("9999-12-31,detained,4,monthly mean", "'9999-12-31' is no date"),
    ("2025-08-31,detained,1e300,monthly mean", "1e300 is above 1e+15"),
    ("2025-08-31,moon\x1bphase,1,monthly mean", ":2:12: measure: 'moon\\\\x1bphase' is no name"),
    ("2025-08-15,detained,4,monthly mean", "ends on the last day of its month, 2025-08-31"),
    ("2025-08-31,,4,monthly mean", ":2:12: measure: is empty"),
    ("2025-08-31,detained,4", ":2:1: 3 cells, but the header names 4 columns"),
]


@pytest.mark.parametrize(("line", "said"), FAULTS)
def test_a_fault_is_named_by_its_place(results, tmp_path, line, said):
    path = series(tmp_path, line)
    code, out, error = docketsim("score", results, path, "--out", tmp_path / "out")
    assert code == 2
    assert f"{path}" in error
    assert said in error
    assert "Traceback" not in error + out
    assert not (tmp_path / "out").exists()


def test_all_faults_are_named_at_once(results, tmp_path):
    path = series(tmp_path, *(line for line, _ in FAULTS))
    code, _, error = docketsim("score", results, path, "--as-of", "soon", "--out", tmp_path / "out")
    assert code == 2
    assert "--as-of 'soon': must be a date" in error
    assert len(error.splitlines()) >= len(FAULTS) + 1


@pytest.mark.parametrize("day", ["soon", "0001-01-01", "2025-02-30", ""])
def test_an_as_of_date_that_is_none(results, tmp_path, day):
    code, _, error = docketsim("score", results, series(tmp_path, *TWO), "--as-of", day, "--out", tmp_path / "out")
    assert (code, f"--as-of {day!r}: must be a date like 2025-08-01" in error) == (2, True)


def test_rows_given_twice(results, tmp_path):
    path = series(tmp_path, *TWO, TWO[0])
    code, _, error = docketsim("score", results, path)
    assert code == 2
    assert f"{path}:4:12: measure: detained, monthly mean, 2025-08-31 is given twice; first in line 2" in error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1:1: the file is empty"),
        (b"\n\n", ":1:1: the file is empty"),
        (b"\n,", ":1:1: every cell is empty; the header names period_end"),
        (b"period_end,measure,value,kind\n", ":1:1: no row below the header"),
        (b"period_end,measure,kind\n2025-08-31,detained,monthly mean\n", ":1:1: value: this column is missing"),
        (b"period_end,measure,value,value,kind\n", ":1:26: value: this column is given twice"),
        (b"date,measure,values,kind\n", "did you mean values?"),
        (b"period_end;measure;value;kind\n2025-08-31;a;1;b\n", "cells must be separated by commas"),
        (bytes(range(256)), "is a binary file; an observed series is CSV text in UTF-8"),
        (b"period_end,measure\0", "is a binary file"),
        (b'period_end,measure,value,kind\n2025-08-31,"detained,1,monthly mean\n', ":2:1: not a CSV file"),
    ],
)
def test_files_that_are_no_series(results, tmp_path, content, said):
    path = tmp_path / "observed.csv"
    path.write_bytes(content)
    code, _, error = docketsim("score", results, path, "--out", tmp_path / "out")
    assert code == 2
    assert said in error


def test_files_that_are_not_there(results, tmp_path):
    code, _, error = docketsim("score", tmp_path / "nothing", tmp_path / "none.csv", "--as-of", "x", "--out", results)
    assert code == 2
    for said in ("there is no such folder", "none.csv:1:1: there is no such file", "--as-of", "it holds results"):
        assert said in error
    code, _, error = docketsim("score", results, tmp_path)
    assert (code, "is a directory; an observed series is CSV text" in error) == (2, True)


def test_results_that_do_not_verify_are_refused(results, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(results, copy)
    (copy / "summary.csv").write_text("made up")
    code, _, error = docketsim("score", copy, series(tmp_path, *TWO))
    assert (code, "summary.csv: it was changed" in error) == (2, True)


def test_windows_line_ends_quotes_and_more_columns_are_read(results, tmp_path):
    path = tmp_path / "observed.csv"
    text = 'source,kind,value,measure,period_end\r\n"a, b",monthly mean,24,detained,2025-08-31\r\n\r\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert docketsim("score", results, path, "--out", tmp_path / "out")[0] == 0
