"""Arrests and beds: who is admitted, in which order, and what teams do without a bed.

The order of admission: border transfers, people met by chance, jail transfers,
arrests at contacts, planned arrests. Places and people are paired by time.
"""

import numpy as np

from sim.engine.jit import kernel
from sim.engine.order import order_by
from sim.engine.servers import carry, first, join, leave, whole
from sim.model.case import Bank, Count, Slot
from sim.model.changes import leave_all, needed_hours, place, schedule
from sim.model.clocks import draw, set_clock
from sim.model.entry import create, set_life_clocks
from sim.model.moves import book_in, enrol, left_over, set_contact_due, spare_devices
from sim.model.waiting import count, give_reason, touch
from sim.model.world import CLASSES, OFFICES, Flow, Line, Stock, Use
from sim.rules import arrests
from sim.vocabulary import Channel, Custody, Decision, Lever, Stage, Task, Technology

OFFICE_STEP = 7  # the office that comes first moves on by this many each week


@kernel
def detained(w):
    """People in custody, all offices."""
    total = 0
    for o in range(w.offices):
        total += w.stock[Stock.DETAINED, o]
    return total


@kernel
def admit(w, cases, booked, number, i, custody):
    """Person i will be booked in as ``custody``; the time is found when all are known."""
    leave_all(w, cases, i)
    cases[i].taken = True
    booked[0, number] = i
    booked[1, number] = custody
    return number + 1


@kernel
def let_stay(w, cases, next_due, blocks, i):
    """A person without a bed who is new: released onto the docket, with a device if one is spare."""
    c = cases[i]
    t = float(w.week + 1)
    o = int(c.office)
    c.stage = Stage.NOT_FILED
    c.on_docket = True
    c.contact = w.week
    if spare_devices(w, Technology.ANKLE + 0) >= 1:
        enrol(w, c, Technology.ANKLE + 0, t)
    place(w, cases, blocks, i)
    count(w, c, 1)
    set_life_clocks(w, c, t)
    if c.technology != Technology.NONE:
        set_clock(w, c, Slot.EXIT, t)
    set_contact_due(w, c, t, 1.0)
    w.flow[Flow.INTAKE, o] += 1.0
    w.flow[Flow.RELEASED_NO_BED, o] += 1.0
    schedule(w, cases, next_due, i)


@kernel
def let_go(w, cases, i):
    """A person on the docket, met by chance, for whom there is no bed."""
    c = cases[i]
    touch(w, c)
    w.flow[Flow.RELEASED_NO_BED, int(c.office)] += 1.0


@kernel
def admit_border(w, cases, next_due, blocks, booked, number, free):
    """Transfers from border agencies."""
    rate = w.lever[Lever.DETENTION_BORDER_BOOK_INS_PER_WEEK, w.week] / w.scale
    for ordinal in range(carry(w.remainder, Use.BORDER_BOOK_INS, rate)):
        i = create(w, cases, next_due, Channel.BORDER_CUSTODY + 0, w.week, ordinal)
        if number < free:
            number = admit(w, cases, booked, number, i, Custody.BORDER + 0)
        else:
            let_stay(w, cases, next_due, blocks, i)
    return number


@kernel
def admit_chance(w, cases, next_due, blocks, chosen, booked, number, free):
    """People met by chance: on the docket first, then those never on it."""
    for k in range(w.met):
        i = chosen[0, k] + 0
        c = cases[i]
        if c.custody != Custody.NONE or c.stage == Stage.CLOSED or c.jailed or c.taken:
            continue
        w.flow[Flow.ARRESTS_INCIDENTAL, int(c.office)] += 1.0
        if number < free:
            number = admit(w, cases, booked, number, i, Custody.CHANCE + 0)
        else:
            let_go(w, cases, i)
    ordinal = np.int64(0)
    for o in range(w.offices):
        expected = arrests.met_by_chance(w.numbers.arrests, w.field[o]) / w.scale
        for _ in range(carry(w.chance_remainder, o, expected)):
            i = create(w, cases, next_due, Channel.CHANCE_NEW + 0, w.week, ordinal)
            cases[i].office = o
            ordinal += 1
            w.flow[Flow.ARRESTS_INCIDENTAL, o] += 1.0
            if number < free:
                number = admit(w, cases, booked, number, i, Custody.CHANCE + 0)
            else:
                let_stay(w, cases, next_due, blocks, i)
    return number


@kernel
def admit_jail(w, cases, blocks, booked, number, free, o):
    """Transfers from cooperating jails, first come, first served."""
    each = arrests.jail_transfer_hours(w.numbers.arrests)
    hours = w.hours[Task.JAIL, o] + left_over(w, Task.JAIL + 0, o)
    spent = 0.0
    line = Line.JAIL + o
    while hours - spent >= each and number < free:
        i = first(w.lines, blocks, cases, w.bank_of, line)
        if i < 0:
            break
        spent += each
        w.flow[Flow.ARRESTS_JAIL, o] += 1.0
        number = admit(w, cases, booked, number, i, Custody.JAIL + 0)
    w.kept[Task.JAIL, o] = min(hours - spent, each)
    w.idle[Task.JAIL, o] += hours - spent - w.kept[Task.JAIL, o]
    w.used[Task.JAIL, o] = spent
    return number


