"""Docket officers: alerts, contacts, enrolments; who is arrested at a contact."""

import numpy as np

from sim.engine.jit import kernel, prefetch
from sim.engine.servers import first, leave
from sim.model.case import Bank, Count, Slot
from sim.model.changes import AT_TECHNOLOGY, begin, finish, schedule, schedule_contact
from sim.model.clocks import count_up, draw, hold, resume, set_clock
from sim.model.moves import enrol, left_over, set_contact_due, spare_devices
from sim.model.waiting import give_reason, touch
from sim.model.world import Flow, Line, Stock
from sim.rules import checkins, monitoring
from sim.rules.monitoring import QUOTA_WEEKS
from sim.vocabulary import MIDDLE_OF_WEEK, Decision, Impediment, Lever, Stage, Task, Technology


@kernel
def hours_before_contacts(w, o):
    """Hours of docket officers that alerts and the search for absconders take in office o."""
    hours = w.hours[Task.DOCKET, o]
    devices = float(w.stock[Stock.WORN + Technology.ANKLE, o] + w.stock[Stock.WORN + Technology.WRIST, o])
    alerts = monitoring.alert_hours(w.numbers.monitoring, devices, w.flow[Flow.ALERTS, o])
    taken = min(hours, alerts)
    return taken + (hours - taken) * w.lever[Lever.CHECKINS_FOLLOW_UP_SHARE, w.week]


@kernel
def technology_at_contact(w, c):
    """Technology that this person is enrolled on now; NONE when no device is spare."""
    u = draw(w, c, Decision.TECHNOLOGY, Count.CHECK_IN)
    ankle = w.lever[Lever.MONITORING_ANKLE_SHARE, w.week]
    technology = monitoring.technology_for(u, ankle, w.lever[Lever.MONITORING_WRIST_SHARE, w.week]) + 0
    if technology != Technology.APP and spare_devices(w, technology) < 1:
        return Technology.NONE + 0
    return technology


@kernel
def is_arrested_here(w, c):
    """Whether a removable person who reports is arrested at this contact."""
    if c.stage != Stage.FINAL_ORDER or c.impediment != Impediment.NONE or c.jailed:
        return False
    return draw(w, c, Decision.CHECK_IN_ARREST, Count.CHECK_IN) < w.lever[Lever.ARRESTS_AT_CHECK_IN, w.week]


@kernel
def serve(w, cases, next_due, blocks, i, technology):
    """One contact takes place; ``technology`` is what the person is enrolled on, NONE for nothing."""
    c = cases[i]
    o = int(c.office)
    t = w.week + MIDDLE_OF_WEEK
    w.flow[Flow.CHECK_INS_DONE, o] += 1.0
    if technology == Technology.NONE:
        leave(w.lines, cases, i, Bank.CONTACT + 0)
        touch(w, c)
        give_reason(w, c)
    else:
        begin(w, c)
        hold(w, c, t, AT_TECHNOLOGY + 0)
        leave(w.lines, cases, i, Bank.CONTACT + 0)
        c.contact = w.week
        enrol(w, c, technology, t)
        resume(w, c, t, AT_TECHNOLOGY + 0)
        finish(w, cases, blocks, i)
        set_clock(w, c, Slot.EXIT, t)
    set_contact_due(w, c, t, 1.0)
    count_up(c, Count.CHECK_IN + 0)
    if technology == Technology.NONE:
        schedule_contact(w, c, next_due, i)
    else:
        schedule(w, cases, next_due, i)


@kernel
def meet_office(w, cases, next_due, blocks, chosen, candidates, o):
    """One office's contacts of the week. Returns the new number of check-in candidates."""
    p = w.numbers
    taken = hours_before_contacts(w, o)
    rest = w.hours[Task.DOCKET, o] - taken
    budget = checkins.hours_for_contacts(p.checkins, rest)
    review = rest - budget
    hours = budget + left_over(w, Task.DOCKET + 0, o)
    spent = 0.0
    per_contact = checkins.contact_hours(p.checkins)
    per_enrolment = monitoring.enrolment_hours(p.monitoring)
    keeps = per_contact
    pace = w.lever[Lever.MONITORING_ENROLMENTS_PER_WEEK, w.week] * w.docket_share[o] / w.scale
    w.quota[o] = min(w.quota[o] + pace, max(QUOTA_WEEKS * pace, 1.0 + pace))
    policy = int(w.lever[Lever.MONITORING_ELIGIBILITY, w.week])
    line = Line.CONTACT + o
    while hours - spent >= per_contact:
        i = first(w.lines, blocks, cases, w.bank_of, line)
        if i < 0:
            break
        prefetch(next_due, i)
        c = cases[i]
        technology = Technology.NONE + 0
        arrested = is_arrested_here(w, c)
        if not arrested and c.technology == Technology.NONE and w.quota[o] >= 1.0:
            if monitoring.is_eligible(policy, c.stage, c.convicted):
                technology = technology_at_contact(w, c)
        if technology != Technology.NONE:
            if hours - spent < per_contact + per_enrolment:
                keeps = per_contact + per_enrolment  # an enrolment is not cut short: the hours are kept for it
                break
            w.quota[o] -= 1.0
            spent += per_enrolment
        if arrested:
            chosen[1, candidates] = i
            candidates += 1
        spent += per_contact
        serve(w, cases, next_due, blocks, i, technology)
    w.kept[Task.DOCKET, o] = min(hours - spent, keeps)
    w.idle[Task.DOCKET, o] += hours - spent - w.kept[Task.DOCKET, o]
    w.used[Task.DOCKET, o] = taken + review + spent
    return candidates


@kernel
def meet(w, cases, next_due, blocks, chosen):
    """All offices' contacts of the week. Returns the number of check-in candidates."""
    candidates = np.int64(0)
    for o in range(w.offices):
        candidates = meet_office(w, cases, next_due, blocks, chosen, candidates, o)
    return candidates
