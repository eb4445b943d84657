"""Leaving by oneself, dying, and orders reopened."""

from typing import NamedTuple


class Departure(NamedTuple):
    """The numbers of departure.yaml that no lever moves."""

    no_order_per_year: float
    final_order_per_year: float
    incentive_effect_per_1000_usd: float
    other_closure_per_year: float
    reopened_per_year: float
