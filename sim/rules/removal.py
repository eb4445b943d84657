"""Executing an order: document, seat, journey."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, Country


class Removal(NamedTuple):
    """The numbers of removal.yaml that no lever moves."""

    document_quick_per_year: float
    document_slow_per_year: float
    document_refused_per_year: float
    hours_per_removal: float


@rule
def documents_per_week(p, country, third_country):
    """Rate of getting a travel document and clearance, at the speed of 2024."""
    if country == Country.QUICK:
        return p.document_quick_per_year / WEEKS_PER_YEAR
    if country == Country.SLOW or third_country:
        return p.document_slow_per_year / WEEKS_PER_YEAR
    return p.document_refused_per_year / WEEKS_PER_YEAR


@rule
def places(p, seats_per_week, officer_hours):
    """People who can be removed in a week."""
    return min(seats_per_week, officer_hours / p.hours_per_removal)


@rule
def hours_for(p, removals):
    """Officer hours that these removals took."""
    return removals * p.hours_per_removal
