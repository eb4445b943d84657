"""One case: its clocks, what it counts, and the columns of its record.

One case is one record (so that an event touches two cache lines, not twenty);
`next_due`, the only column read every week for every case, stands apart.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np


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
CACHE_LINE = 64  # bytes
ROW_BYTES = 96  # a row and a half of memory: with the first row at a line's start, no row touches a third line


def _row() -> np.dtype:
    """The columns one after another, filled up to ROW_BYTES."""
    types = [np.dtype((c.dtype, c.shape)) for c in COLUMNS]
    starts = np.cumsum([0, *(t.itemsize for t in types)])[:-1].tolist()
    names = [c.name for c in COLUMNS]
    return np.dtype((np.record, {"names": names, "formats": types, "offsets": starts, "itemsize": ROW_BYTES}))


CASE = _row()


def aligned_rows(room: int) -> np.ndarray:
    """Empty rows, the first at the start of a line of memory."""
    raw = np.zeros(room * ROW_BYTES + CACHE_LINE, np.uint8)
    start = -raw.ctypes.data % CACHE_LINE
    return raw[start : start + room * ROW_BYTES].view(CASE)
