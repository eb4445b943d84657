"""Step 2: who enters, and how a new case begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import Channel, Stage
from tests.model.reference.case import Case

if TYPE_CHECKING:
    from tests.model.reference.model import Reference


def enter(model: Reference) -> None:
    """New cases from the border and the interior; people whom local police arrest and the agency asks for."""
    arrivals = {
        Channel.BORDER: model.carry("intake_border", model.lever.intake_border_per_week / model.scale),
        Channel.INTERIOR: model.carry("intake_interior", model.lever.intake_interior_per_week / model.scale),
    }
    for channel, number in arrivals.items():
        for _ in range(number):
            new_case(model, channel)
            model.count("intake")
            if channel == Channel.BORDER:
                model.count("intake_border")
    for _ in range(model.carry("jail_new", model.lever.arrests_jail_new_per_week / model.scale)):
        new_prospect(model)


def new_case(model: Reference, channel: Channel) -> Case:
    """A case on the docket, reporting, never contacted, its first contact due within one interval."""
    now = model.week + model.random.random()
    case = Case(model, channel)
    if model.random.random() < model.numbers.filing.dormant_share:
        case.stage = Stage.DORMANT
    case.next_contact(now, model.random.random())
    case.settle(now)
    return case


def new_prospect(model: Reference) -> None:
    """A person in a jail, never on the docket; kept only if the jail cooperates and the agency asks."""
    lever = model.lever
    person = Case(model, Channel.JAIL_NEW)
    wanted = model.random.random() < lever.arrests_detainer_share
    if not wanted or person.cooperation >= lever.arrests_local_cooperation_share:
        person.remove()
        return
    person.stage = Stage.PROSPECT
    person.jailed = True
    person.join("jail", person.office.jail_line)
    person.settle(model.week + model.random.random())
