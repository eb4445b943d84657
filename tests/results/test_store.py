"""A results folder is written whole or not at all, is ours or is left alone, and is what it says it is."""

import json
import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import calendar
from sim.errors import StoreError
from sim.io import folders
from sim.results import arrow
from sim.results.measures import BY_OFFICE, INDEX, MEASURES
from sim.results.results import Results
from tests.results import fake

WEEKS, DRAWS, REPLICATES = 6, 3, 2
FLOWS = [measure.name for measure in MEASURES if measure.kind != "stock"]


def sealed(folder, manifest) -> None:
    """A manifest of somebody who knows how to make its digest."""
    manifest.pop("digest", None)
    (folder / "manifest.json").write_text(folders.as_json(manifest | {"digest": folders._digest(manifest)}))


def results(by_office=False, scenarios=("frozen", "beds-107k")) -> Results:
    made = fake.results_of({"docket": np.zeros(WEEKS + 1)}, DRAWS, REPLICATES, scenarios=scenarios)
    runs = [
        fake.simulate(None, 0, draw, replicate, 100, WEEKS, by_office)
        for draw, replicate in made.experiments[["draw", "replicate"]].to_numpy()
    ]
    split = np.stack([run.by_office for run in runs]) if by_office else None
    experiments = made.experiments.assign(**{"courts.order_share_absconded": np.linspace(0.1, 0.9, len(runs))})
    manifest = made.manifest | {"offices": fake.OFFICES if by_office else 0}
    return Results(np.stack([run.values for run in runs]), split, experiments, manifest)


def write(out, made=None):
    with folders.Folder(out) as folder:
        arrow.write_tables(folder, made or results())
        folder.add_text("report.html", "<p>report</p>")
        folder.add_bytes("figures/docket.png", b"picture")
    return out


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "run")


@pytest.mark.parametrize("by_office", [False, True])
def test_what_is_read_is_what_was_written(tmp_path, by_office):
    made = results(by_office)
    read = arrow.read(write(tmp_path / "run", made))
    assert np.array_equal(read.values, made.values, equal_nan=True)
    assert (read.by_office is None) == (not by_office)
    if by_office:
        assert np.array_equal(read.by_office, made.by_office, equal_nan=True)
    pd.testing.assert_frame_equal(read.experiments, made.experiments)
    assert read.scenarios == ("frozen", "beds-107k")
    assert {key: read.manifest[key] for key in made.manifest} == made.manifest
    pd.testing.assert_frame_equal(read.summary(), made.summary())


def test_trajectories_are_tidy_and_sorted(folder):
    table = pd.read_parquet(folder / "trajectories.parquet")
    assert list(table) == ["scenario", "draw", "replicate", "date", "measure", "value"]
    stocks = len(MEASURES) - len(FLOWS)
    assert len(table) == 2 * DRAWS * REPLICATES * (WEEKS * len(MEASURES) + stocks)
    opening = table[table["date"] == pd.Timestamp(calendar.START)]
    assert not opening["measure"].isin(FLOWS).any()
    assert table["date"].max() == pd.Timestamp(calendar.date_of(WEEKS))
    keys = ["scenario", "draw", "replicate", "date", "measure"]
    for rows in (table[keys], table[keys].astype({"scenario": str, "measure": str})):
        assert rows.equals(rows.sort_values(keys, ignore_index=True))
    made = results().trajectories
    assert np.array_equal(table["value"], made["value"], equal_nan=True)
    for name in keys:
        assert (table[name].astype(str) == made[name].astype(str)).all()


