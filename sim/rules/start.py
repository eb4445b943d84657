"""The docket on 20 January 2021, from published stocks."""

from typing import NamedTuple


class Start(NamedTuple):
    """The numbers of start.yaml that no lever moves."""

    docket: float
    final_order: float
    in_proceedings: float
    not_filed: float
    convicted_share: float
    convicted_final_order_ratio: float
    impeded_share: float
    absconded_final_order_share: float
    absconded_proceedings_share: float
    absconded_dormant_share: float
    touched_share: float
    never_touched_share: float
    detained: float
    detained_border_share: float
    detained_order_share: float
    monitored_app: float
    monitored_ankle: float
    monitored_other: float
