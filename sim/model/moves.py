"""The moves of a case: orders and documents, contacts, the programme, beds. Events and servers are made of them."""

import numpy as np

from sim.engine.clocks import UNSET
from sim.engine.jit import kernel
from sim.engine.servers import join, leave, whole
from sim.model.case import Bank, Count, Slot
from sim.model.changes import ALL_CLOCKS, begin, end_case, finish, leave_all, schedule, unset
from sim.model.clocks import count_up, draw, hold, resume, set_clock, set_target, trait
from sim.model.waiting import give_reason, is_overdue
from sim.model.world import Flow, Line, Stock
from sim.rules import detention, impediments, monitoring
from sim.vocabulary import DAYS_PER_WEEK, Country, Custody, Decision, Lever, Stage, Technology


@kernel
def left_over(w, task, o):
    """Hours of a task kept from the week before; a task without officers keeps none."""
    return w.kept[task, o] if w.hours[task, o] > 0.0 else 0.0


@kernel
def draw_kind(w, c):
    """Kind of an impediment that begins; counts one occurrence."""
    u = draw(w, c, Decision.IMPEDIMENT_KIND, Count.IMPEDIMENT)
    return impediments.kind(w.numbers.impediments, u)


@kernel
def country_impediment(w, c):
    """The impediment of the person's country under the third-country policy in force."""
    share = w.lever[Lever.REMOVAL_THIRD_COUNTRY_SHARE, w.week]
    return impediments.of_country(c.country, trait(w, c, Decision.THIRD_COUNTRY), share)


@kernel
def receive_order(w, c, t):
    """Between begin and finish: the case gets a final order; its clocks of that stage are set after finish."""
    c.stage = Stage.FINAL_ORDER
    share = impediments.share_at_order(w.numbers.impediments, c.custody != Custody.NONE)
    if draw(w, c, Decision.IMPEDED, Count.HEARING) < share:
        c.impediment = draw_kind(w, c)
    else:
        c.impediment = country_impediment(w, c)
    count_up(c, Count.HEARING + 0)


@kernel
def set_order_clocks(w, c, t):
    """Clocks that run only with a final order."""
    set_clock(w, c, Slot.IMPEDIMENT, t)
    set_clock(w, c, Slot.STAGE, t)


@kernel
def set_document_clock(w, c, t):
    """The travel document is applied for; who can be sent to a third country counts as slow from now on."""
    if c.country == Country.REFUSED:
        if trait(w, c, Decision.THIRD_COUNTRY) < w.lever[Lever.REMOVAL_THIRD_COUNTRY_SHARE, w.week]:
            c.country = Country.SLOW
    set_clock(w, c, Slot.STEP, t)


@kernel
def owes_reports(w, c):
    """Whether the person has a duty to report; of the dormant only a share has."""
    if c.stage != Stage.DORMANT:
        return True
    return trait(w, c, Decision.DUTY) < w.lever[Lever.CHECKINS_DORMANT_SHARE, w.week]


@kernel
def set_contact_due(w, c, t, intervals):
    """The next contact is due when the path of check-ins has advanced by ``intervals``."""
    set_target(w, c, Slot.STEP + 0, t, intervals)


@kernel
def end_technology(w, c):
    """Between begin and finish: the person leaves the programme."""
    c.technology = Technology.NONE
    unset(w, c, Slot.EXIT)
    w.flow[Flow.MONITORING_EXITS, int(c.office)] += 1.0


@kernel
def spare_devices(w, technology):
    """Devices of this technology that nobody wears and that are not lost."""
    lever = Lever.MONITORING_ANKLE_DEVICES if technology == Technology.ANKLE else Lever.MONITORING_WRIST_DEVICES
    bought = whole(w.lever[lever, w.week] / w.scale)
    return bought - worn(w, technology) - w.lost[technology + 0]


@kernel
def worn(w, technology):
    """People on this technology, all offices."""
    total = 0
    for o in range(w.offices):
        total += w.stock[Stock.WORN + technology, o]
    return total


@kernel
def enrol(w, c, technology, t):
    """Between begin and finish: the person joins the programme; the clock EXIT is set after finish."""
    c.technology = technology
    w.flow[Flow.ENROLMENTS, int(c.office)] += 1.0


@kernel
def close(w, cases, blocks, i, t):
    """The case leaves the docket for good; the person is not detained."""
    c = cases[i]
    begin(w, c)
    if c.technology != Technology.NONE:
        end_technology(w, c)
    end_case(w, cases, i)


