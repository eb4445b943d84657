"""The columns of a case, and the record of everything a week needs.

One case is one record (so that an event touches two cache lines, not twenty);
`next_due`, the only column read every week for every case, stands apart.
"""

from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np

from sim.engine.servers import blocks_for, clear, lines_dtype
from sim.vocabulary import Lever, Reason, Task, Technology


class Slot(IntEnum):
    """Clocks of a case; at most one event each is pending. Those up to CLOSE run in plain time."""

    IMPEDIMENT = 0  # an impediment begins, or expires
    STAGE = 1  # a dormant case comes back to be filed; a final order is reopened
    LOCAL = 2  # local arrest, or end of local custody
    CLOSE = 3  # death, status, other closure
    ENCOUNTER = 4  # met by chance in the field
    CONTACT = 5  # loses contact, or comes back
    DEPART = 6
    EXIT = 7  # leaves the programme (monitored) or custody (released)
    STEP = 8  # next contact due (not detained); agency order, then document (detained)


CLOCKS = len(Slot)


class Count(IntEnum):
    """What a case counts, so that each of its draws has its own occurrence."""

    IMPEDIMENT = 0
    STAGE = 1
    LOCAL = 2
    CONTACT = 3
    EXIT = 4
    STEP = 5
    ENCOUNTER = 6
    BOOK_IN = 7
    HEARING = 8
    CHECK_IN = 9


class Bank(IntEnum):
    """A case stands in at most one line of each bank."""

    STAGE = 0  # filing, hearing, arrest, seat
    CONTACT = 1  # contact due
    CUSTODY = 2  # jail transfer, casework


OFFICES = 25
CLASSES = 4
SHARED_PATHS = 10


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


class Column(NamedTuple):
    """One column of a case, for the reader."""

    name: str
    dtype: str
    unit: str
    meaning: str
    shape: tuple[int, ...] = ()


COLUMNS = (
    Column("ordinal", "uint32", "count", "ordinal of the case in its channel and week: with both, its name"),
    Column("due", "float32", "accumulated rate", "targets of the clocks, in the order of Slot", (len(Slot),)),
    Column("ticket", "int32", "number", "place in the line of each bank", (len(Bank),)),
    Column(
        "work",
        "float32",
        "hours",
        "hours at-large teams have spent on the case; in custody: time the document came, weeks",
    ),
    Column("booked", "float32", "weeks", "time of the last book-in"),
    Column("entry", "int16", "week", "week of entry; -1 for the opening docket"),
    Column("contact", "int16", "week", "week of the last contact; NO_CONTACT for none"),
    Column("filed", "int16", "week", "week in which the case came before the court"),
    Column("other", "uint16", "week", "earliest week in which a clock other than STEP can need a look"),
    Column("office", "uint8", "code", "field office"),
    Column("channel", "uint8", "code", "how the case entered (Channel)"),
    Column("stage", "uint8", "code", "where the case stands in law (Stage)"),
    Column("custody", "uint8", "code", "how the person came into custody (Custody); NONE is not detained"),
    Column("impediment", "uint8", "code", "what keeps the order from being executed (Impediment)"),
    Column("technology", "uint8", "code", "monitoring technology (Technology)"),
    Column("country", "uint8", "code", "how quickly documents come (Country)"),
    Column("convicted", "uint8", "0 or 1", "has a conviction"),
    Column("absconded", "uint8", "0 or 1", "has lost contact"),
    Column("susceptible", "uint8", "0 or 1", "is of the kind that may lose contact"),
    Column("jailed", "uint8", "0 or 1", "is in local custody after a local arrest"),
    Column("ready", "uint8", "0 or 1", "detained, and the travel document is there"),
    Column("on_docket", "uint8", "0 or 1", "was on the docket before the last arrest"),
    Column("taken", "uint8", "0 or 1", "has been arrested this week and is on the way to a bed"),
    Column("reason", "uint8", "code", "what the case is waiting for (Reason)"),
    Column("count", "uint8", "count", "occurrences of each of its draws, in the order of Count", (len(Count),)),
    Column("line", "uint8", "code", "line it stands in, by bank; 255 for none", (len(Bank),)),
)
NO_CONTACT = -32768
NO_ROW = 0xFFFFFFFF
OLDEST_CONTACT = 160  # weeks before the start that a contact may lie
CACHE_LINE = 64  # bytes
ROW_BYTES = 96  # a row and a half of memory: with the first row at a line's start, no row touches a third line


def _row() -> np.dtype:
    """The columns one after another, filled up to ROW_BYTES."""
    types = [np.dtype((c.dtype, c.shape)) for c in COLUMNS]
    starts = np.cumsum([0, *(t.itemsize for t in types)])[:-1].tolist()
    names = [c.name for c in COLUMNS]
    return np.dtype((np.record, {"names": names, "formats": types, "offsets": starts, "itemsize": ROW_BYTES}))


CASE = _row()


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


AGE_WEEKS = 640  # columns of the contact histogram: OLDEST_CONTACT, the run, and room
AGE_DAYS = 3600  # columns of the custody histogram, in days since OLDEST_DAY
OLDEST_DAY = 600
WEEKS = 418


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
        ("lever", np.float64, (len(Lever), WEEKS)),
        ("cum", np.float64, (SHARED_PATHS + OFFICES, WEEKS + 1)),
        ("ceiling", np.float64, (OFFICES, WEEKS + 1)),
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
        ("fte", np.float64, (OFFICES, WEEKS)),
        ("on_duty", np.float64, (OFFICES, WEEKS)),
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


def aligned_rows(room: int) -> np.ndarray:
    """Empty rows, the first at the start of a line of memory."""
    raw = np.zeros(room * ROW_BYTES + CACHE_LINE, np.uint8)
    start = -raw.ctypes.data % CACHE_LINE
    return raw[start : start + room * ROW_BYTES].view(CASE)


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
