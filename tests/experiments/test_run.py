"""Ensembles: the same for any number of workers, and clear when they fail. The model is a fake that costs nothing."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import calendar
from sim.experiments import provenance
from sim.experiments import run as experiments
from sim.experiments.cluster import crew_of
from sim.experiments.options import Options
from sim.io import folders
from sim.report import page
from sim.results import arrow
from sim.results.measures import INDEX
from tests.experiments.conftest import bytes_of
from tests.results import fake
from tests.results.fake import PLAN

ROOT = Path(__file__).resolve().parents[2]


def executed(plan=PLAN, branches=fake.branches, workers=1, **options):
    return experiments.execute(plan, crew_of(workers), branches=branches, **options)


def stored(folder, plan=PLAN, **options):
    with folders.Folder(folder) as made:
        arrow.write_tables(made, executed(plan, **options))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("by_office", "options"), [(False, {"workers": 2}), (True, {"workers": 3})])
def test_workers_change_no_byte(tmp_path, monkeypatch, by_office, options):
    hashes = folders.input_hashes()
    monkeypatch.setattr(folders, "input_hashes", lambda: hashes)  # somebody may be editing the model meanwhile
    plan = PLAN._replace(by_office=by_office)
    assert stored(tmp_path / "one", plan) == stored(tmp_path / "two", plan, **options)


def test_experiments_are_in_order_and_hold_what_was_drawn():
    results = executed()
    keys = results.experiments[["scenario", "draw", "replicate"]].to_numpy().tolist()
    assert keys == [[name, draw, replicate] for name in ("one", "two") for draw in range(3) for replicate in range(2)]
    drawn = results.experiments["absconding.app_ratio"]
    assert drawn.nunique() == 3
    assert (drawn[:6].to_numpy() == drawn[6:].to_numpy()).all()
    for place, (_, draw, replicate) in enumerate(keys):
        expected = fake.simulate(None, 7, draw, replicate, 100, 5, False).values
        assert np.array_equal(results.values[place], expected, equal_nan=True)
    assert (results.draws, results.replicates, results.weeks, results.scale) == (3, 2, 5, 100)


def test_the_ledger_is_exact_after_the_way_through_a_file(tmp_path):
    stored(tmp_path / "run")
    values = arrow.read(tmp_path / "run").values
    ledger = values[:, :, fake.LEDGER].sum(axis=2)
    assert np.array_equal(ledger, values[:, :, INDEX["docket"]] + values[:, :, INDEX["detained"]])


def test_progress_tells_every_step():
    seen = []
    executed(progress=lambda *told: seen.append(told))
    assert seen == [(done, 12, 0) for done in range(0, 13, 2)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_names_its_experiment(workers):
    with pytest.raises(
        sim.ExperimentError, match="scenario (one|two), draw 1, replicate 1: ZeroDivisionError: no"
    ) as e:
        executed(branches=fake.failing, workers=workers)
    assert "Traceback" not in str(e.value)
    assert "in failing" in e.value.details


def test_a_killed_worker_is_told_apart():
    one = PLAN._replace(scenarios=PLAN.scenarios[:1], draws=1, replicates=1)
    with pytest.raises(sim.ExperimentError, match="worker process ended before.*fewer --workers"):
        executed(one, fake.killed, workers=2)


def test_the_manifest_says_what_was_run_and_not_when_or_where(tmp_path):
    manifest = executed(manifest=provenance.manifest(PLAN, {"detention.beds": 1}, "uncertain")).manifest
    assert {key: manifest[key] for key in ("seed", "scale", "draws", "replicates", "until", "delivery")} == {
        "seed": 7,
        "scale": 100,
        "draws": 3,
        "replicates": 2,
        "until": "2021-02-24",
        "delivery": "uncertain",
    }
    assert manifest["overrides"] == {"detention.beds": 1}
    assert manifest["scenarios"][1]["files"][0]["text"] == "name: one\n"
    assert set(manifest["versions"]) == {"python", "docketsim", "numpy", "numba", "pandas", "pyarrow"}
    parameters = manifest["parameters"]["one"]
    assert set(parameters) == set(sim.levers()) | set(parameters)
    assert parameters["detention.beds"]["central"]["2021-01-20"] == 57000
    assert parameters["arrests.priority"]["central"]["2021-01-20"] in {"convicted", "final_order", "easiest"}
    assert "prior" in parameters["absconding.app_ratio"]["origin"]
    assert {"rules/detention.yaml", "evidence/sources.yaml", "experiments/crew.py"} <= set(manifest["inputs"])
    text = str(manifest)
    assert str(ROOT) not in text
    assert os.uname().nodename not in text


GIVEN = {"scenario": PLAN.scenarios[0], "draws": 1, "until": "2021-03-01", "workers": 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 0}, "draws 0: must be a whole number of at least 1"),
        ({"draws": 2.5}, "draws 2.5"),
        ({"draws": True}, "draws True"),
        ({"replicates": 0}, "replicates 0"),
        ({"scale": 0}, "scale 0: must be a whole number from 1 to 10000"),
        ({"scale": 20_000}, "scale 20000"),
        ({"seed": -1}, "seed -1"),
        ({"workers": 0}, "workers 0"),
        ({"until": "soon"}, "until 'soon': must be a date like"),
        ({"until": "2021-01-20"}, "until 2021-01-20: must lie after 2021-01-20"),
        ({"until": "2036-10-02"}, "2036-10-02: must lie after 2021-01-20 and not after 2036-10-01, the end of FY2036"),
        ({"until": "2036"}, "until 2036: its last day, 2036-12-31, must lie after"),
        ({"until": "FY2020"}, "until FY2020: its last day, 2020-09-30, must lie after"),
        ({"until": "FY2027-03"}, "until 'FY2027-03': must be a date like"),
        ({"delivery": "late"}, "delivery 'late': choose in-full or uncertain"),
        ({"scenario": []}, "give at least one"),
        ({"scenario": PLAN.scenarios[:1] * 2}, "scenario two: given more than once"),
        ({"draws": 10**9}, "GB of memory"),
    ],
)
def test_options_that_cannot_be_run(options, message):
    with pytest.raises(sim.OptionError, match=message):
        sim.run(**GIVEN | options)


def test_all_problems_are_told_at_once(tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    options = {"draws": 0, "scale": -1, "out": tmp_path, "set": {"detention.bed": 5}}
    with pytest.raises(sim.OptionError) as error:
        sim.run(**GIVEN | options)
    told = error.value.problems
    assert [problem.split()[0] for problem in told[:3]] == ["draws", "scale", "out"]
    assert "detention.beds" in told[3]
    assert len(told) == 4


def test_a_day_of_the_last_week_is_covered():
    for until, weeks in (("2021-01-21", 1), ("2021-01-27", 1), ("2021-01-28", 2), (None, 418), ("2036-09-30", 819)):
        assert Options(draws=1, until=until).plan(PLAN.scenarios[0]).weeks == weeks


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ("FY2036", "2036-09-30"),
        ("fy2030", "2030-09-30"),
        ("2030", "2030-12-31"),
        ("CY2030", "2030-12-31"),
        ("2028-02", "2028-02-29"),
        ("2027-Q1", "2027-03-31"),
        ("2027-Q4", "2027-12-31"),
    ],
)
def test_a_period_ends_with_its_last_day(period, last):
    assert calendar.last_day(period) == date.fromisoformat(last)
    assert Options(until=period).times("frozen").end == Options(until=last).times("frozen").end


def test_public_names_are_there_and_loaded_late():
    code = "import sim, sys; print('numpy' in sys.modules, 'pandas' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split() == ["False", "False"]
    assert sim.measures()["docket"].kind == "stock"
    assert "detention.beds" in sim.levers()
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="no attribute 'docket'"):
        _ = sim.docket


UNGUARDED = """
from sim.experiments import run
from sim.experiments.cluster import crew_of
from tests.results import fake
run.execute(fake.PLAN, crew_of(2), branches=fake.branches)
print("done")
"""


def test_a_script_needs_no_guard(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    ended = subprocess.run([sys.executable, script], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True)
    assert (ended.stdout, ended.returncode) == (b"done\n", 0), ended.stderr


def test_results_survive_a_summary(tmp_path):
    summary = executed().summary()
    assert list(summary["scenario"].unique()) == ["two", "one"]
    assert (summary["date"] == pd.Timestamp("2021-02-24")).all()
    assert summary.loc[summary["measure"] == "removals", "partial"].all()


def interrupted(resolved, seed, draw, replicate, scale, weeks):
    """Somebody presses Ctrl-C in the third draw."""
    if draw == 2:
        raise KeyboardInterrupt
    yield from fake.branches(resolved, seed, draw, replicate, scale, weeks)


def only_the_third(resolved, seed, draw, replicate, scale, weeks):
    """What was done before is not run again."""
    assert draw == 2
    yield from fake.branches(resolved, seed, draw, replicate, scale, weeks)


def test_a_broken_off_run_goes_on_with_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "write", lambda results, folder: folder.add_text("report.html", "a report"))
    with pytest.raises(KeyboardInterrupt):
        executed(branches=interrupted, out=tmp_path / "out")
    assert list((tmp_path / "out" / "unfinished" / "parts").glob("*.parquet"))
    again = executed(branches=only_the_third, out=tmp_path / "out")
    whole = executed(out=tmp_path / "whole")
    assert np.array_equal(again.values, whole.values, equal_nan=True)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")
    assert not (tmp_path / "out" / "unfinished").exists()


def test_a_failure_keeps_what_was_finished(tmp_path):
    with pytest.raises(sim.ExperimentError, match="What was finished is kept; the same command goes on"):
        executed(branches=fake.failing, out=tmp_path / "out")
    assert list((tmp_path / "out" / "unfinished" / "parts").glob("*.parquet"))


def test_what_another_command_has_begun_is_left_alone(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        executed(branches=interrupted, out=tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    with pytest.raises(sim.StoreError, match="holds what is finished of `docketsim run two one`"):
        executed(PLAN._replace(scenarios=PLAN.scenarios[:1]), out=tmp_path / "out")
    assert bytes_of(tmp_path / "out") == before