@kernel
def book_in(w, cases, blocks, next_due, i, t, custody):
    """A person takes a bed at time t."""
    c = cases[i]
    o = int(c.office)
    p = w.numbers.detention
    on_docket = c.custody == Custody.NONE and c.stage != Stage.PROSPECT and c.stage != Stage.CLOSED
    begin(w, c)
    hold(w, c, t, ALL_CLOCKS + 0)
    c.on_docket = on_docket
    if c.technology != Technology.NONE:
        end_technology(w, c)
    leave_all(w, cases, i)
    c.custody = custody
    c.booked = np.float32(t)
    c.contact = w.week
    c.work = np.float32(0.0)
    c.jailed = False
    c.ready = False
    unset(w, c, Slot.STEP)
    unset(w, c, Slot.EXIT)
    if c.stage != Stage.FINAL_ORDER:
        unset(w, c, Slot.STAGE)
        if c.stage != Stage.PROCEEDINGS:
            c.stage = Stage.NOT_FILED
            if not detention.is_expedited(p, draw(w, c, Decision.EXPEDITED, Count.BOOK_IN), custody):
                c.stage = Stage.PROCEEDINGS
                w.flow[Flow.FILINGS, o] += 1.0
                c.filed = w.week
    count_up(c, Count.BOOK_IN + 0)
    join(w.lines, blocks, cases, w.bank_of, i, Line.CASEWORK + o)
    resume(w, c, t, ALL_CLOCKS + 0)
    finish(w, cases, blocks, i)
    set_clock(w, c, Slot.EXIT, t)
    w.flow[Flow.BOOK_INS, o] += 1.0
    if custody == Custody.BORDER:
        w.flow[Flow.BOOK_INS_BORDER, o] += 1.0
    if on_docket:
        w.flow[Flow.BOOK_INS_DOCKET, o] += 1.0
    schedule(w, cases, next_due, i)


@kernel
def leave_bed(w, c, places, t):
    """Book-out at time t: flows, and the place that is free from then on. The case is out of the counts."""
    o = int(c.office)
    places[0, w.exits] = t
    w.exits += 1
    w.flow[Flow.BOOK_OUTS, o] += 1.0
    w.flow[Flow.STAY_DAYS, o] += (t - float(c.booked)) * DAYS_PER_WEEK


@kernel
def release(w, cases, blocks, places, i, t):
    """Released from custody onto the docket."""
    c = cases[i]
    o = int(c.office)
    begin(w, c)
    hold(w, c, t, ALL_CLOCKS + 0)
    leave_bed(w, c, places, t)
    leave(w.lines, cases, i, Bank.CUSTODY + 0)
    leave(w.lines, cases, i, Bank.STAGE + 0)
    c.custody = Custody.NONE
    c.ready = False
    c.work = np.float32(0.0)
    c.contact = w.week
    c.filed = w.week
    c.absconded = False
    c.on_docket = True
    unset(w, c, Slot.EXIT)
    unset(w, c, Slot.STEP)
    resume(w, c, t, ALL_CLOCKS + 0)
    finish(w, cases, blocks, i)
    set_contact_due(w, c, t, 1.0)
    w.flow[Flow.RELEASES, o] += 1.0


@kernel
def become_overdue(w, cases, blocks, i):
    """A contact is due: the case joins its office's line."""
    c = cases[i]
    join(w.lines, blocks, cases, w.bank_of, i, Line.CONTACT + int(c.office))
    c.due[Slot.STEP] = np.float32(UNSET)
    give_reason(w, c)


@kernel
def forget_contact(w, cases, i):
    """Between begin and finish: nobody waits for this contact any more."""
    c = cases[i]
    if is_overdue(c):
        leave(w.lines, cases, i, Bank.CONTACT + 0)
    unset(w, c, Slot.STEP)


@kernel
def lose_device(w, c):
    """Between begin and finish, before end_technology: the device of a person who lost contact may be lost."""
    device = c.technology == Technology.ANKLE or c.technology == Technology.WRIST
    if device and monitoring.device_is_lost(w.numbers.monitoring, draw(w, c, Decision.DEVICE_LOST, Count.CONTACT)):
        w.lost[int(c.technology)] += 1
        w.flow[Flow.DEVICES_LOST, int(c.office)] += 1.0
