"""What keeps an order from being executed, each begins and expires."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, Country, Impediment


class Impediments(NamedTuple):
    """The numbers of impediments.yaml that no lever moves."""

    share_at_order: float
    share_at_order_detained: float
    begin_per_year: float
    expire_per_year: float
    country_expire_per_year: float
    stay_share: float
    claim_share: float
    informant_share: float


@rule
def begins_per_week(p):
    """Rate at which a free order meets an impediment."""
    return p.begin_per_year / WEEKS_PER_YEAR


@rule
def expires_per_week(p, impediment):
    """Rate at which an impediment ends."""
    if impediment == Impediment.COUNTRY:
        return p.country_expire_per_year / WEEKS_PER_YEAR
    return p.expire_per_year / WEEKS_PER_YEAR


@rule
def kind(p, u):
    """Kind of an impediment other than the country."""
    if u < p.stay_share:
        return Impediment.STAY
    if u < p.stay_share + p.claim_share:
        return Impediment.CLAIM
    if u < p.stay_share + p.claim_share + p.informant_share:
        return Impediment.INFORMANT
    return Impediment.LOCAL_CUSTODY


@rule
def share_at_order(p, detained):
    """Share of orders that meet an impediment other than the country at once."""
    return p.share_at_order_detained if detained else p.share_at_order


@rule
def of_country(country, third_country_u, third_country_share):
    """The impediment that a person's country is."""
    if country == Country.REFUSED and third_country_u >= third_country_share:
        return Impediment.COUNTRY
    return Impediment.NONE
