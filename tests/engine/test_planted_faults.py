"""A fault in the engine makes its tests fail: each is planted in a plain-Python copy and must be found."""

import re
import types
from functools import partial

import pytest
from hypothesis import Phase, settings
from hypothesis.errors import HypothesisException
from hypothesis.stateful import run_state_machine_as_test

from sim.engine import clocks, due, rng, servers
from tests.engine import lines, test_clocks, test_due, test_rng, test_servers

# What stands in the engine, what is planted instead, which test finds it.
CLOCKS = (
    (
        "max((due - now) * hazard, _TINY)",
        "max(due - now, _TINY)",
        "what_is_left_comes_back_from_the_target",
    ),
    (
        "max((due - now) * hazard, _TINY)",
        "(due - now) * hazard",
        "an_overdue_clock_has_a_threshold_left",
    ),
    (
        "return now + threshold / hazard",
        "return now + threshold * hazard",
        "a_lower_hazard_is_never_earlier",
    ),
    ("return -threshold", "return threshold", "a_suspended_clock_keeps_its_threshold_and_has_no_week"),
    ("(t - w) * (cum", "0.0 * (cum", "a_path_is_straight_inside_a_week_and_level_after_its_end"),
    ("middle + 1] >= due", "middle] >= due", "the_week_of_a_target_is_the_first_that_reaches_it"),
    (
        "        return w\n",
        "        return w + 1\n",
        "the_week_of_a_target_is_the_first_that_reaches_it",
    ),
    ("cum[path, w]) / rate", "cum[path, w])", "time_and_week_of_a_target_agree_with_the_path"),
)
SERVERS = (
    ("lines.waiting[q] -= 1", "pass", "who leaves is still counted"),
    ("members[i].ticket[bank] = -1", "pass", "who leaves keeps the ticket"),
    ("lines.tickets = ticket + 1", "pass", "everybody has the same ticket"),
    ("== blocks[b].ticket[at]", ">= -1", "nobody looks at tickets"),
    ("write_at += 1", "write_at += 1 if write_at else 2", "tidying leaves a hole"),
    ("lines.tail_block[q], lines.tail_at[q] = write_block, write_at", "pass", "tidying forgets the end"),
    ("lines.waiting[q] -= number", "pass", "those taken are still counted"),
    ("lines.waiting[q] += run", "pass", "those who join together are not counted"),
    ("raise MemoryError", "return MemoryError", "a member is lost where there is no block"),
)
DUE = (
    ("next_due[start + k] <= week", "next_due[start + k] < week"),
    ("rest = bits & (bits - _ONE)", "rest = np.uint64(0)"),
    ("range(whole, size)", "range(whole, size - 1)"),
)
RNG = (("range(10)", "range(9)"), ("k1 = (k1 + _W1)", "k1 = (k1 + _W0)"))
DOORS = """
kernel = inlined = lambda function: function
prefetch = lambda array, index: None
moments = iter(range(10**5))
patience = lambda: next(moments) >= 0  # a fault may make a loop endless
"""


def plant(module: types.ModuleType, right: str, wrong: str) -> types.ModuleType:
    """The module with the fault, in plain Python."""
    with open(module.__file__, encoding="utf-8") as file:
        text = file.read()
    assert right in text, "the line has changed: plant this fault anew"
    text = re.sub("from sim.engine.jit import .*", DOORS, text.replace(right, wrong))
    text = re.sub("while (.*):", r"while patience() and (\1):", text)
    faulty = types.ModuleType(module.__name__)
    exec(compile(text, module.__file__, "exec"), faulty.__dict__)
    return faulty


FAILURES = (Exception, ExceptionGroup, HypothesisException, pytest.fail.Exception)


def fails(test, *arguments) -> bool:
    """Whether a test finds something."""
    try:
        test(*arguments)
    except FAILURES:
        return True
    return False


def searches():
    """Any calls in any order, without the search for the simplest; then the tests that stand alone."""
    anything = settings(test_servers.TestLinesAsLists.settings, max_examples=30, phases=[Phase.generate])
    yield partial(run_state_machine_as_test, test_servers.LinesAsLists, settings=anything)
    yield test_servers.test_a_place_given_up_is_not_taken_again_by_coming_back
    yield test_servers.test_abandoned_places_are_used_again_when_blocks_run_out
    yield test_servers.test_tidying_a_line_without_gaps_changes_nothing
    yield test_servers.test_those_taken_have_left
    yield test_servers.test_order_survives_tidying_and_joins_after_it
    yield partial(test_servers.test_too_few_blocks_are_an_error_and_not_a_lost_member, False)


def plant_in_lines(monkeypatch, right, wrong):
    """The tests' lines run on a copy with the fault."""
    faulty = plant(servers, right, wrong)
    for name in ("first", "join", "join_all", "leave", "take", "tidy"):
        monkeypatch.setattr(lines, name, getattr(faulty, name))


@pytest.mark.parametrize(("right", "wrong", "name"), CLOCKS)
def test_faults_of_clocks_are_found(monkeypatch, right, wrong, name):
    test = getattr(test_clocks, f"test_{name}")
    monkeypatch.setattr(test_clocks, "clocks", plant(clocks, right, wrong))
    assert fails(test)
    monkeypatch.setattr(test_clocks, "clocks", plant(clocks, right, right))
    assert not fails(test)


@pytest.mark.parametrize(("right", "wrong", "fault"), SERVERS, ids=[fault for *_, fault in SERVERS])
def test_faults_of_lines_are_found(monkeypatch, right, wrong, fault):
    plant_in_lines(monkeypatch, right, wrong)
    assert any(fails(test) for test in searches())


def test_lines_without_a_fault_pass(monkeypatch):
    plant_in_lines(monkeypatch, "@kernel", "@kernel")
    assert not any(fails(test) for test in searches())


@pytest.mark.parametrize(("right", "wrong"), DUE)
def test_faults_of_the_look_at_who_is_due_are_found(monkeypatch, right, wrong):
    monkeypatch.setattr(test_due, "collect_due", plant(due, right, wrong).collect_due)
    assert fails(test_due.test_finds_those_due_and_nobody_else)


@pytest.mark.parametrize(("right", "wrong"), RNG)
def test_faults_of_chance_are_found(monkeypatch, right, wrong):
    faulty = plant(rng, right, wrong)
    monkeypatch.setattr(test_rng, "block", lambda key, counter: faulty.philox(*key, *counter))
    assert all(fails(test_rng.test_philox_gives_the_published_blocks, *vector) for vector in test_rng.VECTORS)
