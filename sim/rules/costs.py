"""Prices. They move no case; what they buy is added up, in constant dollars of the price year."""

from typing import Any, NamedTuple

from sim.vocabulary import DAYS_PER_WEEK, WEEKS_PER_YEAR


class Costs(NamedTuple):
    """The numbers of costs.yaml that no lever moves."""

    bed_usd_per_day: float
    empty_bed_usd_per_day: float
    officer_usd_per_year: float
    rehire_bonus_usd: float
    recruit_usd: float
    judge_usd_per_year: float
    filing_usd: float
    removal_usd: float
    direct_removal_usd: float
    ankle_usd_per_day: float
    app_usd_per_day: float
    case_management_usd_per_day: float
    device_usd: float
    incentive_claimed_share: float


Amount = Any
"""A number, or float64[weeks]: a rule does not know NumPy."""


class Use(NamedTuple):
    """What there was in a week, or what came in it. ``offered_usd``: what those who left were offered for it."""

    detained: Amount = 0.0
    empty_beds: Amount = 0.0
    devices: Amount = 0.0
    app: Amount = 0.0
    monitored: Amount = 0.0
    devices_bought: Amount = 0.0
    officers: Amount = 0.0
    rehired: Amount = 0.0
    hires: Amount = 0.0
    judges: Amount = 0.0
    filings: Amount = 0.0
    removals: Amount = 0.0
    removals_direct: Amount = 0.0
    offered_usd: Amount = 0.0


def weekly(p: Costs, use: Use) -> dict[str, Amount]:
    """Cost of a week by item, USD; the total is the last."""
    beds = use.detained * p.bed_usd_per_day + use.empty_beds * p.empty_bed_usd_per_day
    technology = use.devices * p.ankle_usd_per_day + use.app * p.app_usd_per_day
    items = {
        "cost_detention_usd": beds * DAYS_PER_WEEK,
        "cost_monitoring_usd": (technology + use.monitored * p.case_management_usd_per_day) * DAYS_PER_WEEK,
        "cost_devices_usd": use.devices_bought * p.device_usd,
        "cost_officers_usd": use.officers * p.officer_usd_per_year / WEEKS_PER_YEAR,
        "cost_hiring_usd": use.hires * p.recruit_usd + use.rehired * p.rehire_bonus_usd,
        "cost_courts_usd": use.judges * p.judge_usd_per_year / WEEKS_PER_YEAR,
        "cost_filing_usd": use.filings * p.filing_usd,
        "cost_removal_usd": use.removals * p.removal_usd + use.removals_direct * p.direct_removal_usd,
        "cost_departures_usd": use.offered_usd * p.incentive_claimed_share,
    }
    total = 0.0
    for usd in items.values():
        total = total + usd
    return items | {"cost_total_usd": total}
