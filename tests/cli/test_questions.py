"""What a user types, and what comes of it."""

import csv
import json

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.io import folders as store
from tests.experiments import fake_sweep
from tests.questions.small import WORDS

ASKED = {
    "compare": ["frozen", "beds-107k"],
    "cost": ["frozen", "beds-107k"],
    "decompose": ["frozen", "hire-10k"],
    "solve": ["frozen", "--target", "detained@2025-12 >= 20000", "--vary", "detention.beds=10000:60000"],
}
FILES = {
    "compare": {"headline", "months", "parts", "pairing"},
    "cost": {"outlays", "differences", "appropriation", "additional", "prices"},
    "decompose": {"shares", "interactions", "totals"},
    "solve": {"solution", "tried"},
}


def docketsim(*words):
    """Exit code, standard output, standard error."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", ASKED)
def test_a_command_leaves_an_answer_that_is_found_again(tmp_path, command, monkeypatch):
    out = tmp_path / "out"
    code, said, error = docketsim(command, *ASKED[command], *WORDS, "--out", str(out))
    assert (code, "Traceback" in error) == (0, False)
    assert f"Folder: {out}" in said
    manifest = store.verify(out)
    assert manifest["question"]["command"] == command
    assert manifest["scenarios"][0]["name"] == "frozen"
    for name in FILES[command]:
        with (out / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == pq.read_table(out / f"{name}.parquet").num_rows > 0
    assert list((out / "figures").glob("*.svg"))
    assert (out / "answer.md").read_text(encoding="utf-8").startswith(f"# {command} frozen")
    monkeypatch.setattr("sim.model.branches.trajectories", fake_sweep.never)
    code, again, error = docketsim(command, *ASKED[command], *WORDS, "--out", str(out))
    assert (code, again) == (0, said), error
    assert f"{out} holds these results already" in error
    code, _, error = docketsim(command, *ASKED[command], *WORDS, "--seed", "5", "--out", str(out))
    assert code == 2
    assert "seed 0 there, 5 asked" in error
    assert store.verify(out) == manifest


def test_an_answer_written_twice_is_the_same(tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        docketsim("compare", *ASKED["compare"], *WORDS, "--out", str(folder))
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in folders
    )
    assert first == second


def test_an_answer_as_json(tmp_path):
    code, said, _ = docketsim("decompose", *ASKED["decompose"], *WORDS, "--json", "--out", str(tmp_path / "out"))
    answer = json.loads(said)
    assert code == 0
    assert answer["question"] == "decompose frozen hire-10k"
    assert {row["group"] for row in answer["tables"]["shares"]} == {"hiring.target"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "frozen", "hire-10"], ["did you mean hire-10k"]),
        (["compare", "frozen", "frozen"], ["given more than once"]),
        (["compare", "frozn", "hire-10k", "--draws", "0"], ["--draws 0", "did you mean frozen"]),
        (["marginal", "frozn", "--delivery", "late", "--scale", "0"], ["frozen?", "delivery 'late'", "--scale 0"]),
        (["sensitivity", "frozen", "--measure", "removls", "--keep", "0"], ["--measure removls", "--keep 0"]),
        (["cost", "frozen", "beds-107"], ["did you mean beds-107k"]),
        (["cost", "frozen", "--prices", "none.yaml", "--draws", "0"], ["none.yaml:1:1: there is no such", "--draws 0"]),
        (["decompose", "frozen", "all-hands"], ["--group hiring=hiring.*"]),
        (["decompose", "frozen", "hire-10k", "--group", "x"], ["--group 'x'"]),
        (
            ["solve", "frozen", "--target", "removls@FY2027 >= 5", "--vary", "detention.bed=1:2", "--probability", "7"],
            [
                "--target",
                "did you mean removals",
                "--vary detention.bed",
                "did you mean detention.beds",
                "--probability 7",
            ],
        ),
        (
            ["solve", "frozen", "--target", "detained@FY2026 >= 5", "--vary", "officers.docket_share=0.1:2"],
            ["2 is not"],
        ),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_nothing_written(tmp_path, words, said):
    code, out, error = docketsim(*words, "--out", str(tmp_path / "results"))
    assert code == 2
    assert all(part in error for part in said), error
    assert "Traceback" not in error + out
    assert list(tmp_path.iterdir()) == []
