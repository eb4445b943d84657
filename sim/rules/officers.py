"""Officers on board: how many, what they do, how many hours that is."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR


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
