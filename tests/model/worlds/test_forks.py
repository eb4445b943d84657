"""Scenarios that share a history share its computation, and nobody can tell from the results."""

from functools import cache

import numpy as np
import pytest

from sim.calendar import INFORMATION_DATE, week_of
from sim.model.deciders import PLAN_WEEKS
from sim.model.run import Run, run
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario, with_override

SCALE = 2000
PART = week_of(INFORMATION_DATE) // PLAN_WEEKS * PLAN_WEEKS
KEY = (0, 1, 2)


def resolved(name, **settings):
    scenario = load_scenario(name)
    return resolve(with_override(scenario, settings) if settings else scenario, draw=1, seed=0)


@cache
def history():
    return Run(resolved("frozen"), *KEY, scale=SCALE).go(PART)


def same(one, two) -> bool:
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("name", ["frozen", "all-hands", "hire-10k", "criminals-first", "surge", "report-often"])
def test_a_forked_run_is_the_straight_run(name):
    wanted = run(resolved(name), *KEY, scale=SCALE, by_office=True)
    assert same(history().fork(resolved(name)).go().trajectory(by_office=True), wanted)


def test_forks_leave_their_history_alone():
    history().fork(resolved("all-hands")).go()
    assert same(
        history().fork(resolved("frozen")).go().trajectory(True),
        run(resolved("frozen"), *KEY, scale=SCALE, by_office=True),
    )


@pytest.mark.parametrize("weeks", [1, 3, 7])
def test_how_far_each_call_goes_changes_nothing(weeks):
    stepwise = Run(resolved("frozen"), *KEY, scale=10_000, weeks=60)
    while stepwise.week < 60:
        stepwise.go(stepwise.week + weeks)
    assert same(stepwise.trajectory(True), run(resolved("frozen"), *KEY, scale=10_000, weeks=60, by_office=True))


def test_runs_part_only_where_they_were_one():
    with pytest.raises(ValueError, match="levers differ before"):
        history().fork(_with_other_history())
    with pytest.raises(ValueError, match="same numbers"):
        history().fork(resolve(load_scenario("frozen"), draw=2, seed=0))
    with pytest.raises(ValueError, match="runs part at a plan"):
        Run(resolved("frozen"), *KEY, scale=10_000).go(PLAN_WEEKS + 1).fork(resolved("frozen"))
    with pytest.raises(ValueError, match="to the end first"):
        history().trajectory()


def _with_other_history():
    given = resolved("frozen")
    lever = given.lever.copy()
    lever[0, PART - 1] += 1.0
    return type(given)(given.numbers, lever, given.drawn, given.origin)
