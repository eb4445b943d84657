"""How a case comes into being: its name, its traits and its first clocks."""

import numpy as np

from sim.case_clocks import set_clock, trait
from sim.cases import NO_CONTACT, Count, Slot
from sim.engine.clocks import NEVER, UNSET
from sim.engine.jit import kernel
from sim.engine.servers import NO_LINE
from sim.rules import absconding, conviction, filing, intake
from sim.vocabulary import Custody, Decision, Impediment, Lever, Reason, Stage, Technology


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
def create(w, cases, next_due, channel, week, ordinal):
    """A new row with its name and traits: no stage, no clocks, in no count."""
    i = w.rows
    w.rows = i + 1
    next_due[i] = NEVER
    c = cases[i]
    c.ordinal = ordinal
    c.channel = channel
    c.entry = week
    c.contact = NO_CONTACT
    c.filed = week
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
    for slot in range(Slot.ENCOUNTER + 1):
        c.due[slot] = np.float32(UNSET)
    p = w.numbers
    c.office = office_of(w, trait(w, c, Decision.OFFICE))
    c.country = intake.country_group(p.intake, trait(w, c, Decision.COUNTRY))
    c.susceptible = absconding.is_susceptible(p.absconding, trait(w, c, Decision.SUSCEPTIBLE))
    c.convicted = conviction.at_entry(p.conviction, trait(w, c, Decision.CONVICTED))
    return i


@kernel
def entry_stage(w, c):
    """Stage of a person new to the docket."""
    dormant = filing.is_dormant(w.numbers.filing, trait(w, c, Decision.DORMANT))
    return Stage.DORMANT + 0 if dormant else Stage.NOT_FILED + 0


@kernel
def set_life_clocks(w, c, t):
    """Clocks that every case has from its entry on; in custody they wait."""
    if c.susceptible:
        set_clock(w, c, Slot.CONTACT, t)
    set_clock(w, c, Slot.LOCAL, t)
    set_clock(w, c, Slot.DEPART, t)
    set_clock(w, c, Slot.CLOSE, t)
    set_clock(w, c, Slot.ENCOUNTER, t)
    if c.stage == Stage.DORMANT:
        set_clock(w, c, Slot.STAGE, t)
