"""Clocks: when the hazard changes the law does not; a lower hazard is never earlier."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from sim.engine import clocks, rng
from sim.engine.clocks import NEVER, UNSET
from sim.engine.jit import kernel

WEEKS = 60
RATES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 1.0, 3.0]), min_size=2, max_size=WEEKS)
THRESHOLDS = st.floats(1e-6, 40.0)
SHARES = st.floats(0.01, 1.1)
HAZARDS = st.floats(1e-4, 10.0)
KEY = np.uint64(rng.mix(7))
UNLIKELY = 1e-4


def path_of(rates) -> np.ndarray:
    """Accumulated rate of one path. float64[1, weeks + 1]"""
    return np.concatenate([[0.0], np.cumsum(rates)]).reshape(1, -1)


@given(RATES, st.floats(0, WEEKS + 5))
def test_a_path_is_straight_inside_a_week_and_level_after_its_end(rates, t):
    cum = path_of(rates)
    assert math.isclose(clocks.advance(cum, 0, t), np.interp(t, np.arange(cum.shape[1]), cum[0]), abs_tol=1e-12)


@given(st.lists(st.sampled_from([0.0, 0.1, 1.0, 3.0]), min_size=12, max_size=WEEKS), SHARES, st.integers(0, WEEKS - 1))
@example([1.0, 1.0, 0.0, 1.0], 0.5, 2)  # overdue in a week in which nothing accumulates
def test_the_week_of_a_target_is_the_first_that_reaches_it(rates, share, week):
    cum = path_of(rates)
    due = share * cum[0, -1]
    assume(week < len(rates) and due > 0.0)
    reaching = [w for w in range(week, len(rates)) if cum[0, w + 1] >= due]
    assert clocks.week_of(cum, 0, due, week) == (reaching[0] if reaching else NEVER)


@given(RATES, st.floats(0.001, 1.0), st.integers(0, WEEKS - 1))
def test_time_and_week_of_a_target_agree_with_the_path(rates, share, week):
    cum = path_of(rates)
    due = share * cum[0, -1]
    assume(due > 0.0)
    week = clocks.week_of(cum, 0, due, 0)
    t = clocks.time_in_week(cum, 0, due, week)
    assert week <= t <= week + 1
    assert math.isclose(clocks.advance(cum, 0, t), due, rel_tol=1e-9, abs_tol=1e-9)


@given(THRESHOLDS, HAZARDS, st.floats(0.0, 50.0), st.floats(0.0, 0.999))
def test_what_is_left_comes_back_from_the_target(threshold, hazard, now, passed):
    due = clocks.target(now, threshold, hazard)
    later = now + passed * threshold / hazard
    expected = threshold - (later - now) * hazard
    assert math.isclose(
        clocks.left(due, later, hazard), max(expected, 1e-9), rel_tol=1e-6, abs_tol=1e-8 + 1e-12 * hazard
    )
    again = clocks.target(later, clocks.left(due, later, hazard), hazard)
    assert math.isclose(again, due, rel_tol=1e-9, abs_tol=1e-8 / hazard)


@given(THRESHOLDS, st.floats(0.0, 50.0), HAZARDS)
def test_a_suspended_clock_keeps_its_threshold_and_has_no_week(threshold, now, hazard):
    suspended = clocks.target(now, threshold, 0.0)
    assert suspended <= 0.0
    assert clocks.week_of(path_of([1.0] * 5), 0, suspended, 0) == NEVER
    assert clocks.left(suspended, now + 1.0, 0.0) == clocks.left(suspended, now + 1.0, hazard) == threshold


@given(THRESHOLDS, st.floats(0.0, 50.0), st.floats(0.0, 100.0))
def test_an_overdue_clock_has_a_threshold_left(threshold, now, late):
    due = clocks.target(now, threshold, 1.0)
    assert clocks.left(due, due + late, 1.0) > 0.0
    assert clocks.target(due + late, clocks.left(due, due + late, 1.0), 1.0) >= due


def test_an_unset_clock_stays_unset_and_never_comes():
    assert clocks.left(UNSET, 3.0, 0.5) == UNSET
    assert clocks.week_of(path_of([1.0] * 5), 0, UNSET, 0) == NEVER


@given(RATES, THRESHOLDS, HAZARDS, HAZARDS, st.floats(0.0, 20.0))
def test_a_lower_hazard_is_never_earlier(rates, threshold, hazard, other, now):
    cum = path_of(rates)
    lower, higher = sorted((hazard, other))
    start = clocks.advance(cum, 0, now)
    late, soon = (clocks.target(start, threshold, h) for h in (lower, higher))
    assert late >= soon
    assert clocks.week_of(cum, 0, late, 0) >= clocks.week_of(cum, 0, soon, 0)


@given(THRESHOLDS, HAZARDS, HAZARDS, HAZARDS, st.floats(0.0, 0.99))
def test_lowering_the_hazard_on_the_way_is_never_earlier(threshold, hazard, first, second, share):
    lower, higher = sorted((first, second))
    due = clocks.target(0.0, threshold, hazard)
    left = clocks.left(due, share * due, hazard)
    assert clocks.target(share * due, left, lower) >= clocks.target(share * due, left, higher)


@given(RATES, st.floats(0.01, 200.0), st.integers(0, WEEKS - 2))
def test_the_earliest_week_under_a_ceiling_is_never_too_late(rates, due, week):
    """The future of the path is below the ceiling: the week that is looked at first comes no later than the event."""
    assume(week < len(rates) - 1)
    path = path_of(rates)
    ceiling = path_of(np.asarray(rates) + np.linspace(0.0, 1.0, len(rates)))
    truth = clocks.week_of(path, 0, due, 0)
    assume(truth >= week)
    known = path.copy()
    known[0, week + 2 :] = 0.0  # not known yet
    assert clocks.earliest_week(known, 0, ceiling, 0, due, week) <= truth
    if due <= path[0, week + 1]:
        assert clocks.earliest_week(known, 0, ceiling, 0, due, week) == week


@kernel
def event_times(cum, key, hazards, changes, out):
    """Event times of many clocks whose own hazard changes at given times; NEVER's time is inf."""
    for i in range(len(out)):
        hazard = hazards[0]
        due = clocks.target(0.0, rng.exponential(key, i, 0, 0, 0), hazard)
        out[i] = math.inf
        for k in range(len(hazards)):
            until = changes[k] if k < len(changes) else float(cum.shape[1] - 1)
            if k > 0:
                now = clocks.advance(cum, 0, changes[k - 1])
                due = clocks.target(now, clocks.left(due, now, hazard), hazards[k])
                hazard = hazards[k]
            week = clocks.week_of(cum, 0, due, 0)
            if week != NEVER:
                t = clocks.time_in_week(cum, 0, due, week)
                if t <= until:
                    out[i] = t
                    break


