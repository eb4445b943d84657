"""Small worlds: a few hundred cases, two equal offices, 60 weeks, everything fast, so that every process shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.evidence.quantities import levers, quantities
from sim.parameters.resolve import Parameters, Resolved
from sim.rules.absconding import Absconding
from sim.rules.arrests import Arrests
from sim.rules.checkins import Checkins
from sim.rules.conviction import Conviction
from sim.rules.costs import Costs
from sim.rules.courts import Courts, Filing
from sim.rules.departure import Departure
from sim.rules.detention import Detention
from sim.rules.impediments import Impediments
from sim.rules.intake import Intake
from sim.rules.monitoring import Monitoring
from sim.rules.officers import Hiring, Officers
from sim.rules.offices import Offices
from sim.rules.removal import Removal
from sim.rules.start import Start
from sim.vocabulary import Lever, Priority

SCALE = 2.0
WEEKS = 60
OFFICES = 2


def central(group: type[Any], **changes: float) -> Any:
    """A group of numbers at its central values, but for what makes the small worlds fast."""
    known = quantities()
    name = group.__name__.lower()
    values = {field: known[f"{name}.{field}"] for field in group._fields}
    return group(**{field: one.number(one.value) for field, one in values.items()} | changes)


NUMBERS = {
    "absconding": central(
        Absconding,
        susceptible_share=0.6,
        none_per_year=0.8,
        app_ratio=0.5,
        wrist_ratio=0.4,
        ankle_ratio=0.3,
        dormant_ratio=0.5,
        return_per_year=0.5,
        tampering_ratio=0.8,
        check_in_arrest_effect=0.5,
        follow_up_effect=20.0,
    ),
    "arrests": central(
        Arrests,
        local_per_year=0.25,
        jail_weeks=4.0,
        hours_per_jail_transfer=8.0,
        hours_per_check_in_arrest=5.0,
        at_large_hours_median=20.0,
        at_large_tail=2.5,
        absconded_hours_ratio=1.6,
        susceptible_hours_ratio=1.2,
        ankle_hours_ratio=0.5,
        pause_hours=40.0,
        planned_ahead_weeks=1.0,
        encounter_per_thousand_field_hours=0.02,
        new_per_thousand_field_hours=6.0,
    ),
    "checkins": central(Checkins, contact_hours=0.5, contact_share=0.6),
    "conviction": central(
        Conviction, entry_share=0.05, share_of_local_arrests=0.3, departure_ratio=0.5, local_arrest_ratio=2.0
    ),
    "costs": central(
        Costs,
        bed_usd_per_day=152.0,
        empty_bed_usd_per_day=28.0,
        officer_usd_per_year=220_000.0,
        rehire_bonus_usd=50_000.0,
        recruit_usd=60_000.0,
        judge_usd_per_year=1_100_000.0,
        filing_usd=400.0,
        removal_usd=3_000.0,
        direct_removal_usd=600.0,
        ankle_usd_per_day=2.75,
        app_usd_per_day=0.96,
        case_management_usd_per_day=3.0,
        device_usd=300.0,
        incentive_claimed_share=0.9,
    ),
    "courts": central(
        Courts,
        completions_ratio=1.0,
        short_list_weeks=10.0,
        preparation_weeks=6.0,
        preparation_detained_weeks=2.0,
        order_share_absconded=0.9,
        order_share_detained=0.7,
        closed_share=0.4,
    ),
    "departure": central(
        Departure,
        no_order_per_year=0.1,
        final_order_per_year=0.2,
        incentive_effect_per_1000_usd=0.1,
        other_closure_per_year=0.05,
        reopened_per_year=0.2,
    ),
    "detention": central(
        Detention,
        release_ratio=1.0,
        release_convicted_ratio=0.3,
        release_impeded_ratio=2.0,
        expedited_border_share=0.7,
        expedited_interior_share=0.4,
        expedited_per_year=20.0,
        casework_hours=3.0,
    ),
    "filing": central(Filing, dormant_share=0.27, dormant_per_year=0.3),
    "hiring": central(
        Hiring,
        short_course_weeks=3.0,
        short_course_graduation_share=0.9,
        time_to_rehire_weeks=6.0,
        field_training_weeks=16.0,
        field_training_short_weeks=4.0,
        trainee_productivity=0.45,
        trainer_per_trainee=0.4,
    ),
    "impediments": central(
        Impediments,
        share_at_order=0.3,
        share_at_order_detained=0.15,
        begin_per_year=0.5,
        expire_per_year=0.8,
        country_expire_per_year=0.3,
        stay_share=0.35,
        claim_share=0.35,
        informant_share=0.1,
    ),
    "intake": central(
        Intake, country_quick_share=0.55, country_refused_share=0.15, drift_per_year=0.0, level_after_ratio=1.0
    ),
    "monitoring": central(
        Monitoring, exit_ratio=1.0, enrolment_hours=1.0, alerts_per_device_week=0.4, alert_hours=0.5, lost_share=0.5
    ),
    "officers": central(
        Officers, detailed_at_large_share=0.6, productive_hours_per_year=1700.0, attrition_per_year=0.3
    ),
    "offices": central(Offices, docket_log_spread=0.0, officers_log_spread=0.0, cooperation_spread=0.0),
    "removal": central(
        Removal,
        document_quick_per_year=17.0,
        document_slow_per_year=5.5,
        document_refused_per_year=0.5,
        hours_per_removal=4.0,
    ),
    "start": central(
        Start,
        docket=1200.0,
        final_order=400.0,
        in_proceedings=400.0,
        not_filed=100.0,
        convicted_share=0.15,
        convicted_final_order_ratio=1.5,
        convicted_proceedings_ratio=0.5,
        impeded_share=0.4,
        absconded_final_order_share=0.4,
        absconded_proceedings_share=0.2,
        absconded_dormant_share=0.3,
        touched_share=0.25,
        never_touched_share=0.4,
        detained=60.0,
        detained_border_share=0.33,
        detained_order_share=0.35,
        monitored_app=60.0,
        monitored_ankle=40.0,
        monitored_other=10.0,
    ),
}
"""What nobody chooses, the same in all small worlds; the spreads between offices are zero."""

LEVERS = {name: one.number(one.value) for name, one in levers().items()} | {
    "absconding.tampering_crime": 1,
    "arrests.priority": Priority.CONVICTED,
    "arrests.local_cooperation_share": 0.7,
    "arrests.detainer_share": 0.85,
    "arrests.at_check_in": 0.3,
    "arrests.jail_new_per_week": 2.5,
    "checkins.interval_weeks": 8,
    "checkins.interval_monitored_weeks": 4,
    "checkins.dormant_share": 0.4,
    "checkins.follow_up_share": 0.1,
    "courts.filings_per_week": 16,
    "courts.judges": 2,
    "courts.completions_per_judge_year": 500,
    "courts.detained_share": 0.3,
    "courts.order_share": 0.35,
    "departure.ratio": 1.5,
    "departure.incentive_usd": 1000,
    "detention.beds": 90,
    "detention.border_book_ins_per_week": 2.5,
    "detention.release_per_bed_year": 3.0,
    "hiring.target": 0,
    "hiring.pace_per_week": 1.5,
    "hiring.rehire_share": 0.3,
    "hiring.lateral_share": 0.2,
    "hiring.academy_weeks": 8,
    "hiring.academy_seats": 5,
    "hiring.graduation_share": 0.8,
    "hiring.time_to_hire_weeks": 10,
    "intake.border_per_week": 14.5,
    "intake.interior_per_week": 4.5,
    "monitoring.enrolments_per_week": 8,
    "monitoring.ankle_share": 0.4,
    "monitoring.wrist_share": 0.1,
    "monitoring.ankle_devices": 70,
    "monitoring.wrist_devices": 20,
    "monitoring.eligibility": 0,
    "monitoring.exit_per_year": 1.5,
    "officers.headcount": 20,
    "officers.docket_share": 0.15,
    "officers.detained_share": 0.03,
    "officers.at_large_share": 0.3,
    "officers.jail_share": 0.06,
    "officers.check_in_arrest_share": 0.05,
    "officers.removal_share": 0.1,
    "officers.training_share": 0.05,
    "officers.other_share": 0.26,
    "officers.flexible_share": 0.0,
    "officers.detailed_from_others": 1,
    "removal.seats_per_week": 5,
    "removal.direct_per_week": 5.5,
    "removal.document_speed_ratio": 1.35,
    "removal.third_country_share": 0.3,
}
"""What is chosen or given. A scarce world: beds, hours, seats, judges and devices bind."""

AMPLE = {
    "detention.beds": 600,
    "detention.border_book_ins_per_week": 6.5,
    "officers.headcount": 60,
    "officers.docket_share": 0.3,
    "officers.detained_share": 0.1,
    "officers.at_large_share": 0.15,
    "officers.jail_share": 0.1,
    "officers.removal_share": 0.1,
    "officers.other_share": 0.15,
    "officers.check_in_arrest_share": 0.05,
    "arrests.priority": Priority.EASIEST,
    "monitoring.ankle_devices": 900,
    "monitoring.wrist_devices": 200,
    "removal.seats_per_week": 200,
    "courts.judges": 6,
    "courts.filings_per_week": 80,
    "checkins.interval_weeks": 16,
    "monitoring.enrolments_per_week": 100,
    "arrests.jail_new_per_week": 6.5,
}
"""What an ample world has more of: no server binds, and teams take the easiest first."""


def small_world(**changes: Any) -> Resolved:
    """The resolved small world; ``changes`` by name, ``detention__beds=60`` or ``removal__hours_per_removal=8``.

    A lever may be a list of one value for each week. Quantities that no lever moves replace the field of their group.
    """
    chosen, numbers = dict(LEVERS), dict(NUMBERS)
    for name, value in changes.items():
        path = name.replace("__", ".")
        if path in LEVERS:
            chosen[path] = value
        else:
            group, field = path.split(".")
            numbers[group] = numbers[group]._replace(**{field: value})
    table = np.empty((len(Lever), WEEKS))
    for path, value in chosen.items():
        table[Lever[path.upper().replace(".", "_")]] = value
    return Resolved(Parameters(**numbers), table, {}, {})


def stepped(*steps: tuple[int, float]) -> np.ndarray:
    """``float64[WEEKS]``: each value from its week on."""
    path = np.empty(WEEKS)
    for week, value in steps:
        path[week:] = value
    return path


def scarce(**changes: Any) -> Resolved:
    """Servers bind and offices move hours; recruits are hired; beds are cut and come back; priorities change."""
    dated = {
        "hiring__target": 12,
        "detention__beds": stepped((0, 90), (26, 70), (40, 110)),
        "officers__headcount": stepped((0, 20), (45, 26), (54, 24)),
        "checkins__interval_weeks": stepped((0, 16), (20, 8)),
        "arrests__priority": stepped((0, Priority.CONVICTED), (36, Priority.MONITORED)),
        "officers__flexible_share": 0.25,
    }
    return small_world(**(dated | changes))


def ample(**changes: Any) -> Resolved:
    """Nothing binds."""
    return small_world(**({name.replace(".", "__"): value for name, value in AMPLE.items()} | changes))
