"""Officers in columns: selected, trained, at work, gone. Kept at full scale whatever the scale of cases."""

from typing import NamedTuple

import numpy as np

from sim.calendar import MOST_WEEKS
from sim.engine.jit import kernel
from sim.engine.rng import exponential, uniform
from sim.engine.servers import largest_remainder
from sim.model.world import OFFICES
from sim.rules import officers
from sim.vocabulary import Decision, Lever, OfficerChannel, OfficerStatus

NOT_YET = 1e9  # a date that does not come


class Roster(NamedTuple):
    """Columns of officers, and what the weeks so far add up to."""

    office: np.ndarray  # [room] uint8
    status: np.ndarray  # [room] uint8 OfficerStatus
    channel: np.ndarray  # [room] uint8 OfficerChannel
    change: np.ndarray  # [room] float64 week in which the present status ends
    leaves: np.ndarray  # [room] float64 week in which the officer leaves by attrition
    served: np.ndarray  # [room] uint16 how many have held this place before
    number: np.ndarray  # [len(OfficerStatus), OFFICES] int64 officers by status
    recruited: np.ndarray  # [OFFICES] int64 recruits and added officers placed so far
    totals: np.ndarray  # [4] float64: rows used, selected, remainder of the pace, row of the first recruit
    weekly: np.ndarray  # [MOST_WEEKS, 8] float64: see Weekly


ROWS, SELECTED, REMAINDER, FIRST_RECRUIT = 0, 1, 2, 3
VETTING, ACADEMY, FIELD, FULL, HIRES, EXITS, REHIRED, CHOSEN = range(8)
ON_BOARD = (ACADEMY, FIELD, FULL)


def most_recruits(lever: np.ndarray) -> int:
    """Officers who can be added over a run, recruits and changes of the headcount."""
    head = np.round(lever[Lever.OFFICERS_HEADCOUNT])
    return int(np.clip(np.diff(head), 0, None).sum() + lever[Lever.HIRING_TARGET].max()) + 1


def room_for(lever: np.ndarray) -> int:
    """Rows that suffice for every officer of a run."""
    return int(round(float(lever[Lever.OFFICERS_HEADCOUNT, 0]))) + most_recruits(lever)


def empty_roster(room: int) -> Roster:
    """Room for so many officers, none there."""
    return Roster(
        np.zeros(room, np.uint8),
        np.full(room, OfficerStatus.GONE, np.uint8),
        np.zeros(room, np.uint8),
        np.full(room, NOT_YET),
        np.full(room, NOT_YET),
        np.zeros(room, np.uint16),
        np.zeros((len(OfficerStatus), OFFICES), np.int64),
        np.zeros(OFFICES, np.int64),
        np.zeros(4),
        np.zeros((MOST_WEEKS, 8)),
    )


def new_roster(numbers: np.record, lever: np.ndarray, shares: np.ndarray, key: int) -> Roster:
    """The officers of the first day: full officers, by largest remainder over the offices."""
    head = int(round(float(lever[Lever.OFFICERS_HEADCOUNT, 0])))
    roster = empty_roster(room_for(lever))
    by_office = largest_remainder(shares, head)
    roster.office[:head] = np.repeat(np.arange(len(shares)), by_office)
    roster.status[:head] = OfficerStatus.FULL
    roster.number[OfficerStatus.FULL, : len(shares)] = by_office
    roster.totals[ROWS] = head
    roster.totals[FIRST_RECRUIT] = head
    start_attrition(roster, numbers.officers, np.uint64(key), head)
    return roster


def copied(roster: Roster, lever: np.ndarray) -> Roster:
    """A copy with room for the officers whom other levers may add."""
    new = empty_roster(max(room_for(lever), len(roster.office)))
    for column, old in zip(new, roster, strict=True):
        column[: len(old)] = old
    return new


@kernel
def start_attrition(roster, p, key, rows):
    """Set the attrition clock of the officers of the first day."""
    for i in range(rows):
        set_attrition(roster, p, key, i, 0.0)


@kernel
def set_attrition(roster, p, key, i, t):
    """When officer i, on board from week t, will leave."""
    rate = officers.leaves_per_week(p)
    threshold = exponential(key, i, np.int64(roster.served[i]), Decision.OFFICER_ATTRITION + 0, np.int64(0))
    roster.leaves[i] = t + threshold / rate if rate > 0.0 else NOT_YET


@kernel
def add_row(roster, shares, status, channel):
    """A new officer in the office that is furthest behind its share."""
    i = int(roster.totals[ROWS])
    roster.totals[ROWS] += 1.0
    placed = 1.0
    for o in range(len(shares)):
        placed += roster.recruited[o]
    best = 0
    behind = -1e300
    for o in range(len(shares)):
        if shares[o] * placed - roster.recruited[o] > behind:
            behind = shares[o] * placed - roster.recruited[o]
            best = o
    roster.recruited[best] += 1
    roster.office[i] = best
    roster.status[i] = status
    roster.channel[i] = channel
    roster.number[status, best] += 1
    return i


@kernel
def turn(roster, i, status):
    """Officer i goes over to another status."""
    o = roster.office[i]
    roster.number[roster.status[i], o] -= 1
    roster.status[i] = status
    roster.number[status, o] += 1


