"""The docket on day one, from published stocks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.vocabulary import Channel, Custody, Stage, Technology
from tests.model.reference import custody
from tests.model.reference.case import Case

if TYPE_CHECKING:
    from tests.model.reference.model import Reference

COURT_AGE_WEEKS = 26
STAY_AGE_WEEKS = 7.0
LONG_AGO_WEEKS = 100


def open_docket(model: Reference) -> None:
    """All opening cases, their clocks set at time 0."""
    start, scale = model.numbers.start, model.scale
    counts = {
        Stage.FINAL_ORDER: round(start.final_order / scale),
        Stage.PROCEEDINGS: round(start.in_proceedings / scale),
        Stage.NOT_FILED: round(start.not_filed / scale),
    }
    counts[Stage.DORMANT] = max(0, round(start.docket / scale) - sum(counts.values()))
    convicted = convicted_shares(model, counts)
    docket = [_on_docket(model, stage, convicted[stage]) for stage, number in counts.items() for _ in range(number)]
    _hand_out_technology(model, docket)
    for case in docket:
        if not case.absconded:
            case.next_contact(0.0, model.random.random())
        case.settle(0.0)
    for _ in range(round(start.detained / scale)):
        _in_custody(model)


def convicted_shares(model: Reference, counts: dict[Stage, int]) -> dict[Stage, float]:
    """Share of convicted people by stage: more among final orders, fewer in proceedings, the total as published."""
    start = model.numbers.start
    shares = {
        Stage.FINAL_ORDER: min(1.0, start.convicted_share * start.convicted_final_order_ratio),
        Stage.PROCEEDINGS: min(1.0, start.convicted_share * start.convicted_proceedings_ratio),
    }
    others = counts[Stage.NOT_FILED] + counts[Stage.DORMANT]
    rest = start.convicted_share * sum(counts.values()) - sum(shares[stage] * counts[stage] for stage in shares)
    share = min(1.0, max(0.0, rest / others)) if others else 0.0
    return shares | {Stage.NOT_FILED: share, Stage.DORMANT: share}


def _on_docket(model: Reference, stage: Stage, convicted_share: float) -> Case:
    start, chance = model.numbers.start, model.random.random
    case = Case(model, Channel.OPENING)
    case.stage = stage
    case.convicted = chance() < convicted_share
    case.filed = -COURT_AGE_WEEKS
    susceptible_share = model.numbers.absconding.susceptible_share
    if case.susceptible and susceptible_share > 0:
        case.absconded = chance() < min(1.0, _absconded_share(model, stage) / susceptible_share)
    if stage == Stage.FINAL_ORDER:
        case.impediment = custody.impediment_at_order(case, start.impeded_share)
    contact = chance()
    if contact < start.never_touched_share:
        case.last_contact = None
    elif contact < start.never_touched_share + start.touched_share:
        case.last_contact = -1 - math.floor(52 * chance())
    else:
        case.last_contact = -LONG_AGO_WEEKS
    return case


def _absconded_share(model: Reference, stage: Stage) -> float:
    start = model.numbers.start
    return {
        Stage.FINAL_ORDER: start.absconded_final_order_share,
        Stage.PROCEEDINGS: start.absconded_proceedings_share,
        Stage.NOT_FILED: 0.0,
        Stage.DORMANT: start.absconded_dormant_share,
    }[stage]


def _hand_out_technology(model: Reference, docket: list[Case]) -> None:
    start = model.numbers.start
    worn = {
        Technology.APP: start.monitored_app / model.scale,
        Technology.ANKLE: start.monitored_ankle / model.scale,
        Technology.OTHER: start.monitored_other / model.scale,
    }
    eligible = [case for case in docket if not case.absconded and case.stage != Stage.DORMANT]
    for case in eligible:
        chance, reached = model.random.random() * len(eligible), 0.0
        for technology, number in worn.items():
            reached += number
            if chance < reached:
                case.technology = technology
                break


def _in_custody(model: Reference) -> None:
    start, chance = model.numbers.start, model.random.random
    case = Case(model, Channel.OPENING)
    case.custody = Custody.BORDER if chance() < start.detained_border_share else Custody.JAIL
    detention = model.numbers.detention
    border = case.custody == Custody.BORDER
    expedited_share = detention.expedited_border_share if border else detention.expedited_interior_share
    if chance() < start.detained_order_share:
        case.stage = Stage.FINAL_ORDER
        case.impediment = custody.impediment_at_order(case, model.numbers.impediments.share_at_order_detained)
    elif chance() < expedited_share:
        case.stage, case.expedited = Stage.NOT_FILED, True
    else:
        case.stage, case.filed = Stage.PROCEEDINGS, -COURT_AGE_WEEKS
    case.on_docket_before = not border and case.stage == Stage.FINAL_ORDER
    case.booked_in = math.log(1.0 - chance()) * STAY_AGE_WEEKS
    case.casework_done = True
    case.settle(0.0)
