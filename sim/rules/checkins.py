"""Reporting to an officer: who is due, and what a contact costs."""

from typing import NamedTuple


class Checkins(NamedTuple):
    """The numbers of checkins.yaml that no lever moves."""

    contact_hours: float
    contact_share: float