@kernel
def admit_check_in(w, cases, chosen, candidates, booked, number, free):
    """People arrested at contacts."""
    each = arrests.check_in_arrest_hours(w.numbers.arrests)
    for k in range(candidates):
        i = chosen[1, k] + 0
        o = int(cases[i].office)
        hours = w.hours[Task.CHECK_IN_ARREST, o] + left_over(w, Task.CHECK_IN_ARREST + 0, o)
        if cases[i].taken:
            continue
        if number < free and hours - w.used[Task.CHECK_IN_ARREST, o] >= each:
            w.used[Task.CHECK_IN_ARREST, o] += each
            w.flow[Flow.ARRESTS_CHECK_IN, o] += 1.0
            number = admit(w, cases, booked, number, i, Custody.CHECK_IN + 0)
    for o in range(w.offices):
        hours = w.hours[Task.CHECK_IN_ARREST, o] + left_over(w, Task.CHECK_IN_ARREST + 0, o)
        left = hours - w.used[Task.CHECK_IN_ARREST, o]
        w.kept[Task.CHECK_IN_ARREST, o] = min(left, each)
    return number


@kernel
def first_wanted(w, cases, blocks, o):
    """The first removable case of office o, lowest class first; -1 if there is none."""
    for k in range(CLASSES):
        i = first(w.lines, blocks, cases, w.bank_of, Line.ARREST + k * OFFICES + o)
        if i >= 0:
            return i
    return -1


@kernel
def search(w, cases, blocks, booked, number, free, o):
    """At-large teams of office o: those found before get free beds, then the search goes on."""
    p = w.numbers.arrests
    hours = w.hours[Task.AT_LARGE, o]
    picked = Line.PICKED + o
    while number < free and w.lines.waiting[picked] > 0:
        i = first(w.lines, blocks, cases, w.bank_of, picked)
        w.flow[Flow.ARRESTS_AT_LARGE, o] += 1.0
        number = admit(w, cases, booked, number, i, Custody.AT_LARGE + 0)
    most = arrests.most_waiting_for_a_bed(p, hours)
    spent = 0.0
    while spent < hours and (number < free or w.lines.waiting[picked] < most):
        i = first_wanted(w, cases, blocks, o)
        if i < 0:
            break
        c = cases[i]
        missing = max(needed_hours(w, c) - float(c.work), 0.0)
        patience = arrests.hours_until_pause(p, float(c.work))
        if patience <= 0.0:
            break
        step = min(missing, min(patience, hours - spent))
        spent += step
        c.work = np.float32(float(c.work) + step)
        if step >= missing:
            if number < free:
                w.flow[Flow.ARRESTS_AT_LARGE, o] += 1.0
                number = admit(w, cases, booked, number, i, Custody.AT_LARGE + 0)
            else:
                leave(w.lines, cases, i, Bank.STAGE + 0)
                join(w.lines, blocks, cases, w.bank_of, i, picked)
                give_reason(w, c)
        elif step >= patience:
            leave(w.lines, cases, i, Bank.STAGE + 0)
            place(w, cases, blocks, i)
    w.used[Task.AT_LARGE, o] = spent
    w.idle[Task.AT_LARGE, o] += hours - spent
    w.flow[Flow.FIELD_HOURS, o] = spent
    return number


@kernel
def put_to_bed(w, cases, next_due, blocks, places, order, booked, number, free_before):
    """Pair people and places by time and book everybody in."""
    t = float(w.week)
    for k in range(number):
        places[1, k] = t + draw(w, cases[booked[0, k]], Decision.ARREST_TIME, Count.BOOK_IN)
    order_by(places[0], order[0], w.exits)
    order_by(places[1], order[1], number)
    for k in range(number):
        who = order[1, k]
        i = booked[0, who] + 0
        when = places[1, who]
        if k >= free_before:
            when = max(when, places[0, order[0, k - free_before]])
        c = cases[i]
        fresh = c.stage == Stage.CLOSED or c.stage == Stage.PROSPECT
        c.taken = False
        book_in(w, cases, blocks, next_due, i, when, booked[1, who] + 0)
        if fresh:
            set_life_clocks(w, c, when)


@kernel
def arrest(w, cases, next_due, blocks, places, order, chosen, booked, candidates):
    """Everybody who wants a bed this week, in order. Returns the number of book-ins."""
    capacity = whole(w.lever[Lever.DETENTION_BEDS, w.week] / w.scale)
    occupied = detained(w)
    free = max(capacity - occupied, 0)
    number = admit_border(w, cases, next_due, blocks, booked, np.int64(0), free)
    number = admit_chance(w, cases, next_due, blocks, chosen, booked, number, free)
    for k in range(w.offices):
        o = (k + OFFICE_STEP * w.week) % w.offices
        number = admit_jail(w, cases, blocks, booked, number, free, o)
    number = admit_check_in(w, cases, chosen, candidates, booked, number, free)
    for k in range(w.offices):
        o = (k + OFFICE_STEP * w.week) % w.offices
        number = search(w, cases, blocks, booked, number, free, o)
    put_to_bed(w, cases, next_due, blocks, places, order, booked, number, free - w.exits)
    return number
