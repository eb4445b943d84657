"""A station of places with one line before it, out of nothing but the engine: a queue that a textbook knows.

Customers arrive by a clock and are served for a time given by a clock. Each step: who is
done gives the place back, who has arrived joins the line, then the first in line get the free places,
either from the moment on at which both are there (*paired*) or from the end of the step on.
"""

from typing import NamedTuple

import numpy as np

from sim.engine.clocks import NEVER, advance, target, time_in_week, week_of
from sim.engine.due import collect_due
from sim.engine.jit import kernel
from sim.engine.rng import exponential, mix
from sim.engine.servers import NO_LINE, blocks_for, clear, first, join, leave, lines_dtype
from tests.engine.lines import member_dtype

ARRIVAL, SERVICE = 0, 1  # paths, and decisions
NOT_YET = -1.0


class Visits(NamedTuple):
    """What a run leaves behind."""

    arrived: np.ndarray  # [customers] time of arrival, steps
    started: np.ndarray  # [customers] time at which service began; NOT_YET for those lost or still waiting
    ended: np.ndarray  # [customers] time at which service ended
    in_line: float  # number in line at the ends of the steps, summed
    in_service: float  # number in service at the ends of the steps, summed
    lost: int


class Places(NamedTuple):
    """Columns of the places, and which of them are free, the longest free first."""

    next_due: np.ndarray  # [places] uint16
    ends: np.ndarray  # [places] target of the service
    holder: np.ndarray  # [places] customer
    free: np.ndarray  # [places] free places
    since: np.ndarray  # [places] time from which on they are free
    due: np.ndarray  # [places] int32


@kernel
def arrive(lines, blocks, members, bank_of, cum, key, step, arrived, size, due):
    """Everybody who arrives in the step joins the line. Returns the new number of customers and the next target."""
    while due <= cum[ARRIVAL, step + 1] and size < len(arrived):
        arrived[size] = time_in_week(cum, ARRIVAL, due, step)
        members[size].line[0] = NO_LINE
        join(lines, blocks, members, bank_of, size, 0)
        size += 1
        due = target(due, exponential(key, size, 0, ARRIVAL, 0), 1.0)
    return size, due


@kernel
def give_back(cum, places, step, ended, free):
    """Places whose customer is done, in order of time behind those free already. Returns how many are free."""
    for k in range(collect_due(places.next_due, len(places.ends), step, places.due)):
        place = places.due[k]
        t = time_in_week(cum, SERVICE, places.ends[place], step)
        ended[places.holder[place]] = t
        places.next_due[place] = NEVER
        at = free
        while at > 0 and places.since[at - 1] > t:
            places.free[at], places.since[at] = places.free[at - 1], places.since[at - 1]
            at -= 1
        places.free[at], places.since[at] = place, t
        free += 1
    return free


@kernel
def serve(cum, places, key, i, place, start, step):
    """Customer i is served in this place from ``start`` on."""
    places.holder[place] = i
    places.ends[place] = target(advance(cum, SERVICE, start), exponential(key, i, 0, SERVICE, 0), 1.0)
    places.next_due[place] = week_of(cum, SERVICE, places.ends[place], step)


@kernel
def run_steps(lines, blocks, members, bank_of, cum, key, places, paired, loss, times, total):
    """All steps. ``times``: arrived, started, ended; ``total``: line and service summed over steps, number lost."""
    arrived, started, ended = times[0], times[1], times[2]
    free = len(places.free)
    size = 0
    arrival = target(0.0, exponential(key, 0, 0, ARRIVAL, 0), 1.0)
    for step in range(cum.shape[1] - 1):
        free = give_back(cum, places, step, ended, free)
        size, arrival = arrive(lines, blocks, members, bank_of, cum, key, step, arrived, size, arrival)
        used = 0
        while lines.waiting[0] > 0 and (loss or used < free):
            i = first(lines, blocks, members, bank_of, 0)
            leave(lines, members, i, 0)
            if loss and (used == free or (paired and places.since[used] > arrived[i])):
                total[2] += 1.0
                continue
            started[i] = max(arrived[i], places.since[used]) if paired else step + 1.0
            serve(cum, places, key, i, places.free[used], started[i], step)
            used += 1
        free -= used
        for k in range(free):
            places.free[k], places.since[k] = places.free[k + used], places.since[k + used]
        total[0] += lines.waiting[0]
        total[1] += len(places.free) - free
    return size


def run(places: int, arrivals: float, mean: float, steps: int, seed: int, paired: bool, loss: bool) -> Visits:
    """``steps`` steps with ``arrivals`` arrivals a step, served for ``mean`` steps on average in ``places`` places."""
    lines = np.zeros(1, lines_dtype(1)).view(np.recarray)[0]
    clear(lines)
    room = int(arrivals * steps + 10 * np.sqrt(arrivals * steps) + 10)
    members = np.zeros(room, member_dtype(1)).view(np.recarray)
    cum = np.outer([arrivals, 1.0 / mean], np.arange(steps + 1.0))
    table = Places(
        np.full(places, NEVER, np.uint16),
        np.zeros(places),
        np.zeros(places, np.int64),
        np.arange(places),
        np.zeros(places),
        np.zeros(places + 1, np.int32),
    )
    times, total = np.full((3, room), NOT_YET), np.zeros(3)
    key, bank_of = np.uint64(mix(seed)), np.zeros(1, np.uint8)
    size = run_steps(lines, blocks_for(room, 1), members, bank_of, cum, key, table, paired, loss, times, total)
    return Visits(*times[:, :size], total[0], total[1], int(total[2]))
