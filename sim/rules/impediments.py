"""What keeps an order from being executed, each begins and expires."""

from typing import NamedTuple


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
