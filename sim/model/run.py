"""One run: the week as a table of contents, and the only door into the model."""

from copy import copy
from typing import Self

import numpy as np

from sim.engine.jit import kernel
from sim.engine.rng import mix
from sim.model.case import FLOWS, OFFICES, STOCKS, WEEKS, Docket, Flow, Path, allocate
from sim.model.clocks import next_week
from sim.model.deciders import PLAN_WEEKS, Deciders
from sim.model.history import new_history, trajectory
from sim.model.officers import copied, most_equivalents, new_roster
from sim.model.opening import open_on_first_day, set_offices
from sim.model.processes.courts import sit
from sim.model.processes.custody import first_days, remove, work_on_detained
from sim.model.processes.docket import file_cases, run_clocks, take_in
from sim.model.processes.enforcement import FIELD_UNIT_HOURS, arrest
from sim.model.processes.supervision import meet
from sim.model.waiting import turn_week
from sim.parameters.resolve import Parameters, Resolved
from sim.results.results import Trajectory
from sim.rules import absconding, arrests, checkins, departure, detention, monitoring, officers
from sim.rules.start import stage_counts
from sim.vocabulary import Channel, Lever, Task

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
def clear_flows(w):
    """Nothing has happened yet this week."""
    w.exits = 0
    for o in range(w.offices):
        for k in range(FLOWS):
            w.flow[k, o] = 0.0


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


@kernel
def set_paths(w):
    """Accumulated rates that groups share, and how fast an office's field hours can grow at most."""
    p = w.numbers
    for week in range(w.lever.shape[1]):
        loss = absconding.loss_ratio(p.absconding, w.lever[Lever.ARRESTS_AT_CHECK_IN, week])
        device = absconding.device_loss_ratio(p.absconding, w.lever[Lever.ABSCONDING_TAMPERING_CRIME, week])
        back = absconding.return_ratio(p.absconding, w.lever[Lever.CHECKINS_FOLLOW_UP_SHARE, week])
        incentive = w.lever[Lever.DEPARTURE_INCENTIVE_USD, week]
        leave = departure.departure_rate(p.departure, w.lever[Lever.DEPARTURE_RATIO, week], incentive)
        programme = monitoring.exit_rate(p.monitoring, w.lever[Lever.MONITORING_EXIT_PER_YEAR, week])
        bond = detention.release_rate(p.detention, w.lever[Lever.DETENTION_RELEASE_PER_BED_YEAR, week])
        report = checkins.contacts_per_week(w.lever[Lever.CHECKINS_INTERVAL_WEEKS, week])
        report_monitored = checkins.contacts_per_week(w.lever[Lever.CHECKINS_INTERVAL_MONITORED_WEEKS, week])
        speed = w.lever[Lever.REMOVAL_DOCUMENT_SPEED_RATIO, week]
        w.cum[Path.PLAIN, week + 1] = w.cum[Path.PLAIN, week] + 1.0
        w.cum[Path.LOSS, week + 1] = w.cum[Path.LOSS, week] + loss
        w.cum[Path.LOSS_DEVICE, week + 1] = w.cum[Path.LOSS_DEVICE, week] + loss * device
        w.cum[Path.RETURN, week + 1] = w.cum[Path.RETURN, week] + back
        w.cum[Path.DEPART, week + 1] = w.cum[Path.DEPART, week] + leave
        w.cum[Path.PROGRAMME_EXIT, week + 1] = w.cum[Path.PROGRAMME_EXIT, week] + programme
        w.cum[Path.RELEASE, week + 1] = w.cum[Path.RELEASE, week] + bond
        w.cum[Path.DOCUMENT, week + 1] = w.cum[Path.DOCUMENT, week] + speed
        w.cum[Path.CHECK_IN, week + 1] = w.cum[Path.CHECK_IN, week] + report
        w.cum[Path.CHECK_IN_MONITORED, week + 1] = w.cum[Path.CHECK_IN_MONITORED, week] + report_monitored


