"""What every open case is waiting for, and the counts that are kept by difference."""

from sim.engine.jit import kernel
from sim.engine.servers import NO_LINE
from sim.model.case import NO_CONTACT, Bank
from sim.model.world import OLDEST_CONTACT, OLDEST_DAY, Line, Stock
from sim.vocabulary import DAYS_PER_WEEK, Custody, Impediment, Reason, Stage, Technology

YEAR_WEEKS = 52  # a case is untouched when its last contact lies further back
LONG_STAY_DAYS = 180


@kernel
def is_open(c):
    """Whether the case is on the docket or in custody."""
    return c.custody != Custody.NONE or (c.stage != Stage.CLOSED and c.stage != Stage.PROSPECT)


@kernel
def is_overdue(c):
    """Whether a contact is due and has not taken place."""
    return c.line[Bank.CONTACT] != NO_LINE


@kernel
def is_picked(c):
    """Whether a team has found the person and waits for a bed."""
    return Line.PICKED <= c.line[Bank.STAGE] < Line.ARREST


@kernel
def reason_of(c):
    """The first reason that matches."""
    if c.stage == Stage.PROCEEDINGS:
        return Reason.HEARING
    if c.stage == Stage.FINAL_ORDER and c.impediment != Impediment.NONE:
        return Reason.IMPEDIMENT_STAY + int(c.impediment) - Impediment.STAY
    if c.custody != Custody.NONE:
        if c.stage == Stage.FINAL_ORDER and c.ready:
            return Reason.SEAT
        if c.stage == Stage.FINAL_ORDER and c.line[Bank.CUSTODY] == NO_LINE:
            return Reason.DOCUMENT
        return Reason.NOTHING
    if c.stage == Stage.NOT_FILED:
        return Reason.FILING
    if is_overdue(c):
        return Reason.CHECK_IN_HOURS
    if is_picked(c):
        return Reason.BED
    if c.stage == Stage.FINAL_ORDER:
        return Reason.ARREST_HOURS
    return Reason.NOTHING


@kernel
def contact_column(week):
    """Column of the contact histogram for a contact in this week; 0 for none."""
    return 0 if week == NO_CONTACT else int(week) + OLDEST_CONTACT + 1


@kernel
def day_column(time):
    """Column of the custody histogram for a book-in at this time (weeks)."""
    return max(int(time * DAYS_PER_WEEK + OLDEST_DAY), 0)


@kernel
def count_contact(w, c, sign):
    """The part of ``count`` that the last contact of a case on the docket decides."""
    o = int(c.office)
    w.contacts[contact_column(c.contact), o] += sign
    if c.contact == NO_CONTACT:
        w.stock[Stock.NEVER_TOUCHED, o] += sign
    elif int(c.contact) >= w.week - YEAR_WEEKS:
        w.stock[Stock.TOUCHED_YEAR, o] += sign


@kernel
def count(w, c, sign):
    """Add the case to (1), or take it out of (-1), every count it belongs to."""
    if not is_open(c):
        return
    o = int(c.office)
    if sign > 0:
        c.reason = reason_of(c)
    w.stock[Stock.WAITING + int(c.reason), o] += sign
    ordered = c.stage == Stage.FINAL_ORDER
    if c.stage == Stage.PROCEEDINGS:
        w.stock[Stock.COURT_PENDING, o] += sign
    if c.custody != Custody.NONE:
        w.stock[Stock.DETAINED, o] += sign
        if c.custody == Custody.BORDER:
            w.stock[Stock.DETAINED_BORDER, o] += sign
        if ordered:
            w.stock[Stock.DETAINED_FINAL_ORDER, o] += sign
        day = day_column(float(c.booked))
        if day < w.stays_counted:
            w.stock[Stock.DETAINED_OVER_180D, o] += sign
        else:
            w.stays[day, o] += sign
        return
    if ordered:
        w.stock[Stock.FINAL_ORDER, o] += sign
        if c.impediment == Impediment.NONE:
            w.stock[Stock.FINAL_ORDER_REMOVABLE, o] += sign
    elif c.stage == Stage.PROCEEDINGS:
        w.stock[Stock.IN_PROCEEDINGS, o] += sign
    else:
        w.stock[Stock.AWAITING_FILING, o] += sign
    if c.convicted:
        w.stock[Stock.CONVICTED, o] += sign
    if c.absconded:
        w.stock[Stock.ABSCONDED, o] += sign
    if c.technology != Technology.NONE:
        w.stock[Stock.WORN + int(c.technology), o] += sign
    count_contact(w, c, sign)


@kernel
def touch(w, c):
    """A contact takes place with a person on the docket, and nothing else changes."""
    count_contact(w, c, -1)
    c.contact = w.week
    count_contact(w, c, 1)


@kernel
def give_reason(w, c):
    """The case may wait for something else now, and nothing else has changed."""
    reason = reason_of(c)
    if reason != c.reason:
        w.stock[Stock.WAITING + int(c.reason), int(c.office)] -= 1
        w.stock[Stock.WAITING + reason, int(c.office)] += 1
        c.reason = reason


@kernel
def turn_week(w):
    """At the end of week w: who was last touched 52 weeks ago is untouched; who came in 180 days ago stays long."""
    for o in range(w.offices):
        w.stock[Stock.TOUCHED_YEAR, o] -= w.contacts[contact_column(w.week - YEAR_WEEKS), o]
    cutoff = day_column(float(w.week + 1)) - LONG_STAY_DAYS
    while w.stays_counted < cutoff:
        for o in range(w.offices):
            w.stock[Stock.DETAINED_OVER_180D, o] += w.stays[w.stays_counted, o]
            w.stays[w.stays_counted, o] = 0
        w.stays_counted += 1
