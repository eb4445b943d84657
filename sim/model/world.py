"""The world of a run: the record of everything that a week needs besides its cases, and all arrays together.

The weekly levers stand in it, and what follows from them for all weeks: paths, ceilings, room.
"""

from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np

from sim.calendar import MOST_WEEKS
from sim.engine.jit import kernel
from sim.engine.servers import blocks_for, clear, largest_remainder, lines_dtype
from sim.model.case import NO_ROW, Bank, Slot, aligned_rows
from sim.rules import absconding, arrests, checkins, departure, detention, monitoring, officers, start
from sim.vocabulary import Channel, Lever, Reason, Task, Technology

OFFICES = 25
CLASSES = 4
SHARED_PATHS = 10
FIELD_UNIT_HOURS = 1000.0  # encounters are counted for each thousand field hours
AGE_WEEKS = 1040  # columns of the contact histogram: OLDEST_CONTACT, the run, and room
AGE_DAYS = 6400  # columns of the custody histogram, in days since OLDEST_DAY
OLDEST_DAY = 600
OLDEST_CONTACT = 160  # weeks before the start that a contact may lie


class Path(IntEnum):
    """Accumulated rates that groups share; FIELD and the rows after it belong to the offices."""

    PLAIN = 0
    LOSS = 1
    RETURN = 2
    DEPART = 3
    PROGRAMME_EXIT = 4
    RELEASE = 5
    DOCUMENT = 6
    CHECK_IN = 7
    CHECK_IN_MONITORED = 8
    LOSS_DEVICE = 9
    FIELD = 10


class Line(IntEnum):
    """First line of each kind; kinds from CASEWORK on have one line (ARREST: four) an office."""

    FILING = 0
    HEARING = 1
    HEARING_DETAINED = 2
    SEAT = 3
    CASEWORK = 4
    CONTACT = 4 + OFFICES
    JAIL = 4 + 2 * OFFICES
    PICKED = 4 + 3 * OFFICES
    ARREST = 4 + 4 * OFFICES


LINES = Line.ARREST + CLASSES * OFFICES


class Stock(IntEnum):
    """Counts kept by difference, by office."""

    AWAITING_FILING = 0
    IN_PROCEEDINGS = 1
    FINAL_ORDER = 2
    COURT_PENDING = 3
    FINAL_ORDER_REMOVABLE = 4
    CONVICTED = 5
    DETAINED = 6
    DETAINED_BORDER = 7
    DETAINED_FINAL_ORDER = 8
    ABSCONDED = 9
    WORN = 10  # by technology, five rows
    WAITING = 10 + len(Technology)  # by reason
    DETAINED_OVER_180D = WAITING + len(Reason)
    TOUCHED_YEAR = DETAINED_OVER_180D + 1
    NEVER_TOUCHED = DETAINED_OVER_180D + 2


STOCKS = Stock.NEVER_TOUCHED + 1


class Flow(IntEnum):
    """What happened in the week, by office."""

    INTAKE = 0
    INTAKE_BORDER = 1
    FILINGS = 2
    HEARINGS_COMPLETED = 3
    ORDERS_ISSUED = 4
    ORDERS_IN_ABSENTIA = 5
    ORDERS_EXPEDITED = 6
    RELIEF_OR_CLOSED = 7
    ADMINISTRATIVE_CLOSURES = 8
    ORDERS_REOPENED = 9
    CHECK_INS_DUE = 10
    CHECK_INS_DONE = 11
    ABSCONDINGS = 12
    ARRESTS_JAIL = 13
    ARRESTS_AT_LARGE = 14
    ARRESTS_CHECK_IN = 15
    ARRESTS_INCIDENTAL = 16
    BOOK_INS = 17
    BOOK_INS_BORDER = 18
    BOOK_INS_DOCKET = 19
    BOOK_OUTS = 20
    BOOK_OUTS_REMOVED = 21
    STAY_DAYS = 22  # summed over leavers
    RELEASES = 23
    RELEASED_NO_BED = 24
    REMOVALS_DOCKET = 25
    REMOVALS_NEW = 26
    REMOVALS_BORDER = 27
    DEPARTURES = 28
    OTHER_CLOSURES = 29
    ENROLMENTS = 30
    MONITORING_EXITS = 31
    ALERTS = 32  # from people who lost contact while monitored
    FIELD_HOURS = 33  # hours at-large teams used
    DEVICES_LOST = 34
    FILINGS_DOCKET = 35


FLOWS = len(Flow)


class Use(IntEnum):
    """Remainders of national capacities that are handed out in whole places."""

    INTAKE_BORDER = 0
    INTAKE_INTERIOR = 1
    JAIL_NEW = 2
    FILINGS = 3
    COMPLETIONS = 4
    COMPLETIONS_DETAINED = 5
    SEATS = 6
    BORDER_BOOK_INS = 7
    DIRECT = 8


