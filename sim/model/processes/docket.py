"""The docket: who enters, what is due, what is filed."""

from sim.engine.due import collect_due
from sim.engine.jit import kernel, prefetch
from sim.engine.servers import carry, first, join
from sim.model.case import Count, Slot
from sim.model.changes import begin, finish, give_back, place
from sim.model.clocks import draw, next_week, set_clock, trait
from sim.model.entry import cooperation, create, entry_stage, open_week, set_life_clocks
from sim.model.events import visit
from sim.model.moves import set_contact_due
from sim.model.waiting import count
from sim.model.world import Flow, Line, Use
from sim.vocabulary import Channel, Decision, Lever, Stage

AHEAD = 12  # cases whose memory is asked for before their turn


@kernel
def enter_docket(w, cases, blocks, i, t):
    """A new row becomes an open case on the docket at time t."""
    c = cases[i]
    c.stage = entry_stage(w, c)
    c.on_docket = True
    place(w, cases, blocks, i)
    count(w, c, 1)
    set_life_clocks(w, c, t)
    set_contact_due(w, c, t, trait(w, c, Decision.CHECK_IN_PHASE))
    w.flow[Flow.INTAKE, int(c.office)] += 1.0


@kernel
def take_in(w, cases, next_due, blocks):
    """Releases at the border, filings in the interior, people in local jails."""
    week = w.week
    open_week(w, cases)
    for channel in (Channel.BORDER + 0, Channel.INTERIOR + 0):
        lever = Lever.INTAKE_BORDER_PER_WEEK if channel == Channel.BORDER else Lever.INTAKE_INTERIOR_PER_WEEK
        use = Use.INTAKE_BORDER if channel == Channel.BORDER else Use.INTAKE_INTERIOR
        for ordinal in range(carry(w.remainder, use, w.lever[lever, week] / w.scale)):
            i = create(w, cases, next_due, channel, week, ordinal)
            c = cases[i]
            enter_docket(w, cases, blocks, i, week + trait(w, c, Decision.ENTRY_TIME))
            if channel == Channel.BORDER:
                w.flow[Flow.INTAKE_BORDER, int(c.office)] += 1.0
            next_due[i] = next_week(w, c, week)
    asked = w.lever[Lever.ARRESTS_DETAINER_SHARE, week]
    for ordinal in range(carry(w.remainder, Use.JAIL_NEW, w.lever[Lever.ARRESTS_JAIL_NEW_PER_WEEK, week] / w.scale)):
        i = create(w, cases, next_due, Channel.JAIL_NEW + 0, week, ordinal)
        c = cases[i]
        o = int(c.office)
        if (
            trait(w, c, Decision.COOPERATION) >= cooperation(w, o)
            or draw(w, c, Decision.DETAINER, Count.LOCAL) >= asked
        ):
            give_back(w, cases, i)
            continue
        c.stage = Stage.PROSPECT
        c.jailed = True
        set_clock(w, c, Slot.LOCAL, week + trait(w, c, Decision.ENTRY_TIME))
        join(w.lines, blocks, cases, w.bank_of, i, Line.JAIL + o)
        next_due[i] = week


@kernel
def run_clocks(w, cases, next_due, blocks, places, due, chosen):
    """Visit every case with a clock due this week."""
    found = collect_due(next_due, w.rows, w.week, due)
    w.met = 0
    for k in range(found):
        coming = due[min(k + AHEAD, found - 1)]
        prefetch(cases, coming)
        prefetch(next_due, coming)
        visit(w, cases, next_due, blocks, places, chosen, due[k] + 0)


@kernel
def file_cases(w, cases, blocks):
    """Notices to appear are filed as capacity allows, first in first out."""
    for _ in range(carry(w.remainder, Use.FILINGS, w.lever[Lever.COURTS_FILINGS_PER_WEEK, w.week] / w.scale)):
        i = first(w.lines, blocks, cases, w.bank_of, Line.FILING + 0)
        if i < 0:
            break
        c = cases[i]
        begin(w, c)
        c.stage = Stage.PROCEEDINGS
        c.filed = w.week
        finish(w, cases, blocks, i)
        w.flow[Flow.FILINGS, int(c.office)] += 1.0
        w.flow[Flow.FILINGS_DOCKET, int(c.office)] += 1.0
