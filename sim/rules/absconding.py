"""Losing contact, and coming back."""

from typing import NamedTuple


class Absconding(NamedTuple):
    """The numbers of absconding.yaml that no lever moves."""

    susceptible_share: float
    none_per_year: float
    app_ratio: float
    wrist_ratio: float
    ankle_ratio: float
    dormant_ratio: float
    return_per_year: float
    tampering_ratio: float
    check_in_arrest_effect: float
    follow_up_effect: float
