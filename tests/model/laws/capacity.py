"""Law 2: nobody is admitted to a full server. Capacities are worked out anew from levers and numbers."""

from collections.abc import Iterator

import numpy as np

from sim.engine.servers import NO_LINE
from sim.model.case import Bank, Count
from sim.model.world import OFFICES, Flow, Line, Stock, Use
from sim.vocabulary import WEEKS_PER_YEAR, Custody, Lever, Task, Technology
from tests.model.laws.watch import Sight, above

FLEXIBLE = (Task.DOCKET, Task.DETAINED, Task.AT_LARGE, Task.JAIL, Task.REMOVAL)
ROUNDING_WEEKS = 1e-4  # times of book-ins are kept in single precision


def lever(sight: Sight, name: Lever) -> float:
    """A lever in this week."""
    return float(sight.after.world.lever[name, sight.week])


def places(sight: Sight, name: Lever) -> int:
    """Whole places of a capacity at the scale of the cases."""
    return int(lever(sight, name) / sight.after.world.scale + 1e-9)


def beds_hold_no_more(sight: Sight) -> Iterator[str]:
    """At every book-in of the week, in the order of time, the person finds a place free."""
    before, after = sight.before, sight.after
    capacity = places(sight, Lever.DETENTION_BEDS)
    counted = sight.was(before.cases["count"][:, Count.BOOK_IN])
    arrived = np.sort(after.cases["booked"][after.cases["count"][:, Count.BOOK_IN] != counted].astype(float))
    left = np.sort(sight.docket.places[0, : int(after.world.exits)])
    held = int(before.world.stock[Stock.DETAINED].sum())
    level = held + np.arange(1, len(arrived) + 1) - np.searchsorted(left, arrived + ROUNDING_WEEKS)
    yield from above("people in beds at a book-in", level, capacity)
    yield from above("people in beds", after.world.stock[Stock.DETAINED].sum(), max(capacity, held))
    booked = after.world.flow[Flow.BOOK_INS].sum()
    if len(arrived) != booked:
        yield f"{booked} book-ins, {len(arrived)} cases booked in"


def hours_are_not_exceeded(sight: Sight) -> Iterator[str]:
    """Used hours are those of the week, and what was kept of a case that did not fit."""
    w, kept = sight.after.world, sight.before.world.kept
    if (w.hours < -1e-9).any() or (w.used < -1e-9).any() or (w.kept < -1e-9).any():
        yield "negative hours"
    for task in Task:
        yield from above(f"hours used by {task.name}", w.used[task], w.hours[task] + kept[task])
        yield from above(f"hours used and kept by {task.name}", w.used[task] + w.kept[task], w.hours[task] + kept[task])
    p = w.numbers
    whole = {Task.DOCKET: one_contact(sight), Task.DETAINED: p.detention.casework_hours}
    whole |= {Task.JAIL: p.arrests.hours_per_jail_transfer, Task.CHECK_IN_ARREST: p.arrests.hours_per_check_in_arrest}
    for task in Task:
        yield from above(f"hours kept for {task.name}", w.kept[task], whole.get(task, 0.0))


def one_contact(sight: Sight) -> np.ndarray:
    """Hours of a contact in each office; with an enrolment where the office may enrol who is first in line.

    The line may be empty by now only where somebody of the docket was arrested later in the week.
    """
    w, p = sight.after.world, sight.after.world.numbers
    stood = (w.lines.waiting[Line.CONTACT : Line.CONTACT + OFFICES] > 0) | (w.flow[Flow.BOOK_INS_DOCKET] > 0)
    return p.checkins.contact_hours + p.monitoring.enrolment_hours * ((w.quota >= 1.0) & stood)


def hours_come_from_officers(sight: Sight) -> Iterator[str]:
    """All hours of an office are its officers' and its detailed staff's; moving them makes none."""
    w = sight.after.world
    offices = int(w.offices)
    shares = w.lever[Lever.OFFICERS_DOCKET_SHARE : Lever.OFFICERS_OTHER_SHARE + 1, sight.week].sum()
    people = w.fte[:offices, sight.week] * shares
    people = people + lever(sight, Lever.OFFICERS_DETAILED_FROM_OTHERS) * w.officer_share[:offices]
    most = people * w.numbers.officers.productive_hours_per_year / WEEKS_PER_YEAR / w.scale
    yield from above("hours of all tasks", w.hours.sum(axis=0)[:offices], most * (1 + 1e-9))
    moved = w.hours - w.base_hours
    for task in Task:
        if task not in FLEXIBLE and np.abs(moved[task]).max() > 1e-9:
            yield f"hours of {task.name} were moved"
        most = lever(sight, Lever.OFFICERS_FLEXIBLE_SHARE) * w.base_hours[task]
        yield from above(f"hours taken from {task.name}", -w.moved[task], most * (1 + 1e-9))


