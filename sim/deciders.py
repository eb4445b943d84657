"""Those who decide how much; kernels decide which. Mesa agents that plan on a fixed four-week grid."""

import mesa
import numpy as np

from sim.cases import CLASSES, OFFICES, Line, Stock
from sim.engine.jit import kernel
from sim.officers import Roster, advance
from sim.start import sort_arrest_lines
from sim.vocabulary import Lever, Task

PLAN_WEEKS = 4


@kernel
def has_work(w, task, o, beds_free):
    """Whether cases wait for this task in office o."""
    waiting = w.lines.waiting
    if task == Task.DOCKET:
        return waiting[Line.CONTACT + o] > 0
    if task == Task.DETAINED:
        return waiting[Line.CASEWORK + o] > 0
    if task == Task.JAIL:
        return beds_free and waiting[Line.JAIL + o] > 0
    if task == Task.REMOVAL:
        return waiting[Line.SEAT] > 0
    if task == Task.AT_LARGE and beds_free:
        for k in range(CLASSES):
            if waiting[Line.ARREST + k * OFFICES + o] > 0:
                return True
    return False


@kernel
def move_hours(world, o, beds_free, weeks):
    """Office o moves idle hours to tasks with work waiting, within its flexible share."""
    w = world[0]
    flexible = w.lever[Lever.OFFICERS_FLEXIBLE_SHARE, w.week]
    pool = 0.0
    takers = 0.0
    for task in (Task.DOCKET, Task.DETAINED, Task.AT_LARGE, Task.JAIL, Task.REMOVAL):
        base = w.base_hours[task, o]
        idle = w.idle[task, o] / weeks - max(w.moved[task, o], 0.0)
        w.idle[task, o] = 0.0
        given = -min(w.moved[task, o], 0.0)
        w.moved[task, o] = 0.0
        if has_work(w, task, o, beds_free):
            takers += base
        else:
            spare = min(max(idle + given, 0.0), flexible * base)
            w.moved[task, o] = -spare
            pool += spare
    for task in (Task.DOCKET, Task.DETAINED, Task.AT_LARGE, Task.JAIL, Task.REMOVAL):
        if takers <= 0.0:
            w.moved[task, o] = 0.0
        elif w.moved[task, o] == 0.0 and has_work(w, task, o, beds_free):
            w.moved[task, o] = pool * w.base_hours[task, o] / takers


class FieldOffice(mesa.Agent):
    """Divides its officers' hours over the tasks with work in front of them."""

    def __init__(self, model, number: int):
        super().__init__(model)
        self.number = number

    def plan(self) -> None:
        model = self.model
        if model.week > 0:
            move_hours(model.docket.world, self.number, model.beds_free, float(PLAN_WEEKS))


class Court(mesa.Agent):
    """Sets the share of hearings that is kept for detained cases."""

    def plan(self) -> None:
        world = self.model.world
        world.detained_share = world.lever[Lever.COURTS_DETAINED_SHARE, world.week]


class Academy(mesa.Agent):
    """Selects, trains and posts officers for the weeks up to the next plan."""

    def __init__(self, model, roster: Roster, shares: np.ndarray, key: np.uint64):
        super().__init__(model)
        self.roster, self.shares, self.key = roster, shares, key

    def plan(self) -> None:
        model = self.model
        advance(self.roster, model.world, self.shares, self.key, model.week, min(model.week + PLAN_WEEKS, model.weeks))


class Headquarters(mesa.Agent):
    """Applies dated policy: whom teams look for first, and whether beds are free to send people to."""

    def plan(self) -> None:
        model, world = self.model, self.model.world
        priority = int(world.lever[Lever.ARRESTS_PRIORITY, world.week])
        if priority != world.priority:
            world.priority = priority
            sort_arrest_lines(world, model.docket.cases, model.docket.blocks)
        capacity = int(world.lever[Lever.DETENTION_BEDS, world.week] / world.scale + 1e-9)
        model.beds_free = bool(world.stock[Stock.DETAINED].sum() < capacity)


class Deciders(mesa.Model):
    """The agency's deciders around one docket. ``plan`` is called every PLAN_WEEKS weeks."""

    def __init__(self, docket, roster: Roster, key: int, weeks: int):
        super().__init__(rng=0)
        self.docket, self.world, self.weeks = docket, docket.world[0], weeks
        self.beds_free = False
        self.week = 0
        offices = int(self.world.offices)
        Headquarters(self)
        Court(self)
        self.academy = Academy(self, roster, self.world.officer_share[:offices].copy(), np.uint64(key))
        for number in range(offices):
            FieldOffice(self, number)

    def plan(self, week: int) -> None:
        """Headquarters, court, academy, then the offices in their order, for the weeks from ``week`` on."""
        self.week = self.world.week = week
        self.agents.do("plan")
