"""The clocks of one case: which hazard each has in the present state, and how a change carries over.

Own hazards depend on the case and on numbers that no lever moves; what levers
change runs through the shared paths. So what is left of a threshold can always be
worked out from the target.
"""

import math

import numpy as np

from sim.engine import clocks
from sim.engine.clocks import NEVER, UNSET
from sim.engine.jit import kernel
from sim.engine.rng import exponential, uniform
from sim.model.case import CLOCKS, Count, Slot
from sim.model.world import Path
from sim.rules import absconding, arrests, conviction, courts, departure, detention, impediments, removal
from sim.vocabulary import Custody, Decision, Impediment, Stage, Technology

LAST_COUNT = 255  # a count is one byte


@kernel
def name_high(c):
    """Upper word of a case's name: week of entry and channel."""
    return ((int(c.entry) + 1) << 8) | int(c.channel)


@kernel
def trait(w, c, decision):
    """A draw that is fixed for life."""
    return uniform(w.key, int(c.ordinal), name_high(c), decision + 0, np.int64(0))


@kernel
def draw(w, c, decision, counter):
    """The draw of this decision that belongs to the present count."""
    return uniform(w.key, int(c.ordinal), name_high(c), decision + 0, np.int64(c.count[counter]))


@kernel
def count_up(c, counter):
    """One occurrence more of a draw; after 256 the draws come again."""
    c.count[counter] = (int(c.count[counter]) + 1) & LAST_COUNT


@kernel
def path_of(c, slot):
    """Shared path on which the clock runs."""
    if slot == Slot.CONTACT:
        if c.absconded:
            return Path.RETURN + 0
        if c.technology == Technology.WRIST or c.technology == Technology.ANKLE:
            return Path.LOSS_DEVICE + 0
        return Path.LOSS + 0
    if slot == Slot.DEPART:
        return Path.DEPART + 0
    if slot == Slot.EXIT:
        return Path.RELEASE + 0 if c.custody != Custody.NONE else Path.PROGRAMME_EXIT + 0
    if slot == Slot.STEP:
        if c.custody != Custody.NONE:
            return Path.DOCUMENT + 0
        return Path.CHECK_IN + 0 if c.technology == Technology.NONE else Path.CHECK_IN_MONITORED + 0
    if slot == Slot.ENCOUNTER:
        return Path.FIELD + int(c.office)
    return Path.PLAIN + 0


@kernel
def own_hazard(w, c, slot):
    """Own hazard of the clock, per unit of its path; zero suspends it."""
    p = w.numbers
    detained = c.custody != Custody.NONE
    ordered = c.stage == Stage.FINAL_ORDER
    if slot == Slot.STEP:
        if not detained:
            return 1.0
        if ordered:
            return removal.documents_per_week(p.removal, c.country, False)
        return detention.agency_orders_per_week(p.detention)
    if slot == Slot.EXIT:
        if not detained:
            return 1.0
        impeded = ordered and c.impediment != Impediment.NONE
        return detention.release_ratio(p.detention, c.convicted, impeded)
    if slot == Slot.IMPEDIMENT:
        if not ordered:
            return 0.0
        if c.impediment == Impediment.NONE:
            return impediments.begins_per_week(p.impediments)
        return impediments.expires_per_week(p.impediments, c.impediment)
    if detained:
        return 0.0
    if slot == Slot.LOCAL:
        if c.jailed:
            return arrests.leaves_jail_per_week(p.arrests)
        return arrests.local_arrests_per_week(p.arrests) * conviction.local_arrest_ratio(p.conviction, c.convicted)
    if slot == Slot.CONTACT:
        if c.absconded:
            return absconding.returns_per_week(p.absconding)
        return absconding.loses_contact_per_week(p.absconding, c.technology, c.stage == Stage.DORMANT)
    if slot == Slot.DEPART:
        return departure.departs_per_week(p.departure, ordered) * conviction.departure_ratio(p.conviction, c.convicted)
    if slot == Slot.CLOSE:
        return departure.closes_per_week(p.departure)
    if slot == Slot.ENCOUNTER:
        return 0.0 if c.jailed else arrests.encounters_per_thousand_hours(p.arrests)
    if ordered:
        return departure.reopened_per_week(p.departure)
    if c.stage == Stage.DORMANT:
        return courts.wakes_per_week(p.filing)
    return 0.0