def work_takes_its_hours(sight: Sight) -> Iterator[str]:
    """What was done in the week times what one takes is what was used."""
    w, p = sight.after.world, sight.after.world.numbers
    done = w.flow
    enrolled = np.maximum(done[Flow.ENROLMENTS] - done[Flow.RELEASED_NO_BED], 0.0)
    contacts = done[Flow.CHECK_INS_DONE] * p.checkins.contact_hours + enrolled * p.monitoring.enrolment_hours
    searched = w.hours[Task.DOCKET] * lever(sight, Lever.CHECKINS_FOLLOW_UP_SHARE)
    reviewed = (w.hours[Task.DOCKET] - searched) * (1.0 - p.checkins.contact_share)  # alerts take only more
    yield from above("contacts and enrolments in hours", contacts, w.used[Task.DOCKET] - searched - reviewed + 1e-9)
    for way, task, each in (
        (Flow.ARRESTS_JAIL, Task.JAIL, p.arrests.hours_per_jail_transfer),
        (Flow.ARRESTS_CHECK_IN, Task.CHECK_IN_ARREST, p.arrests.hours_per_check_in_arrest),
    ):
        yield from above(f"{task.name} in hours", done[way] * each, w.used[task])
        yield from above(f"hours of {task.name}", w.used[task], done[way] * each)
    yield from above("field hours", done[Flow.FIELD_HOURS], w.used[Task.AT_LARGE])
    yield from above("hours of AT_LARGE", w.used[Task.AT_LARGE], done[Flow.FIELD_HOURS])
    most = w.used[Task.REMOVAL].sum() + p.removal.hours_per_removal
    yield from above("removals in hours", done[Flow.BOOK_OUTS_REMOVED].sum() * p.removal.hours_per_removal, most)


def whole(sight: Sight, use: Use, amount: float) -> int:
    """Whole places of the week, with the part of one left over before."""
    return int(amount + sight.before.world.remainder[use] + 1e-6)


def courts_and_seats_are_not_exceeded(sight: Sight) -> Iterator[str]:
    w, flow = sight.after.world, sight.after.world.flow
    per_judge = (
        lever(sight, Lever.COURTS_COMPLETIONS_PER_JUDGE_YEAR) / WEEKS_PER_YEAR * w.numbers.courts.completions_ratio
    )
    full = lever(sight, Lever.COURTS_JUDGES) * per_judge / w.scale
    yield from above("hearings", flow[Flow.HEARINGS_COMPLETED].sum(), whole(sight, Use.COMPLETIONS, full))
    seats = whole(sight, Use.SEATS, lever(sight, Lever.REMOVAL_SEATS_PER_WEEK) / w.scale)
    yield from above("removals from a bed", flow[Flow.BOOK_OUTS_REMOVED].sum(), seats)
    filed = whole(sight, Use.FILINGS, lever(sight, Lever.COURTS_FILINGS_PER_WEEK) / w.scale)
    yield from above("filings", flow[Flow.FILINGS].sum(), filed + flow[Flow.BOOK_INS].sum())
    border = whole(sight, Use.BORDER_BOOK_INS, lever(sight, Lever.DETENTION_BORDER_BOOK_INS_PER_WEEK) / w.scale)
    yield from above("border book-ins", flow[Flow.BOOK_INS_BORDER].sum(), border)
    direct = whole(sight, Use.DIRECT, lever(sight, Lever.REMOVAL_DIRECT_PER_WEEK) / w.scale)
    yield from above("direct removals", float(w.direct), direct)


def devices_are_not_exceeded(sight: Sight) -> Iterator[str]:
    """Worn and lost devices never pass the bought ones, unless fewer are left than are worn already."""
    for technology, name in (
        (Technology.ANKLE, Lever.MONITORING_ANKLE_DEVICES),
        (Technology.WRIST, Lever.MONITORING_WRIST_DEVICES),
    ):
        was = int(sight.before.world.stock[Stock.WORN + technology].sum()) + int(sight.before.world.lost[technology])
        now = int(sight.after.world.stock[Stock.WORN + technology].sum()) + int(sight.after.world.lost[technology])
        yield from above(f"{technology.name} devices worn and lost", now, max(places(sight, name), was))


def done_in_casework(sight: Sight) -> np.ndarray:
    """People whose casework was done this week and who are still in custody, by office."""
    cases = sight.after.cases
    held = cases["custody"] != Custody.NONE
    again = cases["count"][:, Count.BOOK_IN] != sight.was(sight.before.cases["count"][:, Count.BOOK_IN])
    waited = sight.was(sight.before.cases["line"])[:, Bank.CUSTODY]
    waited = (waited >= Line.CASEWORK) & (waited < Line.CONTACT) & sight.was(sight.before.cases["custody"] != 0)
    done = held & (again | waited) & (cases["line"][:, Bank.CUSTODY] == NO_LINE)
    return np.bincount(cases["office"][done], minlength=OFFICES)