def test_rows_by_office_stand_beside_the_national_ones(tmp_path):
    made = results(by_office=True)
    table = pd.read_parquet(write(tmp_path / "run", made) / "trajectories.parquet")
    assert list(table)[-1] == "office"
    split = table[table["office"].notna()]
    assert sorted(split["office"].unique()) == ["01", "02", "03"]
    assert set(split["measure"].unique()) == {measure.name for measure in BY_OFFICE}
    last = table[(table["scenario"] == "beds-107k") & (table["draw"] == 1) & (table["replicate"] == 0)]
    last = last[(last["measure"] == "docket") & (last["date"] == "2021-02-10")]
    experiment = REPLICATES  # beds-107k comes before frozen
    expected = [*made.by_office[experiment, 3, 0], made.values[experiment, 3, INDEX["docket"]]]
    assert last["value"].tolist() == expected
    assert np.array_equal(made.trajectories["value"], table["value"], equal_nan=True)


def test_the_ledger_sums_to_the_open_cases_in_the_file(folder):
    table = pd.read_parquet(folder / "trajectories.parquet")
    wide = table.pivot(index=["scenario", "draw", "replicate", "date"], columns="measure", values="value")
    ledger = wide[[name for name in wide if name.startswith("waiting_")]].sum(axis=1)
    assert (ledger == wide["docket"] + wide["detained"]).all()
    assert ledger.min() > 0


def test_equal_results_give_equal_bytes(tmp_path, folder):
    assert contents(write(tmp_path / "again")) == contents(folder)


def test_the_manifest_lists_every_file(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert sorted(manifest["outputs"]) == sorted(name for name in contents(folder) if name != "manifest.json")


def test_a_folder_of_ours_is_replaced_whole(folder):
    write(folder, results(scenarios=("surge",)))
    assert arrow.read(folder).scenarios == ("surge",)
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_failure_in_the_middle_leaves_nothing(tmp_path, failure):
    def write_half():
        with folders.Folder(tmp_path / "deep" / "run") as folder:
            arrow.write_tables(folder, results())
            raise failure(28, "No space left on device")

    with pytest.raises(StoreError if failure is OSError else failure):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_in_the_middle_leaves_the_former_folder(folder):
    before = contents(folder)

    def write_half():
        with folders.Folder(folder) as again:
            again.add_text("report.html", "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_a_disk_that_refuses_at_the_end_leaves_the_former_folder(folder, monkeypatch):
    before = contents(folder)
    monkeypatch.setattr(folders, "flush", lambda path: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StoreError, match="no space left on device"):
        write(folder, results(scenarios=("surge",)))
    assert contents(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["run"]


def test_an_empty_folder_is_free(tmp_path):
    (tmp_path / "run").mkdir()
    arrow.read(write(tmp_path / "run"))


def foreign(path):
    path.mkdir()
    (path / "thesis.txt").write_text("three years of work")


def foreign_manifest(path):
    foreign(path)
    (path / "manifest.json").write_text('{"format": "something else"}')


def ours_with_a_guest(path):
    write(path)
    (path / "thesis.txt").write_text("three years of work")


@pytest.mark.parametrize("make", [foreign, foreign_manifest, ours_with_a_guest])
def test_a_folder_that_is_not_ours_is_left_alone(tmp_path, make):
    make(tmp_path / "run")
    before = contents(tmp_path)
    for attempt in (lambda: folders.check_target(tmp_path / "run"), lambda: write(tmp_path / "run")):
        with pytest.raises(StoreError, match="not overwritten") as error:
            attempt()
        assert "--out" in str(error.value)
    assert contents(tmp_path) == before


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "run").write_text("text")
    with pytest.raises(StoreError, match="is a file"):
        folders.check_target(tmp_path / "run")
    with pytest.raises(StoreError, match="is a file"):
        folders.check_target(tmp_path / "run" / "inside")
    assert (tmp_path / "run").read_text() == "text"


def test_a_folder_that_refuses_writing(tmp_path, monkeypatch):
    monkeypatch.setattr(folders.os, "access", lambda path, mode: False)
    with pytest.raises(StoreError, match="not writable"):
        folders.check_target(tmp_path / "run")


def test_checking_writes_nothing(tmp_path):
    folders.check_target(tmp_path / "deep" / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["trajectories.parquet", "report.html", "figures/docket.png", "summary.csv"])
def test_a_changed_or_missing_file_is_refused_by_name(folder, name):
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(StoreError, match="changed") as error:
        arrow.read(folder)
    assert name in str(error.value)


@pytest.mark.parametrize("name", ["trajectories.parquet", "summary.csv", "experiments.parquet"])
def test_a_missing_table_is_refused_by_name(folder, name):
    (folder / name).unlink()
    with pytest.raises(StoreError, match=f"{name}: it is listed in manifest.json and missing"):
        arrow.read(folder)


def test_a_sweep_is_no_run(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    design = {"name": "", "because": "", "sampling": "grid", "vary": [], "points": 1}
    manifest |= {"kind": "sweep", "design": design, "experiments": 8, "keep": {"measures": ["docket"], "by": "week"}}
    sealed(folder, manifest)
    with pytest.raises(StoreError, match="it holds a sweep, and a run is asked for"):
        arrow.read(folder)


def test_a_missing_page_is_made_again(folder):
    for name in ("report.html", "figures/docket.png"):
        (folder / name).unlink()
    assert arrow.read(folder).scenarios
    with folders.Rewrite(folder) as rewrite:
        rewrite.add_text("report.html", "<p>anew</p>")
    assert folders.verify(folder)["outputs"].keys() >= {"report.html", "summary.csv"}


def edit(text):
    return text.replace('"scale": 100', '"scale": 10')


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit, "changed after it was written"),
        (lambda text: text.replace('"format_version": 1', '"format_version": 99'), "another format"),
        (lambda text: text[:-20], "not readable as JSON"),
        (lambda text: "\x00\xff", "not readable as JSON"),
        (lambda text: "[" * 100_000, "not readable as JSON"),
        (lambda text: "[1, 2]", "belongs to something else"),
        (lambda text: '{"format": "other"}', "belongs to something else"),
    ],
)
def test_a_manifest_that_is_not_what_was_written_is_refused(folder, change, message):
    path = folder / "manifest.json"
    path.write_text(change(path.read_text()))
    with pytest.raises(StoreError, match=message):
        arrow.read(folder)


