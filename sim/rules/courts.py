"""The immigration court: how many cases end, and how."""

from typing import NamedTuple


class Courts(NamedTuple):
    """The numbers of courts.yaml that no lever moves."""

    completions_ratio: float
    short_list_weeks: float
    preparation_weeks: float
    preparation_detained_weeks: float
    order_share_absconded: float
    order_share_detained: float
    closed_share: float
