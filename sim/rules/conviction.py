"""Convictions: at entry, or after a local arrest."""

from typing import NamedTuple


class Conviction(NamedTuple):
    """The numbers of conviction.yaml that no lever moves."""

    entry_share: float
    share_of_local_arrests: float
    departure_ratio: float
    local_arrest_ratio: float
