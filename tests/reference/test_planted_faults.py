"""A fault planted in a process makes the comparison fail: a number half as large again, or a step left out."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.reference import clocks_due, courts, custody, enforcement, intake, office, officer, supervision
from tests.reference.agreement import differences, told
from tests.reference.samples import WORLDS, engine_of, engine_sample, reference_of, reference_sample
from tests.reference.test_agreement import QUICK
from tests.reference.world import LEVERS, NUMBERS

FAULTY_ENGINE_REPLICATES = 100
FAULTY_REFERENCE_REPLICATES = 12

# process: (world in which it shows, the number that one of the models has half as large again)
WRONG_NUMBERS = {
    "intake": ("scarce", "filing__dormant_share"),
    "opening": ("ample", "start__impeded_share"),
    "clock: losing contact": ("scarce", "absconding__none_per_year"),
    "clock: coming back": ("scarce", "absconding__return_per_year"),
    "clock: impediment begins": ("ample", "impediments__begin_per_year"),
    "clock: impediment ends": ("ample", "impediments__expire_per_year"),
    "clock: country accepts": ("ample", "impediments__country_expire_per_year"),
    "clock: dormant case wakes": ("ample", "filing__dormant_per_year"),
    "clock: order reopened": ("scarce", "departure__reopened_per_year"),
    "clock: local arrest": ("ample", "arrests__local_per_year"),
    "clock: leaving a jail": ("scarce", "arrests__jail_weeks"),
    "clock: conviction": ("ample", "conviction__share_of_local_arrests"),
    "clock: departure, no order": ("scarce", "departure__no_order_per_year"),
    "clock: departure, final order": ("scarce", "departure__final_order_per_year"),
    "clock: other closure": ("scarce", "departure__other_closure_per_year"),
    "clock: programme exit": ("ample", "monitoring__exit_per_year"),
    "clock: encounter": ("ample", "arrests__encounter_per_thousand_field_hours"),
    "filing": ("scarce", "courts__filings_per_week"),
    "court: capacity": ("scarce", "courts__judges"),
    "court: short list": ("ample", "courts__short_list_weeks"),
    "court: preparation": ("ample", "courts__preparation_detained_weeks"),
    "court: outcome": ("scarce", "courts__order_share"),
    "court: closure": ("scarce", "courts__closed_share"),
    "order: impediment": ("ample", "impediments__share_at_order"),
    "docket officers: contacts": ("scarce", "checkins__contact_hours"),
    "docket officers: alerts": ("ample", "monitoring__alert_hours"),
    "docket officers: enrolment": ("scarce", "monitoring__enrolments_per_week"),
    "devices": ("ample", "monitoring__lost_share"),
    "removal: seats": ("scarce", "removal__seats_per_week"),
    "removal: documents": ("ample", "removal__document_quick_per_year"),
    "beds": ("scarce", "detention__beds"),
    "border transfers": ("scarce", "detention__border_book_ins_per_week"),
    "chance arrests": ("ample", "arrests__new_per_thousand_field_hours"),
    "jail transfers": ("ample", "arrests__hours_per_jail_transfer"),
    "check-in arrests": ("ample", "arrests__hours_per_check_in_arrest"),
    "at large: hours": ("ample", "arrests__at_large_hours_median"),
    "at large: pause": ("ample", "arrests__pause_hours"),
    "at large: picked ahead": ("scarce", "arrests__planned_ahead_weeks"),
    "casework": ("ample", "detention__casework_hours"),
    "agency orders": ("ample", "detention__expedited_per_year"),
    "expedited path": ("ample", "detention__expedited_interior_share"),
    "release": ("ample", "detention__release_per_bed_year"),
    "officers: attrition": ("ample", "officers__attrition_per_year"),
    "officers: field training": ("scarce", "hiring__field_training_weeks"),
    "officers: trainers": ("scarce", "hiring__trainer_per_trainee"),
}


def _wrong(name: str) -> dict[str, Any]:
    group, noun = name.split("__")
    lever = LEVERS.get(f"{group}.{noun}")
    return {name: 1.5 * (lever if lever is not None else getattr(NUMBERS[group], noun))}


@pytest.mark.parametrize(("where", "number"), WRONG_NUMBERS.values(), ids=WRONG_NUMBERS)
def test_a_wrong_number_is_found(where, number):
    faulty = engine_sample(WORLDS[where](**_wrong(number)), FAULTY_ENGINE_REPLICATES)
    assert differences(reference_of(where, QUICK), faulty)


def _nothing(*_: Any) -> None:
    """A step that does not take place."""


def _first_is_last(self: Any) -> Any:
    return list(self)[-1]


# step: (world, module or class, function, what it is replaced by)
LEFT_OUT: dict[str, tuple[str, Any, str, Callable]] = {
    "intake": ("ample", intake, "enter", _nothing),
    "clocks": ("ample", clocks_due, "live_through", _nothing),
    "filing": ("ample", courts, "file", _nothing),
    "hearings": ("ample", courts, "hear", _nothing),
    "docket officers": ("ample", supervision, "docket_officers", _nothing),
    "devices given back": ("scarce", supervision, "end_technology", _nothing),
    "removal": ("ample", custody, "remove", _nothing),
    "casework": ("ample", custody, "casework", _nothing),
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
    found = differences(faulty, engine_of(where, FAULTY_ENGINE_REPLICATES))
    assert found, told(found)