def contacts_and_casework_are_real(sight: Sight) -> Iterator[str]:
    """Who was seen has the date of it; who went through casework took its hours."""
    w, cases = sight.after.world, sight.after.cases
    seen = np.bincount(cases["office"][cases["contact"] == sight.week], minlength=OFFICES)
    yield from above("contacts without a date", w.flow[Flow.CHECK_INS_DONE], seen)
    hours = done_in_casework(sight) * w.numbers.detention.casework_hours
    yield from above("casework in hours", hours, w.used[Task.DETAINED])


def nobody_waits_for_an_idle_server(sight: Sight) -> Iterator[str]:
    """Where a line is left at the end of the week, its server had nothing left."""
    w, p = sight.after.world, sight.after.world.numbers
    waiting, left = w.lines.waiting, w.hours + sight.before.world.kept - w.used
    for line, task, each in (
        (Line.CONTACT, Task.DOCKET, one_contact(sight)),
        (Line.CASEWORK, Task.DETAINED, np.full(OFFICES, p.detention.casework_hours)),
    ):
        idle = (waiting[line : line + OFFICES] > 0) & (left[task] >= each + 1e-9)
        if idle.any():
            yield f"{task.name}: {waiting[line : line + OFFICES][idle][0]} wait, {left[task][idle][0]} hours are left"
    filed = whole(sight, Use.FILINGS, lever(sight, Lever.COURTS_FILINGS_PER_WEEK) / w.scale)
    late = int(w.flow[Flow.RELEASES].sum() + w.flow[Flow.RELEASED_NO_BED].sum())
    if waiting[Line.FILING] > late and w.flow[Flow.FILINGS].sum() < filed:
        yield f"filing: {waiting[Line.FILING]} wait, {w.flow[Flow.FILINGS].sum()} of {filed} filed"
    each = max(p.removal.hours_per_removal, 1e-9)
    removal = min(lever(sight, Lever.REMOVAL_SEATS_PER_WEEK), w.hours[Task.REMOVAL].sum() * w.scale / each)
    seats = whole(sight, Use.SEATS, removal / w.scale) - w.flow[Flow.BOOK_OUTS_REMOVED].sum()
    ready = sight.after.cases["line"][:, Bank.STAGE] == Line.SEAT
    long_ready = ready & (sight.after.cases["work"] < sight.week) & (sight.after.cases["booked"] < sight.week)
    if seats > 0 and long_ready.any():
        yield f"seats: {long_ready.sum()} wait, {seats} seats are left"


def the_court_hears_who_is_prepared(sight: Sight) -> Iterator[str]:
    """Where somebody on the docket's list is prepared, as many cases end as the length of the list allows."""
    w, p, cases = sight.after.world, sight.after.world.numbers.courts, sight.after.cases
    full = lever(sight, Lever.COURTS_JUDGES) * lever(sight, Lever.COURTS_COMPLETIONS_PER_JUDGE_YEAR) / WEEKS_PER_YEAR
    full *= p.completions_ratio / w.scale
    late = w.flow[Flow.BOOK_INS].sum() + w.flow[Flow.RELEASES].sum()
    waiting = max(w.lines.waiting[Line.HEARING] + w.lines.waiting[Line.HEARING_DETAINED] - late, 0.0)
    if full <= 0.0 or p.short_list_weeks <= 0.0:
        return
    least = whole(sight, Use.COMPLETIONS, full * (1 - np.exp(-waiting / full / p.short_list_weeks)))
    listed = cases["line"][:, Bank.STAGE] == Line.HEARING
    waited = sight.week - cases["filed"][listed].astype(float)
    if len(waited) and waited.max() >= p.preparation_weeks and w.flow[Flow.HEARINGS_COMPLETED].sum() < least:
        yield f"{w.flow[Flow.HEARINGS_COMPLETED].sum()} hearings where {least} fit, {listed.sum()} wait"


def beds_are_not_kept_from_those_found(sight: Sight) -> Iterator[str]:
    """People whom teams have found wait only while every bed is taken."""
    w = sight.after.world
    free = places(sight, Lever.DETENTION_BEDS) - int(w.stock[Stock.DETAINED].sum())
    late = int(w.exits)  # places that came free after the arrests of the week
    if free > late and w.lines.waiting[Line.PICKED : Line.ARREST].any():
        yield f"{w.lines.waiting[Line.PICKED : Line.ARREST].sum()} found and not booked in, {free} beds are free"


CAPACITY = (
    beds_hold_no_more,
    hours_are_not_exceeded,
    hours_come_from_officers,
    work_takes_its_hours,
    courts_and_seats_are_not_exceeded,
    devices_are_not_exceeded,
    contacts_and_casework_are_real,
    nobody_waits_for_an_idle_server,
    the_court_hears_who_is_prepared,
    beds_are_not_kept_from_those_found,
)
