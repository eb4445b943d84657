"""Steps 7 to 9: beds, casework, orders, documents, seats; and how people leave a bed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import Country, Custody, Impediment, Stage, Task
from tests.model.reference import clocks_due, supervision

if TYPE_CHECKING:
    from tests.model.reference.case import Case
    from tests.model.reference.model import Reference

ARREST_FLOWS = {
    Custody.JAIL: "arrests_jail",
    Custody.AT_LARGE: "arrests_at_large",
    Custody.CHECK_IN: "arrests_check_in",
}


# ------------------------------------------------------------------ into a bed


def admit(case: Case, way: Custody, now: float) -> None:
    """Give the next free bed to a person who arrives at ``now``; the book-in is timed when all have come."""
    model = case.model
    case.on_docket_before = case.open and way != Custody.BORDER
    supervision.end_technology(case)
    for name in tuple(case.lines):
        case.leave(name)
    case.custody = way
    model.arriving.append((now, case))
    model.count("book_ins")
    if case.on_docket_before:
        model.count("book_ins_docket")
    if way == Custody.BORDER:
        model.count("book_ins_border")
    if way in ARREST_FLOWS:
        model.count(ARREST_FLOWS[way])


def book_in_arrivals(model: Reference, places: int) -> None:
    """Beds in the order in which they became free meet people in the order in which they arrive."""
    at_start = max(0, places - len(model.freed))
    freed = sorted(model.freed)[len(model.freed) - (places - at_start) :] if places > at_start else []
    beds = [float(model.week)] * at_start + freed
    for bed, (arrival, case) in zip(beds, sorted(model.arriving, key=lambda entry: entry[0]), strict=False):
        _book_in(case, max(bed, arrival))


def _book_in(case: Case, now: float) -> None:
    model = case.model
    case.jailed = False
    case.absconded = False
    case.last_contact = model.week
    case.booked_in = now
    case.work_hours = case.attempt_hours = 0.0
    case.casework_done = False
    case.ready = None
    case.clocks.pop("contact", None)
    case.clocks.pop("paper", None)
    if case.stage != Stage.FINAL_ORDER:
        _way_to_an_order(case)
    case.join("casework", case.office.casework_line)
    case.settle(now)


def _way_to_an_order(case: Case) -> None:
    """An order of the agency, or the court; who is in proceedings stays with the court."""
    model, numbers = case.model, case.model.numbers.detention
    border = case.custody == Custody.BORDER
    share = numbers.expedited_border_share if border else numbers.expedited_interior_share
    if case.stage == Stage.PROCEEDINGS:
        return
    case.expedited = model.random.random() < share
    if case.expedited:
        case.stage = Stage.NOT_FILED
    else:
        case.stage = Stage.PROCEEDINGS
        case.filed = model.week
        model.count("filings")


def casework(model: Reference) -> None:
    """Step 9: casework of the detained; then the first days of those booked in this week."""
    for office in model.offices:
        each = model.numbers.detention.casework_hours
        left = hours = office.hours[Task.DETAINED] + office.kept[Task.DETAINED]
        while len(office.casework_line) and left >= each:
            case = office.casework_line.first()
            left -= each
            case.leave("casework")
            case.casework_done = True
            case.settle(max(case.booked_in, float(model.week)))
        office.book(Task.DETAINED, hours, left, each)
    for _, case in model.arriving:
        clocks_due.live(case)
    model.arriving = []


# ------------------------------------------------------------------ an order


def order(case: Case, now: float) -> None:
    """A removal order becomes final; an impediment may meet it at once."""
    numbers = case.model.numbers.impediments
    case.stage = Stage.FINAL_ORDER
    impeded_share = numbers.share_at_order_detained if case.detained else numbers.share_at_order
    case.impediment = impediment_at_order(case, impeded_share)
    case.settle(now)


def impediment_at_order(case: Case, impeded_share: float) -> Impediment:
    """An impediment of the case, else of the country."""
    model = case.model
    if model.random.random() < impeded_share:
        return clocks_due.some_impediment(model)
    third_country = case.third_country < model.lever.removal_third_country_share
    if case.country == Country.REFUSED and not third_country:
        return Impediment.COUNTRY
    return Impediment.NONE


# ------------------------------------------------------------------ out of a bed


def leave_bed(case: Case, now: float) -> None:
    """The bed is free again."""
    model = case.model
    model.count("book_outs")
    model.stays.append(now - case.booked_in)
    model.freed.append(now)
    case.custody = Custody.NONE
    case.casework_done = False
    case.expedited = False
    case.ready = None
    case.clocks.pop("release", None)
    case.clocks.pop("paper", None)


def release(case: Case, now: float) -> None:
    """Bond, recognisance, parole: back on the docket, reporting."""
    case.model.count("releases")
    leave_bed(case, now)
    case.last_contact = case.filed = case.model.week
    case.next_contact(now)
    case.settle(now)


def remove(model: Reference) -> None:
    """Step 7: journeys, as seats and officers' hours allow, first ready first."""
    numbers, lever = model.numbers.removal, model.lever
    hours = sum(office.hours[Task.REMOVAL] for office in model.offices)
    seats = lever.removal_seats_per_week
    if numbers.hours_per_removal > 0:
        seats = min(seats, hours * model.scale / numbers.hours_per_removal)
    places = model.carry("seats", seats / model.scale)
    removed = 0
    while removed < places and len(model.seat_line):
        _remove(model.seat_line.first())
        removed += 1
    _book_removal_hours(model, removed * numbers.hours_per_removal, hours)
    model.count("removals_direct", model.carry("direct", lever.removal_direct_per_week / model.scale))


def _remove(case: Case) -> None:
    model = case.model
    if case.custody == Custody.BORDER:
        model.count("removals_border")
    else:
        model.count("removals_docket" if case.on_docket_before else "removals_new")
    now = max(case.ready or 0.0, float(model.week))
    leave_bed(case, now)
    model.close_case(case, now)


def _book_removal_hours(model: Reference, used: float, available: float) -> None:
    for office in model.offices:
        share = office.hours[Task.REMOVAL] / available if available > 0 else 0.0
        office.used[Task.REMOVAL] = used * share
        office.idle[Task.REMOVAL] = max(0.0, available - used) * share