@cache
def world_dtype(numbers: np.dtype) -> np.dtype:
    """The record of a run beside its cases. ``numbers``: record of groups of quantities.

    One object for all runs: compiled code knows the type of a record at sight, not by comparing its fields.
    """
    fields = [
        ("numbers", numbers),
        ("lines", lines_dtype(LINES)),
        ("bank_of", np.uint8, (LINES,)),
        ("key", np.uint64),
        ("scale", np.float64),
        ("offices", np.int64),
        ("week", np.int64),
        ("rows", np.int64),  # rows in use or used before
        ("free_row", np.uint32),  # first row to be used again; each holds the next as its ordinal
        ("freed_row", np.uint32),  # the same, of cases closed this week
        ("last_freed_row", np.uint32),
        ("met", np.int64),  # people on the docket met by chance this week
        ("exits", np.int64),  # book-outs of the week so far
        ("lever", np.float64, (len(Lever), MOST_WEEKS)),
        ("cum", np.float64, (SHARED_PATHS + OFFICES, MOST_WEEKS + 1)),
        ("ceiling", np.float64, (OFFICES, MOST_WEEKS + 1)),
        ("hours", np.float64, (len(Task), OFFICES)),
        ("used", np.float64, (len(Task), OFFICES)),
        ("base_hours", np.float64, (len(Task), OFFICES)),
        ("idle", np.float64, (len(Task), OFFICES)),
        ("given", np.float64, (len(Task), OFFICES)),  # plan: share of its hours that a task gives away
        ("taking", np.float64, (len(Task), OFFICES)),  # plan: 1 for a task that takes hours, else 0
        ("moved", np.float64, (len(Task), OFFICES)),
        ("kept", np.float64, (len(Task), OFFICES)),
        ("quota", np.float64, (OFFICES,)),
        ("chance_remainder", np.float64, (OFFICES,)),
        ("field", np.float64, (OFFICES,)),
        ("fte", np.float64, (OFFICES, MOST_WEEKS)),
        ("on_duty", np.float64, (OFFICES, MOST_WEEKS)),
        ("priority", np.int64),
        ("detained_share", np.float64),
        ("docket_share", np.float64, (OFFICES,)),
        ("officer_share", np.float64, (OFFICES,)),
        ("cooperation_lean", np.float64, (OFFICES,)),
        ("stock", np.int64, (STOCKS, OFFICES)),
        ("flow", np.float64, (len(Flow), OFFICES)),
        ("direct", np.float64),
        ("lost", np.int64, (len(Technology),)),
        ("remainder", np.float64, (len(Use),)),
        ("left", np.float64, (len(Slot),)),
        ("contacts", np.int64, (AGE_WEEKS, OFFICES)),
        ("stays", np.int64, (AGE_DAYS, OFFICES)),
        ("stays_counted", np.int64),
    ]
    return np.dtype((np.record, np.dtype(fields, align=True)))


class Docket(NamedTuple):
    """All arrays of a run. ``cases`` and ``next_due`` have room for every case that can ever enter."""

    world: np.ndarray  # [1] record
    cases: np.ndarray  # [room] CASE
    next_due: np.ndarray  # [room] uint16 week
    blocks: np.ndarray  # chains of the waiting lines
    due: np.ndarray  # [room] int32, cases due this week
    chosen: np.ndarray  # [2, room] int32: chance and check-in candidates
    booked: np.ndarray  # [2, room] int32, book-ins of the week and their custody
    places: np.ndarray  # [2, room] float64: times at which places and people are there
    order: np.ndarray  # [2, room] int32: the same in order of time


def allocate(numbers: np.dtype, room: int) -> Docket:
    """Empty docket with room for ``room`` cases; memory is taken only where it is used."""
    world = np.zeros(1, world_dtype(numbers))
    lines = world[0].lines
    clear(lines)
    world[0].free_row = world[0].freed_row = NO_ROW
    world[0].bank_of[:] = Bank.STAGE
    world[0].bank_of[Line.CONTACT : Line.JAIL] = Bank.CONTACT
    world[0].bank_of[Line.CASEWORK : Line.CONTACT] = Bank.CUSTODY
    world[0].bank_of[Line.JAIL : Line.PICKED] = Bank.CUSTODY
    return Docket(
        world,
        aligned_rows(room),
        np.zeros(room, np.uint16),
        blocks_for(room, LINES),
        np.empty(room, np.int32),
        np.empty((2, room), np.int32),
        np.empty((2, room), np.int32),
        np.empty((2, room), np.float64),
        np.empty((2, room), np.int32),
    )


