"""The docket on the first day, from published stocks."""

import numpy as np

from sim.engine.jit import kernel
from sim.engine.rng import mix, uniform
from sim.model.case import NO_CONTACT, Count, Slot
from sim.model.changes import place
from sim.model.clocks import draw, next_week, set_clock, trait
from sim.model.entry import create, set_life_clocks
from sim.model.moves import country_impediment, draw_kind, set_contact_due, set_document_clock, set_order_clocks
from sim.model.waiting import LONG_STAY_DAYS, count
from sim.model.world import OLDEST_DAY, Docket, allocate, room_for, set_levers
from sim.parameters.resolve import Parameters, Resolved
from sim.rules import absconding, detention, impediments, offices, start
from sim.vocabulary import Channel, Custody, Decision, Lever, Stage, Technology

OPENING_WEEK = -1
FILED_BEFORE_WEEKS = 26  # assumption: opening cases are prepared for a hearing
MEAN_STAY_SO_FAR_WEEKS = 7.0  # about 50 days, the published stay of leavers
OFFICE_KEY = mix(25)  # offices are the same in every run


def set_offices(world: np.record, number: int) -> None:
    """Shares of docket and officers, and the lean of local cooperation, of each office."""
    p = world.numbers.offices

    def spread(decision: Decision) -> list[float]:
        return [uniform(np.uint64(OFFICE_KEY), o, 0, int(decision), 0) for o in range(number)]

    docket = offices.docket_shares(p, spread(Decision.OFFICE_DOCKET))
    world.offices = number
    world.docket_share[:number] = docket
    world.officer_share[:number] = offices.officer_shares(p, docket, spread(Decision.OFFICE_OFFICERS))
    world.cooperation_lean[:number] = offices.cooperation_leans(p, spread(Decision.OFFICE_COOPERATION))


@kernel
def open_row(w, cases, blocks, next_due, ordinal, stage, convicted_share):
    """One case of the opening docket, not detained."""
    i = create(w, cases, next_due, Channel.OPENING + 0, OPENING_WEEK + 0, ordinal)
    c = cases[i]
    p = w.numbers
    ordered = stage == Stage.FINAL_ORDER
    c.stage = stage
    c.on_docket = True
    c.filed = -FILED_BEFORE_WEEKS
    c.convicted = trait(w, c, Decision.CONVICTED) < convicted_share
    share = start.absconded_share(p.start, ordered, stage == Stage.PROCEEDINGS, stage == Stage.DORMANT)
    if c.susceptible:
        c.absconded = absconding.had_absconded(p.absconding, trait(w, c, Decision.START_ABSCONDED), share)
    if ordered:
        if start.is_impeded(p.start, trait(w, c, Decision.START_IMPEDED)):
            c.impediment = draw_kind(w, c)
        else:
            c.impediment = country_impediment(w, c)
    ago = start.last_contact_weeks_ago(p.start, trait(w, c, Decision.START_CONTACT))
    c.contact = np.int16(NO_CONTACT if ago < 0 else -ago)
    return i


@kernel
def open_stage(w, cases, blocks, next_due, first_ordinal, number, stage, convicted_share):
    """All opening cases of one stage. Returns how many could be monitored."""
    able = 0
    for k in range(number):
        i = open_row(w, cases, blocks, next_due, first_ordinal + k, stage, convicted_share)
        able += stage != Stage.DORMANT and not cases[i].absconded
    return able


