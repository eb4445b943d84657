"""The week as a table of contents: in which order everything happens."""

from sim.engine.jit import kernel
from sim.model.processes.courts import sit
from sim.model.processes.custody import first_days, remove, work_on_detained
from sim.model.processes.docket import file_cases, run_clocks, take_in
from sim.model.processes.enforcement import arrest
from sim.model.processes.supervision import meet
from sim.model.waiting import turn_week
from sim.model.world import FIELD_UNIT_HOURS, FLOWS, STOCKS, Flow, Path
from sim.rules import officers
from sim.vocabulary import Lever, Task

SCHEDULE = (
    ("hours", "officers' hours by task and office; moved hours are added"),
    ("take_in", "releases at the border, filings in the interior, people in local jails"),
    ("run_clocks", "every event that a case brings about by itself"),
    ("file_cases", "notices to appear, first in first out"),
    ("sit", "the court: the detained first, then the list"),
    ("meet", "docket officers: alerts, contacts, enrolments"),
    ("remove", "seats for those with order and document"),
    ("arrest", "beds: border, chance, jail, contact, planned"),
    ("work_on_detained", "casework of the detained"),
    ("first_days", "events of the week's book-ins"),
    ("count", "stocks at the end of the week"),
)


@kernel
def set_hours(w):
    """Hours of the week by task and office, at the scale of the cases."""
    p = w.numbers.officers
    week = w.week
    detailed = w.lever[Lever.OFFICERS_DETAILED_FROM_OTHERS, week]
    flexible = w.lever[Lever.OFFICERS_FLEXIBLE_SHARE, week]
    for o in range(w.offices):
        pool = 0.0
        takers = 0.0
        for task in range(Task.OTHER + 1):
            people = w.fte[o, week] * w.lever[Lever.OFFICERS_DOCKET_SHARE + task, week]
            if task == Task.AT_LARGE:
                people += officers.detailed_at_large(p, detailed) * w.officer_share[o]
            elif task == Task.JAIL:
                people += officers.detailed_in_jails(p, detailed) * w.officer_share[o]
            base = officers.hours_per_week(p, people) / w.scale
            w.base_hours[task, o] = base
            pool += min(w.given[task, o], flexible) * base
            takers += w.taking[task, o] * base
            w.used[task, o] = 0.0
        for task in range(Task.OTHER + 1):
            base = w.base_hours[task, o]
            moved = 0.0
            if takers > 0.0:
                moved = w.taking[task, o] * pool * base / takers - min(w.given[task, o], flexible) * base
            w.moved[task, o] = moved
            w.hours[task, o] = base + moved
            w.idle[task, o] -= moved
        for task in (Task.TRAINING, Task.OTHER):
            w.used[task, o] = w.hours[task, o]


@kernel
def clear_flows(w):
    """Nothing has happened yet this week."""
    w.exits = 0
    for o in range(w.offices):
        for k in range(FLOWS):
            w.flow[k, o] = 0.0


@kernel
def close_week(w, history):
    """Stocks of the week, and what the field hours mean for the next one."""
    week = w.week
    turn_week(w)
    for o in range(w.offices):
        w.field[o] = w.flow[Flow.FIELD_HOURS, o] * w.scale / FIELD_UNIT_HOURS
        if week + 2 <= w.cum.shape[1] - 1:
            w.cum[Path.FIELD + o, week + 2] = w.cum[Path.FIELD + o, week + 1] + w.field[o]
    history.national[week, 0] = w.direct
    for o in range(w.offices):
        for k in range(STOCKS):
            history.stock[week + 1, k, o] = w.stock[k, o]
        for k in range(FLOWS):
            history.flow[week, k, o] = w.flow[k, o]
        for task in range(Task.OTHER + 1):
            history.hours[week, 0, task, o] = w.hours[task, o]
            history.hours[week, 1, task, o] = w.used[task, o]
        history.staff[week, 0, o] = w.fte[o, week]
        history.staff[week, 1, o] = w.on_duty[o, week] * w.lever[Lever.OFFICERS_DOCKET_SHARE, week]
    for technology in range(len(w.lost)):
        history.lost[week + 1, technology] = w.lost[technology]


@kernel
def run_weeks(world, cases, next_due, blocks, due, chosen, booked, places, order, history, first_week, end_week):
    """The weeks between two plans."""
    w = world[0]
    for week in range(first_week, end_week):
        w.week = week
        clear_flows(w)
        set_hours(w)
        take_in(w, cases, next_due, blocks)
        run_clocks(w, cases, next_due, blocks, places, due, chosen)
        file_cases(w, cases, blocks)
        sit(w, cases, next_due, blocks, places)
        candidates = meet(w, cases, next_due, blocks, chosen)
        remove(w, cases, blocks, places)
        booked_in = arrest(w, cases, next_due, blocks, places, order, chosen, booked, candidates)
        work_on_detained(w, cases, next_due, blocks)
        first_days(w, cases, next_due, blocks, places, chosen, booked, booked_in)
        close_week(w, history)