def test_a_folder_without_a_manifest_is_refused(folder, tmp_path):
    (folder / "manifest.json").unlink()
    with pytest.raises(StoreError, match="not a results folder"):
        arrow.read(folder)
    with pytest.raises(StoreError, match="no such folder"):
        arrow.read(tmp_path / "nowhere")


def test_the_report_is_written_again_and_the_tables_stay(folder):
    before = contents(folder)
    with folders.Rewrite(folder) as again:
        again.add_text("report.html", "<p>better</p>")
    after = contents(folder)
    assert set(before) - set(after) == {"figures/docket.png"}
    assert after["report.html"] == b"<p>better</p>"
    assert all(after[name] == before[name] for name in folders.TABLES)
    arrow.read(folder)


def test_the_report_written_again_alike_changes_no_byte(folder):
    before = contents(folder)
    with folders.Rewrite(folder) as again:
        again.add_text("report.html", "<p>report</p>")
        again.add_bytes("figures/docket.png", b"picture")
    assert contents(folder) == before


def test_a_changed_folder_is_not_written_again(folder):
    (folder / "summary.csv").write_text("made up")
    with pytest.raises(StoreError, match=r"summary\.csv"), folders.Rewrite(folder):
        pass
    assert (folder / "summary.csv").read_text() == "made up"


def test_a_folder_may_be_moved_and_copied(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "scale=100" / "copy")
    arrow.read(tmp_path / "scale=100" / "copy")


def test_nothing_in_the_tables_tells_time_or_place(folder):
    for name in ("experiments.parquet", "trajectories.parquet"):
        metadata = pq.read_metadata(folder / name).metadata or {}
        assert set(metadata) <= {b"ARROW:schema"}
    assert str(folder.parent) not in (folder / "manifest.json").read_text()
