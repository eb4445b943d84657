"""Custody: beds, who goes to court, how people leave."""

from typing import NamedTuple


class Detention(NamedTuple):
    """The numbers of detention.yaml that no lever moves."""

    release_ratio: float
    release_convicted_ratio: float
    expedited_border_share: float
    expedited_interior_share: float
    expedited_per_year: float
    casework_hours: float
