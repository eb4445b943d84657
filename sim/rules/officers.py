"""Officers: from an order to one at work; how many are on board, what they do, how many hours that is."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, OfficerChannel


class Officers(NamedTuple):
    """The numbers of officers.yaml that no lever moves."""

    detailed_at_large_share: float
    productive_hours_per_year: float
    attrition_per_year: float


@rule
def leaves_per_week(p: Officers) -> float:
    """Rate at which an officer leaves."""
    return p.attrition_per_year / WEEKS_PER_YEAR


@rule
def hours_per_week(p: Officers, full_time_equivalents: float) -> float:
    """Hours that these officers work on cases in a week."""
    return full_time_equivalents * p.productive_hours_per_year / WEEKS_PER_YEAR


@rule
def detailed_at_large(p: Officers, detailed: float) -> float:
    """Detailed staff who join at-large teams."""
    return detailed * p.detailed_at_large_share


@rule
def detailed_in_jails(p: Officers, detailed: float) -> float:
    """Detailed staff who work on jail transfers."""
    return detailed * (1.0 - p.detailed_at_large_share)


class Hiring(NamedTuple):
    """The numbers of hiring.yaml that no lever moves."""

    short_course_weeks: float
    short_course_graduation_share: float
    time_to_rehire_weeks: float
    field_training_weeks: float
    field_training_short_weeks: float
    trainee_productivity: float
    trainer_per_trainee: float


@rule
def channel_of(u: float, rehire_share: float, lateral_share: float) -> int:
    """How a recruit comes."""
    if u < rehire_share:
        return OfficerChannel.REHIRE
    if u < rehire_share + lateral_share:
        return OfficerChannel.LATERAL
    return OfficerChannel.ACADEMY


@rule
def vetting_weeks(p: Hiring, channel: int, time_to_hire_weeks: float) -> float:
    """Weeks from selection to the first day."""
    return time_to_hire_weeks if channel == OfficerChannel.ACADEMY else p.time_to_rehire_weeks


@rule
def course_weeks(p: Hiring, channel: int, academy_weeks: float) -> float:
    """Weeks of training before field training."""
    return academy_weeks if channel == OfficerChannel.ACADEMY else p.short_course_weeks


@rule
def passes(p: Hiring, channel: int, u: float, graduation_share: float) -> bool:
    """Whether a recruit finishes the training."""
    if channel == OfficerChannel.ACADEMY:
        return u < graduation_share
    return u < p.short_course_graduation_share


@rule
def field_training_weeks(p: Hiring, channel: int) -> float:
    """Weeks of field training."""
    return p.field_training_weeks if channel == OfficerChannel.ACADEMY else p.field_training_short_weeks


@rule
def productive(p: Hiring, full: float, in_field_training: float, training_share: float) -> float:
    """Full-time equivalents at work: full officers, trainees by their share, less trainers beyond the training task."""
    trainers = max(0.0, p.trainer_per_trainee * in_field_training - training_share * full)
    return max(0.0, full + p.trainee_productivity * in_field_training - trainers)
