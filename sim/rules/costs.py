"""Unit costs. They move no case; they are added up."""

from typing import Any, NamedTuple

from sim.vocabulary import DAYS_PER_WEEK, WEEKS_PER_YEAR


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


Amount = Any
"""A number, or float64[weeks]: a rule does not know NumPy."""


class Use(NamedTuple):
    """What there was in a week, or what came in it."""

    detained: Amount = 0.0
    devices: Amount = 0.0
    app: Amount = 0.0
    devices_bought: Amount = 0.0
    officers: Amount = 0.0
    rehired: Amount = 0.0
    recruits: Amount = 0.0
    judges: Amount = 0.0
    removals: Amount = 0.0


def weekly(p: Costs, use: Use) -> dict[str, Amount]:
    """Cost of a week by item, USD; the total is the last."""
    items = {
        "cost_detention_usd": use.detained * p.bed_usd_per_day * DAYS_PER_WEEK,
        "cost_monitoring_usd": (use.devices * p.ankle_usd_per_day + use.app * p.app_usd_per_day) * DAYS_PER_WEEK,
        "cost_devices_usd": use.devices_bought * p.device_usd,
        "cost_officers_usd": use.officers * p.officer_usd_per_year / WEEKS_PER_YEAR,
        "cost_hiring_usd": use.recruits * p.recruit_usd + use.rehired * p.rehire_bonus_usd,
        "cost_courts_usd": use.judges * p.judge_usd_per_year / WEEKS_PER_YEAR,
        "cost_removal_usd": use.removals * p.removal_usd,
    }
    total = 0.0
    for usd in items.values():
        total = total + usd
    return items | {"cost_total_usd": total}
