"""From the docket to the court: notices to appear are filed as capacity allows."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR


class Filing(NamedTuple):
    """The numbers of filing.yaml that no lever moves."""

    dormant_share: float
    dormant_per_year: float


@rule
def is_dormant(p: Filing, u: float) -> bool:
    """Whether no court case is prepared for a new case."""
    return u < p.dormant_share


@rule
def wakes_per_week(p: Filing) -> float:
    """Rate at which a dormant case comes back to be filed."""
    return p.dormant_per_year / WEEKS_PER_YEAR
