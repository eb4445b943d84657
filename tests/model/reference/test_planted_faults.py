"""A fault planted in a process makes the comparison fail: a number that is wrong, or a step left out."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.model.reference import clocks_due, courts, custody, enforcement, intake, office, officer, supervision
from tests.model.reference.agreement import Difference, differences
from tests.model.reference.samples import (
    ENGINE_REPLICATES,
    WORLDS,
    engine_of,
    engine_sample,
    reference_of,
    reference_sample,
)
from tests.model.reference.test_agreement import QUICK
from tests.model.reference.world import LEVERS, NUMBERS

FAULTY_ENGINE_REPLICATES = 60
FAULTY_REFERENCE_REPLICATES = 10

# process: (world in which it shows, the number that is wrong in one of the models, and by what factor)
WRONG_NUMBERS = {
    "intake": ("scarce", "filing__dormant_share", 1.5),
    "opening": ("ample", "start__impeded_share", 1.5),
    "clock: losing contact": ("scarce", "absconding__none_per_year", 1.5),
    "clock: coming back": ("scarce", "absconding__return_per_year", 1.5),
    "clock: impediment begins": ("ample", "impediments__begin_per_year", 3.0),
    "clock: impediment ends": ("ample", "impediments__expire_per_year", 1.5),
    "clock: country accepts": ("ample", "impediments__country_expire_per_year", 3.0),
    "clock: dormant case wakes": ("ample", "filing__dormant_per_year", 1.5),
    "clock: order reopened": ("scarce", "departure__reopened_per_year", 1.5),
    "clock: local arrest": ("ample", "arrests__local_per_year", 1.5),
    "clock: leaving a jail": ("scarce", "arrests__jail_weeks", 3.0),
    "clock: conviction": ("ample", "conviction__share_of_local_arrests", 2.0),
    "clock: departure, no order": ("scarce", "departure__no_order_per_year", 1.5),
    "clock: departure, final order": ("scarce", "departure__final_order_per_year", 1.5),
    "clock: other closure": ("scarce", "departure__other_closure_per_year", 3.0),
    "clock: programme exit": ("ample", "monitoring__exit_per_year", 1.5),
    "clock: encounter": ("ample", "arrests__encounter_per_thousand_field_hours", 1.5),
    "filing": ("scarce", "courts__filings_per_week", 1.5),
    "court: capacity": ("scarce", "courts__judges", 1.5),
    "court: short list": ("ample", "courts__short_list_weeks", 1.5),
    "court: preparation": ("ample", "courts__preparation_detained_weeks", 4.0),
    "court: outcome": ("scarce", "courts__order_share", 1.5),
    "court: closure": ("scarce", "courts__closed_share", 1.5),
    "order: impediment": ("ample", "impediments__share_at_order", 1.5),
    "docket officers: contacts": ("scarce", "checkins__contact_hours", 1.5),
    "docket officers: alerts": ("ample", "monitoring__alert_hours", 1.5),
    "docket officers: enrolment": ("scarce", "monitoring__enrolments_per_week", 1.5),
    "devices": ("ample", "monitoring__lost_share", 2.0),
    "removal: seats": ("scarce", "removal__seats_per_week", 1.5),
    "removal: documents": ("ample", "removal__document_quick_per_year", 0.5),
    "beds": ("scarce", "detention__beds", 1.5),
    "border transfers": ("scarce", "detention__border_book_ins_per_week", 1.5),
    "chance arrests": ("ample", "arrests__new_per_thousand_field_hours", 1.5),
    "jail transfers": ("ample", "arrests__hours_per_jail_transfer", 1.5),
    "check-in arrests": ("ample", "arrests__hours_per_check_in_arrest", 2.0),
    "at large: hours": ("ample", "arrests__at_large_hours_median", 1.5),
    "at large: pause": ("ample", "arrests__pause_hours", 0.1),
    "at large: picked ahead": ("scarce", "arrests__planned_ahead_weeks", 1.5),
    "casework": ("ample", "detention__casework_hours", 1.5),
    "agency orders": ("ample", "detention__expedited_per_year", 0.5),
    "expedited path": ("ample", "detention__expedited_interior_share", 1.5),
    "release": ("ample", "detention__release_per_bed_year", 1.5),
    "officers: attrition": ("ample", "officers__attrition_per_year", 1.5),
    "officers: field training": ("scarce", "hiring__field_training_weeks", 1.5),
    "officers: trainers": ("scarce", "hiring__trainer_per_trainee", 1.5),
}


def _new(where: str, found: list[Difference]) -> set[tuple[str, str]]:
    """Measures and windows in which a fault shows, those aside in which the models disagree without it."""
    return {(one.measure, one.window) for one in found} - _without_fault(where)


@cache
def _without_fault(where: str) -> frozenset[tuple[str, str]]:
    found = differences(reference_of(where, QUICK), engine_of(where, QUICK * ENGINE_REPLICATES))
    return frozenset((one.measure, one.window) for one in found)


def _wrong(name: str, factor: float) -> dict[str, Any]:
    group, noun = name.split("__")
    lever = LEVERS.get(f"{group}.{noun}")
    return {name: factor * (lever if lever is not None else getattr(NUMBERS[group], noun))}


@pytest.mark.parametrize(("where", "number", "factor"), WRONG_NUMBERS.values(), ids=WRONG_NUMBERS)
def test_a_wrong_number_is_found(where, number, factor):
    faulty = engine_sample(WORLDS[where](**_wrong(number, factor)), FAULTY_ENGINE_REPLICATES)
    assert _new(where, differences(reference_of(where, QUICK), faulty))


def _nothing(*_: Any) -> None:
    """A step that does not take place."""


def _no_casework(model: Any) -> None:
    """Those booked in this week are settled, and nobody works on them."""
    model.arriving = []


# step: (world, module or class, function, what it is replaced by)
LEFT_OUT: dict[str, tuple[str, Any, str, Callable]] = {
    "intake": ("ample", intake, "enter", _nothing),
    "clocks": ("ample", clocks_due, "live_through", _nothing),
    "filing": ("ample", courts, "file", _nothing),
    "hearings": ("ample", courts, "hear", _nothing),
    "docket officers": ("ample", supervision, "docket_officers", _nothing),
    "devices given back": ("scarce", supervision, "end_technology", _nothing),
    "removal": ("ample", custody, "remove", _nothing),
    "casework": ("ample", custody, "casework", _no_casework),
    "border transfers": ("ample", enforcement, "border_transfers", _nothing),
    "chance arrests": ("ample", enforcement, "chance_arrests", _nothing),
    "jail transfers": ("ample", enforcement, "jail_transfers", _nothing),
    "check-in arrests": ("ample", enforcement, "check_in_arrests", _nothing),
    "at large": ("ample", enforcement, "at_large", _nothing),
    "officers": ("scarce", officer.Hiring, "week", _nothing),
    "plans": ("scarce", office.Office, "plan", _nothing),
}


@pytest.mark.long
@pytest.mark.parametrize(("where", "place", "step", "instead"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_step_left_out_is_found(monkeypatch, where, place, step, instead):
    monkeypatch.setattr(place, step, instead)
    faulty = reference_sample(WORLDS[where](), FAULTY_REFERENCE_REPLICATES)
    assert _new(where, differences(faulty, engine_of(where, QUICK * ENGINE_REPLICATES)))
