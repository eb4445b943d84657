"""The micro-model on which the peers are compared, from the same engine as the real model.

N cases, weekly: those in proceedings may abscond; a court takes the first C of its line;
officers arrest from the head of the ordered line while hours and beds last; each detained
case leaves with probability 0.15; A cases enter. Only what is due is visited: when a case
absconds, and when it leaves a bed, are clocks set once. Draws come first, writes after.
"""

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.engine.clocks import NEVER, target, week_of
from sim.engine.due import collect_due
from sim.engine.jit import kernel
from sim.engine.rng import exponential, mix, uniforms4
from sim.engine.servers import NO_LINE, blocks_for, clear, first, join_all, leave, lines_dtype, take

ABSCONDS, ABSCONDS_MONITORED = 0.002, 0.0005
MONITORED, ORDERED, LEAVES = 0.025, 0.55, 0.15
HOURS, HOURS_ABSCONDED = 6, 18
START_ORDERED, START_DETAINED, START_CLOSED, START_ABSCONDED = 0.20, 0.005, 0.045, 0.30


class Stage(IntEnum):
    """Where a case stands."""

    PROCEEDINGS = 0
    ORDERED = 1
    DETAINED = 2
    REMOVED = 3
    CLOSED = 4


class Draw(IntEnum):
    """Four draws of a case stand in one block."""

    START = 0
    ABSCONDS = 1
    MONITORED = 2
    START_ABSCONDED = 3
    HEARING = 4
    STAY = 8


COURT, OFFICERS = 0, 1  # lines
BATCH = 1024  # draws at a time, so that they stay in the first cache
ABSCOND_HAZARD = (-math.log1p(-ABSCONDS), -math.log1p(-ABSCONDS_MONITORED))
LEAVE_HAZARD = -math.log1p(-LEAVES)
CASE = np.dtype(
    (
        np.record,
        [
            ("ticket", np.int32, (1,)),
            ("line", np.uint8, (1,)),
            ("stage", np.uint8),
            ("absconded", np.uint8),
            ("monitored", np.uint8),
        ],
    )
)
WORLD = np.dtype(
    (
        np.record,
        [
            ("lines", lines_dtype(2)),
            ("bank_of", np.uint8, (2,)),
            ("key", np.uint64),
            ("entered", np.int64),
            ("count", np.int64, (len(Stage),)),
            ("absconded", np.int64),
            ("arrests", np.int64),
            ("court", np.int64),
            ("hours", np.int64),
            ("beds", np.int64),
            ("arrivals", np.int64),
        ],
    )
)


class State(NamedTuple):
    """Everything a week needs."""

    world: np.ndarray  # [1] WORLD
    cases: np.ndarray  # [room] CASE
    next_due: np.ndarray  # [room] uint16
    blocks: np.ndarray  # chains of the two lines
    path: np.ndarray  # [1, weeks + 1] accumulated rate: one a week
    due: np.ndarray  # [room] int32
    taken: np.ndarray  # [room] int32
    leavers: np.ndarray  # [room] int32
    draws: np.ndarray  # [4, BATCH]


class Outcome(NamedTuple):
    """What a run gives."""

    count: np.ndarray  # [weeks + 1, 5] cases by stage
    absconded: np.ndarray  # [weeks + 1] cases
    arrests: int


@kernel
def begin(w, c, stage, u):
    """A new row in its first stage."""
    c.line[0] = NO_LINE
    c.stage = stage
    c.monitored = u < MONITORED
    w.count[stage] += 1


@kernel
def move(w, c, stage):
    """The case goes to another stage."""
    w.count[c.stage] -= 1
    c.stage = stage
    w.count[stage] += 1


@kernel
def absconding_week(path, monitored, u, week):
    """Week, from ``week`` on, in which the case absconds if the court has not taken it before."""
    return week_of(path, 0, target(path[0, week], -math.log(u), ABSCOND_HAZARD[monitored]), week)


@kernel
def last_week_in_bed(w, path, i, week):
    """Week, from ``week`` on, in which detained case i is removed."""
    threshold = exponential(w.key, i, 0, Draw.STAY + 0, 0)
    return week_of(path, 0, target(path[0, week], threshold, LEAVE_HAZARD), week)


@kernel
def open_cases(world, cases, next_due, blocks, path, due, taken, leavers, draws, left):
    """Exact shares of the stages in random positions; ``left`` cases of each stage are still to be placed."""
    w = world[0]
    for start in range(0, w.entered, BATCH):
        number = min(BATCH, w.entered - start)
        for k in range(number):
            taken[k] = start + k
        uniforms4(w.key, taken, number, 0, 0, draws)
        waiting = ordered = 0
        for k in range(number):
            i = start + k
            place = draws[Draw.START, k] * (w.entered - i)
            stage = 0
            while place >= left[stage]:
                place -= left[stage]
                stage += 1
            left[stage] -= 1
            c = cases[i]
            begin(w, c, stage, draws[Draw.MONITORED, k])
            next_due[i] = NEVER
            if stage == Stage.PROCEEDINGS:
                next_due[i] = absconding_week(path, c.monitored, draws[Draw.ABSCONDS, k], 0)
                taken[waiting] = i
                waiting += 1
            elif stage == Stage.ORDERED:
                c.absconded = draws[Draw.START_ABSCONDED, k] < START_ABSCONDED
                w.absconded += c.absconded
                leavers[ordered] = i
                ordered += 1
            elif stage == Stage.DETAINED:
                next_due[i] = last_week_in_bed(w, path, i, 0)
        join_all(w.lines, blocks, cases, w.bank_of, taken, waiting, COURT)
        join_all(w.lines, blocks, cases, w.bank_of, leavers, ordered, OFFICERS)


