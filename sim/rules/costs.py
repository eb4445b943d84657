"""Unit costs. They move no case; they are added up."""

from typing import NamedTuple

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


def weekly(
    p, detained, devices, app, devices_bought, officers, rehired, recruits, judges, removals
) -> dict[str, float]:
    """Cost of a week by item, USD. Works on numbers and on arrays of weeks alike."""
    items = {
        "cost_detention_usd": detained * p.bed_usd_per_day * DAYS_PER_WEEK,
        "cost_monitoring_usd": (devices * p.ankle_usd_per_day + app * p.app_usd_per_day) * DAYS_PER_WEEK,
        "cost_devices_usd": devices_bought * p.device_usd,
        "cost_officers_usd": officers * p.officer_usd_per_year / WEEKS_PER_YEAR,
        "cost_hiring_usd": recruits * p.recruit_usd + rehired * p.rehire_bonus_usd,
        "cost_courts_usd": judges * p.judge_usd_per_year / WEEKS_PER_YEAR,
        "cost_removal_usd": removals * p.removal_usd,
    }
    total = 0.0
    for usd in items.values():
        total = total + usd
    return items | {"cost_total_usd": total}
