"""What it means for a case to change: counts, clocks, lines and the ledger stay true together.

``begin`` takes the case out of the counts, the caller changes the columns, ``finish``
puts the case where it now belongs. Where a change alters the hazards of clocks, the
caller has them ``hold`` before and ``resume`` after it.
"""

import numpy as np

from sim.engine.clocks import UNSET
from sim.engine.jit import kernel
from sim.engine.servers import NO_LINE, join, leave
from sim.model.case import CLOCKS, NO_ROW, Bank, Slot
from sim.model.clocks import next_week, step_week, trait
from sim.model.waiting import count
from sim.model.world import CLASSES, OFFICES, Line
from sim.rules import arrests
from sim.vocabulary import Custody, Decision, Impediment, Priority, Stage, Technology

# Sets of clocks whose hazard or path a change alters.
ALL_CLOCKS = (1 << CLOCKS) - 1
AT_ORDER = 1 << Slot.DEPART
AT_DORMANCY = 1 << Slot.CONTACT
AT_TECHNOLOGY = (1 << Slot.CONTACT) | (1 << Slot.STEP)
AT_JAIL = (1 << Slot.ENCOUNTER) | (1 << Slot.DEPART)
AT_IMPEDIMENT = 1 << Slot.EXIT


@kernel
def arrest_class(w, c):
    """Class of the case in its office's arrest line."""
    hours = needed_hours(w, c) if w.priority == Priority.EASIEST else 0.0
    return arrests.priority_class(w.numbers.arrests, w.priority, c.convicted, c.technology != Technology.NONE, hours)


@kernel
def needed_hours(w, c):
    """Officer hours to arrest this person at large."""
    difficulty = trait(w, c, Decision.DIFFICULTY)
    return arrests.needed_hours(
        w.numbers.arrests, difficulty, c.absconded, c.susceptible, c.technology == Technology.ANKLE
    )


@kernel
def line_for(w, c):
    """The line of the bank STAGE in which the case belongs; NO_LINE for none."""
    if c.custody != Custody.NONE:
        if c.stage == Stage.PROCEEDINGS:
            return Line.HEARING_DETAINED + 0
        if c.stage == Stage.FINAL_ORDER and c.ready and c.impediment == Impediment.NONE:
            return Line.SEAT + 0
        return NO_LINE
    if c.stage == Stage.NOT_FILED:
        return Line.FILING + 0
    if c.stage == Stage.PROCEEDINGS:
        return Line.HEARING + 0
    if c.stage == Stage.FINAL_ORDER and c.impediment == Impediment.NONE and not c.jailed:
        return Line.ARREST + arrest_class(w, c) * OFFICES + int(c.office)
    return NO_LINE


@kernel
def place(w, cases, blocks, i):
    """Move the case to the line where it belongs; it keeps its place if that is the same line."""
    c = cases[i]
    wanted = line_for(w, c)
    stands = int(c.line[Bank.STAGE])
    if wanted == stands:
        return
    if wanted != NO_LINE and wanted >= Line.ARREST and Line.PICKED <= stands < Line.ARREST:
        return
    leave(w.lines, cases, i, Bank.STAGE + 0)
    if wanted != NO_LINE:
        join(w.lines, blocks, cases, w.bank_of, i, wanted)


@kernel
def begin(w, c):
    """Before a change of state."""
    count(w, c, -1)


@kernel
def finish(w, cases, blocks, i):
    """After the change."""
    place(w, cases, blocks, i)
    count(w, cases[i], 1)


@kernel
def unset(w, c, slot):
    """Between begin and finish: the clock does not run any more."""
    c.due[slot] = np.float32(UNSET)
    w.left[slot] = UNSET


@kernel
def schedule(w, cases, next_due, i):
    """After all changes by a server this week: when the case needs its next look."""
    next_due[i] = next_week(w, cases[i], w.week + 1)


@kernel
def schedule_contact(w, c, next_due, i):
    """After nothing but a contact: the other clocks are as they were, so their week still holds."""
    next_due[i] = min(int(c.other), step_week(w, c, w.week + 1))


@kernel
def leave_all(w, cases, i):
    """The case leaves the lines of all banks."""
    for bank in range(Bank.CUSTODY + 1):
        leave(w.lines, cases, i, bank)


@kernel
def give_back(w, cases, i):
    """The row of a closed case can be used again from next week on; until then nobody mistakes it for another."""
    cases[i].ordinal = w.freed_row
    if w.freed_row == NO_ROW:
        w.last_freed_row = i
    w.freed_row = i


@kernel
def end_case(w, cases, i):
    """Last columns of a case that is out of the counts already."""
    c = cases[i]
    leave_all(w, cases, i)
    c.stage = Stage.CLOSED
    c.custody = Custody.NONE
    for slot in range(CLOCKS):
        c.due[slot] = np.float32(UNSET)
    give_back(w, cases, i)


@kernel
def sort_arrest_lines(w, cases, blocks):
    """After a change of the priority in force: every removable case goes to its new class."""
    for i in range(w.rows):
        if Line.ARREST <= cases[i].line[Bank.STAGE] < Line.ARREST + CLASSES * OFFICES:
            leave(w.lines, cases, i, Bank.STAGE + 0)
            place(w, cases, blocks, i)