@kernel
def set_target(w, c, slot, t, threshold):
    """Set a clock at time t with this threshold."""
    now = clocks.advance(w.cum, path_of(c, slot), t)
    c.due[slot] = np.float32(clocks.target(now, threshold, own_hazard(w, c, slot)))


@kernel
def counter_of(slot):
    """Count that gives the clock's draw its occurrence."""
    if slot <= Slot.LOCAL:
        return slot + 0
    if slot == Slot.CONTACT:
        return Count.CONTACT + 0
    if slot == Slot.EXIT:
        return Count.EXIT + 0
    if slot == Slot.STEP:
        return Count.STEP + 0
    return Count.ENCOUNTER + 0


@kernel
def set_clock(w, c, slot, t):
    """Set a clock at time t with a fresh draw; departure and closure are drawn once, at entry."""
    slot = slot + 0
    occurrence = 0
    if slot != Slot.DEPART and slot != Slot.CLOSE:
        counter = counter_of(slot)
        occurrence = int(c.count[counter])
        count_up(c, counter)
    decision = Decision.IMPEDIMENT_CLOCK + slot
    set_target(w, c, slot, t, exponential(w.key, int(c.ordinal), name_high(c), decision, occurrence))


@kernel
def hold(w, c, t, slots):
    """Before a change at time t: note what is left of the thresholds of these clocks (a set of bits by Slot)."""
    for slot in range(CLOCKS):
        if not (slots >> slot) & 1:
            w.left[slot] = UNSET
            continue
        due = float(c.due[slot])
        if due == UNSET:
            w.left[slot] = UNSET
        else:
            now = clocks.advance(w.cum, path_of(c, slot), t)
            w.left[slot] = clocks.left(due, now, own_hazard(w, c, slot))


@kernel
def resume(w, c, t, slots):
    """After the change: these clocks go on with what was left, at the new hazards."""
    for slot in range(CLOCKS):
        if (slots >> slot) & 1 and w.left[slot] != UNSET:
            set_target(w, c, slot, t, w.left[slot])


@kernel
def first_event(w, c):
    """Slot and time of the first event up to the end of the present week; slot -1 if there is none."""
    found = -1
    when = float(w.week + 1)
    for slot in range(Slot.CLOSE + 1):
        due = float(c.due[slot])
        if 0.0 < due <= when:
            found = slot
            when = due
    for slot in range(Slot.ENCOUNTER, CLOCKS):
        due = float(c.due[slot])
        if due > 0.0:
            path = path_of(c, slot)
            if due <= w.cum[path, w.week + 1]:
                t = clocks.time_in_week(w.cum, path, due, w.week)
                if found < 0 or t < when:
                    found = slot
                    when = t
    return found, max(when, float(w.week))


@kernel
def step_week(w, c, week):
    """First week, from ``week`` on, in which the clock STEP runs out."""
    return clocks.week_of(w.cum, path_of(c, Slot.STEP + 0), float(c.due[Slot.STEP]), week)


@kernel
def next_week(w, c, week):
    """Earliest week, from ``week`` on, in which a clock can need a look; the case notes that of all clocks but STEP."""
    last = w.cum.shape[1] - 1
    plain = UNSET
    for slot in range(Slot.CLOSE + 1):
        due = float(c.due[slot])
        if due > 0.0:
            plain = min(plain, due)
    soonest = NEVER
    before = last  # a clock whose target lies beyond its path at this week is not sooner
    if plain <= last:
        before = soonest = max(int(math.ceil(plain)) - 1, week)
    for slot in range(Slot.CONTACT, Slot.STEP + 0):
        due = float(c.due[slot])
        if due > 0.0:
            path = path_of(c, slot)
            if due <= w.cum[path, before]:
                before = soonest = clocks.week_of(w.cum, path, due, week)
    due = float(c.due[Slot.ENCOUNTER])
    if due > 0.0:
        o = int(c.office)
        now = min(week, w.week)
        if due - w.cum[Path.FIELD + o, now + 1] <= w.ceiling[o, before] - w.ceiling[o, now + 1]:
            found = clocks.earliest_week(w.cum, Path.FIELD + o, w.ceiling, o, due, now)
            soonest = min(soonest, max(found, week))
    c.other = soonest
    return min(soonest, step_week(w, c, week))
