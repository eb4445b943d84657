"""Who is due: the same members, in the same order, as a plain look at everybody."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.engine.clocks import NEVER
from sim.engine.due import STRETCH, collect_due

WEEKS = st.integers(0, NEVER)
ROOM = 4 * STRETCH + 9


def due_of(next_due, size, week):
    """What the engine finds."""
    out = np.full(len(next_due) + 1, -1, np.int32)
    found = collect_due(next_due, size, week, out)
    assert (out[found:] == -1).all(), "wrote behind the last one found"
    return out[:found].tolist()


@given(st.integers(0, ROOM), st.dictionaries(st.integers(0, ROOM - 1), WEEKS, max_size=60), WEEKS)
@example(STRETCH, {5: 7, 6: 6, 7: 8}, 7)
def test_finds_those_due_and_nobody_else(size, weeks, week):
    next_due = np.full(ROOM, NEVER, np.uint16)
    for i, due in weeks.items():
        next_due[i] = due
    assert due_of(next_due, size, week) == [i for i in range(size) if next_due[i] <= week]


@given(st.lists(WEEKS, max_size=9), WEEKS)
def test_finds_those_due_when_all_weeks_differ(weeks, week):
    next_due = np.array(weeks * STRETCH, np.uint16)
    assert due_of(next_due, len(next_due), week) == np.flatnonzero(next_due <= week).tolist()


@pytest.mark.parametrize("member", range(STRETCH + 3))
def test_finds_a_single_member_at_every_place_of_a_stretch(member):
    next_due = np.full(2 * STRETCH + 5, NEVER, np.uint16)
    next_due[STRETCH + member] = 417
    assert due_of(next_due, len(next_due), 416) == []
    assert due_of(next_due, len(next_due), 417) == [STRETCH + member]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_finds_few_and_many(share):
    draws = np.random.default_rng(0).random(10_000)
    next_due = np.where(draws < share, 10, 11).astype(np.uint16)
    assert due_of(next_due, 10_000, 10) == np.flatnonzero(draws < share).tolist()
