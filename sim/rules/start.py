"""The docket on 20 January 2021, from published stocks."""

from typing import NamedTuple

from sim.engine.jit import rule


class Start(NamedTuple):
    """The numbers of start.yaml that no lever moves."""

    docket: float
    final_order: float
    in_proceedings: float
    not_filed: float
    convicted_share: float
    convicted_final_order_ratio: float
    convicted_proceedings_ratio: float
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


# A contact of the year before the first day lies 1 to 52 weeks back; an older one is put at 100.
RECENT_WEEKS = 52
LONG_AGO_WEEKS = 100


def stage_counts(p: Start, scale: float) -> dict[str, int]:
    """Opening cases by kind at this scale; what the docket has beyond the counted kinds is dormant."""
    counted = {
        "final_order": round(p.final_order / scale),
        "in_proceedings": round(p.in_proceedings / scale),
        "not_filed": round(p.not_filed / scale),
    }
    known = counted["final_order"] + counted["in_proceedings"] + counted["not_filed"]
    counted["dormant"] = max(0, round(p.docket / scale) - known)
    counted["detained"] = round(p.detained / scale)
    return counted


def convicted_shares(p: Start) -> tuple[float, float, float]:
    """Shares of convicted people: of final orders, of proceedings, and of the others so that the total is right."""
    ordered = min(1.0, p.convicted_share * p.convicted_final_order_ratio)
    pending = min(1.0, p.convicted_share * p.convicted_proceedings_ratio)
    others = p.docket - p.final_order - p.in_proceedings
    left = p.convicted_share * p.docket - ordered * p.final_order - pending * p.in_proceedings
    rest = left / others if others > 0 else 0.0
    return ordered, pending, min(1.0, max(0.0, rest))


def monitored(p: Start) -> tuple[float, float, float]:
    """People monitored on the first day by app, ankle device and other technology."""
    return p.monitored_app, p.monitored_ankle, p.monitored_other


@rule
def absconded_share(p: Start, final_order: bool, in_proceedings: bool, dormant: bool) -> float:
    """Share of people in this stage who had absconded."""
    if final_order:
        return p.absconded_final_order_share
    if in_proceedings:
        return p.absconded_proceedings_share
    return p.absconded_dormant_share if dormant else 0.0


@rule
def is_impeded(p: Start, u: float) -> bool:
    """Whether a final order had an impediment other than the country."""
    return u < p.impeded_share


@rule
def last_contact_weeks_ago(p: Start, u: float) -> int:
    """Weeks since the last contact on the first day; -1 for none. Contacts of the last year are spread evenly."""
    if u < p.never_touched_share:
        return -1
    recent = (u - p.never_touched_share) / p.touched_share if p.touched_share > 0.0 else 1.0
    return int(recent * RECENT_WEEKS) + 1 if recent < 1.0 else LONG_AGO_WEEKS


@rule
def is_border(p: Start, u: float) -> bool:
    """Whether a detained person was arrested at the border."""
    return u < p.detained_border_share


@rule
def had_order(p: Start, u: float) -> bool:
    """Whether a detained person had an order."""
    return u < p.detained_order_share
