"""The engine without compilation gives the same integers, and floats to 1e-12."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks import micro
from tests.engine.lines import Lines
from tests.engine.station import run

ROOT = Path(__file__).resolve().parents[2]


def small_case() -> dict[str, list]:
    """A little of everything: stations, the micro-model of the benchmarks, and lines that break up."""
    found = {}
    for loss in (False, True):
        v = run(places=2, arrivals=0.3, mean=9.0, steps=120, seed=3, paired=not loss, loss=loss)
        found[f"times_{loss}"] = np.concatenate([v.arrived, v.started, v.ended]).tolist()
        found[f"counts_{loss}"] = [v.in_line, v.in_service, v.lost]
    outcome = micro.run(1500, 6, seed=3)
    found["micro"] = [*outcome.count.ravel().tolist(), *outcome.absconded.tolist(), outcome.arrests]
    lines = Lines(200, [0, 1])
    lines.join_all(list(range(150)), 0)
    for i in range(0, 150, 2):
        lines.leave(i, 0)
        lines.join(i, 1)
    lines.tidy()
    found["lines"] = lines.take(0, 40) + lines.empty(0) + lines.empty(1) + lines.waiting()
    return found


def test_the_same_with_and_without_compilation():
    program = "import json; from tests.engine.test_plain_python import small_case; print(json.dumps(small_case()))"
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", program],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    other, here = json.loads(done.stdout), small_case()
    assert other.keys() == here.keys()
    for name, values in here.items():
        assert np.allclose(other[name], values, rtol=0.0 if name == "lines" else 1e-12, atol=0.0), name
