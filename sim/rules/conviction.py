"""Convictions: at entry, or after a local arrest."""

from typing import NamedTuple

from sim.engine.jit import rule


class Conviction(NamedTuple):
    """The numbers of conviction.yaml that no lever moves."""

    entry_share: float
    share_of_local_arrests: float
    departure_ratio: float
    local_arrest_ratio: float


@rule
def at_entry(p: Conviction, u: float) -> bool:
    """Whether a new case comes with a conviction."""
    return u < p.entry_share


@rule
def follows_local_arrest(p: Conviction, u: float) -> bool:
    """Whether a local arrest ends in a conviction."""
    return u < p.share_of_local_arrests


@rule
def departure_ratio(p: Conviction, convicted: bool) -> float:
    """Departure rate of this person over that of the unconvicted."""
    return p.departure_ratio if convicted else 1.0


@rule
def local_arrest_ratio(p: Conviction, convicted: bool) -> float:
    """Rate of local arrest of this person over that of the unconvicted."""
    return p.local_arrest_ratio if convicted else 1.0
