"""Sweeps: each experiment once, the same tables whatever happened, failures in their rows."""

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments import sweep
from sim.experiments.cluster import crew_of
from sim.experiments.plan import MOST_IN_TASK
from sim.io import folders
from sim.parameters.resolve import resolve
from sim.results.kept import Keep
from sim.results.measures import INDEX
from sim.results.parts import Unfinished
from sim.results.results import Results
from tests.experiments import fake_sweep
from tests.experiments.conftest import EXPERIMENTS, VARY, bytes_of


def test_tables_do_not_depend_on_workers(run_sweep, tmp_path, diary):
    run_sweep(tmp_path / "one")
    run_sweep(tmp_path / "two", workers=2)
    assert len(diary()) == 2 * EXPERIMENTS
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_a_folder_is_read_as_it_was_in_memory(run_sweep, tmp_path):
    kept, read = run_sweep(), run_sweep(tmp_path / "out")
    assert sim.read_results(tmp_path / "out").manifest == read.manifest
    pd.testing.assert_frame_equal(kept.experiments, read.experiments)
    pd.testing.assert_frame_equal(kept.trajectories, read.trajectories)
    for name in read.measures:
        assert np.array_equal(kept.values(name), read.values(name), equal_nan=True)
        assert np.array_equal(kept.fiscal(name), read.fiscal(name), equal_nan=True)
    stored = pd.read_parquet(tmp_path / "out" / "trajectories.parquet")
    assert np.array_equal(stored["value"], read.trajectories["value"], equal_nan=True)
    assert list(stored.columns) == list(read.trajectories.columns)


def test_it_leaves_the_files_of_a_run(run_sweep, tmp_path, with_pictures):
    run_sweep(tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        *("manifest.json", "experiments.parquet", "trajectories.parquet", "summary.csv", "report.html", "figures")
    }
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["kind"], manifest["design"]["vary"]) == ("sweep", list(VARY))
    assert str(tmp_path) not in json.dumps(manifest)
    pictures = {path.name for path in (tmp_path / "out" / "figures").iterdir()}
    assert {"removals-frozen.svg", "docket-tag-4.5m.svg"} <= pictures
    summary = pd.read_csv(tmp_path / "out" / "summary.csv")
    assert set(summary["detention.beds"]) == set(VARY["detention.beds"])


def test_rows_are_cells_draws_and_replicates(run_sweep):
    results = run_sweep()
    assert results.values("removals").shape == (12, 4, 2, len(results.periods.label))
    cells = results.cells[["scenario", "detention.beds", "hiring.target"]].to_numpy().tolist()
    assert cells[:3] == [["frozen", 50000.0, 0.0], ["frozen", 50000.0, 10000.0], ["frozen", 66666.0, 0.0]]
    row = results.experiments.iloc[(7 * 4 + 2) * 2 + 1]
    assert (row["scenario"], row["point"], row["draw"], row["replicate"]) == ("tag-4.5m", 1, 2, 1)
    assert results.experiments["address"].nunique() == EXPERIMENTS
    assert results.experiments["absconding.app_ratio"].nunique() == 4
    assert results.experiments["detention.beds (drawn)"].nunique() == 4


@pytest.mark.parametrize("keep", ["headline", "weekly", "all", Keep(("cost_total_usd", "stay_days_of_leavers"))])
def test_what_is_kept_is_what_a_run_says(keep, run_sweep, plan_of_sweep):
    results = run_sweep(keep=keep, draws=1)
    plan = plan_of_sweep(draws=1)
    resolved = resolve(plan.scenario_of(8), 0, 3, plan.plan.weeks)
    trajectory = next(fake_sweep.branches([resolved], 3, 0, 1, 1000, plan.plan.weeks)).outcome
    alone = Results(trajectory.values[None], None, pd.DataFrame(), {})
    for name in results.measures:
        by_quarter = alone.period_values(name, "quarter")[0][0]
        expected = by_quarter if results.layout.keep.by == "quarter" else trajectory.values[:, INDEX[name]]
        assert np.array_equal(results.values(name)[8, 0, 1], expected, equal_nan=True), name
        assert np.allclose(results.fiscal(name)[8, 0, 1], alone.period_values(name, "FY")[0][0], equal_nan=True), name


def test_a_finished_experiment_is_not_run_again(run_sweep, tmp_path, diary):
    run_sweep(tmp_path / "out")
    first = bytes_of(tmp_path / "out")
    run_sweep(tmp_path / "out")
    assert (len(diary()), bytes_of(tmp_path / "out")) == (EXPERIMENTS, first)


def test_a_larger_design_runs_only_what_is_new(run_sweep, tmp_path, diary):
    run_sweep(tmp_path / "out")
    more = {"hiring.target": [0, 5_000, 10_000], "detention.beds": [40_000, *VARY["detention.beds"]]}
    found = run_sweep(tmp_path / "out", vary=more)
    assert len(diary()) == 2 * 12 * 4 * 2
    assert len(set(diary())) == len(diary())
    fresh = run_sweep(tmp_path / "fresh", vary=more)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")
    assert found.experiments.equals(fresh.experiments)


