"""Compiled code is run only from a folder that nobody else can write, and only whole."""

import os
import pickle
from pathlib import Path

import pytest

from sim.engine import compiled, jit


class Harmful:
    """Unpickled, it leaves a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A folder of caches of this test, and no memory of another one."""
    monkeypatch.setenv("DOCKETSIM_CACHE", str(tmp_path))
    monkeypatch.delenv(compiled.FOR_CHILDREN, raising=False)
    yield tmp_path
    os.environ.pop(compiled.FOR_CHILDREN, None)


def test_a_new_folder_is_closed_to_others(cache):
    folder, reason = compiled.folder_for("here")
    assert reason == "" and folder.parent == cache / "docketsim"
    assert [path.stat().st_mode & 0o777 for path in (folder, folder.parent)] == [0o700, 0o700]


@pytest.mark.parametrize("which", ["docketsim", "docketsim/HASH"])
@pytest.mark.parametrize("how", ["written by others", "link", "file"])
def test_a_folder_that_others_can_fill_is_not_used(cache, which, how):
    place = cache / which.replace("HASH", compiled.source_hash("here"))
    place.parent.mkdir(parents=True, exist_ok=True)
    if how == "written by others":
        place.mkdir()
        place.chmod(0o777)
    elif how == "link":
        (cache / "elsewhere").mkdir()
        place.symlink_to(cache / "elsewhere")
    else:
        place.touch()
    folder, reason = compiled.folder_for("here")
    assert str(place) in reason
    assert cache not in folder.parents and compiled.distrusted(folder) == ""
    assert compiled.folder_for("here")[0] == folder, "workers share the folder of their command"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser can give a folder away")
def test_a_folder_of_another_user_is_not_used(cache):
    (cache / "docketsim").mkdir()
    os.chown(cache / "docketsim", 54321, 54321)
    assert "belongs to another user" in compiled.folder_for("here")[1]


def test_a_user_without_a_home_can_work(cache, monkeypatch):
    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("DOCKETSIM_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    folder, reason = compiled.folder_for("here")
    assert folder.is_dir() and "no home folder" in reason


def test_the_versions_used_longest_ago_are_removed(cache):
    for age in range(compiled.MOST_VERSIONS + 3):
        old = cache / "docketsim" / f"{age:016x}"
        old.mkdir(parents=True)
        os.utime(old, (1e9 - age, 1e9 - age))
    (cache / "docketsim" / "notes").mkdir()
    folder, _ = compiled.folder_for("here")
    left = {path.name for path in (cache / "docketsim").iterdir()}
    assert left == {folder.name, "notes", *(f"{age:016x}" for age in range(compiled.MOST_VERSIONS - 1))}


def test_every_lost_bit_is_noticed():
    data = compiled.sealed(b"machine code")
    assert compiled.unsealed(data) == b"machine code"
    for place in range(len(data)):
        assert compiled.unsealed(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]) is None
        assert compiled.unsealed(data[:place]) is None


@pytest.mark.skipif(jit.numba.config.DISABLE_JIT, reason="nothing is compiled")
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
@pytest.mark.parametrize("harm", ["cut", "emptied", "foreign"])
def test_what_is_damaged_is_compiled_again_and_said(tmp_path, monkeypatch, capsys, ending, harm):
    monkeypatch.setattr(jit, "FOLDER", tmp_path)
    jit._say_damaged.cache_clear()
    jit.kernel(_twice)(21.0)
    (file,) = tmp_path.rglob(f"*.{ending}")
    mark = tmp_path / "harmed"
    content = {"cut": file.read_bytes()[:-1], "emptied": b"", "foreign": pickle.dumps(Harmful(mark))}
    file.write_bytes(content[harm])
    assert jit.kernel(_twice)(21.0) == 42.0
    assert "was damaged; what is missing is compiled again" in capsys.readouterr().err
    assert not mark.exists()
    again = jit.kernel(_twice)
    assert again(21.0) == 42.0
    assert sum(again.stats.cache_hits.values()) == 1


def _twice(x):
    return 2.0 * x
