"""Reporting to an officer: who is due, and what a contact costs."""

from typing import NamedTuple

from sim.engine.jit import rule


class Checkins(NamedTuple):
    """The numbers of checkins.yaml that no lever moves."""

    contact_hours: float
    contact_share: float


@rule
def contacts_per_week(interval_weeks: float) -> float:
    """Contacts due in a week for one who reports every ``interval_weeks``; at most one a week."""
    return 1.0 / max(1.0, interval_weeks)


@rule
def hours_for_contacts(p: Checkins, hours: float) -> float:
    """Part of an office's docket hours spent on contacts and enrolments; the rest is case review."""
    return p.contact_share * hours


@rule
def contact_hours(p: Checkins) -> float:
    """Officer hours for one real contact."""
    return p.contact_hours
