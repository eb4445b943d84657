"""Queueing laws, with the engine's own clocks and lines: Erlang B, Erlang C, L = lambda W, and steps that vanish.

Exponential times with a mean of 50 steps. Tolerance: 3 percent of the textbook value (4 for waiting, which
spreads more), of which the step itself takes less than 1 percent; see the test of the steps.
"""

import heapq
from functools import cache

import numpy as np
import pytest

from sim.engine import rng
from tests.engine.station import NOT_YET, SERVICE, run

MEAN = 50.0
STEPS = 60_000
RUNS = 120
PLACES = 10
TOLERANCE, TOLERANCE_WAIT = 0.03, 0.04


def erlang_b(load: float, places: int) -> float:
    """Share of customers who find every place taken, and are lost."""
    share = 1.0
    for k in range(1, places + 1):
        share = load * share / (k + load * share)
    return share


def erlang_c(load: float, places: int) -> float:
    """Share of customers who find every place taken, and wait."""
    lost = erlang_b(load, places)
    return lost / (1.0 - load / places * (1.0 - lost))


@cache
def many(load: float, loss: bool, paired: bool = True):
    """Long runs, each with its own luck; the first twentieth of customers is left out by those who ask."""
    return [run(PLACES, load / MEAN, MEAN, STEPS, seed, paired, loss) for seed in range(RUNS)]


def settled(visits):
    """Waits of customers who came after the first twentieth and have been served."""
    served = (visits.arrived > STEPS / 20) & (visits.started > NOT_YET)
    return (visits.started - visits.arrived)[served]


@pytest.mark.parametrize("load", [5.0, 10.0, 15.0])
def test_erlang_b(load):
    visits = many(load, loss=True)
    found = sum(v.lost for v in visits) / sum(len(v.arrived) for v in visits)
    assert found == pytest.approx(erlang_b(load, PLACES), rel=TOLERANCE)


@pytest.mark.parametrize("load", [6.0, 8.0])
def test_erlang_c(load):
    waits = np.concatenate([settled(v) for v in many(load, loss=False)])
    share = erlang_c(load, PLACES)
    assert (waits > 0).mean() == pytest.approx(share, rel=TOLERANCE)
    assert waits.mean() == pytest.approx(share * MEAN / (PLACES - load), rel=TOLERANCE_WAIT)


@pytest.mark.parametrize("load", [6.0, 8.0])
def test_the_busy_share_of_places_is_the_load(load):
    visits = many(load, loss=False)
    assert sum(v.in_service for v in visits) / (RUNS * STEPS) == pytest.approx(load, rel=0.01)


@pytest.mark.parametrize(("load", "loss"), [(8.0, False), (9.0, False), (10.0, True)])
def test_littles_law(load, loss):
    """Numbers are read at the ends of the steps, times from the customers, in whole steps: both give the same L."""
    for v in many(load, loss, paired=False)[:20]:
        begun, done = v.started > NOT_YET, v.ended > NOT_YET
        rate, wait = begun.sum() / STEPS, np.ceil(v.started - v.arrived)[begun].mean() - 1.0
        assert v.in_line / STEPS == pytest.approx(rate * wait, rel=0.02, abs=0.02)
        stay = (np.floor(v.ended) + 1.0 - v.started)[done].mean()
        assert v.in_service / STEPS == pytest.approx(done.sum() / STEPS * stay, rel=0.01)


def textbook_waits(arrived, mean, seed):
    """Waits when the same customers come to a station without steps: first come, first served."""
    key = np.uint64(rng.mix(seed))
    free = [0.0] * PLACES
    waits = np.empty(len(arrived))
    for i, t in enumerate(arrived.tolist()):
        start = max(t, heapq.heappop(free))
        waits[i] = start - t
        heapq.heappush(free, start + mean * rng.exponential(key, i, 0, SERVICE, 0))
    return waits


def step_error(mean: float, paired: bool) -> float:
    """Mean wait too much, in mean service times: the same customers in steps of 1/mean and without steps."""
    errors = []
    for seed in range(4):
        v = run(PLACES, 8.0 / mean, mean, int(400 * mean), seed, paired, False)
        served = v.started > NOT_YET
        exact = textbook_waits(v.arrived, mean, seed)
        errors.append(((v.started - v.arrived)[served] - exact[served]).mean() / mean)
    return float(np.mean(errors))


@pytest.mark.parametrize("paired", [True, False])
def test_the_error_at_least_halves_when_the_step_halves(paired):
    coarse, middle, fine = (step_error(mean, paired) for mean in (25.0, 50.0, 100.0))
    assert coarse > middle > fine > 0.0
    assert coarse / middle > 1.8 and middle / fine > 1.8
    if not paired:
        assert coarse / middle < 2.3 and middle / fine < 2.3


def test_places_and_people_paired_by_time_leave_almost_no_error():
    wait = erlang_c(8.0, PLACES) / (PLACES - 8.0)
    assert step_error(MEAN, paired=True) < 0.01 * wait
    assert step_error(MEAN, paired=False) > 0.05 * wait  # what pairing is for
