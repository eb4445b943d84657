"""Step 3: what happens by itself, case by case, in order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import Impediment, Stage
from tests.model.reference import custody, supervision

if TYPE_CHECKING:
    from tests.model.reference.case import Case
    from tests.model.reference.model import Reference


def live_through(model: Reference) -> None:
    """Every due event of every case before the end of the week."""
    model.met_by_chance = []
    for case in sorted(model.cases, key=lambda one: one.place):
        live(case)


def live(case: Case) -> None:
    """Every due event of one case, in order of time."""
    while case.open or case.stage == Stage.PROSPECT:
        event = case.next_event()
        if event is None:
            return
        time, name = event
        del case.clocks[name]
        _HAPPENS[name](case, time)


def compliance(case: Case, now: float) -> None:
    """The person loses contact, or is back."""
    if case.absconded:
        case.absconded = False
        case.next_contact(now)
    else:
        case.model.count("abscondings")
        case.absconded = True
        case.clocks.pop("contact", None)
        supervision.lose_technology(case)
    case.settle(now)


def impediment(case: Case, now: float) -> None:
    """An impediment begins or ends."""
    if case.impediment == Impediment.NONE:
        case.impediment = some_impediment(case.model)
    else:
        case.impediment = Impediment.NONE
    case.settle(now)
    if case.detained and case.removable and case.ready is not None:
        case.ready = now


def some_impediment(model: Reference) -> Impediment:
    """A kind of impediment, the country aside."""
    numbers, chance = model.numbers.impediments, model.random.random()
    if chance < numbers.stay_share:
        return Impediment.STAY
    if chance < numbers.stay_share + numbers.claim_share:
        return Impediment.CLAIM
    if chance < numbers.stay_share + numbers.claim_share + numbers.informant_share:
        return Impediment.INFORMANT
    return Impediment.LOCAL_CUSTODY


def stage(case: Case, now: float) -> None:
    """A dormant case is prepared for filing; an order is reopened."""
    if case.stage == Stage.DORMANT:
        case.stage = Stage.NOT_FILED
    else:
        case.model.count("orders_reopened")
        case.stage = Stage.PROCEEDINGS
        case.filed = case.model.week
        case.impediment = Impediment.NONE
    case.settle(now)


def local(case: Case, now: float) -> None:
    """Local police arrest the person, or let them go."""
    model = case.model
    if not case.jailed:
        case.jailed = True
        wanted = model.random.random() < model.lever.arrests_detainer_share
        if wanted and case.cooperation < model.lever.arrests_local_cooperation_share:
            case.join("jail", case.office.jail_line)
    elif case.stage == Stage.PROSPECT:
        model.close_case(case, now)
        return
    else:
        case.jailed = False
        if not case.convicted:
            case.convicted = model.random.random() < model.numbers.conviction.share_of_local_arrests
    case.settle(now)


def depart(case: Case, now: float) -> None:
    """The person leaves the country."""
    case.model.count("departures")
    case.model.close_case(case, now)


def close(case: Case, now: float) -> None:
    """Death, grant of status, other closure."""
    case.model.count("other_closures")
    case.model.close_case(case, now)


def programme(case: Case, now: float) -> None:
    """The person leaves the monitoring programme."""
    supervision.end_technology(case)
    case.settle(now)


def paper(case: Case, now: float) -> None:
    """In custody: the agency's order, or the travel document."""
    if case.stage == Stage.FINAL_ORDER:
        case.ready = now
        case.settle(now)
    else:
        case.model.count("orders_expedited")
        custody.order(case, now)


def contact(case: Case, now: float) -> None:
    """The next contact is due, if one is owed at all."""
    if case.owes_contact:
        case.model.count("check_ins_due")
        case.join("contact", case.office.contact_line)
    else:
        case.next_contact(now)


def encounter(case: Case, now: float) -> None:
    """Officers in the field come across the person."""
    case.model.met_by_chance.append(case)
    case.settle(now)


_HAPPENS = {
    "compliance": compliance,
    "impediment": impediment,
    "stage": stage,
    "local": local,
    "depart": depart,
    "close": close,
    "programme": programme,
    "release": custody.release,
    "paper": paper,
    "contact": contact,
    "encounter": encounter,
}
