"""The immigration court: what is filed there, how many cases end, and how."""

import math
from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR


class Courts(NamedTuple):
    """The numbers of courts.yaml that no lever moves."""

    completions_ratio: float
    short_list_weeks: float
    preparation_weeks: float
    preparation_detained_weeks: float
    order_share_absconded: float
    order_share_detained: float
    closed_share: float


@rule
def capacity_per_week(p: Courts, judges: float, completions_per_judge_year: float) -> float:
    """Completions a week when the list is full."""
    return judges * completions_per_judge_year * p.completions_ratio / WEEKS_PER_YEAR


@rule
def completions(p: Courts, capacity: float, waiting: float) -> float:
    """Completions this week; fewer when the list is short, because a calendar cannot be filled."""
    if capacity <= 0.0 or waiting <= 0.0:
        return 0.0
    return capacity * (1.0 - math.exp(-(waiting / capacity) / p.short_list_weeks))


@rule
def is_prepared(p: Courts, weeks_since_filing: float, detained: bool) -> bool:
    """Whether the least time between filing and decision has passed."""
    if detained:
        return weeks_since_filing >= p.preparation_detained_weeks
    return weeks_since_filing >= p.preparation_weeks


@rule
def ordered(p: Courts, u: float, order_share: float, detained: bool, absconded: bool) -> bool:
    """Whether a completion ends in a removal order; ``order_share`` is that of people who appear."""
    if detained:
        return u < p.order_share_detained
    if absconded:
        return u < p.order_share_absconded
    return u < order_share


@rule
def stays_on_docket(p: Courts, u: float) -> bool:
    """Whether a case that ends without an order is closed administratively and stays on the docket."""
    return u < p.closed_share


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
