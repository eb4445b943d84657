"""What happens to a case by itself, event by event, in order of time."""

from sim.engine.clocks import time_in_week
from sim.engine.jit import kernel
from sim.engine.servers import join, leave
from sim.model.case import Bank, Count, Slot
from sim.model.changes import (
    AT_DORMANCY,
    AT_IMPEDIMENT,
    AT_JAIL,
    AT_ORDER,
    AT_TECHNOLOGY,
    begin,
    end_case,
    finish,
    unset,
)
from sim.model.clocks import draw, first_event, hold, next_week, path_of, resume, set_clock, step_week, trait
from sim.model.entry import cooperation
from sim.model.moves import (
    become_overdue,
    close,
    draw_kind,
    end_technology,
    forget_contact,
    lose_device,
    owes_reports,
    receive_order,
    release,
    set_contact_due,
    set_document_clock,
    set_order_clocks,
)
from sim.model.world import Flow, Line
from sim.rules import conviction
from sim.vocabulary import Custody, Decision, Impediment, Lever, Stage, Technology


@kernel
def contact_event(w, cases, blocks, i, t):
    """A person who reports loses contact; one who absconded comes back."""
    c = cases[i]
    o = int(c.office)
    begin(w, c)
    unset(w, c, Slot.CONTACT)
    if c.absconded:
        c.absconded = False
    else:
        c.absconded = True
        w.flow[Flow.ABSCONDINGS, o] += 1.0
        forget_contact(w, cases, i)
        if c.technology != Technology.NONE:
            w.flow[Flow.ALERTS, o] += 1.0
            lose_device(w, c)
            end_technology(w, c)
    finish(w, cases, blocks, i)
    set_clock(w, c, Slot.CONTACT, t)
    if not c.absconded:
        set_contact_due(w, c, t, 1.0)


@kernel
def impediment_event(w, cases, blocks, i, t):
    """An impediment of a final order begins, or expires."""
    c = cases[i]
    begin(w, c)
    hold(w, c, t, AT_IMPEDIMENT + 0)
    unset(w, c, Slot.IMPEDIMENT)
    if c.impediment == Impediment.NONE:
        c.impediment = draw_kind(w, c)
    else:
        c.impediment = Impediment.NONE
    resume(w, c, t, AT_IMPEDIMENT + 0)
    finish(w, cases, blocks, i)
    set_clock(w, c, Slot.IMPEDIMENT, t)


@kernel
def stage_event(w, cases, blocks, i, t):
    """A dormant case comes back to be filed; a final order is reopened."""
    c = cases[i]
    begin(w, c)
    hold(w, c, t, (AT_ORDER | AT_DORMANCY) + 0)
    unset(w, c, Slot.STAGE)
    if c.stage == Stage.DORMANT:
        c.stage = Stage.NOT_FILED
    else:
        c.stage = Stage.PROCEEDINGS
        c.filed = w.week
        c.impediment = Impediment.NONE
        unset(w, c, Slot.IMPEDIMENT)
        w.flow[Flow.ORDERS_REOPENED, int(c.office)] += 1.0
    resume(w, c, t, (AT_ORDER | AT_DORMANCY) + 0)
    finish(w, cases, blocks, i)


@kernel
def local_event(w, cases, blocks, i, t):
    """Arrested by local police, or out of local custody."""
    c = cases[i]
    if c.stage == Stage.PROSPECT:
        end_case(w, cases, i)
        return
    o = int(c.office)
    begin(w, c)
    hold(w, c, t, AT_JAIL + 0)
    unset(w, c, Slot.LOCAL)
    if c.jailed:
        c.jailed = False
        leave(w.lines, cases, i, Bank.CUSTODY + 0)
        if not c.convicted:
            u = draw(w, c, Decision.CONVICTION, Count.LOCAL)
            c.convicted = conviction.follows_local_arrest(w.numbers.conviction, u)
    else:
        c.jailed = True
        if trait(w, c, Decision.COOPERATION) < cooperation(w, o):
            if draw(w, c, Decision.DETAINER, Count.LOCAL) < w.lever[Lever.ARRESTS_DETAINER_SHARE, w.week]:
                join(w.lines, blocks, cases, w.bank_of, i, Line.JAIL + o)
    resume(w, c, t, AT_JAIL + 0)
    finish(w, cases, blocks, i)
    set_clock(w, c, Slot.LOCAL, t)


