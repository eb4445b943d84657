"""Killed, starved, full: nothing finished is lost, nothing is run or counted twice, the same command goes on."""

import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

import sim
from sim.experiments.cluster import crew_of
from sim.results import parts
from tests.experiments import fake_sweep
from tests.experiments.conftest import EXPERIMENTS, RUN_EXPERIMENTS, begin, bytes_of

ALL = {"sweep": EXPERIMENTS, "run": RUN_EXPERIMENTS}


def kinds(first, second):
    """Both write and read parts in one place: `make test` tries one of them, `make test-all` the other as well."""
    return pytest.mark.parametrize("kind", [first, pytest.param(second, marks=pytest.mark.long)])


ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import resource, sys
from sim.experiments.cluster import crew_of
from sim.io import terminal
from sim.report import page
from sim.report import sweep as sweep_report
from tests.experiments import fake_sweep
from tests.experiments.conftest import a_line, begin

sweep_report.write = a_line
page.write = lambda results, folder, *_: a_line(folder)
if {largest}:
    resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))
with terminal.plain_errors():
    begin("{kind}", sys.argv[1], crew_of({workers}), fake_sweep.slow)
print("done")
"""


@pytest.fixture
def start(tmp_path, diary):
    """The same experiments in a process of their own, slow enough to be killed: ``start(out, workers=2)``."""
    begun = []

    def start_it(out, workers=2, seconds=0.03, largest=0, kind="sweep"):
        script = tmp_path / "script.py"
        script.write_text(SCRIPT.format(workers=workers, largest=largest, kind=kind))
        environment = os.environ | {"PYTHONPATH": str(ROOT), "FAKE_SECONDS": str(seconds)}
        pipe = subprocess.PIPE
        running = subprocess.Popen([sys.executable, script, out], env=environment, stdout=pipe, stderr=pipe, text=True)
        begun.append(running)
        return running

    yield start_it
    for running in begun:
        running.kill()
        running.wait()


def until(happened, running):
    """Wait for something; fail where the process ends before."""
    while not happened():
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)


def parts_of(out):
    return list((out / "unfinished" / "parts").glob("*.parquet"))


def workers_of(running):
    """Worker processes of a process, the tracker of resources aside."""
    children = psutil.Process(running.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """The tables of a sweep or run that nothing happened to."""

    @cache
    def of(kind="sweep"):
        out = tmp_path_factory.mktemp("unbroken") / "out"
        begin(kind, out, crew_of(1), fake_sweep.branches)
        return bytes_of(out)

    return of


@kinds("run", "sweep")
def test_the_whole_process_is_killed(kind, start, unbroken, tmp_path, diary):
    out = tmp_path / "out"
    running = start(out, kind=kind)
    until(lambda: len(parts_of(out)) >= 2, running)
    workers = workers_of(running)
    running.send_signal(signal.SIGKILL)
    running.wait()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive, "workers end with their parent"
    begun = len(diary())
    stored = sum(pq.read_metadata(part).num_rows for part in parts_of(out))
    assert 0 < stored <= begun
    begin(kind, out, crew_of(2), fake_sweep.branches)
    assert len(diary()) - begun == ALL[kind] - stored, "what was stored is not run again"
    assert bytes_of(out) == unbroken(kind)


@kinds("sweep", "run")
def test_one_worker_is_killed(kind, start, unbroken, tmp_path):
    out = tmp_path / "out"
    running = start(out, kind=kind)
    until(lambda: parts_of(out), running)
    workers_of(running)[0].kill()
    said, errors = running.communicate(timeout=120)
    assert (said, running.returncode) == ("done\n", 0), errors
    assert bytes_of(out) == unbroken(kind)


@kinds("run", "sweep")
def test_ctrl_c_ends_all_and_keeps_what_is_finished(kind, start, unbroken, tmp_path):
    out = tmp_path / "out"
    running = start(out, kind=kind)
    until(lambda: parts_of(out), running)
    workers = workers_of(running)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=60)
    assert (said, running.returncode) == ("", 130)
    assert not [worker for worker in workers if worker.is_running() and worker.status() != "zombie"]
    assert parts_of(out)
    begin(kind, out, crew_of(1), fake_sweep.branches)
    assert bytes_of(out) == unbroken(kind)


@pytest.mark.parametrize(("workers", "largest"), [(1, 3_000), (2, 20_000)], ids=["while it runs", "while it merges"])
def test_a_full_disk(start, run_sweep, unbroken, tmp_path, workers, largest):
    out = tmp_path / "out"
    running = start(out, workers, seconds=0, largest=largest)
    said, errors = running.communicate(timeout=120)
    assert (said, running.returncode) == ("", 2)
    assert "file too large. What was finished is kept; the same command goes on" in errors
    assert "Traceback" not in errors
    assert not (out / "manifest.json").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
    run_sweep(out)
    assert bytes_of(out) == unbroken()


def test_a_folder_that_cannot_be_written(run_sweep, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(sim.OptionError, match="not writable"):
        run_sweep(tmp_path / "new" / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_turns_read_only(run_sweep, tmp_path, monkeypatch, unbroken):
    written = parts.write_part

    def refusing(*given):
        if parts_of(tmp_path / "out"):
            raise PermissionError(13, "Permission denied")
        written(*given)

    monkeypatch.setattr("sim.experiments.work.write_part", refusing)
    monkeypatch.setattr("sim.experiments.work.WRITE_EVERY_SECONDS", 0.0)
    with pytest.raises(sim.StoreError, match="permission denied. What was finished is kept"):
        run_sweep(tmp_path / "out", branches=fake_sweep.branches)
    assert len(parts_of(tmp_path / "out")) == 1
    monkeypatch.undo()
    monkeypatch.setattr("sim.report.sweep.write", lambda folder, *_: folder.add_text("report.html", "a report"))
    run_sweep(tmp_path / "out")
    assert bytes_of(tmp_path / "out") == unbroken()