def test_ctrl_c_keeps_what_is_finished(run_sweep, tmp_path, diary):
    with pytest.raises(KeyboardInterrupt):
        run_sweep(tmp_path / "out", branches=fake_sweep.interrupted)
    done = len(diary())
    assert 0 < done < EXPERIMENTS
    with pytest.raises(sim.StoreError, match="holds unfinished experiments"):
        folders.check_target(tmp_path / "out")
    run_sweep(tmp_path / "out", workers=2)
    assert sorted(set(diary())) == sorted(diary())
    run_sweep(tmp_path / "unbroken")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "unbroken")


def test_a_failure_is_a_row_and_is_tried_again(run_sweep, tmp_path, diary, monkeypatch):
    results = run_sweep(tmp_path / "out", branches=fake_sweep.failing)
    assert results.failures["error"].tolist() == ["ZeroDivisionError: no officers"]
    cell, draw, replicate = 2, 1, 0
    assert results.failures[["point", "draw", "replicate"]].to_numpy().tolist() == [[cell, draw, replicate]]
    assert np.isnan(results.values("docket")[cell, draw, replicate]).all()
    assert np.isfinite(results.values("docket")).sum() == (EXPERIMENTS - 1) * len(results.periods.label)
    assert len(results.trajectories) == (EXPERIMENTS - 1) * results.layout.width
    before = len(diary())
    monkeypatch.setenv("FAKE_MENDED", "yes")
    run_sweep(tmp_path / "out", branches=fake_sweep.failing)
    assert len(diary()) == before + 1
    run_sweep(tmp_path / "fresh")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "fresh")


def test_one_that_takes_its_process_down_is_found(run_sweep, tmp_path):
    options = {"draws": 2, "replicates": 1, "parameters": "central"}
    vary = {"detention.beds": [50_000, 66_666, 80_000]}
    results = run_sweep(tmp_path / "out", vary, scenarios=["frozen"], workers=2, branches=fake_sweep.deadly, **options)
    assert results.failures[["detention.beds", "draw"]].to_numpy().tolist() == [[66666.0, 0]]
    assert len(results.experiments) == 6
    assert set(results.failures["error"].str.partition(":")[0]) == {"WorkerLost"}


def test_a_changed_part_is_run_again(run_sweep, tmp_path, diary):
    with pytest.raises(KeyboardInterrupt):
        run_sweep(tmp_path / "out", branches=fake_sweep.interrupted)
    part = next((tmp_path / "out" / "unfinished" / "parts").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-20])
    run_sweep(tmp_path / "out")
    assert len(diary()) > EXPERIMENTS
    run_sweep(tmp_path / "unbroken")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "unbroken")


def test_two_sweeps_do_not_share_a_folder(run_sweep, tmp_path):
    busy = pytest.raises(sim.StoreError, match="another process is at work")
    with Unfinished(tmp_path / "out", "sweep frozen tag-4.5m"), busy:
        run_sweep(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_results_of_others_are_not_touched(run_sweep, tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(sim.OptionError, match=r"out .*is not ours"):
        run_sweep(tmp_path)
    assert bytes_of(tmp_path) == {"thesis.txt": b"three years of work"}


def test_an_address_is_the_content(plan_of_sweep):
    base = plan_of_sweep()
    assert plan_of_sweep(vary=dict(reversed(VARY.items()))).addresses[0] == base.addresses[0]
    assert len(set(base.addresses)) == EXPERIMENTS
    for options in (
        {"seed": 4},
        {"scale": 2000},
        {"until": "2025-11-30"},
        {"keep": "weekly"},
        {"parameters": "central"},
    ):
        assert not set(plan_of_sweep(**options).addresses) & set(base.addresses), options
    again = plan_of_sweep(draws=5)
    assert set(base.addresses) < set(again.addresses)


def test_tasks_hold_every_open_experiment_once(plan_of_sweep):
    plan = plan_of_sweep(vary={"detention.beds": "40000:90000:80"})
    is_open = np.random.default_rng(1).random(plan.experiments) < 0.7
    for workers in (1, 2, 50):
        tasks = list(plan.tasks(is_open, workers))
        places = [one.place for task in tasks for one in task.experiments]
        assert sorted(places) == np.flatnonzero(is_open).tolist()
        assert max(len(task.experiments) for task in tasks) <= MOST_IN_TASK
        assert all(len({one.replicate for one in task.experiments}) == 1 for task in tasks)


def test_progress_counts_what_was_done_before(run_sweep, tmp_path, plan_of_sweep):
    with pytest.raises(KeyboardInterrupt):
        run_sweep(tmp_path / "out", branches=fake_sweep.interrupted)
    seen = []
    plan = plan_of_sweep()
    sweep.execute(plan, crew_of(1), tmp_path / "out", lambda *told: seen.append(told), fake_sweep.branches)
    assert seen[0][0] > 0
    assert seen[-1] == (EXPERIMENTS, EXPERIMENTS, 0)
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
