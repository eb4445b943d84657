"""The wheel holds everything that an installed `docketsim` reads."""

import os
import subprocess
import sys
import zipfile

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
    run = [sys.executable, "-c", "import sim, sys; print(sim.__file__); from sim.cli import main; main()", *command]
    done = subprocess.run(run, cwd=tmp_path, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked))
    assert len(done.stdout.splitlines()) > 2