@kernel
def step_event(w, cases, blocks, i, t):
    """A contact is due; in custody an agency order or a travel document arrives."""
    c = cases[i]
    if c.custody == Custody.NONE:
        if not owes_reports(w, c):
            set_contact_due(w, c, t, 1.0)
            return
        w.flow[Flow.CHECK_INS_DUE, int(c.office)] += 1.0
        become_overdue(w, cases, blocks, i)
        return
    begin(w, c)
    hold(w, c, t, AT_IMPEDIMENT + 0)
    unset(w, c, Slot.STEP)
    if c.stage == Stage.FINAL_ORDER:
        c.ready = True
        c.work = t  # when the document came: the earliest time of removal
        resume(w, c, t, AT_IMPEDIMENT + 0)
        finish(w, cases, blocks, i)
        return
    receive_order(w, c, t)
    w.flow[Flow.ORDERS_EXPEDITED, int(c.office)] += 1.0
    resume(w, c, t, AT_IMPEDIMENT + 0)
    finish(w, cases, blocks, i)
    set_order_clocks(w, c, t)
    set_document_clock(w, c, t)


@kernel
def exit_event(w, cases, blocks, places, i, t):
    """Leaves the programme, or is released from custody."""
    c = cases[i]
    if c.custody != Custody.NONE:
        release(w, cases, blocks, places, i, t)
        return
    begin(w, c)
    hold(w, c, t, AT_TECHNOLOGY + 0)
    end_technology(w, c)
    resume(w, c, t, AT_TECHNOLOGY + 0)
    finish(w, cases, blocks, i)


@kernel
def contacts_due(w, cases, blocks, i):
    """Contacts of case i that fall due this week, when no other clock does. Returns the week of the next one."""
    c = cases[i]
    while True:
        soonest = step_week(w, c, w.week)
        if soonest > w.week:
            return soonest
        path = path_of(c, Slot.STEP + 0)
        step_event(w, cases, blocks, i, time_in_week(w.cum, path, float(c.due[Slot.STEP]), w.week))


@kernel
def visit(w, cases, next_due, blocks, places, chosen, i):
    """All events of case i up to the end of this week; who is met by chance is noted in ``chosen``."""
    c = cases[i]
    if int(c.other) > w.week and c.custody == Custody.NONE:
        next_due[i] = min(int(c.other), contacts_due(w, cases, blocks, i))
        return
    while True:
        slot, t = first_event(w, c)
        if slot < 0:
            soonest = next_week(w, c, w.week + 1)
            break
        if slot == Slot.STEP:
            step_event(w, cases, blocks, i, t)
        elif slot == Slot.CONTACT:
            contact_event(w, cases, blocks, i, t)
        elif slot == Slot.LOCAL:
            local_event(w, cases, blocks, i, t)
        elif slot == Slot.IMPEDIMENT:
            impediment_event(w, cases, blocks, i, t)
        elif slot == Slot.STAGE:
            stage_event(w, cases, blocks, i, t)
        elif slot == Slot.EXIT:
            exit_event(w, cases, blocks, places, i, t)
        elif slot == Slot.ENCOUNTER:
            set_clock(w, c, Slot.ENCOUNTER, t)
            chosen[0, w.met] = i
            w.met += 1
        else:
            flow = Flow.DEPARTURES if slot == Slot.DEPART else Flow.OTHER_CLOSURES
            w.flow[flow, int(c.office)] += 1.0
            close(w, cases, blocks, i, t)
        soonest = next_week(w, c, w.week)
        if soonest > w.week:
            break
    next_due[i] = soonest