@kernel
def run_due(w, cases, next_due, due, leavers, week):
    """Those in proceedings abscond; those in beds will leave at the end of the week. Returns how many leave."""
    leaving = 0
    for k in range(collect_due(next_due, w.entered, week, due)):
        i = due[k]
        next_due[i] = NEVER
        if cases[i].stage == Stage.DETAINED:
            leavers[leaving] = i
            leaving += 1
        else:
            cases[i].absconded = 1
            w.absconded += 1
    return leaving


@kernel
def sit(w, cases, next_due, blocks, taken, draws):
    """The court takes the first of its line."""
    heard = take(w.lines, blocks, cases, w.bank_of, COURT, w.court, taken)
    for start in range(0, heard, BATCH):
        number = min(BATCH, heard - start)
        batch = taken[start : start + number]
        uniforms4(w.key, batch, number, Draw.HEARING >> 2, 0, draws)
        ordered = 0
        for k in range(number):
            i = batch[k]
            next_due[i] = NEVER
            if draws[0, k] < ORDERED:
                move(w, cases[i], Stage.ORDERED)
                batch[ordered] = i
                ordered += 1
            else:
                move(w, cases[i], Stage.CLOSED)
        join_all(w.lines, blocks, cases, w.bank_of, batch, ordered, OFFICERS)


@kernel
def arrest(w, cases, next_due, blocks, path, leavers, leaving, week):
    """From the head of the line while hours and beds last. Returns the new number of this week's leavers."""
    hours = w.hours
    while w.count[Stage.DETAINED] < w.beds:
        i = first(w.lines, blocks, cases, w.bank_of, OFFICERS)
        if i < 0:
            break
        c = cases[i]
        cost = HOURS_ABSCONDED if c.absconded else HOURS
        if cost > hours:
            break
        hours -= cost
        leave(w.lines, cases, i, 0)
        move(w, c, Stage.DETAINED)
        w.arrests += 1
        next_due[i] = last_week_in_bed(w, path, i, week)
        if next_due[i] == week:
            next_due[i] = NEVER
            leavers[leaving] = i
            leaving += 1
    return leaving


@kernel
def take_in(w, cases, next_due, blocks, path, taken, draws, week):
    """New cases; they can abscond from the next week on."""
    for start in range(0, w.arrivals, BATCH):
        number = min(BATCH, w.arrivals - start)
        for k in range(number):
            taken[k] = w.entered + k
        uniforms4(w.key, taken, number, 0, 0, draws)
        for k in range(number):
            i = taken[k]
            begin(w, cases[i], Stage.PROCEEDINGS, draws[Draw.MONITORED, k])
            next_due[i] = absconding_week(path, cases[i].monitored, draws[Draw.ABSCONDS, k], week + 1)
        join_all(w.lines, blocks, cases, w.bank_of, taken, number, COURT)
        w.entered += number


@kernel
def record(w, count, absconded, row):
    """The five counts and the number absconded."""
    for stage in range(Stage.CLOSED + 1):
        count[row, stage] = w.count[stage]
    absconded[row] = w.absconded


@kernel
def run_weeks(world, cases, next_due, blocks, path, due, taken, leavers, draws, count, absconded):
    """All weeks; each in the order that the peers keep."""
    w = world[0]
    record(w, count, absconded, 0)
    for week in range(len(count) - 1):
        leaving = run_due(w, cases, next_due, due, leavers, week)
        sit(w, cases, next_due, blocks, taken, draws)
        leaving = arrest(w, cases, next_due, blocks, path, leavers, leaving, week)
        for k in range(leaving):
            move(w, cases[leavers[k]], Stage.REMOVED)
        take_in(w, cases, next_due, blocks, path, taken, draws, week)
        record(w, count, absconded, week + 1)


def allocate(cases: int, weeks: int, seed: int) -> State:
    """Empty arrays with room for everybody who will enter; memory is taken only where it is used."""
    world = np.zeros(1, WORLD).view(np.recarray)
    w = world[0]
    clear(w.lines)
    w.key = np.uint64(mix(seed))
    w.entered = cases
    w.court, w.hours, w.beds, w.arrivals = (int(cases * share + 1e-9) for share in (0.0015, 0.004, 0.0075, 0.002))
    room = cases + w.arrivals * weeks
    path = np.arange(weeks + 1, dtype=float).reshape(1, -1)
    return State(
        world,
        np.zeros(room, CASE).view(np.recarray),
        np.empty(room, np.uint16),
        blocks_for(room, 2),
        path,
        np.empty(room, np.int32),
        np.empty(max(room, BATCH), np.int32),
        np.empty(max(room, BATCH), np.int32),
        np.empty((4, BATCH)),
    )


def shares(cases: int) -> np.ndarray:
    """Cases of each stage at the start. int64[5]"""
    ordered, closed, detained = (round(share * cases) for share in (START_ORDERED, START_CLOSED, START_DETAINED))
    return np.array([cases - ordered - closed - detained, ordered, detained, 0, closed])


def open_state(cases: int, weeks: int, seed: int) -> State:
    """The start: everybody in place, every clock set."""
    state = allocate(cases, weeks, seed)
    open_cases(*state, shares(cases))
    return state


def record_of(weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Room for what a run records: int64[weeks + 1, 5] by stage, int64[weeks + 1] absconded."""
    return np.zeros((weeks + 1, len(Stage)), np.int64), np.zeros(weeks + 1, np.int64)


def run(cases: int, weeks: int, seed: int = 0) -> Outcome:
    """One run from start to end."""
    state = open_state(cases, weeks, seed)
    count, absconded = record_of(weeks)
    run_weeks(*state, count, absconded)
    return Outcome(count, absconded, int(state.world[0].arrests))
