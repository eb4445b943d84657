"""What a run writes down each week, and how it becomes the measures."""

from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np

from sim.model.officers import ACADEMY, CHOSEN, EXITS, FIELD, FULL, HIRES, REHIRED, VETTING, Roster
from sim.model.world import OFFICES, STOCKS, Flow, Stock
from sim.results.measures import BY_OFFICE, INDEX, MEASURES
from sim.results.results import Trajectory
from sim.rules import costs, courts
from sim.vocabulary import Lever, Reason, Task, Technology

DEVICES = (Technology.ANKLE, Technology.WRIST)


class History(NamedTuple):
    """Counts of a run at the scale of its cases. Stocks have one row more than there are weeks."""

    stock: np.ndarray  # [weeks + 1, STOCKS, OFFICES] int64
    flow: np.ndarray  # [weeks, len(Flow), OFFICES] float64
    hours: np.ndarray  # [weeks, 2, len(Task), OFFICES] float64 available, used
    national: np.ndarray  # [weeks, 1] float64 removals without a bed
    lost: np.ndarray  # [weeks + 1, len(Technology)] int64 devices lost so far
    staff: np.ndarray  # [weeks, 2, OFFICES] full-time equivalents; officers assigned to the docket


def new_history(weeks: int) -> History:
    """Empty history of a run of ``weeks`` weeks."""
    return History(
        np.zeros((weeks + 1, STOCKS, OFFICES), np.int64),
        np.zeros((weeks, len(Flow), OFFICES)),
        np.zeros((weeks, 2, len(Task), OFFICES)),
        np.zeros((weeks, 1)),
        np.zeros((weeks + 1, len(Technology)), np.int64),
        np.zeros((weeks, 2, OFFICES)),
    )


def with_first(first: float | np.ndarray, later: np.ndarray) -> np.ndarray:
    """Weekly rows with a row 0 in front."""
    return np.concatenate([np.broadcast_to(first, later[:1].shape), later])


def office_series(history: History, scale: float) -> dict[str, np.ndarray]:
    """Measures that are counted in each office, at full scale. Each float64[weeks + 1, OFFICES]"""
    stock = history.stock * scale
    flow = with_first(np.nan, history.flow * scale)
    found = {
        member.name.lower(): stock[:, member]
        for member in Stock
        if member not in (Stock.WORN, Stock.WAITING, Stock.TOUCHED_YEAR)
    }
    found |= {f"waiting_{r.name.lower()}": stock[:, Stock.WAITING + r] for r in Reason}
    worn = {t: stock[:, Stock.WORN + t] for t in Technology if t != Technology.NONE}
    found |= {f"monitored_{t.name.lower()}": values for t, values in worn.items()}
    found["monitored"] = reduce(add, worn.values())
    found["docket"] = found["awaiting_filing"] + found["in_proceedings"] + found["final_order"]
    found["untouched_year"] = found["docket"] - stock[:, Stock.TOUCHED_YEAR]
    found |= {member.name.lower(): flow[:, member] for member in Flow if member.name.lower() in INDEX}
    found["devices_lost_week"] = flow[:, Flow.DEVICES_LOST]
    found["stay_days"] = flow[:, Flow.STAY_DAYS]
    found["arrests"] = reduce(add, (found[f"arrests_{way}"] for way in ("jail", "at_large", "check_in", "incidental")))
    hours = with_first(np.nan, history.hours * scale)
    for k, what in enumerate(("available", "used")):
        found |= {f"hours_{what}_{task.name.lower()}": hours[:, k, task] for task in Task}
    staff = with_first(history.staff[:1], history.staff)
    found["officers_productive"], found["officers_docket"] = staff[:, 0], staff[:, 1]
    return found


def national_series(world: np.record, roster: Roster, history: History, weeks: int) -> dict[str, np.ndarray]:
    """Measures that exist for the whole agency only. Each float64[weeks + 1]"""
    scale = float(world.scale)
    lever = world.lever[:, :weeks]
    weekly = roster.weekly[:weeks]
    found = {
        "officers": with_first(weekly[0, ACADEMY : FULL + 1].sum(), weekly[:, ACADEMY : FULL + 1].sum(axis=1)),
        "officers_vetting": with_first(0.0, weekly[:, VETTING]),
        "officers_in_training": with_first(weekly[0, [ACADEMY, FIELD]].sum(), weekly[:, [ACADEMY, FIELD]].sum(axis=1)),
        "hires": with_first(np.nan, weekly[:, HIRES]),
        "officer_exits": with_first(np.nan, weekly[:, EXITS]),
        "removals_direct": with_first(np.nan, history.national[:, 0] * scale),
        "beds": with_first(lever[Lever.DETENTION_BEDS, 0], lever[Lever.DETENTION_BEDS]),
        "recruits_selected": with_first(np.nan, weekly[:, CHOSEN]),
        "officers_academy": with_first(weekly[0, ACADEMY], weekly[:, ACADEMY]),
        "devices_lost": history.lost[:, DEVICES].sum(axis=1) * scale,
    }
    for technology, row in zip(DEVICES, (Lever.MONITORING_ANKLE_DEVICES, Lever.MONITORING_WRIST_DEVICES), strict=True):
        bought = with_first(lever[row, 0], lever[row])
        worn = history.stock[:, Stock.WORN + technology].sum(axis=1) + history.lost[:, technology]
        found[f"devices_spare_{technology.name.lower()}"] = bought - worn * scale
    found["devices_spare"] = found["devices_spare_ankle"] + found["devices_spare_wrist"]
    return found


