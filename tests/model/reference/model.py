"""The reference model: one week as a table of contents."""

from __future__ import annotations

import math
from collections import Counter
from types import SimpleNamespace

import mesa
import numpy as np

from sim.parameters.resolve import Resolved
from sim.vocabulary import WEEKS_PER_YEAR, Lever, Priority, Stage, Technology
from tests.model.reference import clocks_due, courts, custody, enforcement, intake, measure, opening, supervision
from tests.model.reference.case import DEVICES, Case
from tests.model.reference.clock import Path
from tests.model.reference.line import Carry, Line
from tests.model.reference.office import PLAN_WEEKS, Office
from tests.model.reference.officer import Hiring, Officer


class Reference(mesa.Model):
    """A docket of agents. ``resolved`` has ``numbers`` (groups of quantities) and ``lever`` (float64[levers, weeks]).

    Chance is Mesa's own, so agreement with the engine is statistical.
    """

    weeks_per_year = WEEKS_PER_YEAR

    def __init__(self, resolved: Resolved, scale: float, offices: int = 2, seed: int = 0) -> None:
        super().__init__(rng=seed)
        self.numbers = resolved.numbers
        self.scale = scale
        self.week = 0
        self._levers = resolved.lever
        self.lever = self._read_levers()
        self.priority = Priority(int(self.lever.arrests_priority))
        self.cases: dict[Case, None] = {}  # open cases and prospects, oldest first
        self.places = 0  # in the order of visits; a closed case's place goes to a new case from the next week on
        self.free_places: list[int] = []
        self.left_places: list[int] = []
        self.flows: Counter[str] = Counter()
        self.carries: dict[str, Carry] = {}
        self.begun: list[int] = []  # channels of recruits who began training this week
        self.paths = SimpleNamespace(
            **{
                name: Path()
                for name in (
                    "steady",
                    "loss",
                    "comeback",
                    "depart",
                    "programme_exit",
                    "release",
                    "document",
                    "check_in",
                    "check_in_monitored",
                )
            }
        )
        self._open_lines()
        self._open_offices(offices)
        self.hiring = Hiring(self)
        self.lost = dict.fromkeys(DEVICES, 0)
        self.advance_paths()
        opening.open_docket(self)

    def _open_lines(self) -> None:
        self.filing_line: Line[Case] = Line()
        self.hearing_line: Line[Case] = Line()
        self.detained_hearing_line: Line[Case] = Line()
        self.seat_line: Line[Case] = Line()
        self.freed: list[float] = []  # times at which beds became free this week
        self.arriving: list[tuple[float, Case]] = []  # admitted to a bed this week
        self.stays: list[float] = []  # weeks in custody of those who left this week
        self.met_by_chance: list[Case] = []
        self.kept_at_check_in: list[Case] = []

    def _open_offices(self, count: int) -> None:
        spreads = self.numbers.offices
        if any((spreads.docket_log_spread, spreads.officers_log_spread, spreads.cooperation_spread)):
            raise ValueError("the reference model knows equal offices only: set the spreads of the offices to zero")
        self.offices = [Office(number, 1.0 / count, 1.0 / count) for number in range(count)]

    # ---------------------------------------------------------------- the week

    def step(self) -> None:
        """One week."""
        self.begin_week()
        intake.enter(self)
        clocks_due.live_through(self)
        courts.file(self)
        courts.hear(self)
        supervision.docket_officers(self)
        custody.remove(self)
        enforcement.arrest(self)
        custody.casework(self)
        self.end_week()

    def begin_week(self) -> None:
        """Levers, shared rates, officers, plans and hours."""
        before, self.lever = self.lever, self._read_levers()
        self.devices_bought = _devices(self.lever) - _devices(before)
        self.flows.clear()
        self.begun.clear()
        self.stays.clear()
        self.freed.clear()
        self.free_places += self.left_places
        self.left_places.clear()
        if self.week > 0:
            self.advance_paths()
        self.hiring.week()
        if self.week % PLAN_WEEKS == 0:
            self.plan()
        for office in self.offices:
            office.staff_up(self)

    def plan(self) -> None:
        """Every four weeks: priorities and the court's share for the detained are read, offices move hours."""
        before, self.priority = self.priority, Priority(int(self.lever.arrests_priority))
        self.detained_share = self.lever.courts_detained_share
        if before != self.priority:
            for case in sorted(self.cases, key=lambda one: one.place):
                case.settle(float(self.week))
        if self.week > 0:
            for office in self.offices:
                office.plan(self)

    def end_week(self) -> None:
        """Close the books."""
        for office in self.offices:
            office.close_week()
        self.week += 1

    def advance_paths(self) -> None:
        """Open the week on every shared path."""
        numbers, lever, paths = self.numbers, self.lever, self.paths
        effects, departure = numbers.absconding, numbers.departure
        incentive = 1.0 + departure.incentive_effect_per_1000_usd * lever.departure_incentive_usd / 1000.0
        paths.steady.advance(1.0)
        paths.loss.advance(1.0 + effects.check_in_arrest_effect * lever.arrests_at_check_in)
        paths.comeback.advance(1.0 + effects.follow_up_effect * lever.checkins_follow_up_share)
        paths.depart.advance(lever.departure_ratio * incentive)
        paths.programme_exit.advance(lever.monitoring_exit_per_year / WEEKS_PER_YEAR * numbers.monitoring.exit_ratio)
        paths.release.advance(lever.detention_release_per_bed_year / WEEKS_PER_YEAR * numbers.detention.release_ratio)
        paths.document.advance(lever.removal_document_speed_ratio)
        paths.check_in.advance(1.0 / max(1.0, lever.checkins_interval_weeks))
        paths.check_in_monitored.advance(1.0 / max(1.0, lever.checkins_interval_monitored_weeks))
        for office in self.offices:
            office.field.advance(office.field_hours * self.scale / 1000.0)

    def _read_levers(self) -> SimpleNamespace:
        return SimpleNamespace(**{lever.name.lower(): float(self._levers[lever, self.week]) for lever in Lever})

    # ---------------------------------------------------------------- what everybody asks

    @property
    def officers(self) -> list[Officer]:
        """All officers and recruits, oldest first."""
        return list(self.agents_by_type.get(Officer, ()))

    def take_place(self) -> int:
        """The place of a new case in the order of visits: the one left last, else a new one."""
        if self.free_places:
            return self.free_places.pop()
        self.places += 1
        return self.places

    def exponential(self) -> float:
        """A fresh threshold of a clock."""
        return -math.log(1.0 - self.random.random())

    def count(self, flow: str, number: float = 1) -> None:
        """Book a flow of this week, at the scale of the model."""
        self.flows[flow] += number

    def carry(self, use: str, amount: float) -> int:
        """Whole units of an amount a week; the rest is kept for the next week."""
        return self.carries.setdefault(use, Carry()).take(amount)

    def office_of(self, chance: float) -> Office:
        """The office that a uniform number falls to, by docket share."""
        total = 0.0
        for office in self.offices:
            total += office.docket_share
            if chance < total:
                return office
        return self.offices[-1]

    @property
    def bed_capacity(self) -> int:
        return math.floor(self.lever.detention_beds / self.scale + 1e-9)

    @property
    def detained(self) -> int:
        return sum(case.detained for case in self.cases)

    @property
    def free_beds(self) -> int:
        """Capacity less the detained; negative after capacity was cut."""
        return self.bed_capacity - self.detained

    def worn(self, technology: Technology) -> int:
        return sum(case.technology == technology for case in self.cases)

    def spare(self, technology: Technology) -> int:
        """Devices neither worn nor lost."""
        ankle = technology == Technology.ANKLE
        bought = self.lever.monitoring_ankle_devices if ankle else self.lever.monitoring_wrist_devices
        return math.floor(bought / self.scale) - self.worn(technology) - self.lost[technology]

    def priority_class(self, case: Case) -> int:
        """Whom at-large teams look for first: the lowest class."""
        priority = self.priority
        if priority == Priority.CONVICTED:
            return 0 if case.convicted else 1
        if priority == Priority.MONITORED:
            return 0 if case.technology != Technology.NONE else 1
        if priority == Priority.EASIEST:
            hours = enforcement.needed_hours(case) / self.numbers.arrests.at_large_hours_median
            return sum(hours >= bound for bound in (0.75, 1.25, 2.5))
        return 0

    def close_case(self, case: Case, now: float) -> None:
        """The case is over: it leaves every line, its device is returned."""
        supervision.end_technology(case)
        case.stage = Stage.CLOSED
        for name in tuple(case.lines):
            case.leave(name)
        case.remove()


def _devices(lever: SimpleNamespace) -> float:
    return lever.monitoring_ankle_devices + lever.monitoring_wrist_devices


def run(
    resolved: Resolved, weeks: int, scale: float, offices: int = 2, seed: int = 0, kind: type[Reference] = Reference
) -> np.ndarray:
    """One replicate: float64[weeks + 1, len(MEASURES)], full scale; flows are NaN in row 0."""
    model = (kind or Reference)(resolved, scale, offices, seed)
    rows = [measure.row(model, first=True)]
    for _ in range(weeks):
        model.step()
        rows.append(measure.row(model))
    model.remove_all_agents()
    mesa.Agent._ids.pop(model, None)  # Mesa keeps every model for ever otherwise
    return np.array(rows)
