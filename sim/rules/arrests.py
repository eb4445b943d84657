"""Arrests by four ways, and whom teams look for first."""

from typing import NamedTuple


class Arrests(NamedTuple):
    """The numbers of arrests.yaml that no lever moves."""

    local_per_year: float
    jail_weeks: float
    hours_per_jail_transfer: float
    hours_per_check_in_arrest: float
    at_large_hours_median: float
    at_large_tail: float
    absconded_hours_ratio: float
    susceptible_hours_ratio: float
    ankle_hours_ratio: float
    pause_hours: float
    planned_ahead_weeks: float
    encounter_per_thousand_field_hours: float
    new_per_thousand_field_hours: float
