"""Step 6: docket officers meet people, enrol them, answer alerts; devices come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import Eligibility, Stage, Task, Technology
from tests.model.reference.case import DEVICES

if TYPE_CHECKING:
    from tests.model.reference.case import Case
    from tests.model.reference.model import Reference
    from tests.model.reference.office import Office

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
    kept = each
    while len(office.contact_line) and left >= each:
        case = office.contact_line.first()
        if case.contact_luck is None:  # drawn once a contact, also where it has to wait for hours
            case.contact_luck = model.random.random(), model.random.random()
        arrested = case.findable and case.contact_luck[0] < lever.arrests_at_check_in
        technology = Technology.NONE if arrested else _technology(case, case.contact_luck[1])
        need = each + (numbers.monitoring.enrolment_hours if technology != Technology.NONE else 0.0)
        if left < need:  # an enrolment is not cut short: the hours are kept for it
            kept = need
            break
        left -= need
        _meet(case, technology, arrested)
    office.book(Task.DOCKET, hours + office.kept[Task.DOCKET], left, kept)


def _alert_hours(model: Reference, office: Office) -> float:
    numbers = model.numbers.monitoring
    wearers = sum(case.technology in DEVICES and case.office is office for case in model.cases)
    return numbers.alert_hours * (wearers * numbers.alerts_per_device_week + office.alerts)


def _meet(case: Case, technology: Technology, arrested: bool) -> None:
    """One contact, done at the end of the week."""
    model, now = case.model, case.model.week + 0.5
    model.count("check_ins_done")
    case.leave("contact")
    case.last_contact = model.week
    case.contact_luck = None
    if arrested:
        model.kept_at_check_in.append(case)
    elif technology != Technology.NONE:
        case.office.enrolment_quota -= 1.0
        case.technology = technology
        model.count("enrolments")
    case.next_contact(now)
    case.settle(now)


def _technology(case: Case, chance: float) -> Technology:
    """What the person is to be enrolled on at this contact."""
    model, lever = case.model, case.model.lever
    if case.technology != Technology.NONE or not eligible(case) or case.office.enrolment_quota < 1.0:
        return Technology.NONE
    if chance < lever.monitoring_ankle_share:
        technology = Technology.ANKLE
    elif chance < lever.monitoring_ankle_share + lever.monitoring_wrist_share:
        technology = Technology.WRIST
    else:
        technology = Technology.APP
    return Technology.NONE if technology in DEVICES and model.spare(technology) < 1 else technology


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
