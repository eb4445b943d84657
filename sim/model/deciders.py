"""Those who decide how much; kernels decide which. Mesa agents that plan on a fixed four-week grid."""

from typing import NamedTuple

import mesa
import numpy as np

from sim.engine.jit import kernel
from sim.engine.servers import whole
from sim.model.changes import sort_arrest_lines
from sim.model.officers import Roster, advance
from sim.model.world import CLASSES, OFFICES, Docket, Line, Stock
from sim.vocabulary import Lever, Task

PLAN_WEEKS = 4


FLEXIBLE = (Task.DOCKET, Task.DETAINED, Task.AT_LARGE, Task.JAIL, Task.REMOVAL)


class Desk(NamedTuple):
    """What offices see of the docket: views of the run's record, so that a plan costs next to nothing."""

    lever: np.ndarray  # [len(Lever), MOST_WEEKS]
    waiting: np.ndarray  # [LINES] people in each line
    detained: np.ndarray  # [OFFICES] people in custody
    base: np.ndarray  # [len(Task), OFFICES] hours of a week before any move
    idle: np.ndarray  # [len(Task), OFFICES] idle hours since the last plan, as if none had been moved
    given: np.ndarray  # [len(Task), OFFICES] share of its hours that a task gives away
    taking: np.ndarray  # [len(Task), OFFICES] 1 for a task that takes a part of them, else 0


def desk_of(world: np.ndarray) -> Desk:
    """Views of one run's record (``world``: array of one record)."""
    return Desk(
        world["lever"][0],
        world["lines"]["waiting"][0],
        world["stock"][0, Stock.DETAINED],
        world["base_hours"][0],
        world["idle"][0],
        world["given"][0],
        world["taking"][0],
    )


@kernel
def has_work(desk, task, o, beds_free):
    """Whether cases wait for this task in office o."""
    if task == Task.DOCKET:
        return desk.waiting[Line.CONTACT + o] > 0
    if task == Task.DETAINED:
        return desk.waiting[Line.CASEWORK + o] > 0
    if task == Task.JAIL:
        return beds_free and desk.waiting[Line.JAIL + o] > 0
    if task == Task.REMOVAL:
        return desk.waiting[Line.SEAT] > 0
    if task == Task.AT_LARGE and beds_free:
        for k in range(CLASSES):
            if desk.waiting[Line.ARREST + k * OFFICES + o] > 0:
                return True
    return False


@kernel
def move_hours(desk, o, flexible, beds_free, weeks):
    """Office o lends idle hours to tasks with work waiting, within its flexible share, until the next plan."""
    for task in FLEXIBLE:
        base = desk.base[task, o]
        spare = desk.idle[task, o] / weeks
        desk.idle[task, o] = 0.0
        busy = has_work(desk, task, o, beds_free)
        desk.taking[task, o] = 1.0 if busy else 0.0
        desk.given[task, o] = 0.0 if busy or base <= 0.0 else min(max(spare / base, 0.0), flexible)


@kernel
def divide_hours(desk, flexible, beds_free, weeks):
    """All offices in their order; ``flexible``: float64[offices], what each may lend."""
    for o in range(len(flexible)):
        move_hours(desk, o, flexible[o], beds_free, weeks)


class FieldOffice(mesa.Agent):
    """Says how much of its officers' hours it may lend to tasks with work in front of them."""

    def __init__(self, model: "Deciders", number: int) -> None:
        super().__init__(model)
        self.number = number

    def plan(self) -> None:
        """Lend as much as headquarters allow."""
        model = self.model
        model.lends[self.number] = model.flexible


class Court(mesa.Agent):
    """Sets the share of hearings that is kept for detained cases."""

    def plan(self) -> None:
        """Keep the share of hearings that holds in this week."""
        model = self.model
        model.world.detained_share = model.desk.lever[Lever.COURTS_DETAINED_SHARE, model.week]


class Academy(mesa.Agent):
    """Selects, trains and posts officers for the weeks up to the next plan."""

    def __init__(self, model: "Deciders", roster: Roster, shares: np.ndarray, key: np.uint64) -> None:
        super().__init__(model)
        self.roster, self.shares, self.key = roster, shares, key

    def plan(self) -> None:
        """Bring the roster up to the next plan."""
        model = self.model
        advance(
            self.roster,
            model.docket.world,
            self.shares,
            self.key,
            model.week,
            min(model.week + PLAN_WEEKS, model.weeks),
        )


class Headquarters(mesa.Agent):
    """Applies dated policy: whom teams look for first, how flexible offices may be, whether beds are free."""

    def plan(self) -> None:
        """Pass on what holds from this week on; sort the lines for arrest anew where the priority changed."""
        model, world = self.model, self.model.world
        now = model.desk.lever[:, model.week]
        model.flexible = float(now[Lever.OFFICERS_FLEXIBLE_SHARE])
        model.beds_free = int(model.desk.detained.sum()) < whole(now[Lever.DETENTION_BEDS] / model.scale)
        if int(now[Lever.ARRESTS_PRIORITY]) != model.priority:
            model.priority = world.priority = int(now[Lever.ARRESTS_PRIORITY])
            sort_arrest_lines(world, model.docket.cases, model.docket.blocks)


class Deciders(mesa.Model):
    """The agency's deciders around one docket. ``plan`` is called every PLAN_WEEKS weeks."""

    def __init__(self, docket: Docket, roster: Roster, key: int, weeks: int) -> None:
        super().__init__(rng=0)
        self.docket: Docket | None = None
        self.world, self.weeks = docket.world[0], weeks
        self.desk = desk_of(docket.world)
        self.scale = float(self.world.scale)
        self.priority = int(self.world.priority)
        self.flexible, self.beds_free, self.week = 0.0, False, 0
        offices = int(self.world.offices)
        self.lends = np.zeros(offices)
        Headquarters(self)
        Court(self)
        self.academy = Academy(self, roster, self.world.officer_share[:offices].copy(), np.uint64(key))
        for number in range(offices):
            FieldOffice(self, number)
        # Mesa 3.3 numbers agents in a register of the class that holds every model, and with it the docket, for good
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def plan(self, docket: Docket, week: int) -> None:
        """Headquarters, court, academy, then the offices in their order, for the weeks from ``week`` on.

        The docket is held only while they plan: agents and model refer to each other, and a run should be forgotten
        when nobody holds it, not when Python looks for such circles.
        """
        self.docket = docket
        self.week = self.world.week = week
        self.agents.do("plan")
        if week > 0:
            divide_hours(self.desk, self.lends, self.beds_free, float(PLAN_WEEKS))
        self.docket = None
