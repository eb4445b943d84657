"""Custody: beds, who goes to court, how people leave."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, Custody


class Detention(NamedTuple):
    """The numbers of detention.yaml that no lever moves."""

    release_ratio: float
    release_convicted_ratio: float
    release_impeded_ratio: float
    expedited_border_share: float
    expedited_interior_share: float
    expedited_per_year: float
    casework_hours: float


@rule
def release_rate(p, release_per_bed_year):
    """Weekly rate of release that everybody in custody shares."""
    return release_per_bed_year * p.release_ratio / WEEKS_PER_YEAR


@rule
def release_ratio(p, convicted, impeded):
    """Release rate of this person over that of an unconvicted person whose way is free."""
    ratio = p.release_convicted_ratio if convicted else 1.0
    return ratio * p.release_impeded_ratio if impeded else ratio


@rule
def is_expedited(p, u, custody):
    """Whether a person without an order gets one from the agency, not the court."""
    if custody == Custody.BORDER:
        return u < p.expedited_border_share
    return u < p.expedited_interior_share


@rule
def agency_orders_per_week(p):
    """Rate of an agency order on the expedited path."""
    return p.expedited_per_year / WEEKS_PER_YEAR


@rule
def casework_hours(p):
    """Officer hours for one detained person's casework."""
    return p.casework_hours
