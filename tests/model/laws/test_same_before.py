"""Law 5: scenarios that differ from a date on are the same before it; a lever set to itself changes nothing."""

import functools

import numpy as np
import pytest

from sim.calendar import INFORMATION_DATE, WEEKS, week_of
from sim.evidence.quantities import levers
from sim.model.run import run
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario, shipped, with_override
from sim.vocabulary import Lever
from tests.model.reference.world import LEVERS, SCALE, scarce, stepped

FIRST = week_of(INFORMATION_DATE)
COARSE = 1000
NAMES = [entry.name for entry in shipped() if entry.name not in ("history", "frozen")]


@functools.cache
def frozen(draw):
    return values_of(resolve(load_scenario("frozen"), draw, 0), draw)


def values_of(resolved, draw):
    """Values by measure and by office."""
    made = run(resolved, 7, draw, 1, scale=COARSE, by_office=True)
    return made.values, made.by_office


def first_difference(a, b):
    """First row in which two tables differ, nan equal to nan; None if there is none."""
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    rows = np.flatnonzero(~same.reshape(len(a), -1).all(axis=1))
    return int(rows[0]) if len(rows) else None


def in_force(name, draw):
    """The value of a lever at the end of the shipped reference in a draw, as one would type it."""
    value = resolve(load_scenario("frozen"), draw, 0).lever[Lever[name.upper().replace(".", "_")], -1]
    choices = levers()[name].choices
    return choices[int(value)] if choices else float(value)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_share_their_past(name):
    reference, other = (resolve(load_scenario(which), 2, 0) for which in ("frozen", name))
    differs = np.flatnonzero((reference.lever != other.lever).any(axis=0))
    assert differs[0] >= FIRST
    rows = [first_difference(*tables) for tables in zip(frozen(2), values_of(other, 2), strict=True)]
    assert rows[0] > differs[0]
    assert rows[1] is None or rows[1] >= rows[0]


@pytest.mark.parametrize("name", [name for name in levers() if levers()[name].kind == "lever"])
def test_a_lever_set_to_its_own_value_changes_nothing(name):
    scenario = with_override(load_scenario("frozen"), {name: in_force(name, 2)})
    for one, two in zip(frozen(2), values_of(resolve(scenario, 2, 0), 2), strict=True):
        assert first_difference(one, two) is None


def test_what_is_dated_after_the_run_changes_nothing():
    """The placebo: a policy of the last week, in a run that ends before it."""
    resolved, other = (resolve(load_scenario("frozen"), 1, 0) for _ in range(2))
    other.lever[:, -1] = [limit if np.isfinite(limit := levers()[name].limits[1]) else 1.0 for name in lever_names()]
    runs = [run(each, 0, 1, 0, scale=COARSE, weeks=WEEKS - 1).values for each in (resolved, other)]
    assert first_difference(*runs) is None


def lever_names():
    """Names of levers and drivers in the order of their rows."""
    return [row.name.lower().replace("_", ".", 1) for row in Lever]


@pytest.mark.parametrize("name", sorted(LEVERS))
def test_one_lever_moved_in_a_small_world(name):
    """Every lever and driver: nothing before its week; the length of a run changes nothing either."""
    week = 33
    low, high = levers()[name].limits
    base = float(np.ravel(LEVERS[name])[0])
    moved = high if levers()[name].choices and base != high else min(max(0.5 * base, low), high)
    moved = 0.5 if base == 0.0 and high <= 1.0 else 30.0 if base == 0.0 else moved
    key = name.replace(".", "__")
    one = run(scarce(**{key: base}), 0, 0, 0, scale=SCALE, weeks=40, offices=2).values
    two = run(scarce(**{key: stepped((0, base), (week, moved))}), 0, 0, 0, scale=SCALE, weeks=60, offices=2).values
    row = first_difference(one, two[:41])
    assert row is None or row > week


def test_replicates_and_seeds_differ():
    """The comparison can fail: other luck gives other values from the first week on."""
    resolved = resolve(load_scenario("frozen"), 2, 0)
    for seed, draw, replicate in ((8, 2, 1), (7, 3, 1), (7, 2, 2)):
        other = run(resolved, seed, draw, replicate, scale=COARSE).values
        assert first_difference(frozen(2)[0], other) <= 1
