"""What a kill leaves beside a results folder is cleared or put back; what another process fills is left alone."""

import os
import subprocess
import sys

import pytest

from sim.errors import StoreError
from sim.io import staging
from sim.io.folders import Folder
from tests.shape.house import ROOT

FILLING = """
import sys, time
from sim.io.folders import Folder
with Folder(sys.argv[1]) as folder:
    folder.add_text("answer.md", "half")
    print("begun", flush=True)
    time.sleep(600)
"""


def write(out, text):
    with Folder(out) as folder:
        folder.add_text("answer.md", text)


def beside(out):
    return sorted(path.name for path in out.parent.iterdir() if path != out)


@pytest.fixture
def filling(tmp_path):
    """A process that fills the folder and has not finished."""
    command = [sys.executable, "-c", FILLING, str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}) as process:
        assert process.stdout.readline() == b"begun\n"
        yield process
        process.kill()


def test_what_a_killed_process_left_is_cleared_at_the_next_start(tmp_path, filling):
    out = tmp_path / "out"
    (left,) = beside(out)
    write(out, "whole")
    assert beside(out) == [left], "it is still being filled"
    filling.kill()
    filling.wait()
    write(out, "again")
    assert beside(out) == []
    assert (out / "answer.md").read_text() == "again"


def test_results_that_were_moved_aside_come_back(tmp_path):
    out = tmp_path / "out"
    write(out, "before")
    out.rename(tmp_path / f".out.123-0{staging.FORMER}")  # killed between the two renames
    staging.mend(out)
    assert (out / "answer.md").read_text() == "before"
    assert beside(out) == []


def test_what_others_keep_beside_is_left_alone(tmp_path):
    out = tmp_path / "out"
    kept = [".out.notes.partial", ".output.1-0.partial", ".out.1-0.kept", "out.1-0.partial"]
    for name in kept:
        (tmp_path / name).mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".out.7-0.partial").symlink_to("elsewhere")
    write(out, "whole")
    assert beside(out) == sorted([*kept, "elsewhere", ".out.7-0.partial"])


def test_a_shared_folder_stays_one(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o2775)
    write(out, "whole")
    assert out.stat().st_mode & 0o7777 == 0o2775


@pytest.mark.parametrize("inside", ["", "deeper"])
def test_the_folder_one_is_in_is_not_replaced(tmp_path, monkeypatch, inside):
    out = tmp_path / "out"
    (out / inside).mkdir(parents=True)
    monkeypatch.chdir(out / inside)
    with pytest.raises(StoreError, match="is the folder you are in"):
        write(out, "whole")
    assert list(out.rglob("*.md")) == []


def test_a_failed_swap_leaves_what_was_there(tmp_path, monkeypatch):
    out = tmp_path / "out"
    write(out, "before")
    rename = staging.Path.rename

    def refused(path, target):
        if path.suffix == staging.PARTIAL:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(staging.Path, "rename", refused)
    with pytest.raises(StoreError, match="input/output error"):
        write(out, "after")
    monkeypatch.undo()
    assert (out / "answer.md").read_text() == "before"
    assert beside(out) == []