@kernel
def set_ceiling(w, most):
    """Most thousand field hours that offices can accumulate, given most full-time equivalents a week."""
    p = w.numbers.officers
    for o in range(w.offices):
        for week in range(w.lever.shape[1]):
            flexible = w.lever[Lever.OFFICERS_FLEXIBLE_SHARE, week]
            share = w.lever[Lever.OFFICERS_AT_LARGE_SHARE, week]
            for task in (Task.DOCKET, Task.DETAINED, Task.JAIL, Task.REMOVAL):
                share += flexible * w.lever[Lever.OFFICERS_DOCKET_SHARE + task, week]
            own = most[o, week] * share
            detailed = w.lever[Lever.OFFICERS_DETAILED_FROM_OTHERS, week] * w.officer_share[o]
            hours = officers.hours_per_week(p, own + detailed)
            w.ceiling[o, week + 1] = w.ceiling[o, week] + hours / FIELD_UNIT_HOURS


def as_record(numbers: Parameters) -> np.ndarray:
    """The groups of numbers as one record, so that compiled code is handed a pointer and not 150 floats."""
    groups = [
        (name, np.dtype((np.record, [(field, np.float64) for field in group._fields])))
        for name, group in numbers._asdict().items()
        if len(group)
    ]
    record = np.zeros(1, np.dtype((np.record, groups)))
    for name, _ in groups:
        record[name] = tuple(getattr(numbers, name))
    return record


def room_for(world, weeks: int) -> int:
    """Rows that suffice for every case that can enter. Memory is taken only for those that do."""
    channels = (
        Lever.INTAKE_BORDER_PER_WEEK,
        Lever.INTAKE_INTERIOR_PER_WEEK,
        Lever.ARRESTS_JAIL_NEW_PER_WEEK,
        Lever.DETENTION_BORDER_BOOK_INS_PER_WEEK,
    )
    scale = float(world.scale)
    entering = sum(world.lever[channel, :weeks].sum() for channel in channels)
    field_hours = float(world.ceiling[:, min(weeks, WEEKS)].sum())
    entering += arrests.met_by_chance(world.numbers.arrests, field_hours)
    opening = sum(stage_counts(world.numbers.start, scale).values())
    return int(entering / scale) + opening + weeks * (len(Channel) + OFFICES)


def open_docket(resolved: Resolved, key: int, scale: int, weeks: int, offices: int) -> Docket:
    """The docket on the first day."""
    numbers = as_record(resolved.numbers)
    probe = allocate(numbers.dtype, 1)
    prepare(probe.world[0], numbers, resolved.lever, key, scale, offices)
    docket = allocate(numbers.dtype, room_for(probe.world[0], weeks))
    docket.world[:] = probe.world
    open_on_first_day(docket)
    return docket


@kernel
def look_again(w, cases, next_due):
    """When each case needs its next look, after the weeks to come have changed."""
    for i in range(w.rows):
        next_due[i] = next_week(w, cases[i], w.week + 1)


def copy_rows(to: np.ndarray, source: np.ndarray, rows: int) -> None:
    """The first rows, as bytes: records would be copied field by field."""
    to[:rows].view(np.uint8)[:] = source[:rows].view(np.uint8)


def forked(old: Docket, lever: np.ndarray, weeks: int) -> Docket:
    """A copy of a docket whose levers of the weeks to come are others."""
    world = old.world.copy()
    set_levers(world[0], lever)
    new = allocate(world.dtype["numbers"], max(room_for(world[0], weeks), len(old.cases)))
    new.world[:] = world
    copy_rows(new.cases, old.cases, int(world[0].rows))
    copy_rows(new.blocks, old.blocks, int(world[0].lines.fresh_block))
    look_again(new.world[0], new.cases, new.next_due)
    return new


def prepare(world, numbers: np.ndarray, lever: np.ndarray, key: int, scale: int, offices: int) -> None:
    """Everything of the world that does not depend on cases."""
    world.numbers = numbers[0]
    world.key = np.uint64(key)
    world.scale = float(scale)
    set_offices(world, offices)
    set_levers(world, lever)
    world.priority = int(world.lever[Lever.ARRESTS_PRIORITY, 0])


