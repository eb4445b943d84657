"""Laws 1 to 3, week after week: in small worlds at random, and in scenarios that ship."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar import MOST_WEEKS
from sim.model.opening import open_docket
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario
from tests.model.laws.books import BOOKS
from tests.model.laws.capacity import CAPACITY
from tests.model.laws.random_worlds import SCALE, random_worlds, with_room
from tests.model.laws.roster import roster_breaches
from tests.model.laws.scan import SCAN, lines_hold_who_stands_in_them, name_of, stocks
from tests.model.laws.watch import watch
from tests.model.reference.world import ample, scarce, stepped

LAWS = BOOKS + CAPACITY + SCAN
SMALL = {"scale": SCALE, "offices": 2}


def breaches(resolved, laws=LAWS, **options):
    """What all laws say of a run."""
    seen = watch(resolved, laws, **options)
    return seen.broken + roster_breaches(seen)


@settings(max_examples=20)
@given(resolved=random_worlds(), replicate=st.integers(0, 5))
def test_small_worlds_at_random(resolved, replicate):
    assert breaches(resolved, LAWS, weeks=26, replicate=replicate, **SMALL) == []


@pytest.mark.long
@settings(max_examples=150)
@given(resolved=random_worlds(), offices=st.integers(1, 4), replicate=st.integers(0, 1000))
def test_many_small_worlds_at_random(resolved, offices, replicate):
    assert breaches(resolved, LAWS, weeks=60, scale=SCALE, offices=offices, replicate=replicate) == []


@pytest.mark.parametrize("world", [scarce, ample])
def test_scarce_and_ample_world(world):
    assert breaches(world(), LAWS, weeks=60, **SMALL) == []


CUT = {
    "hours that were to be moved are gone": {
        "officers__flexible_share": 1.0,
        "officers__jail_share": stepped((0, 0.3), (18, 0.0)),
        "officers__detained_share": stepped((0, 0.3), (30, 0.02)),
        "detention__beds": 20,
    },
    "encounters of field hours that were cut": {
        "officers__flexible_share": 0.2,
        "officers__at_large_share": stepped((0, 0.3), (5, 0.02)),
        "officers__headcount": 40,
        "arrests__encounter_per_thousand_field_hours": 0.5,
    },
}
"""Levers cut between two plans: each of these worlds has broken a law once."""


@pytest.mark.parametrize("changes", CUT.values(), ids=CUT)
def test_levers_cut_between_two_plans(changes):
    for replicate in range(3):
        assert breaches(with_room(scarce(**changes)), weeks=44, replicate=replicate, **SMALL) == []


def every_quarter(sight):
    """The chains of the lines are long to walk."""
    if sight.week % 13 == 12:
        yield from lines_hold_who_stands_in_them(sight)


MOST_LAWS = tuple(law for law in LAWS if law is not lines_hold_who_stands_in_them) + (every_quarter,)


@pytest.mark.parametrize(("name", "draw"), [("frozen", None), ("one-million", 1)])
def test_shipped_to_the_horizon(name, draw):
    resolved = resolve(load_scenario(name), draw, 0, MOST_WEEKS)
    assert breaches(resolved, MOST_LAWS, weeks=MOST_WEEKS, scale=10_000, offices=25) == []


@pytest.mark.long
@pytest.mark.parametrize("draw", range(5))
@pytest.mark.parametrize("name", ["frozen", "baseline", "all-hands", "sanctuary", "tag-4.5m", "surge"])
def test_more_shipped(name, draw):
    resolved = resolve(load_scenario(name), draw, seed=0)
    assert breaches(resolved, MOST_LAWS, weeks=418, scale=1000, offices=25) == []


@pytest.mark.parametrize("scale", [1, 2])
def test_opening_counts_equal_a_scan(scale):
    docket = open_docket(scarce(), 1, scale, 60, 2)
    world = docket.world[0]
    found = stocks(docket.cases[: int(world.rows)], 0)
    assert [name_of(row) for row in range(len(found)) if (found[row] != world.stock[row]).any()] == []
