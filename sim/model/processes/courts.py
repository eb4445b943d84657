"""The immigration court: how many cases end this week, whose, and how."""

from sim.engine.jit import kernel
from sim.engine.servers import NO_LINE, carry, first
from sim.model.case import Bank, Count, Slot
from sim.model.changes import AT_DORMANCY, AT_IMPEDIMENT, AT_ORDER, begin, end_case, finish, schedule, unset
from sim.model.clocks import count_up, draw, hold, resume, set_clock
from sim.model.moves import (
    end_technology,
    forget_contact,
    leave_bed,
    owes_reports,
    receive_order,
    set_contact_due,
    set_document_clock,
    set_order_clocks,
)
from sim.model.waiting import is_overdue
from sim.model.world import Flow, Line, Use
from sim.rules import courts
from sim.vocabulary import MIDDLE_OF_WEEK, Custody, Decision, Lever, Stage, Technology

AT_DECISION = AT_ORDER | AT_DORMANCY | AT_IMPEDIMENT


@kernel
def hear(w, cases, next_due, blocks, places, i):
    """One completion."""
    c = cases[i]
    o = int(c.office)
    p = w.numbers.courts
    t = w.week + MIDDLE_OF_WEEK
    detained = c.custody != Custody.NONE
    if detained:
        t = max(t, float(c.booked))
    w.flow[Flow.HEARINGS_COMPLETED, o] += 1.0
    u = draw(w, c, Decision.HEARING, Count.HEARING)
    begin(w, c)
    hold(w, c, t, AT_DECISION + 0)
    if courts.ordered(p, u, w.lever[Lever.COURTS_ORDER_SHARE, w.week], detained, c.absconded):
        w.flow[Flow.ORDERS_ISSUED, o] += 1.0
        if c.absconded and not detained:
            w.flow[Flow.ORDERS_IN_ABSENTIA, o] += 1.0
        receive_order(w, c, t)
        resume(w, c, t, AT_DECISION + 0)
        finish(w, cases, blocks, i)
        set_order_clocks(w, c, t)
        if detained and c.line[Bank.CUSTODY] == NO_LINE:
            set_document_clock(w, c, t)
        schedule(w, cases, next_due, i)
        return
    if not detained and courts.stays_on_docket(p, draw(w, c, Decision.HEARING_CLOSED, Count.HEARING)):
        count_up(c, Count.HEARING + 0)
        c.stage = Stage.DORMANT
        excused = is_overdue(c) and not owes_reports(w, c)
        if excused:
            forget_contact(w, cases, i)
        resume(w, c, t, AT_DECISION + 0)
        finish(w, cases, blocks, i)
        set_clock(w, c, Slot.STAGE, t)
        if excused:
            set_contact_due(w, c, t, 1.0)
        w.flow[Flow.ADMINISTRATIVE_CLOSURES, o] += 1.0
        schedule(w, cases, next_due, i)
        return
    if detained:
        leave_bed(w, c, places, t)
    elif c.technology != Technology.NONE:
        end_technology(w, c)
    unset(w, c, Slot.STAGE)
    end_case(w, cases, i)
    w.flow[Flow.RELIEF_OR_CLOSED, o] += 1.0


@kernel
def hear_line(w, cases, next_due, blocks, places, line, most):
    """The first ``most`` prepared cases of a line. Returns how many were heard."""
    detained = line == Line.HEARING_DETAINED
    for heard in range(most):
        i = first(w.lines, blocks, cases, w.bank_of, line)
        if i < 0 or not courts.is_prepared(w.numbers.courts, w.week - int(cases[i].filed), detained):
            return heard
        hear(w, cases, next_due, blocks, places, i)
    return most


@kernel
def sit(w, cases, next_due, blocks, places):
    """The detained first, up to their share; then the docket's list."""
    p = w.numbers.courts
    judges = w.lever[Lever.COURTS_JUDGES, w.week]
    capacity = courts.capacity_per_week(p, judges, w.lever[Lever.COURTS_COMPLETIONS_PER_JUDGE_YEAR, w.week])
    waiting = w.lines.waiting[Line.HEARING] + w.lines.waiting[Line.HEARING_DETAINED]
    expected = courts.completions(p, capacity / w.scale, float(waiting))
    whole = carry(w.remainder, Use.COMPLETIONS, expected)
    kept = min(carry(w.remainder, Use.COMPLETIONS_DETAINED, w.detained_share * expected), whole)
    heard = hear_line(w, cases, next_due, blocks, places, Line.HEARING_DETAINED + 0, kept)
    hear_line(w, cases, next_due, blocks, places, Line.HEARING + 0, whole - heard)
