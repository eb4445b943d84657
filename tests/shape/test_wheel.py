"""The wheel holds everything that an installed `docketsim` reads."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.shape.house import ROOT

COMMANDS = [["list", "scenarios"], ["list", "parameters"], ["list", "figures"], ["schema"], ["claims"]]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The contents of a freshly built wheel, in a folder outside the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.fixture(scope="module")
def installed(unpacked, tmp_path_factory) -> Path:
    """Commands of a new environment that holds the wheel; dependencies are those of this one: nothing is fetched."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place)
    python = place / "bin/python"
    (wheel,) = unpacked.parent.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    (site,) = place.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))  # a path in it brings no checkout along
    return place / "bin"


def test_data_files_are_inside(unpacked):
    ours = [path for folder in ("sim", "calibration") for path in (ROOT / folder).rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT).as_posix() for path in ours if "__pycache__" not in path.parts}
    wanted |= {f"sim/_scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*.yaml")}
    inside = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert len(wanted) > 1
    assert wanted - inside == set()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_find_their_data_outside_the_checkout(unpacked, tmp_path, command):
    alone = os.environ | {"PYTHONPATH": str(unpacked)}
    run = [sys.executable, "-c", "import sim, sys; print(sim.__file__); from sim.cli.app import main; main()", *command]
    done = subprocess.run(run, cwd=tmp_path, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked))
    assert len(done.stdout.splitlines()) > 2


EVERY_SCENARIO = """
import sim
from sim.scenario.files import shipped
print(sim.__file__)
names = [one.name for one in shipped()]
results = sim.run(names, draws=1, replicates=1, scale=10_000, until="2021-02-17", workers=1)  # their history is one
print(*results.scenarios)
"""


def test_an_installed_wheel_runs_every_scenario(installed, tmp_path):
    """Outside the checkout, from a new environment. Not compiled: that takes a minute and is the same code."""
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"NUMBA_DISABLE_JIT": "1"}
    run = [str(installed / "python"), "-c", EVERY_SCENARIO]
    done = subprocess.run(run, cwd=tmp_path, env=plain, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    where, *names = done.stdout.split()
    assert Path(where).is_relative_to(installed.parent)
    assert sorted(names) == sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))


def test_the_installed_command_finds_its_data(installed, tmp_path):
    command = [str(installed / "docketsim"), "explain", "detention.beds"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "detention.beds" in done.stdout
