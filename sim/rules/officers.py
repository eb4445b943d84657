"""Officers on board: how many, what they do, how many hours that is."""

from typing import NamedTuple


class Officers(NamedTuple):
    """The numbers of officers.yaml that no lever moves."""

    detailed_at_large_share: float
    productive_hours_per_year: float
    attrition_per_year: float