def capacity_series(world: np.record, weeks: int) -> dict[str, np.ndarray]:
    """What there is of each capacity that has no measure of its own elsewhere. Each float64[weeks + 1]"""
    lever = world.lever[:, :weeks]
    completions = lever[Lever.COURTS_COMPLETIONS_PER_JUDGE_YEAR]
    each = courts.capacity_per_week(world.numbers.courts, 1.0, 1.0)
    stocks = {
        "judges": lever[Lever.COURTS_JUDGES],
        "academy_seats": lever[Lever.HIRING_ACADEMY_SEATS],
        "devices": lever[Lever.MONITORING_ANKLE_DEVICES] + lever[Lever.MONITORING_WRIST_DEVICES],
    }
    flows = {
        "capacity_hearings": lever[Lever.COURTS_JUDGES] * completions * each,
        "capacity_filings": lever[Lever.COURTS_FILINGS_PER_WEEK],
        "capacity_seats": lever[Lever.REMOVAL_SEATS_PER_WEEK],
        "capacity_enrolments": lever[Lever.MONITORING_ENROLMENTS_PER_WEEK],
        "capacity_selection": lever[Lever.HIRING_PACE_PER_WEEK],
    }
    found = {name: with_first(values[0], values) for name, values in stocks.items()}
    return found | {name: with_first(np.nan, values) for name, values in flows.items()}


def add_costs(found: dict[str, np.ndarray], p: costs.Costs, world: np.record, roster: Roster, weeks: int) -> None:
    """Cost items of each week, from the measures."""
    lever = world.lever[:, :weeks]
    devices = lever[Lever.MONITORING_ANKLE_DEVICES] + lever[Lever.MONITORING_WRIST_DEVICES]
    at = {name: values[1:] for name, values in found.items()}
    use = costs.Use(
        detained=at["detained"],
        empty_beds=np.clip(at["beds"] - at["detained"], 0.0, None),
        devices=at["monitored_ankle"] + at["monitored_wrist"],
        app=at["monitored_app"] + at["monitored_other"],
        monitored=at["monitored"],
        devices_bought=np.clip(np.diff(devices, prepend=devices[0]), 0.0, None),
        officers=at["officers"] + lever[Lever.OFFICERS_DETAILED_FROM_OTHERS],
        rehired=roster.weekly[:weeks, REHIRED],
        hires=at["hires"],
        judges=lever[Lever.COURTS_JUDGES],
        filings=at["filings"],
        removals=at["book_outs_removed"],
        removals_direct=at["removals_direct"],
        offered_usd=at["departures"] * lever[Lever.DEPARTURE_INCENTIVE_USD],
    )
    found.update({name: with_first(np.nan, values) for name, values in costs.weekly(p, use).items()})


def add_ratios(found: dict[str, np.ndarray]) -> None:
    """Quotients of measures; no value where the second is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        leavers = np.where(found["book_outs"] > 0, found["book_outs"], np.nan)
        found["stay_days_of_leavers"] = found["stay_days"] / leavers
        assigned = np.where(found["officers_docket"] > 0, found["officers_docket"], np.nan)
        found["caseload_per_docket_officer"] = found["docket"] / assigned


def summed(history: History) -> History:
    """The same history for all offices together, as one."""
    offices = {"stock", "flow", "hours", "staff"}
    return History(*(a.sum(axis=-1, keepdims=True) if name in offices else a for name, a in history._asdict().items()))


def trajectory(
    world: np.record, roster: Roster, history: History, p: costs.Costs, weeks: int, by_office: bool
) -> Trajectory:
    """All measures of a run, at full scale."""
    offices = int(world.offices)
    scale, total = float(world.scale), summed(history)
    found = {name: values[:, 0] for name, values in office_series(total, scale).items()}
    found |= national_series(world, roster, total, weeks) | capacity_series(world, weeks)
    found["removals"] = reduce(add, (found[f"removals_{way}"] for way in ("docket", "new", "border", "direct")))
    add_costs(found, p, world, roster, weeks)
    add_ratios(found)
    values = np.column_stack([found[measure.name] for measure in MEASURES])
    if not by_office:
        return Trajectory(values, None)
    local = office_series(history, scale)
    add_ratios(local)
    table = np.stack([local[measure.name][:, :offices] for measure in BY_OFFICE], axis=1)
    return Trajectory(values, table)
