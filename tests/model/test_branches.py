"""Shared history: the same bits as straight runs, and less work."""

import numpy as np
import pytest

from sim.calendar import WEEKS
from sim.model import branches
from sim.model import run as model
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario, with_override

SCALE = 5000
DRAW = 1


def resolved(name, **levers):
    scenario = load_scenario(name)
    settings = {lever.replace("__", "."): value for lever, value in levers.items()}
    return resolve(with_override(scenario, settings) if settings else scenario, DRAW, 0, draws_from="prior")


@pytest.fixture(scope="module")
def several():
    """Scenarios that part in several weeks, two that are the same, and one with a history of its own."""
    other = resolve(load_scenario("frozen"), DRAW + 1, 0, draws_from="prior")
    same = [resolved("frozen", detention__beds=beds) for beds in (50_000, 60_000, 50_000)]
    return [resolved(name) for name in ("frozen", "tag-4.5m", "hire-10k", "surge", "history")] + same + [other]


def test_every_bit_is_that_of_a_straight_run(several):
    found = dict(branches.trajectories(several, 0, DRAW, 0, SCALE, WEEKS, by_office=True))
    assert sorted(found) == list(range(len(several)))
    for place, one in enumerate(several):
        straight = model.run(one, 0, DRAW, 0, SCALE, WEEKS, by_office=True)
        for mine, theirs in zip(found[place], straight, strict=True):
            assert np.array_equal(mine, theirs, equal_nan=True), place


def test_what_is_shared_is_run_once(several, monkeypatch):
    weeks = []
    run = model.Run.go

    def counted(self, until=None):
        before = self.week
        run(self, until)
        weeks.append(self.week - before)
        return self

    monkeypatch.setattr(model.Run, "go", counted)
    list(branches.trajectories(several[:5] + several[5:8], 0, DRAW, 0, SCALE, WEEKS))
    straight = 8 * WEEKS
    assert sum(weeks) < 0.62 * straight


@pytest.mark.parametrize("end", [1, 3, 10])
def test_short_runs_have_nothing_to_share(several, end):
    short = [resolve(load_scenario(name), DRAW, 0, end) for name in ("frozen", "tag-4.5m")]
    found = dict(branches.trajectories(short, 0, DRAW, 0, SCALE, end))
    for place, one in enumerate(short):
        straight = model.run(one, 0, DRAW, 0, SCALE, end)
        assert np.array_equal(found[place].values, straight.values, equal_nan=True)


def test_a_failure_is_that_of_those_who_share_it(several, monkeypatch):
    fork = model.Run.fork

    def failing(self, numbers):
        if numbers is several[3]:
            raise ZeroDivisionError("no officers")
        return fork(self, numbers)

    monkeypatch.setattr(model.Run, "fork", failing)
    found = dict(branches.trajectories(several[:4], 0, DRAW, 0, SCALE, WEEKS))
    failed = [place for place, outcome in found.items() if isinstance(outcome, Exception)]
    assert failed == [3]
    monkeypatch.setattr(model.Run, "go", lambda self, until=None: 1 / 0)
    found = dict(branches.trajectories(several[:4], 0, DRAW, 0, SCALE, WEEKS))
    assert all(isinstance(outcome, ZeroDivisionError) for outcome in found.values())