def accumulated(t, cum, hazards, changes):
    """Integral of own hazard times path up to time t."""
    edges = np.concatenate([[0.0], changes, [cum.shape[1] - 1.0]])
    at = np.interp(np.minimum(t[:, None], edges), np.arange(cum.shape[1]), cum[0])
    return (np.diff(at, axis=1) * hazards).sum(axis=1)


@pytest.mark.parametrize(
    ("hazards", "changes"),
    [
        ([0.05], []),
        ([0.02, 0.3], [13.25]),
        ([0.2, 0.0, 0.2], [4.5, 20.0]),  # suspended in between
        ([0.01, 0.5, 0.05, 0.2], [3.0, 7.7, 31.4]),
    ],
)
def test_event_times_keep_the_law_when_the_hazard_changes(hazards, changes):
    """The accumulated hazard at the event is unit exponential, cut at the end; inside weeks too."""
    cum = path_of([1.0] * 20 + [0.5] * 20 + [2.0] * 20)
    times = np.empty(8000)
    event_times(cum, KEY, np.array(hazards), np.array(changes, float), times)
    last = accumulated(np.array([60.0]), cum, hazards, changes)[0]
    reached = np.isfinite(times)
    assert abs(reached.mean() - (1 - math.exp(-last))) < 4 * math.sqrt(0.25 / len(times))
    found = accumulated(times[reached], cum, hazards, changes)
    assert stats.kstest((1 - np.exp(-found)) / (1 - math.exp(-last)), "uniform").pvalue > UNLIKELY


def test_times_inside_a_week_are_those_of_an_exponential_and_not_of_its_ends():
    times = np.empty(8000)
    event_times(path_of([1.0] * WEEKS), KEY, np.array([0.7]), np.empty(0), times)
    inside = times[np.isfinite(times)] % 1.0
    assert stats.kstest((1 - np.exp(-0.7 * inside)) / (1 - math.exp(-0.7)), "uniform").pvalue > UNLIKELY