def set_levers(world, lever: np.ndarray) -> None:
    """The weekly levers, and what follows from them for all weeks."""
    world.lever[:, : lever.shape[1]] = lever
    world.lever[:, lever.shape[1] :] = lever[:, -1:]
    set_paths(world)
    set_ceiling(world, most_equivalents(world.lever, world.officer_share[: int(world.offices)]))


class Run:
    """One experiment under way: ``go`` as far as wanted, ``fork`` where scenarios part, read the ``trajectory``.

    ``week``: weeks done. Same arguments, same bits, however far each call goes. Nothing of a state depends on
    levers of later weeks, only when a case is looked at next does; so a fork ends as a straight run would.
    """

    def __init__(
        self,
        resolved: Resolved,
        seed: int,
        draw: int,
        replicate: int,
        scale: int = 100,
        weeks: int = WEEKS,
        offices: int = OFFICES,
    ) -> None:
        self.resolved, self.weeks, self.week = resolved, weeks, 0
        key = mix(seed, draw, replicate)
        self._key = mix(key, 1)
        self.docket = open_docket(resolved, key, scale, weeks, offices)
        world = self.docket.world[0]
        self.roster = new_roster(world.numbers, world.lever, world.officer_share[:offices], self._key)
        self.history = new_history(weeks)
        self.history.stock[0] = world.stock
        self._deciders = Deciders(self.docket, self.roster, self._key, weeks)

    def go(self, until: int | None = None) -> Self:
        """Run up to week ``until`` (default: the end)."""
        until = self.weeks if until is None else min(until, self.weeks)
        while self.week < until:
            if self.week % PLAN_WEEKS == 0:
                self._deciders.plan(self.docket, self.week)
            stop = min(self.week - self.week % PLAN_WEEKS + PLAN_WEEKS, until)
            run_weeks(*self.docket, self.history, self.week, stop)
            self.week = stop
        return self

    def fork(self, resolved: Resolved) -> Self:
        """A copy that goes on with other levers from this week on. This run stays as it is.

        Raises ``ValueError`` where the weeks so far would have been others: other numbers, other levers, or a week
        in the middle of a plan.
        """
        week, before = self.week, self.resolved
        if week == 0 or week % PLAN_WEEKS or resolved.numbers != before.numbers:
            raise ValueError(f"week {week}: runs part at a plan, every {PLAN_WEEKS} weeks, and with the same numbers")
        if not np.array_equal(resolved.lever[:, :week], before.lever[:, :week]):
            raise ValueError(f"week {week}: the levers differ before it, so the weeks so far would have been others")
        new = copy(self)
        new.resolved = resolved
        new.docket = forked(self.docket, resolved.lever, self.weeks)
        new.roster = copied(self.roster, new.docket.world[0].lever)
        new.history = new_history(self.weeks)
        for column, old in zip(new.history, self.history, strict=True):
            column[: week + 1] = old[: week + 1]
        new._deciders = Deciders(new.docket, new.roster, self._key, self.weeks)
        return new

    def trajectory(self, by_office: bool = False) -> Trajectory:
        """All measures, at full scale. Raises ``ValueError`` before the end of the run."""
        if self.week < self.weeks:
            raise ValueError(f"week {self.week} of {self.weeks}: go to the end first")
        costs = self.resolved.numbers.costs
        return trajectory(self.docket.world[0], self.roster, self.history, costs, self.weeks, by_office)


def run(
    resolved: Resolved,
    seed: int,
    draw: int,
    replicate: int,
    scale: int = 100,
    weeks: int = WEEKS,
    by_office: bool = False,
    offices: int = OFFICES,
) -> Trajectory:
    """One experiment. Same arguments, same bits; nothing else is read.

    ``resolved`` holds the numbers and the weekly levers of a scenario and draw; ``seed``, ``draw`` and
    ``replicate`` are the key of chance. One case in ``scale`` is kept and all values are given at full scale.
    """
    return Run(resolved, seed, draw, replicate, scale, weeks, offices).go().trajectory(by_office)
