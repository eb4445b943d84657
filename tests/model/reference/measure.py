"""Step 10: every measure of ``sim.results.measures``, counted anew from the agents."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.results.measures import MEASURES
from sim.vocabulary import (
    DAYS_PER_WEEK,
    WEEKS_PER_YEAR,
    Custody,
    OfficerChannel,
    OfficerStatus,
    Reason,
    Stage,
    Task,
    Technology,
)
from tests.model.reference.case import DEVICES

if TYPE_CHECKING:
    from tests.model.reference.model import Reference

ARRESTS = ("arrests_jail", "arrests_at_large", "arrests_check_in", "arrests_incidental")
REMOVALS_FROM_BED = ("removals_docket", "removals_new", "removals_border")


def row(model: Reference, first: bool = False) -> np.ndarray:
    """float64[len(MEASURES)] at full scale, in the order of ``MEASURES``; flows NaN in the first row."""
    values = capacities(model) | docket(model) | custody(model) | monitoring(model) | ledger(model) | officers(model)
    values["caseload_per_docket_officer"] = _ratio(values["docket"], values["officers_docket"])
    if not first:
        values |= case_flows(model) | hours(model) | capacity_flows(model)
        values |= costs(model, values)
    return np.array([values.get(measure.name, math.nan) for measure in MEASURES])


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.nan


def docket(model: Reference) -> dict[str, float]:
    """Cases not detained; ``court_pending`` detained or not."""
    free = [case for case in model.cases if case.on_docket]
    stages = Counter(case.stage for case in free)
    held = Counter(case.stage for case in model.cases if case.detained)
    counts = {
        "docket": len(free),
        "awaiting_filing": stages[Stage.NOT_FILED] + stages[Stage.DORMANT],
        "in_proceedings": stages[Stage.PROCEEDINGS],
        "final_order": stages[Stage.FINAL_ORDER],
        "court_pending": stages[Stage.PROCEEDINGS] + held[Stage.PROCEEDINGS],
        "final_order_removable": sum(case.removable for case in free),
        "convicted": sum(case.convicted for case in free),
        "absconded": sum(case.absconded for case in free),
        "untouched_year": sum(case.last_contact is None or model.week - case.last_contact > 52 for case in free),
        "never_touched": sum(case.last_contact is None for case in free),
    }
    return {name: count * model.scale for name, count in counts.items()}


def custody(model: Reference) -> dict[str, float]:
    """People in custody, and the places there are."""
    held = [case for case in model.cases if case.detained]
    days = [(model.week - case.booked_in) * DAYS_PER_WEEK for case in held]
    counts = {
        "detained": len(held),
        "detained_border": sum(case.custody == Custody.BORDER for case in held),
        "detained_final_order": sum(case.stage == Stage.FINAL_ORDER for case in held),
        "detained_over_180d": sum(stay > 180 for stay in days),
        "beds": model.bed_capacity,
    }
    return {name: count * model.scale for name, count in counts.items()}


def monitoring(model: Reference) -> dict[str, float]:
    """People on a technology, devices."""
    counts = {
        f"monitored_{technology.name.lower()}": model.worn(technology)
        for technology in Technology
        if technology != Technology.NONE
    }
    counts["monitored"] = sum(counts.values())
    for device in DEVICES:
        counts[f"devices_spare_{device.name.lower()}"] = model.spare(device)
    counts["devices_spare"] = sum(model.spare(device) for device in DEVICES)
    counts["devices_lost"] = sum(model.lost.values())
    return {name: count * model.scale for name, count in counts.items()}


def ledger(model: Reference) -> dict[str, float]:
    """What every open case waits for."""
    reasons = Counter(case.reason for case in model.cases if case.open)
    return {f"waiting_{reason.name.lower()}": reasons[reason] * model.scale for reason in Reason}


def officers(model: Reference) -> dict[str, float]:
    """Officers, at full scale whatever the scale of the model."""
    staff = model.officers
    assigned = sum(o.status in (OfficerStatus.FULL, OfficerStatus.FIELD_TRAINING) for o in staff)
    return {
        "officers": sum(officer.on_board for officer in staff),
        "officers_vetting": sum(not officer.on_board for officer in staff),
        "officers_in_training": sum(officer.in_training for officer in staff),
        "officers_productive": sum(office.productive(model) for office in model.offices),
        "officers_docket": assigned * model.lever.officers_docket_share,
    }


def case_flows(model: Reference) -> dict[str, float]:
    """What happened in the week."""
    flows = {measure.name: 0.0 for measure in MEASURES if measure.kind == "flow"}
    flows |= {name: count * model.scale for name, count in model.flows.items()}
    flows["arrests"] = sum(flows[name] for name in ARRESTS)
    flows["book_outs_removed"] = sum(flows[name] for name in REMOVALS_FROM_BED)
    flows["removals"] = flows["book_outs_removed"] + flows["removals_direct"]
    flows["hires"] = float(model.flows["hires"])
    flows["officer_exits"] = float(model.flows["officer_exits"])
    stays = model.stays
    flows["stay_days_of_leavers"] = DAYS_PER_WEEK * sum(stays) / len(stays) if stays else math.nan
    return flows


def hours(model: Reference) -> dict[str, float]:
    """Officer hours, all offices."""
    values = {}
    for task in Task:
        name = task.name.lower()
        values[f"hours_available_{name}"] = sum(office.hours[task] for office in model.offices) * model.scale
        values[f"hours_used_{name}"] = sum(office.used[task] for office in model.offices) * model.scale
    return values


def capacities(model: Reference) -> dict[str, float]:
    """What there is of each capacity, at full scale; flows of a week among them."""
    lever = model.lever
    return {
        "judges": lever.courts_judges,
        "academy_seats": lever.hiring_academy_seats,
        "officers_academy": sum(officer.status == OfficerStatus.ACADEMY for officer in model.officers),
        "devices": lever.monitoring_ankle_devices + lever.monitoring_wrist_devices,
    }


def capacity_flows(model: Reference) -> dict[str, float]:
    """What capacities allow in a week, at full scale."""
    lever = model.lever
    a_year = lever.courts_judges * lever.courts_completions_per_judge_year * model.numbers.courts.completions_ratio
    return {
        "capacity_hearings": a_year / WEEKS_PER_YEAR,
        "capacity_filings": lever.courts_filings_per_week,
        "capacity_seats": lever.removal_seats_per_week,
        "capacity_enrolments": lever.monitoring_enrolments_per_week,
        "capacity_selection": lever.hiring_pace_per_week,
        "recruits_selected": float(model.flows["recruits_selected"]),
    }


def costs(model: Reference, values: dict[str, float]) -> dict[str, float]:
    """Dollars of the week."""
    unit, lever = model.numbers.costs, model.lever
    rehired = sum(channel == OfficerChannel.REHIRE for channel in model.begun)
    worn = values["monitored_ankle"] + values["monitored_wrist"]
    app = values["monitored_app"] + values["monitored_other"]
    empty = max(0.0, values["beds"] - values["detained"])
    a_day = {
        "detention": values["detained"] * unit.bed_usd_per_day + empty * unit.empty_bed_usd_per_day,
        "monitoring": worn * unit.ankle_usd_per_day
        + app * unit.app_usd_per_day
        + (worn + app) * unit.case_management_usd_per_day,
    }
    a_year = {
        "officers": (values["officers"] + lever.officers_detailed_from_others) * unit.officer_usd_per_year,
        "courts": lever.courts_judges * unit.judge_usd_per_year,
    }
    items = {
        "devices": max(0.0, model.devices_bought) * unit.device_usd,
        "hiring": values["hires"] * unit.recruit_usd + rehired * unit.rehire_bonus_usd,
        "filing": values["filings"] * unit.filing_usd,
        "removal": values["book_outs_removed"] * unit.removal_usd + values["removals_direct"] * unit.direct_removal_usd,
        "departures": values["departures"] * lever.departure_incentive_usd * unit.incentive_claimed_share,
    }
    items |= {name: usd * DAYS_PER_WEEK for name, usd in a_day.items()}
    items |= {name: usd / WEEKS_PER_YEAR for name, usd in a_year.items()}
    items["total"] = sum(items.values())
    return {f"cost_{name}_usd": value for name, value in items.items()}
