"""Leaving a bed to be removed, and the casework that comes before."""

from sim.engine.jit import kernel
from sim.engine.servers import carry, first, leave
from sim.model.case import Bank, Slot
from sim.model.changes import begin, end_case, schedule
from sim.model.clocks import set_clock
from sim.model.events import visit
from sim.model.moves import leave_bed, left_over, set_document_clock
from sim.model.waiting import give_reason
from sim.model.world import Flow, Line, Use
from sim.rules import detention, removal
from sim.vocabulary import Custody, Lever, Stage, Task


@kernel
def remove(w, cases, blocks, places):
    """The first in the seat line are removed, as far as seats and officers' hours go."""
    p = w.numbers.removal
    hours = 0.0
    for o in range(w.offices):
        hours += w.hours[Task.REMOVAL, o]
    seats = removal.places(p, w.lever[Lever.REMOVAL_SEATS_PER_WEEK, w.week], hours * w.scale)
    removed = 0
    for _ in range(carry(w.remainder, Use.SEATS, seats / w.scale)):
        i = first(w.lines, blocks, cases, w.bank_of, Line.SEAT + 0)
        if i < 0:
            break
        c = cases[i]
        o = int(c.office)
        t = max(float(c.work), float(w.week))
        begin(w, c)
        leave_bed(w, c, places, t)
        w.flow[Flow.BOOK_OUTS_REMOVED, o] += 1.0
        if c.custody == Custody.BORDER:
            w.flow[Flow.REMOVALS_BORDER, o] += 1.0
        elif c.on_docket:
            w.flow[Flow.REMOVALS_DOCKET, o] += 1.0
        else:
            w.flow[Flow.REMOVALS_NEW, o] += 1.0
        end_case(w, cases, i)
        removed += 1
    w.direct = float(carry(w.remainder, Use.DIRECT, w.lever[Lever.REMOVAL_DIRECT_PER_WEEK, w.week] / w.scale))
    used = removal.hours_for(p, float(removed))
    for o in range(w.offices):
        share = w.hours[Task.REMOVAL, o] / hours if hours > 0.0 else 0.0
        w.used[Task.REMOVAL, o] = min(used * share, w.hours[Task.REMOVAL, o])
        w.idle[Task.REMOVAL, o] += w.hours[Task.REMOVAL, o] - w.used[Task.REMOVAL, o]


@kernel
def work_on_detained(w, cases, next_due, blocks):
    """Detained casework: first come, first served; it starts the way to an order or a document."""
    each = detention.casework_hours(w.numbers.detention)
    for o in range(w.offices):
        hours = w.hours[Task.DETAINED, o] + left_over(w, Task.DETAINED + 0, o)
        spent = 0.0
        line = Line.CASEWORK + o
        while hours - spent >= each:
            i = first(w.lines, blocks, cases, w.bank_of, line)
            if i < 0:
                break
            spent += each
            c = cases[i]
            t = max(float(c.booked), float(w.week))
            leave(w.lines, cases, i, Bank.CUSTODY + 0)
            give_reason(w, c)
            if c.stage == Stage.FINAL_ORDER:
                set_document_clock(w, c, t)
            elif c.stage == Stage.NOT_FILED:
                set_clock(w, c, Slot.STEP, t)
            schedule(w, cases, next_due, i)
        w.kept[Task.DETAINED, o] = min(hours - spent, each)
        w.idle[Task.DETAINED, o] += hours - spent - w.kept[Task.DETAINED, o]
        w.used[Task.DETAINED, o] = spent


@kernel
def first_days(w, cases, next_due, blocks, places, chosen, booked, number):
    """What happens to the week's book-ins before the week is over."""
    for k in range(number):
        if cases[booked[0, k]].custody != Custody.NONE:
            visit(w, cases, next_due, blocks, places, chosen, booked[0, k] + 0)
