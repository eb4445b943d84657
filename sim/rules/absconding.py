"""Losing contact, and coming back."""

from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, Technology


class Absconding(NamedTuple):
    """The numbers of absconding.yaml that no lever moves."""

    susceptible_share: float
    none_per_year: float
    app_ratio: float
    wrist_ratio: float
    ankle_ratio: float
    dormant_ratio: float
    return_per_year: float
    tampering_ratio: float
    check_in_arrest_effect: float
    follow_up_effect: float


@rule
def loses_contact_per_week(p: Absconding, technology: int, dormant: bool) -> float:
    """Rate of losing contact of a susceptible person who reports."""
    rate = p.none_per_year / WEEKS_PER_YEAR
    if dormant:
        rate *= p.dormant_ratio
    if technology == Technology.APP or technology == Technology.OTHER:
        return rate * p.app_ratio
    if technology == Technology.WRIST:
        return rate * p.wrist_ratio
    if technology == Technology.ANKLE:
        return rate * p.ankle_ratio
    return rate


@rule
def returns_per_week(p: Absconding) -> float:
    """Rate at which a person who absconded is back in contact."""
    return p.return_per_year / WEEKS_PER_YEAR


@rule
def loss_ratio(p: Absconding, arrested_at_check_in: float) -> float:
    """What everybody's rate of losing contact is multiplied by when this share is arrested at contacts."""
    return 1.0 + p.check_in_arrest_effect * arrested_at_check_in


@rule
def device_loss_ratio(p: Absconding, tampering_crime: float) -> float:
    """What the rate of losing contact of everybody with a device is multiplied by."""
    return 1.0 - tampering_crime * (1.0 - p.tampering_ratio)


@rule
def return_ratio(p: Absconding, follow_up_share: float) -> float:
    """What everybody's return rate is multiplied by when this share of docket hours follows up."""
    return 1.0 + p.follow_up_effect * follow_up_share


@rule
def is_susceptible(p: Absconding, u: float) -> bool:
    """Whether a person is of the kind that may lose contact at all."""
    return u < p.susceptible_share


@rule
def had_absconded(p: Absconding, u: float, share: float) -> bool:
    """Whether a person had absconded on the first day; ``share`` is of all people, only the susceptible can."""
    return u * p.susceptible_share < share
