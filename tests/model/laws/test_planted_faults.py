"""A fault planted in each process breaks a law. Without compilation, on a few hundred cases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("group", ["docket", "court", "custody", "books"])
def test_every_fault_breaks_a_law(group):
    settings = os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "tests.model.laws.faults", group]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    sound = {name: breaches for name, breaches in found.items() if name.startswith("no fault")}
    assert not any(sound.values()), sound
    assert [name for name, breaches in found.items() if name not in sound and not breaches] == []