@kernel
def open_custody(w, cases, blocks, next_due, first_ordinal, number):
    """The detained of the first day; their clocks are set at once."""
    p = w.numbers
    for k in range(number):
        i = create(w, cases, next_due, Channel.OPENING + 0, OPENING_WEEK + 0, first_ordinal + k)
        c = cases[i]
        c.custody = Custody.BORDER if start.is_border(p.start, trait(w, c, Decision.START_CUSTODY)) else Custody.JAIL
        c.booked = np.float32(np.log(trait(w, c, Decision.START_AGE)) * MEAN_STAY_SO_FAR_WEEKS)
        c.contact = OPENING_WEEK
        c.filed = -FILED_BEFORE_WEEKS
        u = draw(w, c, Decision.EXPEDITED, Count.BOOK_IN)
        if start.had_order(p.start, u):
            c.stage = Stage.FINAL_ORDER
            c.on_docket = c.custody != Custody.BORDER
            if trait(w, c, Decision.IMPEDED) < impediments.share_at_order(p.impediments, True):
                c.impediment = draw_kind(w, c)
            else:
                c.impediment = country_impediment(w, c)
        elif detention.is_expedited(p.detention, trait(w, c, Decision.START_IMPEDED), c.custody):
            c.stage = Stage.NOT_FILED
        else:
            c.stage = Stage.PROCEEDINGS
        c.count[Count.BOOK_IN] = 1
        c.count[Count.HEARING] = 1
        set_life_clocks(w, c, 0.0)
        set_clock(w, c, Slot.EXIT, 0.0)
        if c.stage == Stage.FINAL_ORDER:
            set_order_clocks(w, c, 0.0)
            set_document_clock(w, c, 0.0)
        elif c.stage == Stage.NOT_FILED:
            set_clock(w, c, Slot.STEP, 0.0)
        place(w, cases, blocks, i)
        count(w, c, 1)
        next_due[i] = 0


@kernel
def settle(w, cases, blocks, next_due, number, shares, able):
    """Technology, clocks, lines and counts of the opening docket."""
    total = shares[0] + shares[1] + shares[2]
    chance = total / w.scale / able if able > 0 else 0.0
    for i in range(number):
        c = cases[i]
        if c.stage != Stage.DORMANT and not c.absconded:
            u = trait(w, c, Decision.START_TECHNOLOGY)
            if u < chance * shares[0] / total:
                c.technology = Technology.APP
            elif u < chance * (shares[0] + shares[1]) / total:
                c.technology = Technology.ANKLE
            elif u < chance:
                c.technology = Technology.OTHER
        set_life_clocks(w, c, 0.0)
        if c.stage == Stage.FINAL_ORDER:
            set_order_clocks(w, c, 0.0)
        if c.technology != Technology.NONE:
            set_clock(w, c, Slot.EXIT, 0.0)
        if not c.absconded:
            set_contact_due(w, c, 0.0, trait(w, c, Decision.CHECK_IN_PHASE))
        place(w, cases, blocks, i)
        count(w, c, 1)
        next_due[i] = next_week(w, c, np.int64(0))


def open_on_first_day(docket: Docket) -> None:
    """Fill an allocated docket whose numbers, levers, paths and offices are set."""
    world, cases, blocks, next_due = docket.world[0], docket.cases, docket.blocks, docket.next_due
    p = world.numbers.start
    number = start.stage_counts(p, float(world.scale))
    ordered, pending, others = start.convicted_shares(p)
    stages = (
        (Stage.FINAL_ORDER, number["final_order"], ordered),
        (Stage.PROCEEDINGS, number["in_proceedings"], pending),
        (Stage.NOT_FILED, number["not_filed"], others),
        (Stage.DORMANT, number["dormant"], others),
    )
    ordinal = able = 0
    for stage, cases_of_stage, share in stages:
        able += open_stage(world, cases, blocks, next_due, ordinal, cases_of_stage, int(stage), share)
        ordinal += cases_of_stage
    settle(world, cases, blocks, next_due, ordinal, start.monitored(p), able)
    world.stays_counted = OLDEST_DAY - LONG_STAY_DAYS  # who came before that has been held for long on the first day
    open_custody(world, cases, blocks, next_due, ordinal, number["detained"])


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


def prepare(world: np.record, numbers: np.ndarray, lever: np.ndarray, key: int, scale: int, offices: int) -> None:
    """Everything of the world that does not depend on cases."""
    world.numbers = numbers[0]
    world.key = np.uint64(key)
    world.scale = float(scale)
    set_offices(world, offices)
    set_levers(world, lever)
    world.priority = int(world.lever[Lever.ARRESTS_PRIORITY, 0])


def open_docket(resolved: Resolved, key: int, scale: int, weeks: int, offices: int) -> Docket:
    """The docket on the first day."""
    numbers = as_record(resolved.numbers)
    probe = allocate(numbers.dtype, 1)
    prepare(probe.world[0], numbers, resolved.lever, key, scale, offices)
    docket = allocate(numbers.dtype, room_for(probe.world[0], weeks))
    docket.world[:] = probe.world
    open_on_first_day(docket)
    return docket
