"""Points of an ensemble are the runs they stand for."""

import os
import time

import numpy as np
import pytest

from sim.calendar import INFORMATION_DATE
from sim.errors import ExperimentError
from sim.experiments.cluster import crew_of
from sim.experiments.ensemble import Ensemble
from sim.experiments.plan import Cell
from sim.model import run as model
from sim.model.branches import Grown
from sim.parameters.resolve import resolve
from sim.questions.answer import results_of
from sim.results.kept import EveryWeek
from sim.results.reading import Readings, on_day, reading
from sim.results.results import Trajectory
from sim.scenario.weekly import INFORMATION_WEEK, lever_row
from tests.questions.small import plan_of


@pytest.fixture(scope="module")
def points():
    frozen, more = plan_of("frozen", "beds-107k").scenarios
    return [Cell(frozen), Cell(more), Cell(frozen, {"detention.beds": 20_000.0})]


@pytest.fixture(scope="module")
def values(points):
    with Ensemble(plan_of("frozen"), crew_of(1)) as ensemble:
        return ensemble.outcomes(points, EveryWeek())


def test_an_outcome_is_a_straight_run(points, values):
    plan = plan_of("frozen")
    for place, point in enumerate(points):
        resolved = resolve(point.scenario, 2, plan.seed, plan.weeks)
        if point.added:
            resolved.lever[lever_row("detention.beds"), INFORMATION_WEEK:] += 20_000.0
        straight = model.run(resolved, plan.seed, 2, 1, plan.scale, plan.weeks).values
        np.testing.assert_array_equal(values[place, 2, 1], straight.ravel())


def test_two_processes_give_the_same_bits(points, values):
    with Ensemble(plan_of("frozen"), crew_of(2)) as ensemble:
        np.testing.assert_array_equal(ensemble.outcomes(points, EveryWeek()), values)


def test_draws_asked_for_later_are_those_draws(points, values):
    with Ensemble(plan_of("frozen"), crew_of(1)) as ensemble:
        np.testing.assert_array_equal(ensemble.outcomes(points, EveryWeek(), range(1, 3)), values[:, 1:3])


def test_progress_counts_every_experiment(points):
    told = []
    with Ensemble(plan_of("frozen"), crew_of(1), lambda *one: told.append(one)) as ensemble:
        ensemble.outcomes(points[:2], EveryWeek(), range(1))
        ensemble.outcomes(points[:1], EveryWeek(), range(2))
    assert told[0] == (0, 4, 0)
    assert (4, 4, 0) in told and told[-1] == (8, 8, 0)


def test_a_failing_experiment_is_named(points):
    with (
        Ensemble(plan_of("frozen"), crew_of(1)) as ensemble,
        pytest.raises(ExperimentError, match="scenario (frozen|beds-107k), draw 0, replicate 0: Zero"),
    ):
        ensemble.outcomes(points, Failing())


class Failing(EveryWeek):
    def row(self, trajectory):
        raise ZeroDivisionError("nobody")


def test_what_arrives_of_an_uncertain_addition_is_the_drawn_share():
    plan = plan_of("frozen")
    point = Cell(plan.scenarios[0], {"detention.beds": 10_000.0}, "uncertain")
    base, more = (one.resolved(one.settled(), 1, plan) for one in (Cell(plan.scenarios[0]), point))
    added = (more.lever - base.lever)[lever_row("detention.beds")]
    share, lag = more.drawn["delivery.beds_share"], round(more.drawn["delivery.beds_lag_weeks"])
    assert not added[: INFORMATION_WEEK + lag].any()
    np.testing.assert_allclose(added[INFORMATION_WEEK + lag :], share * 10_000.0)


def test_readings_are_what_results_say(values):
    plan = plan_of("frozen", "beds-107k")
    results = results_of(plan, values[:2], {"scenarios": [{"name": "frozen"}, {"name": "beds-107k"}], "scale": 1})
    end = results.end
    asked = (
        on_day("docket", end),
        reading("removals", INFORMATION_DATE, end),
        reading("untouched_share", end, end),
        reading("waiting", INFORMATION_DATE, end, "mean"),
    )
    found = Readings(asked)(results.values)
    docket = results.at("docket", end)["value"]
    queues = [f"waiting_{name}" for name in "filing hearing check_in_hours bed arrest_hours document seat".split()]
    np.testing.assert_allclose(found[:, 0], docket)
    np.testing.assert_allclose(found[:, 1], results.period_values("removals", [(INFORMATION_DATE, end)])[0][:, 0])
    np.testing.assert_allclose(found[:, 2], results.at("untouched_year", end)["value"] / docket)
    means = [results.period_values(name, [(INFORMATION_DATE, end)], "mean")[0][:, 0] for name in queues]
    np.testing.assert_allclose(found[:, 3], np.sum(means, axis=0))


def test_workers_keep_their_processes_from_one_call_to_the_next(points):
    with Ensemble(plan_of("frozen"), crew_of(2), branches=whose) as ensemble:
        first, second = (ensemble.outcomes(points, EveryWeek()).ravel() for _ in range(2))
    assert set(second) <= set(first)
    assert os.getpid() not in first


def whose(resolved, *_):
    """A model that says which process it ran in."""
    time.sleep(0.05)
    for place in range(len(resolved)):
        yield Grown(place, Trajectory(np.array([float(os.getpid())]), None))
