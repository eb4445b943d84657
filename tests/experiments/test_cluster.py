"""Sweeps on a Dask cluster: a real scheduler and two workers, each a program of its own, on loopback."""

import http.server
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.errors import CrewError, OptionError
from sim.experiments import cluster
from sim.experiments.cluster import crew_of
from sim.experiments.options import Options
from tests.experiments import fake_sweep
from tests.experiments.conftest import begin, bytes_of

ROOT = Path(__file__).resolve().parents[2]


class Programs:
    """The scheduler and the workers; all are ended at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, []
        self.address = ""

    def start(self, name, *words, **environment):
        log = (self.folder / f"{name}.log").open("w")
        command = [sys.executable, "-m", "dask", *words]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        settings = os.environ | {"PYTHONPATH": path, "FAKE_SECONDS": "0.05"} | environment
        program = subprocess.Popen(command, stdout=log, stderr=log, env=settings, cwd=self.folder)
        self.running.append(program)
        return program

    def said(self, name, pattern):
        """Wait until a program says something."""
        log = self.folder / f"{name}.log"
        while not (found := re.search(pattern, log.read_text())):
            assert self.running[-1].poll() is None, log.read_text()
            time.sleep(0.05)
        return found

    def scheduler(self):
        self.start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self.said("scheduler", r"Scheduler at:\s+(tcp://\S+)")[1]
        return self.running[-1]

    def worker(self, name, **environment):
        words = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--name", name, "--host", "127.0.0.1")
        program = self.start(name, "worker", self.address, *words, **environment)
        self.said(name, "Registered to")
        return program


@pytest.fixture
def programs(tmp_path):
    made = Programs(tmp_path)
    yield made
    for program in made.running:
        program.kill()
        program.wait()


def run_on(address, out, branches=fake_sweep.branches, progress=None, kind="sweep"):
    return begin(kind, out, crew_of(1, address), branches, progress)


@pytest.mark.parametrize("kind", ["sweep", pytest.param("run", marks=pytest.mark.long)])
def test_a_worker_is_killed_and_the_bits_are_the_same(programs, tmp_path, kind):
    programs.scheduler()
    programs.worker("first")
    victim = programs.worker("second")
    parts = tmp_path / "far" / "unfinished" / "parts"

    def kill(done, total, failed):
        if victim.poll() is None and any(parts.glob("*.parquet")):
            victim.kill()

    run_on(programs.address, tmp_path / "far", fake_sweep.slow, kill, kind)
    assert victim.poll() is not None
    begin(kind, tmp_path / "near", crew_of(1), fake_sweep.branches)
    assert bytes_of(tmp_path / "far") == bytes_of(tmp_path / "near")


def test_a_scheduler_that_is_lost_leaves_what_is_finished(programs, run_sweep, tmp_path):
    scheduler = programs.scheduler()
    programs.worker("only")
    parts = tmp_path / "far" / "unfinished" / "parts"

    def kill(done, total, failed):
        if any(parts.glob("*.parquet")):
            scheduler.kill()

    with pytest.raises(CrewError, match="does not answer any more. What was finished is kept"):
        run_on(programs.address, tmp_path / "far", fake_sweep.slow, kill)
    assert any(parts.glob("*.parquet"))
    run_sweep(tmp_path / "far")
    run_sweep(tmp_path / "near")
    assert bytes_of(tmp_path / "far") == bytes_of(tmp_path / "near")


def test_a_worker_with_other_files_is_refused(programs, tmp_path):
    changed = tmp_path / "changed"
    changed.mkdir()
    (changed / "sitecustomize.py").write_text(
        "import sys\nsys.path.insert(0, '" + str(ROOT) + "')\n"
        "from sim.io import folders\nright = folders.input_hashes\n"
        "folders.input_hashes = lambda: right() | {'rules/courts.yaml': 'another'}\n"
    )
    programs.scheduler()
    programs.worker("right")
    programs.worker("wrong", PYTHONPATH=os.pathsep.join([str(changed), str(ROOT)]))
    with pytest.raises(
        CrewError, match=r"1 of 2 workers.*\n.*1 files of the package differ, such as rules/courts.yaml"
    ):
        run_on(programs.address, tmp_path / "far")
    assert not (tmp_path / "far").exists()


def test_nobody_answers(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CrewError, match="no Dask scheduler answered within 1 seconds"):
            run_on(address, tmp_path / "far")
    assert not (tmp_path / "far").exists()


def test_no_worker_is_there(programs, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 3)
    programs.scheduler()
    with pytest.raises(CrewError, match="no worker after 3 seconds. Start one with `dask worker tcp://"):
        run_on(programs.address, tmp_path / "far")
    assert not (tmp_path / "far").exists()


@pytest.mark.parametrize("address", ["localhost", "http://host:80", "tcp://host", "tcp://a b:8", "tcp://:8786"])
def test_what_is_no_address(address):
    with pytest.raises(OptionError, match="must be the address of a Dask scheduler"):
        Options(cluster=address).plan("frozen")


def test_something_else_that_listens_is_no_scheduler(monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 1)
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with pytest.raises(CrewError, match="no Dask scheduler answered within 1 seconds"):
            crew_of(None, f"tcp://127.0.0.1:{server.server_port}").connect({})
    finally:
        server.shutdown()
        server.server_close()


def test_tls_without_certificates_is_told():
    with pytest.raises(CrewError, match="DASK_DISTRIBUTED__COMM__TLS__CA_FILE"):
        crew_of(None, "tls://127.0.0.1:1").connect({})
