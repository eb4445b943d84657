"""Who enters the docket, and what they bring."""

from typing import NamedTuple


class Intake(NamedTuple):
    """The numbers of intake.yaml that no lever moves."""

    country_quick_share: float
    country_refused_share: float
    drift_per_year: float
    level_after_ratio: float
