"""Law 7: same arguments, same bits: in any process, in any order, watched or not, compiled or not."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.model.opening import open_docket
from sim.model.run import run
from sim.results.measures import BY_OFFICE, MEASURES
from tests.model.laws.watch import watch
from tests.model.reference.world import SCALE, ample, scarce

ROOT = Path(__file__).resolve().parents[3]
WORLDS = {"scarce": scarce, "ample": ample}
WEEKS = 20

PROGRAM = """
import json, sys, warnings
import numpy as np
from sim.model.run import open_docket, run
from tests.model.reference.world import SCALE, ample, scarce

made = [
    run(world(), 5, 1, 2, scale=SCALE, weeks=int(sys.argv[1]), offices=2, by_office=True) for world in (scarce, ample)
]
print(json.dumps([[each.values.tolist(), each.by_office.tolist()] for each in made]))
"""


COUNTED_PROGRAM = """
import json
from tests.model.laws.test_determinism import with_high_counts

print(json.dumps(with_high_counts().tolist()))
"""


def printed_by(program: str, *given: str, **environment: str) -> list:
    """What a program prints, from a fresh interpreter in which every warning is an error."""
    settings = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    command = [sys.executable, "-W", "error", "-c", program, *given]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def in_another_process(weeks: int, **environment: str) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Values of both worlds."""
    tables = printed_by(PROGRAM, str(weeks), **environment)
    return {name: (np.array(a), np.array(b)) for name, (a, b) in zip(WORLDS, tables, strict=True)}


@functools.cache
def here(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The same in this process."""
    made = run(WORLDS[name](), 5, 1, 2, scale=SCALE, weeks=WEEKS, offices=2, by_office=True)
    return made.values, made.by_office


def with_high_counts() -> np.ndarray:
    """A short run of cases whose draws have been counted up to the end of a byte."""
    docket = open_docket(scarce(), 5, SCALE, 6, 2)
    docket.cases["count"][:] = 254
    return watch(scarce(), scale=SCALE, weeks=6, offices=2, docket=docket).trajectory.values


def test_counts_of_draws_begin_again():
    """Without compilation an overflow would be a warning, and here an error; the numbers are the same."""
    plain = np.array(printed_by(COUNTED_PROGRAM, NUMBA_DISABLE_JIT="1"))
    np.testing.assert_allclose(with_high_counts(), plain, rtol=1e-12)


def test_same_bits_in_another_process():
    for name, tables in in_another_process(WEEKS).items():
        for mine, other in zip(here(name), tables, strict=True):
            np.testing.assert_array_equal(mine, other)


def test_same_bits_again_after_other_runs():
    first = [here(name)[0] for name in WORLDS]
    for name in reversed(WORLDS):
        run(WORLDS[name](), 6, 0, 0, scale=SCALE, weeks=WEEKS, offices=2)
    for name, mine in zip(WORLDS, first, strict=True):
        again = run(WORLDS[name](), 5, 1, 2, scale=SCALE, weeks=WEEKS, offices=2).values
        np.testing.assert_array_equal(mine, again)


@pytest.mark.parametrize("name", WORLDS)
def test_same_bits_watched_or_not(name):
    """Stopping after each week changes nothing: no state hides outside the arrays of the docket."""
    seen = watch(WORLDS[name](), scale=SCALE, weeks=WEEKS, offices=2, seed=5, replicate=2).trajectory
    mine = run(WORLDS[name](), 5, 0, 2, scale=SCALE, weeks=WEEKS, offices=2, by_office=True)
    np.testing.assert_array_equal(seen.values, mine.values)
    np.testing.assert_array_equal(seen.by_office, mine.by_office)


def test_same_numbers_without_compilation():
    """Whole numbers are equal, fractions to 1e-12; no overflow, no invalid value, no other warning on the way."""
    plain = in_another_process(WEEKS, NUMBA_DISABLE_JIT="1")
    for name, (values, by_office) in plain.items():
        for table, other, measures in zip(here(name), (values, by_office), (MEASURES, BY_OFFICE), strict=True):
            for column, measure in enumerate(measures):
                mine, found = table[:, column], other[:, column]
                if measure.unit in ("cases", "people", "officers", "orders", "arrests", "contacts", "beds", "devices"):
                    np.testing.assert_array_equal(mine, found, err_msg=measure.name)
                np.testing.assert_allclose(mine, found, rtol=1e-12, err_msg=measure.name)
