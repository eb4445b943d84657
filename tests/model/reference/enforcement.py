"""Step 8: four ways to be arrested, and who gets the next bed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.vocabulary import Channel, Custody, Stage, Task, Technology
from tests.model.reference import custody
from tests.model.reference.case import Case

if TYPE_CHECKING:
    from tests.model.reference.model import Reference
    from tests.model.reference.office import Office


def arrest(model: Reference) -> None:
    """Border, chance, jails, contacts, at large: in this order for the free beds."""
    model.beds_left = places = max(0, model.free_beds)
    border_transfers(model)
    chance_arrests(model)
    turned = 7 * model.week
    in_turn = [model.offices[(turned + number) % len(model.offices)] for number in range(len(model.offices))]
    for office in in_turn:
        jail_transfers(model, office)
    check_in_arrests(model)
    for office in in_turn:
        at_large(model, office)
    custody.book_in_arrivals(model, places)


def take_bed(case: Case, way: Custody) -> bool:
    """Book a bed for the person if one is free."""
    model = case.model
    if model.beds_left < 1:
        return False
    model.beds_left -= 1
    custody.admit(case, way, model.week + model.random.random())
    return True


# ------------------------------------------------------------------ nobody plans these


def border_transfers(model: Reference) -> None:
    """People handed over by border agencies, never on the docket."""
    for _ in range(model.carry("border_book_ins", model.lever.detention_border_book_ins_per_week / model.scale)):
        person = new_person(model, Channel.BORDER_CUSTODY)
        if not take_bed(person, Custody.BORDER):
            let_go_new(person)


def chance_arrests(model: Reference) -> None:
    """People met in the field: of the docket, then others."""
    for case in model.met_by_chance:
        if not case.on_docket or case.jailed:
            continue
        model.count("arrests_incidental")
        if not take_bed(case, Custody.CHANCE):
            case.last_contact = model.week
            model.count("released_no_bed")
    rate = model.numbers.arrests.new_per_thousand_field_hours
    for office in model.offices:
        for _ in range(office.chance_new.take(office.field_hours / 1000.0 * rate)):
            person = new_person(model, Channel.CHANCE_NEW)
            person.office = office
            model.count("arrests_incidental")
            if not take_bed(person, Custody.CHANCE):
                let_go_new(person)


def new_person(model: Reference, channel: Channel) -> Case:
    """Somebody who is not on the docket (yet)."""
    person = Case(model, channel)
    person.stage = Stage.PROSPECT
    return person


def let_go_new(person: Case) -> None:
    """No bed: onto the docket, with an ankle device if there is one."""
    model, now = person.model, person.model.week + 1.0
    person.stage = Stage.NOT_FILED
    person.last_contact = model.week
    model.count("released_no_bed")
    model.count("intake")
    if model.spare(Technology.ANKLE) >= 1:
        person.technology = Technology.ANKLE
        model.count("enrolments")
    person.next_contact(now)
    person.settle(now)


# ------------------------------------------------------------------ with officers' hours


def jail_transfers(model: Reference, office: Office) -> None:
    """First come, while hours and beds last."""
    each = model.numbers.arrests.hours_per_jail_transfer
    left = hours = office.hours[Task.JAIL] + office.kept[Task.JAIL]
    while len(office.jail_line) and left >= each and take_bed(office.jail_line.first(), Custody.JAIL):
        left -= each
    office.book(Task.JAIL, hours, left, each)


def check_in_arrests(model: Reference) -> None:
    """People who came to report."""
    each = model.numbers.arrests.hours_per_check_in_arrest
    task = Task.CHECK_IN_ARREST
    hours = {office.number: office.hours[task] + office.kept[task] for office in model.offices}
    left = dict(hours)
    for case in model.kept_at_check_in:
        number = case.office.number
        if case.on_docket and left[number] >= each and take_bed(case, Custody.CHECK_IN):
            left[number] -= each
    for office in model.offices:
        office.book(task, hours[office.number], left[office.number], each)


def at_large(model: Reference, office: Office) -> None:
    """Those found earlier take free beds; then teams look for the next."""
    numbers = model.numbers.arrests
    for case in office.picked_line:
        if not take_bed(case, Custody.AT_LARGE):
            break
    left = hours = office.hours[Task.AT_LARGE]
    enough = math.ceil(numbers.planned_ahead_weeks * hours / numbers.at_large_hours_median)
    if numbers.pause_hours <= 0:
        enough = 0  # without patience nobody is looked for
    while left > 0 and len(office.picked_line) < enough:
        case = next((line.first() for line in office.arrest_lines if len(line)), None)
        if case is None:
            break
        left -= _look_for(case, left)
    office.used[Task.AT_LARGE] = hours - left
    office.idle[Task.AT_LARGE] = left


def _look_for(case: Case, left: float) -> float:
    """Work on one case; returns the hours spent."""
    numbers = case.model.numbers.arrests
    missing = max(0.0, needed_hours(case) - case.work_hours)
    until_pause = numbers.pause_hours - case.attempt_hours
    spent = min(left, missing, until_pause)
    case.work_hours += spent
    case.attempt_hours += spent
    if spent == missing:
        case.attempt_hours = 0.0
        if not take_bed(case, Custody.AT_LARGE):
            case.leave("arrest")
            case.join("picked", case.office.picked_line)
    elif spent == until_pause:
        case.attempt_hours = 0.0
        line = case.lines["arrest"]
        case.leave("arrest")
        case.join("arrest", line)
    return spent


def needed_hours(case: Case) -> float:
    """Hours to locate, surveil and arrest the person: log-logistic over people."""
    numbers = case.model.numbers.arrests
    odds = case.difficulty / (1.0 - case.difficulty)
    hours = numbers.at_large_hours_median * odds ** (1.0 / numbers.at_large_tail)
    if case.absconded:
        hours *= numbers.absconded_hours_ratio
    if case.susceptible:
        hours *= numbers.susceptible_hours_ratio
    if case.technology == Technology.ANKLE:
        hours *= numbers.ankle_hours_ratio
    return hours
