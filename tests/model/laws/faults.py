"""Faults planted in every process. Run as a program without compilation: prints which laws each of them breaks.

A fault takes a function of the model and gives the faulty one. It is put in the place of the original in every
module that knows it by name.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sim.engine import clocks, servers
from sim.model import changes, deciders, entry, events, moves, officers, waiting, week
from sim.model import clocks as case_clocks
from sim.model.case import Slot
from sim.model.processes import courts, custody, docket, enforcement, supervision
from sim.model.world import Flow
from sim.rules import arrests, checkins, detention
from sim.vocabulary import Channel, Impediment, Lever, Task
from tests.model.laws.books import BOOKS
from tests.model.laws.capacity import CAPACITY
from tests.model.laws.roster import roster_breaches
from tests.model.laws.scan import SCAN
from tests.model.laws.watch import watch
from tests.model.reference.world import ample, scarce
from tests.model.worlds.test_two_worlds import UNBOUND, added_intake, changed, histories

WEEKS, SCALE = 12, 8
BUSY = {
    "hiring__target": 12,
    "hiring__time_to_hire_weeks": 1,
    "hiring__time_to_rehire_weeks": 1,
    "hiring__pace_per_week": 3,
    "detention__beds": 48,
    "detention__border_book_ins_per_week": 16,
    "arrests__new_per_thousand_field_hours": 100,
    "monitoring__ankle_devices": 40,
    "monitoring__lost_share": 1,
    "absconding__none_per_year": 5,
    "absconding__ankle_ratio": 1,
    "departure__reopened_per_year": 3,
    "detention__expedited_per_year": 40,
}
"""A scarce world in which everything happens within weeks: beds are short, devices get lost, recruits come."""


class Fault(NamedTuple):
    """Where a fault is planted, and how."""

    place: Any
    name: str
    wrong: Callable[[Callable], Callable]


def nothing(_: Callable) -> Callable:
    """The step is left out."""
    return lambda *given: None


def gives(value: Any) -> Callable[[Callable], Callable]:
    """The function always gives this."""
    return lambda _: lambda *given: value


def twice(right: Callable) -> Callable:
    """The step is taken two times."""

    def wrong(*given):
        right(*given)
        return right(*given)

    return wrong


def times(ratio: float) -> Callable[[Callable], Callable]:
    """The number is too large or too small."""
    return lambda right: lambda *given: right(*given) * ratio


def every(n: int, instead: Any = None) -> Callable[[Callable], Callable]:
    """Every n-th time the step is left out."""

    def plant(right):
        calls = [0]

        def wrong(*given):
            calls[0] += 1
            return instead(*given) if calls[0] % n == 0 else right(*given)

        return wrong

    return plant


def uncounted(flow: Flow) -> Callable[[Callable], Callable]:
    """What the step does is not counted in this flow."""

    def plant(right):
        def wrong(w, *given):
            was = w.flow[flow].copy()
            done = right(w, *given)
            w.flow[flow] = was
            return done

        return wrong

    return plant


def with_argument(place: int, change: Callable) -> Callable[[Callable], Callable]:
    """One argument is another."""

    def plant(right):
        def wrong(*given):
            return right(*given[:place], change(given[place]), *given[place + 1 :])

        return wrong

    return plant


def after(change: Callable) -> Callable[[Callable], Callable]:
    """Something is changed behind the step's back."""

    def plant(right):
        def wrong(*given):
            done = right(*given)
            change(*given)
            return done

        return wrong

    return plant


def lend_training(desk, *_):
    desk.given[Task.DOCKET, 0] = desk.taking[Task.TRAINING, 0] = 1.0


def forget_local_arrest(w, c, slot, *_):
    if slot == Slot.LOCAL:
        c.due[slot] = clocks.UNSET


def lose_place(w, cases, blocks, i):
    servers.leave(w.lines, cases, i, 0)


def flip_impediment(w, cases, blocks, i, t):
    cases[i].impediment = 0 if cases[i].impediment else Impediment.STAY


