"""What a user types, and what comes of it."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.cli.run import stem
from sim.io import folders
from sim.results.parts import ADDRESS, Stored, Unfinished
from tests.experiments import fake_sweep

SMALL = ["--draws", "2", "--replicates", "2", "--scale", "2000", "--until", "2025-12-31", "--workers", "1"]


def docketsim(*words: str):
    """The command with these words: exit code, standard output, standard error."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A small run of two scenarios, with its report."""
    out = tmp_path_factory.mktemp("run") / "results"
    code, said, _ = docketsim("run", "frozen", "tag-4.5m", *SMALL, "--set", "detention.beds=50000", "--out", str(out))
    assert code == 0
    assert "report.html" in said
    return out


class Page(HTMLParser):
    """What a page refers to, and its pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.references: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.references += [found[name] for name in ("src", "href") if found.get(name)]
        if tag == "img":
            self.pictures.append(found)


def test_help_names_every_command():
    code, said, _ = docketsim("--help")
    assert code == 0
    assert all(f"\n  {command} " in said for command in ("run", "validate", "list", "explain", "schema", "report"))


def test_a_run_leaves_everything_that_is_promised(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "manifest.json",
        "experiments.parquet",
        "trajectories.parquet",
        "summary.csv",
        "report.html",
        "figures",
    }
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [one["name"] for one in manifest["scenarios"]] == ["frozen", "tag-4.5m"]
    assert manifest["overrides"] == {"detention.beds": "50000"}


def test_the_report_stands_alone(folder):
    page = Page((folder / "report.html").read_text())
    assert page.pictures
    assert all(reference.startswith(("data:", "#")) for reference in page.references)
    assert all((picture["alt"] or "").strip() for picture in page.pictures)


def test_the_report_says_what_was_missing(folder):
    text = (folder / "report.html").read_text()
    assert re.search(r"Ordered and not done: .* enrolments .* spare", text)


def test_the_report_written_again_is_the_same(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, said, _ = docketsim("report", str(folder))
    assert (code, "report.html" in said) == (0, True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_end_of_a_run_shows_headlines_and_what_binds(tmp_path):
    code, said, _ = docketsim("run", "frozen", *SMALL, "--out", str(tmp_path / "results"))
    assert code == 0
    for word in ("docket", "removals", "66 percent", "90 percent", "Full over the last year", "Report:"):
        assert word in said


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_command_again_finds_its_results(folder, monkeypatch):
    monkeypatch.setattr("sim.model.branches.trajectories", fake_sweep.never)
    before = contents(folder)
    words = ["run", "frozen", "tag-4.5m", *SMALL, "--set", "detention.beds=50000", "--out", str(folder)]
    for more in ([], ["--force"]):
        code, said, error = docketsim(*words, *more)
        assert code == 0, error
        assert f"{folder} holds these results already: nothing is run again" in error
        assert "Report:" in said
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["frozen", "--draws", "3"], "draws 2 there, 3 asked; set detention.beds=50000 there, nothing asked"),
        (["frozen", "--seed", "1"], "seed 0 there, 1 asked"),
        (["frozen", "--parameters", "prior"], "there, prior asked"),
        (["frozen", "--by", "office"], "by nation there, office asked"),
        (["frozen"], "command run frozen tag-4.5m there, run frozen asked"),
    ],
)
def test_finished_results_are_not_replaced_by_another_plan(folder, words, told):
    before = contents(folder)
    code, _, error = docketsim("run", *SMALL, *words, "--out", str(folder))
    assert code == 2
    assert f"--out {folder}: it holds finished results of another plan: " in error
    assert told in error
    assert "--force (force=True) replaces them; or choose another folder" in error
    assert contents(folder) == before


def test_force_replaces_results_of_another_plan(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    code, _, error = docketsim("run", "frozen", *SMALL, "--force", "--out", str(copy))
    assert code == 0, error
    assert sim.read_results(copy).scenarios == ("frozen",)


def test_damaged_results_are_made_again(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "summary.csv").write_text("made up")
    words = ["run", "frozen", "tag-4.5m", *SMALL, "--set", "detention.beds=50000", "--out", str(copy)]
    code, _, error = docketsim(*words)
    assert (code, "already" in error) == (0, False)
    assert (copy / "summary.csv").read_bytes() == (folder / "summary.csv").read_bytes()


def test_other_code_is_another_plan(folder, monkeypatch):
    hashes = folders.input_hashes()
    words = ["run", "frozen", "tag-4.5m", *SMALL, "--set", "detention.beds=50000", "--out", str(folder)]
    monkeypatch.setattr(folders, "input_hashes", lambda: hashes | {"report/page.py": "another", "cli/run.py": "one"})
    assert docketsim(*words)[0] == 0, "what only speaks of results changes none"
    monkeypatch.setattr(folders, "input_hashes", lambda: hashes | {"rules/courts.yaml": "another"})
    code, _, error = docketsim(*words)
    assert code == 2
    assert "code: 1 files of docketsim changed, such as rules/courts.yaml" in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frozn"], "did you mean frozen"),
        (["frozen", "--draws", "0"], "--draws 0: must be a whole number of at least 1"),
        (["frozen", "--until", "1999-01-01"], "--until 1999-01-01"),
        (["frozen", "--until", "soon"], "--until 'soon'"),
        (["frozen", "--set", "detention.bed=3"], "detention.beds"),
        (["frozen", "--set", "detention.beds"], "must be LEVER=VALUE"),
        (["frozen", "--set", "detention.beds=-3"], "detention.beds"),
        (["frozen", "--set", "detention.beds=many"], "detention.beds"),
        (["frozen", "--delivery", "late"], "choose in-full or uncertain"),
        (["frozen", "--by", "month"], "the only choice is office"),
        (["frozen", "--scale", "0", "--seed", "-1"], "--seed -1"),
    ],
)
def test_a_wrong_option_ends_with_2_and_nothing_written(tmp_path, words, said):
    code, out, error = docketsim("run", *words, "--out", str(tmp_path / "results"))
    assert code == 2
    assert said in error
    assert "Traceback" not in error + out
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    code, _, error = docketsim("run", "frozen", *SMALL, "--out", str(tmp_path))
    assert code == 2
    assert str(tmp_path) in error
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_changed_folder_is_refused(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "summary.csv").write_text("made up")
    code, _, error = docketsim("report", str(copy))
    assert code == 2
    assert "summary.csv" in error


def test_validate_shows_every_problem_of_every_file(tmp_path):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("extends: frozen\npolicy:\n  - from: 2025-08-01\n    set: {detention.bed: 5, courts.judges: x}\n")
    second.write_text("extends: nowhere\n")
    code, _, error = docketsim("validate", str(first), str(second), str(tmp_path / "none.yaml"))
    assert code == 2
    assert f"{first}:4:" in error
    assert "did you mean detention.beds" in error
    assert "courts.judges" in error
    assert str(second) in error
    assert "none.yaml" in error


def test_validate_is_content_with_what_is_shipped():
    code, said, _ = docketsim("validate", "frozen", "baseline")
    assert (code, said.count("valid")) == (0, 2)


@pytest.mark.parametrize("what", ["scenarios", "levers", "parameters", "measures", "figures", "sources"])
def test_lists_for_people_and_for_programs(what):
    code, said, _ = docketsim("list", what, "--json")
    records = json.loads(said)
    assert code == 0
    assert len(records) > 10
    code, said, _ = docketsim("list", what)
    first = records[0]
    assert code == 0
    assert (first.get("name") or first.get("id") or first.get("key")) in said


def test_results_are_listed(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "done")
    shutil.copytree(folder, tmp_path / "hurt")
    (tmp_path / "hurt" / "summary.csv").unlink()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("three years of work")
    broken = tmp_path / "broken" / "unfinished"
    broken.mkdir(parents=True)
    (broken / "parts.json").write_text("[")
    with Unfinished(tmp_path / "begun", "sweep frozen surge", 48) as begun:
        begun.write(Stored(np.array([b"1", b"2"], ADDRESS), np.zeros((2, 3))))
    code, said, error = docketsim("list", "results", str(tmp_path), "--json")
    assert code == 0, error
    found = {Path(one["folder"]).name: one for one in json.loads(said)}
    states = {name: one["state"] for name, one in found.items()}
    assert states == {
        "begun": "unfinished",
        "broken": "damaged",
        "done": "finished",
        "hurt": "damaged",
        "mine": "foreign",
    }
    assert (found["done"]["question"], found["done"]["scenarios"]) == ("run", ["frozen", "tag-4.5m"])
    assert (found["begun"]["question"], found["begun"]["scenarios"]) == ("sweep", ["frozen", "surge"])
    assert found["begun"]["says"] == "2 of 48 experiments"
    assert "summary.csv: it is listed in manifest.json and missing" in found["hurt"]["says"]
    assert found["done"]["megabytes"] > 0
    code, said, error = docketsim("list", "results", str(tmp_path))
    assert (code, "Traceback" in error) == (0, False)
    assert all(word in said for word in ("finished", "unfinished", "damaged", "2 of 48"))
    assert said.endswith("Folders that hold no results of docketsim: 1 (mine)\n")


def test_an_unfinished_run_shows_the_command_that_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["/somewhere/docketsim", "run", "frozen", "--set", "detention.beds=50000"])
    with Unfinished(tmp_path / "begun", "run frozen", 6) as begun:
        begun.write(Stored(np.array([b"1"], ADDRESS), np.zeros((1, 3))))
    code, said, _ = docketsim("list", "results", str(tmp_path))
    assert code == 0
    assert "begun goes on with: docketsim run frozen --set detention.beds=50000" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [(["results", "nowhere"], "nowhere: there is no such folder"), (["levers", "x"], "only results are in a folder")],
)
def test_what_cannot_be_listed(words, told):
    code, _, error = docketsim("list", *words)
    assert code == 2
    assert told in error


def test_an_unknown_list_names_the_nearest():
    code, _, error = docketsim("list", "lever")
    assert code == 2
    assert "did you mean levers" in error


def test_everything_can_be_explained():
    from sim.report import explain

    for name in explain.names():
        texts = [text for _, text in explain.lines(name)]
        assert all(isinstance(text, str) for text in texts)


def test_an_unknown_name_names_the_nearest():
    code, _, error = docketsim("explain", "detention.bed")
    assert code == 2
    assert "did you mean detention.beds" in error


def test_the_schema_is_the_committed_one():
    code, said, _ = docketsim("schema")
    committed = Path(__file__).parents[2] / "scenarios/scenario.schema.json"
    assert code == 0
    assert said == committed.read_text()


@pytest.mark.parametrize(
    ("given", "called"), [("frozen", "frozen"), ("a/mine.yaml", "mine"), ("../noext", "noext"), ("v1.2", "v1.2")]
)
def test_results_stay_in_their_folder_whatever_the_path_of_the_scenario(given, called):
    assert stem(given) == called
