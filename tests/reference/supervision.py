"""Step 6: docket officers meet people, enrol them, answer alerts; devices come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import Eligibility, Stage, Task, Technology
from tests.reference.case import DEVICES

if TYPE_CHECKING:
    from tests.reference.case import Case
    from tests.reference.model import Reference
    from tests.reference.office import Office

QUOTA_WEEKS = 4


def docket_officers(model: Reference) -> None:
    """Every office in turn."""
    model.kept_at_check_in = []
    for office in model.offices:
        _office_week(model, office)


def _office_week(model: Reference, office: Office) -> None:
    numbers, lever = model.numbers, model.lever
    hours, each = office.hours[Task.DOCKET], numbers.checkins.contact_hours
    rest = max(0.0, hours - _alert_hours(model, office))
    rest -= rest * lever.checkins_follow_up_share
    for_contacts = rest * numbers.checkins.contact_share
    quota = lever.monitoring_enrolments_per_week * office.docket_share / model.scale
    office.enrolment_quota = min(office.enrolment_quota + quota, max(QUOTA_WEEKS * quota, 1.0 + quota))
    left = for_contacts + office.kept[Task.DOCKET]
    while len(office.contact_line) and left >= each:
        left -= each
        left -= _meet(office.contact_line.first(), left)
    office.book(Task.DOCKET, hours + office.kept[Task.DOCKET], left, each)


def _alert_hours(model: Reference, office: Office) -> float:
    numbers = model.numbers.monitoring
    wearers = sum(case.technology in DEVICES and case.office is office for case in model.cases)
    return numbers.alert_hours * (wearers * numbers.alerts_per_device_week + office.alerts)


def _meet(case: Case, hours_left: float) -> float:
    """One contact, done at the end of the week. Returns the hours spent on enrolment."""
    model, now = case.model, case.model.week + 0.5
    model.count("check_ins_done")
    case.leave("contact")
    case.last_contact = model.week
    spent = 0.0
    if case.findable and model.random.random() < model.lever.arrests_at_check_in:
        model.kept_at_check_in.append(case)
    else:
        spent = _enrol(case, hours_left)
    case.next_contact(now)
    case.settle(now)
    return spent


def _enrol(case: Case, hours_left: float) -> float:
    model, office, lever = case.model, case.office, case.model.lever
    hours = model.numbers.monitoring.enrolment_hours
    if case.technology != Technology.NONE or not eligible(case):
        return 0.0
    if office.enrolment_quota < 1.0 or hours_left < hours:
        return 0.0
    chance = model.random.random()
    if chance < lever.monitoring_ankle_share:
        technology = Technology.ANKLE
    elif chance < lever.monitoring_ankle_share + lever.monitoring_wrist_share:
        technology = Technology.WRIST
    else:
        technology = Technology.APP
    if technology in DEVICES and model.spare(technology) < 1:
        return 0.0
    office.enrolment_quota -= 1.0
    case.technology = technology
    model.count("enrolments")
    return hours


def eligible(case: Case) -> bool:
    """Whether the programme may enrol the person."""
    rule = Eligibility(int(case.model.lever.monitoring_eligibility))
    if rule == Eligibility.PROCEEDINGS:
        return case.stage == Stage.PROCEEDINGS
    if rule == Eligibility.FINAL_ORDER:
        return case.stage == Stage.FINAL_ORDER
    return case.convicted if rule == Eligibility.CONVICTED else True


def end_technology(case: Case) -> None:
    """The person comes off the technology; a device is spare again."""
    if case.technology != Technology.NONE:
        case.model.count("monitoring_exits")
        case.technology = Technology.NONE
        case.clocks.pop("programme", None)


def lose_technology(case: Case) -> None:
    """A monitored person loses contact: one alert, and some devices are never seen again."""
    if case.technology == Technology.NONE:
        return
    case.office.alerts += 1
    model = case.model
    if case.technology in DEVICES and model.random.random() < model.numbers.monitoring.lost_share:
        model.lost[case.technology] += 1
    end_technology(case)
