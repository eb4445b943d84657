"""Who enters the docket, and what they bring."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import Country


class Intake(NamedTuple):
    """The numbers of intake.yaml that no lever moves."""

    country_quick_share: float
    country_refused_share: float
    drift_per_year: float
    level_after_ratio: float


@rule
def country_group(p: Intake, u: float) -> int:
    """How quickly travel documents come."""
    if u < p.country_quick_share:
        return Country.QUICK
    if u < 1.0 - p.country_refused_share:
        return Country.SLOW
    return Country.REFUSED
