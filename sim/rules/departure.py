"""Leaving by oneself, dying, and orders reopened."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR


class Departure(NamedTuple):
    """The numbers of departure.yaml that no lever moves."""

    no_order_per_year: float
    final_order_per_year: float
    incentive_effect_per_1000_usd: float
    other_closure_per_year: float
    reopened_per_year: float


# The incentive's effect is stated for each thousand dollars.
INCENTIVE_UNIT_USD = 1000.0


@rule
def departs_per_week(p: Departure, final_order: bool) -> float:
    """Rate of leaving by oneself."""
    if final_order:
        return p.final_order_per_year / WEEKS_PER_YEAR
    return p.no_order_per_year / WEEKS_PER_YEAR


@rule
def departure_rate(p: Departure, ratio: float, incentive_usd: float) -> float:
    """What everybody's departure rate is multiplied by."""
    return ratio * (1.0 + p.incentive_effect_per_1000_usd * incentive_usd / INCENTIVE_UNIT_USD)


@rule
def closes_per_week(p: Departure) -> float:
    """Rate of death, grant of status and other closure."""
    return p.other_closure_per_year / WEEKS_PER_YEAR


@rule
def reopened_per_week(p: Departure) -> float:
    """Rate at which a final order is reopened."""
    return p.reopened_per_year / WEEKS_PER_YEAR