@kernel
def set_headcount(roster, p, shares, key, before, now, week):
    """A change of the headcount adds full officers, or takes the newest away, at once."""
    for _ in range(max(now - before, 0)):
        i = add_row(roster, shares, OfficerStatus.FULL, OfficerChannel.LATERAL)
        set_attrition(roster, p, key, i, float(week))
        roster.weekly[week, HIRES] += 1.0
    missing = max(before - now, 0)
    i = int(roster.totals[ROWS]) - 1
    while missing > 0 and i >= 0:
        if roster.status[i] == OfficerStatus.FULL:
            turn(roster, i, OfficerStatus.GONE)
            roster.weekly[week, EXITS] += 1.0
            missing -= 1
        i -= 1


@kernel
def select(roster, p, lever, shares, key, week):
    """Recruits of the week, until the target is reached."""
    wanted = lever[Lever.HIRING_TARGET, week] - roster.totals[SELECTED]
    if wanted < 1.0:
        return
    total = roster.totals[REMAINDER] + lever[Lever.HIRING_PACE_PER_WEEK, week]
    number = min(int(total + 1e-9), int(wanted + 1e-9))
    roster.totals[REMAINDER] = total - int(total + 1e-9)
    roster.weekly[week, CHOSEN] += number
    for _ in range(number):
        roster.totals[SELECTED] += 1.0
        i = add_row(roster, shares, OfficerStatus.VETTING, OfficerChannel.ACADEMY)
        u = uniform(key, i, np.int64(0), Decision.OFFICER_CHANNEL + 0, np.int64(0))
        channel = officers.channel_of(
            u, lever[Lever.HIRING_REHIRE_SHARE, week], lever[Lever.HIRING_LATERAL_SHARE, week]
        )
        roster.channel[i] = channel
        roster.change[i] = week + officers.vetting_weeks(p, channel, lever[Lever.HIRING_TIME_TO_HIRE_WEEKS, week])


@kernel
def train(roster, numbers, lever, key, week, i):
    """All changes of status that recruit i goes through this week."""
    p = numbers.hiring
    channel = int(roster.channel[i])
    while roster.change[i] < week + 1.0:
        status = roster.status[i]
        if status == OfficerStatus.VETTING:
            held = 0
            for o in range(OFFICES):
                held += roster.number[OfficerStatus.ACADEMY, o]
            if held >= int(lever[Lever.HIRING_ACADEMY_SEATS, week]):
                return
            turn(roster, i, OfficerStatus.ACADEMY)
            roster.weekly[week, HIRES] += 1.0
            if channel == OfficerChannel.REHIRE:
                roster.weekly[week, REHIRED] += 1.0
            start = max(roster.change[i], float(week))
            set_attrition(roster, numbers.officers, key, i, start)
            roster.change[i] = start + officers.course_weeks(p, channel, lever[Lever.HIRING_ACADEMY_WEEKS, week])
        elif status == OfficerStatus.ACADEMY:
            u = uniform(key, i, np.int64(0), Decision.OFFICER_GRADUATION + 0, np.int64(0))
            if not officers.passes(p, channel, u, lever[Lever.HIRING_GRADUATION_SHARE, week]):
                turn(roster, i, OfficerStatus.GONE)
                roster.weekly[week, EXITS] += 1.0
                roster.leaves[i] = NOT_YET
                roster.change[i] = NOT_YET
                return
            turn(roster, i, OfficerStatus.FIELD_TRAINING)
            roster.change[i] += officers.field_training_weeks(p, channel)
        else:
            turn(roster, i, OfficerStatus.FULL)
            roster.change[i] = NOT_YET


@kernel
def advance(roster, world, shares, key, first_week, end_week):
    """The officers' weeks from ``first_week`` to ``end_week``; posts the full-time equivalents of each office."""
    w = world[0]
    numbers = w.numbers
    lever = w.lever
    for week in range(first_week, end_week):
        now = int(lever[Lever.OFFICERS_HEADCOUNT, week] + 0.5)
        before = int(lever[Lever.OFFICERS_HEADCOUNT, week - 1] + 0.5) if week > 0 else now
        set_headcount(roster, numbers.officers, shares, key, before, now, week)
        select(roster, numbers.hiring, lever, shares, key, week)
        for i in range(int(roster.totals[ROWS])):
            if roster.change[i] < week + 1.0:
                train(roster, numbers, lever, key, week, i)
            if roster.leaves[i] < week + 1.0 and roster.status[i] != OfficerStatus.GONE:
                roster.weekly[week, EXITS] += 1.0
                if roster.status[i] == OfficerStatus.FULL:
                    roster.served[i] += 1
                    roster.channel[i] = OfficerChannel.REPLACEMENT
                    roster.weekly[week, HIRES] += 1.0
                    set_attrition(roster, numbers.officers, key, i, roster.leaves[i])
                else:
                    turn(roster, i, OfficerStatus.GONE)
                    roster.change[i] = NOT_YET
        training_share = lever[Lever.OFFICERS_TRAINING_SHARE, week]
        for o in range(len(shares)):
            full = float(roster.number[OfficerStatus.FULL, o])
            field = float(roster.number[OfficerStatus.FIELD_TRAINING, o])
            w.on_duty[o, week] = full + field
            w.fte[o, week] = officers.productive(numbers.hiring, full, field, training_share)
            for status in range(OfficerStatus.GONE):
                roster.weekly[week, status] += roster.number[status, o]