@kernel
def set_paths(w):
    """Accumulated rates that groups share, and how fast an office's field hours can grow at most."""
    p = w.numbers
    for week in range(w.lever.shape[1]):
        loss = absconding.loss_ratio(p.absconding, w.lever[Lever.ARRESTS_AT_CHECK_IN, week])
        device = absconding.device_loss_ratio(p.absconding, w.lever[Lever.ABSCONDING_TAMPERING_CRIME, week])
        back = absconding.return_ratio(p.absconding, w.lever[Lever.CHECKINS_FOLLOW_UP_SHARE, week])
        incentive = w.lever[Lever.DEPARTURE_INCENTIVE_USD, week]
        leave = departure.departure_rate(p.departure, w.lever[Lever.DEPARTURE_RATIO, week], incentive)
        programme = monitoring.exit_rate(p.monitoring, w.lever[Lever.MONITORING_EXIT_PER_YEAR, week])
        bond = detention.release_rate(p.detention, w.lever[Lever.DETENTION_RELEASE_PER_BED_YEAR, week])
        report = checkins.contacts_per_week(w.lever[Lever.CHECKINS_INTERVAL_WEEKS, week])
        report_monitored = checkins.contacts_per_week(w.lever[Lever.CHECKINS_INTERVAL_MONITORED_WEEKS, week])
        speed = w.lever[Lever.REMOVAL_DOCUMENT_SPEED_RATIO, week]
        w.cum[Path.PLAIN, week + 1] = w.cum[Path.PLAIN, week] + 1.0
        w.cum[Path.LOSS, week + 1] = w.cum[Path.LOSS, week] + loss
        w.cum[Path.LOSS_DEVICE, week + 1] = w.cum[Path.LOSS_DEVICE, week] + loss * device
        w.cum[Path.RETURN, week + 1] = w.cum[Path.RETURN, week] + back
        w.cum[Path.DEPART, week + 1] = w.cum[Path.DEPART, week] + leave
        w.cum[Path.PROGRAMME_EXIT, week + 1] = w.cum[Path.PROGRAMME_EXIT, week] + programme
        w.cum[Path.RELEASE, week + 1] = w.cum[Path.RELEASE, week] + bond
        w.cum[Path.DOCUMENT, week + 1] = w.cum[Path.DOCUMENT, week] + speed
        w.cum[Path.CHECK_IN, week + 1] = w.cum[Path.CHECK_IN, week] + report
        w.cum[Path.CHECK_IN_MONITORED, week + 1] = w.cum[Path.CHECK_IN_MONITORED, week] + report_monitored


@kernel
def set_ceiling(w, most):
    """Most thousand field hours that offices can accumulate, given most full-time equivalents a week."""
    p = w.numbers.officers
    for o in range(w.offices):
        for week in range(w.lever.shape[1]):
            flexible = w.lever[Lever.OFFICERS_FLEXIBLE_SHARE, week]
            share = w.lever[Lever.OFFICERS_AT_LARGE_SHARE, week]
            for task in (Task.DOCKET, Task.DETAINED, Task.JAIL, Task.REMOVAL):
                share += flexible * w.lever[Lever.OFFICERS_DOCKET_SHARE + task, week]
            own = most[o, week] * share
            detailed = w.lever[Lever.OFFICERS_DETAILED_FROM_OTHERS, week] * w.officer_share[o]
            hours = officers.hours_per_week(p, own + detailed)
            w.ceiling[o, week + 1] = w.ceiling[o, week] + hours / FIELD_UNIT_HOURS


def most_equivalents(lever: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Upper bound of the full-time equivalents of each office in each week. float64[offices, MOST_WEEKS]"""
    head = np.round(lever[Lever.OFFICERS_HEADCOUNT])
    added = np.concatenate([[0.0], np.cumsum(np.clip(np.diff(head), 0, None))])
    recruits = np.maximum.accumulate(lever[Lever.HIRING_TARGET])
    return largest_remainder(shares, int(head[0]))[:, None] + shares[:, None] * (added + recruits) + 2.0


def set_levers(world: np.record, lever: np.ndarray) -> None:
    """The weekly levers, and what follows from them for all weeks."""
    world.lever[:, : lever.shape[1]] = lever
    world.lever[:, lever.shape[1] :] = lever[:, -1:]
    set_paths(world)
    set_ceiling(world, most_equivalents(world.lever, world.officer_share[: int(world.offices)]))


def room_for(world: np.record, weeks: int) -> int:
    """Rows that suffice for every case that can enter. Memory is taken only for those that do."""
    channels = (
        Lever.INTAKE_BORDER_PER_WEEK,
        Lever.INTAKE_INTERIOR_PER_WEEK,
        Lever.ARRESTS_JAIL_NEW_PER_WEEK,
        Lever.DETENTION_BORDER_BOOK_INS_PER_WEEK,
    )
    scale = float(world.scale)
    entering = float(world.lever[list(channels), :weeks].sum())
    field_hours = float(world.ceiling[:, min(weeks, MOST_WEEKS)].sum())
    entering += arrests.met_by_chance(world.numbers.arrests, field_hours)
    opening = int(np.sum(list(start.stage_counts(world.numbers.start, scale).values())))
    return int(entering / scale) + opening + weeks * (len(Channel) + OFFICES)
