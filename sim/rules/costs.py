"""Unit costs. They move no case; they are added up."""

from typing import NamedTuple


class Costs(NamedTuple):
    """The numbers of costs.yaml that no lever moves."""

    bed_usd_per_day: float
    officer_usd_per_year: float
    rehire_bonus_usd: float
    recruit_usd: float
    judge_usd_per_year: float
    removal_usd: float
    ankle_usd_per_day: float
    app_usd_per_day: float
    device_usd: float