def without(lever: Lever) -> Callable[[Callable], Callable]:
    """The step takes place as if this lever did not bind."""

    def plant(right):
        def wrong(roster, numbers, table, *given):
            free = table.copy()
            free[lever] = 1e6
            return right(roster, numbers, free, *given)

        return wrong

    return plant


def no_hires(roster, *_):
    roster.weekly[:, officers.HIRES] = 0.0


def by_crowd(right: Callable) -> Callable:
    """Chance depends on how many cases there are, not on the case alone."""
    return lambda w, c, decision, counter: (right(w, c, decision, counter) + 0.37 * int(w.stock.sum())) % 1.0


DOCKET = {
    "intake: not counted": Fault(docket, "enter_docket", uncounted(Flow.INTAKE)),
    "intake: left out": Fault(docket, "enter_docket", nothing),
    "intake: nobody comes": Fault(docket, "take_in", nothing),
    "entry: no clocks": Fault(entry, "set_life_clocks", nothing),
    "clocks: not looked at": Fault(docket, "run_clocks", gives(0)),
    "clocks: every third visit": Fault(events, "visit", every(3, lambda *given: given[6])),
    "clocks: one forgotten": Fault(case_clocks, "set_target", after(forget_local_arrest)),
    "clocks: no rescaling": Fault(case_clocks, "resume", nothing),
    "clocks: looked at too late": Fault(case_clocks, "next_week", lambda right: lambda *given: right(*given) + 2),
    "closing: keeps its place": Fault(changes, "leave_all", nothing),
    "closing: technology not counted": Fault(moves, "end_technology", uncounted(Flow.MONITORING_EXITS)),
    "loss of contact: not counted": Fault(events, "contact_event", uncounted(Flow.MONITORING_EXITS)),
    "reopening: not counted": Fault(events, "stage_event", uncounted(Flow.ORDERS_REOPENED)),
    "impediment: not in the books": Fault(events, "impediment_event", after(flip_impediment)),
    "agency order: not counted": Fault(events, "step_event", uncounted(Flow.ORDERS_EXPEDITED)),
    "filing: left out": Fault(docket, "file_cases", nothing),
    "filing: twice": Fault(docket, "file_cases", twice),
    "chance: depends on the others": Fault(case_clocks, "draw", by_crowd),
}
COURT_AND_SUPERVISION = {
    "court: left out": Fault(courts, "sit", nothing),
    "court: twice": Fault(courts, "sit", twice),
    "court: orders not counted": Fault(courts, "hear", uncounted(Flow.ORDERS_ISSUED)),
    "court: order without a stage": Fault(moves, "receive_order", nothing),
    "docket officers: left out": Fault(supervision, "meet", gives(0)),
    "docket officers: contacts for nothing": Fault(checkins, "contact_hours", times(0.2)),
    "docket officers: no date": Fault(waiting, "touch", nothing),
    "enrolment: more devices than there are": Fault(moves, "spare_devices", gives(10**6)),
    "enrolment: not counted": Fault(moves, "enrol", uncounted(Flow.ENROLMENTS)),
    "devices: lost and not counted": Fault(moves, "lose_device", uncounted(Flow.DEVICES_LOST)),
    "hours: twice the officers": Fault(week, "set_hours", after(lambda w: w.hours.__imul__(2.0))),
    "offices: hours of training are lent": Fault(deciders, "divide_hours", after(lend_training)),
    "officers: seats do not bind": Fault(officers, "train", without(Lever.HIRING_ACADEMY_SEATS)),
    "officers: target does not bind": Fault(officers, "select", without(Lever.HIRING_TARGET)),
    "officers: hires not counted": Fault(officers, "advance", after(no_hires)),
}
CUSTODY = {
    "removal: left out": Fault(custody, "remove", nothing),
    "removal: twice": Fault(custody, "remove", twice),
    "removal: not a book-out": Fault(moves, "leave_bed", uncounted(Flow.BOOK_OUTS)),
    "beds: ten too many": Fault(enforcement, "detained", lambda right: lambda w: max(right(w) - 10, 0)),
    "beds: taken before they are free": Fault(enforcement, "put_to_bed", with_argument(8, lambda free: free + 1000)),
    "border transfers: not counted": Fault(enforcement, "admit_border", uncounted(Flow.RELEASED_NO_BED)),
    "chance arrests: not counted": Fault(enforcement, "admit_chance", uncounted(Flow.ARRESTS_INCIDENTAL)),
    "jail transfers: for nothing": Fault(arrests, "jail_transfer_hours", times(0.2)),
    "check-in arrests: for nothing": Fault(arrests, "check_in_arrest_hours", times(0.2)),
    "at large: hours not counted": Fault(enforcement, "search", uncounted(Flow.FIELD_HOURS)),
    "at large: arrests not counted": Fault(enforcement, "search", uncounted(Flow.ARRESTS_AT_LARGE)),
    "book-in: not counted": Fault(moves, "book_in", uncounted(Flow.BOOK_INS)),
    "casework: left out": Fault(custody, "work_on_detained", nothing),
    "casework: for nothing": Fault(detention, "casework_hours", times(0.2)),
    "documents: not applied for": Fault(moves, "set_document_clock", nothing),
    "first days: left out": Fault(custody, "first_days", nothing),
    "release: not counted": Fault(moves, "release", uncounted(Flow.RELEASES)),
}
BOOKKEEPING = {
    "lines: a place is lost": Fault(changes, "place", after(lose_place)),
    "lines: nobody moves": Fault(changes, "place", nothing),
    "capacity: one place too many": Fault(servers, "carry", lambda right: lambda *given: right(*given) + 1),
    "ledger: one reason for all": Fault(waiting, "reason_of", gives(0)),
    "ledger: the week does not turn": Fault(waiting, "turn_week", nothing),
    "ledger: every tenth is not counted": Fault(waiting, "count", every(10, lambda *_: None)),
    "ledger: contacts are not counted": Fault(waiting, "count_contact", nothing),
}
GROUPS = {"docket": DOCKET, "court": COURT_AND_SUPERVISION, "custody": CUSTODY, "books": BOOKKEEPING}
SOUND = "sound"
"""No fault is planted: for a copy of the project in which one may stand (``tests/mutants``)."""


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The fault stands in the place of the original wherever the model knows it by name."""
    right = getattr(fault.place, fault.name)
    wrong = fault.wrong(right)
    known = [m for name, m in list(sys.modules.items()) if name.startswith("sim") and vars(m).get(fault.name) is right]
    for module in known:
        setattr(module, fault.name, wrong)
    try:
        yield
    finally:
        for module in known:
            setattr(module, fault.name, right)


def one_more_is_felt() -> list[str]:
    """Whether a case more in a world where nothing binds changes somebody else."""
    worlds = ({}, added_intake(Channel.BORDER, SCALE, 1))
    one, two = (histories(ample(**UNBOUND, **more), WEEKS, SCALE)[0] for more in worlds)
    different = changed(one, two)
    return [f"one case more changes {len(different) - 1} others"] if len(different) != 1 else []


def breaches(two_worlds: bool) -> list[str]:
    """What the laws say: the names of those that are broken first in the busy or in the ample world."""
    if two_worlds:
        return one_more_is_felt()
    for world in (scarce(**BUSY), ample(arrests__new_per_thousand_field_hours=100)):
        try:
            seen = watch(world, BOOKS + CAPACITY + SCAN, weeks=WEEKS, scale=SCALE, offices=2, to_first_breach=True)
        except (ArithmeticError, AssertionError, LookupError, MemoryError, ValueError) as stopped:
            return [f"the model stopped: {stopped!r}"]
        if seen.broken or roster_breaches(seen):
            return seen.broken or roster_breaches(seen)
    return []


def main(group: str) -> None:
    """Print the breaches of each fault of a group, and of the model without a fault."""
    found = {"no fault": breaches(False)}
    if group == "docket":
        found["no fault, two worlds"] = breaches(True)
    for name, fault in GROUPS[group].items():
        with planted(fault):
            found[name] = breaches(name.startswith("chance:"))[:3]
    print(json.dumps(found))


if __name__ == "__main__":
    sys.exit(bool(breaches(False) + breaches(True)) if sys.argv[1] == SOUND else main(sys.argv[1]))
