"""The monitoring programme: devices, enrolment, exit."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, Eligibility, Stage, Technology


class Monitoring(NamedTuple):
    """The numbers of monitoring.yaml that no lever moves."""

    exit_ratio: float
    enrolment_hours: float
    alerts_per_device_week: float
    alert_hours: float
    lost_share: float


# Weeks of unused enrolment pace that an office may keep.
QUOTA_WEEKS = 4.0


@rule
def exit_rate(p: Monitoring, exit_per_year: float) -> float:
    """Weekly rate of leaving the programme that everybody in it shares."""
    return exit_per_year * p.exit_ratio / WEEKS_PER_YEAR


@rule
def is_eligible(policy: int, stage: int, convicted: bool) -> bool:
    """Whether the programme may enrol this case."""
    if policy == Eligibility.PROCEEDINGS:
        return stage == Stage.PROCEEDINGS
    if policy == Eligibility.FINAL_ORDER:
        return stage == Stage.FINAL_ORDER
    if policy == Eligibility.CONVICTED:
        return convicted
    return True


@rule
def technology_for(u: float, ankle_share: float, wrist_share: float) -> int:
    """Technology that an enrolment is given."""
    if u < ankle_share:
        return Technology.ANKLE
    if u < ankle_share + wrist_share:
        return Technology.WRIST
    return Technology.APP


@rule
def enrolment_hours(p: Monitoring) -> float:
    """Officer hours to enrol one person."""
    return p.enrolment_hours


@rule
def alert_hours(p: Monitoring, devices: float, people_lost: float) -> float:
    """Officer hours a week for the alerts of worn devices and of monitored people who lost contact."""
    return p.alert_hours * (p.alerts_per_device_week * devices + people_lost)


@rule
def device_is_lost(p: Monitoring, u: float) -> bool:
    """Whether the device of a person who lost contact is lost."""
    return u < p.lost_share
