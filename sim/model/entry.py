"""How a case comes into being: its name, its traits and its first clocks."""

import math

import numpy as np

from sim.engine.clocks import NEVER, UNSET
from sim.engine.jit import kernel, prefetch
from sim.engine.rng import uniform4
from sim.engine.servers import NO_LINE
from sim.model.case import CLOCKS, NO_CONTACT, NO_ROW, Count, Slot
from sim.model.clocks import name_high, set_clock, set_target, trait
from sim.rules import absconding, conviction, courts, intake
from sim.vocabulary import Custody, Decision, Impediment, Lever, Reason, Stage, Technology

# Blocks of four draws that an entry takes at once.
FIRST_TRAITS = int(Decision.OFFICE) // 4
PLAIN_CLOCKS = int(Decision.IMPEDIMENT_CLOCK) // 4
SHARED_CLOCKS = int(Decision.ENCOUNTER_CLOCK) // 4


@kernel
def office_of(w, u):
    """Office by cumulative share of the docket."""
    total = 0.0
    for o in range(w.offices - 1):
        total += w.docket_share[o]
        if u < total:
            return o
    return w.offices - 1


@kernel
def cooperation(w, o):
    """Share of cooperating jails of office o this week; a national share of 0 or 1 is none or all."""
    national = w.lever[Lever.ARRESTS_LOCAL_COOPERATION_SHARE, w.week]
    lean = w.cooperation_lean[o] * min(national, 1.0 - national)
    return min(max(national + lean, 0.0), 1.0)


@kernel
def take_row(w, cases):
    """A row for a new case: one given back before this week, or a fresh one."""
    if w.free_row != NO_ROW:
        i = int(w.free_row)
        w.free_row = cases[i].ordinal
        prefetch(cases, w.free_row)
        return i
    i = w.rows
    w.rows = i + 1
    return i


@kernel
def open_week(w, cases):
    """Rows given back last week can be used from now on."""
    if w.freed_row != NO_ROW:
        cases[int(w.last_freed_row)].ordinal = w.free_row
        w.free_row = w.freed_row
        w.freed_row = NO_ROW


@kernel
def create(w, cases, next_due, channel, week, ordinal):
    """A new row with its name and traits: no stage, no clocks, in no count."""
    i = take_row(w, cases)
    next_due[i] = NEVER
    c = cases[i]
    c.work = np.float32(0.0)
    c.booked = np.float32(0.0)
    c.absconded = False
    c.jailed = False
    c.ready = False
    c.on_docket = False
    c.taken = False
    c.ordinal = ordinal
    c.channel = channel
    c.entry = week
    c.contact = NO_CONTACT
    c.filed = week
    c.other = 0
    c.stage = Stage.CLOSED
    c.custody = Custody.NONE
    c.impediment = Impediment.NONE
    c.technology = Technology.NONE
    c.reason = Reason.NOTHING
    for k in range(Count.CHECK_IN + 1):
        c.count[k] = 0
    for bank in range(len(c.line)):
        c.line[bank] = NO_LINE
        c.ticket[bank] = -1
    for slot in range(CLOCKS):
        c.due[slot] = np.float32(UNSET)
    p = w.numbers
    office, country, susceptible, _ = uniform4(w.key, int(c.ordinal), name_high(c), FIRST_TRAITS, 0)
    c.office = office_of(w, office)
    c.country = intake.country_group(p.intake, country)
    c.susceptible = absconding.is_susceptible(p.absconding, susceptible)
    c.convicted = conviction.at_entry(p.conviction, trait(w, c, Decision.CONVICTED))
    return i


@kernel
def entry_stage(w, c):
    """Stage of a person new to the docket."""
    dormant = courts.is_dormant(w.numbers.filing, trait(w, c, Decision.DORMANT))
    return Stage.DORMANT + 0 if dormant else Stage.NOT_FILED + 0


@kernel
def set_life_clocks(w, c, t):
    """Clocks that every case has from its entry on; in custody they wait."""
    ordinal, high = int(c.ordinal), name_high(c)
    _, stage, local, close = uniform4(w.key, ordinal, high, PLAIN_CLOCKS, 0)
    encounter, contact, depart, _ = uniform4(w.key, ordinal, high, SHARED_CLOCKS, 0)
    set_target(w, c, Slot.CLOSE + 0, t, -math.log(close))
    set_target(w, c, Slot.DEPART + 0, t, -math.log(depart))
    set_target(w, c, Slot.ENCOUNTER + 0, t, -math.log(encounter))
    c.count[Count.ENCOUNTER] = 1
    if c.susceptible:
        set_target(w, c, Slot.CONTACT + 0, t, -math.log(contact))
        c.count[Count.CONTACT] = 1
    if c.stage == Stage.DORMANT:
        set_target(w, c, Slot.STAGE + 0, t, -math.log(stage))
        c.count[Count.STAGE] = 1
    if c.count[Count.LOCAL] > 0:
        set_clock(w, c, Slot.LOCAL, t)
    else:
        set_target(w, c, Slot.LOCAL + 0, t, -math.log(local))
        c.count[Count.LOCAL] = 1
