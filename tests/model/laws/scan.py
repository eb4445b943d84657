"""Law 3: what is kept by difference equals a scan of all cases; lines hold who belongs in them; no clock is missed."""

from collections.abc import Iterator

import numpy as np

from sim.engine.clocks import UNSET
from sim.engine.servers import NO_LINE, PER_BLOCK
from sim.model.case import NO_CONTACT, Bank, Count, Slot
from sim.model.world import CLASSES, OFFICES, STOCKS, Line, Path, Stock
from sim.vocabulary import Custody, Impediment, Reason, Stage, Technology
from tests.model.laws.books import is_open
from tests.model.laws.watch import Sight, differing

ROUNDING = 1e-5
"""Targets are kept in single precision."""


def reasons(cases: np.ndarray) -> np.ndarray:
    """What each case waits for, the first that matches, as the definition of the ledger has it. int[cases]"""
    held = cases["custody"] != Custody.NONE
    stage = cases["stage"]
    ordered = stage == Stage.FINAL_ORDER
    impeded = ordered & (cases["impediment"] != Impediment.NONE)
    stands = cases["line"]
    overdue = ~held & (stands[:, Bank.CONTACT] != NO_LINE)
    picked = (stands[:, Bank.STAGE] >= Line.PICKED) & (stands[:, Bank.STAGE] < Line.ARREST)
    casework_done = stands[:, Bank.CUSTODY] == NO_LINE
    kind = Reason.IMPEDIMENT_STAY + cases["impediment"].astype(int) - Impediment.STAY
    rows = (
        (~held & (stage == Stage.NOT_FILED), Reason.FILING),
        (stage == Stage.PROCEEDINGS, Reason.HEARING),
        (impeded, kind),
        (overdue, Reason.CHECK_IN_HOURS),
        (~held & picked, Reason.BED),
        (~held & ordered, Reason.ARREST_HOURS),
        (held & ordered & casework_done & (cases["ready"] == 0), Reason.DOCUMENT),
        (held & ordered & (cases["ready"] != 0), Reason.SEAT),
    )
    return np.select([row[0] for row in rows], [row[1] for row in rows], Reason.NOTHING)


def stocks(cases: np.ndarray, weeks_gone: int) -> np.ndarray:
    """Every stock, counted case by case after so many weeks. int64[STOCKS, OFFICES]"""
    counted = np.zeros((STOCKS, OFFICES), np.int64)
    on_books = is_open(cases)
    held = on_books & (cases["custody"] != Custody.NONE)
    free = on_books & ~held
    stage, contact = cases["stage"], cases["contact"].astype(int)
    ordered = stage == Stage.FINAL_ORDER
    days = (weeks_gone - cases["booked"].astype(float)) * 7.0
    rows = {
        Stock.AWAITING_FILING: free & ((stage == Stage.NOT_FILED) | (stage == Stage.DORMANT)),
        Stock.IN_PROCEEDINGS: free & (stage == Stage.PROCEEDINGS),
        Stock.FINAL_ORDER: free & ordered,
        Stock.COURT_PENDING: on_books & (stage == Stage.PROCEEDINGS),
        Stock.FINAL_ORDER_REMOVABLE: free & ordered & (cases["impediment"] == Impediment.NONE),
        Stock.CONVICTED: free & (cases["convicted"] != 0),
        Stock.DETAINED: held,
        Stock.DETAINED_BORDER: held & (cases["custody"] == Custody.BORDER),
        Stock.DETAINED_FINAL_ORDER: held & ordered,
        Stock.ABSCONDED: free & (cases["absconded"] != 0),
        Stock.DETAINED_OVER_180D: held & (days > 180.0),
        Stock.TOUCHED_YEAR: free & (contact != NO_CONTACT) & (weeks_gone - contact <= 52),
        Stock.NEVER_TOUCHED: free & (contact == NO_CONTACT),
    }
    rows |= {Stock.WORN + t: free & (cases["technology"] == t) for t in Technology if t != Technology.NONE}
    why = reasons(cases)
    rows |= {Stock.WAITING + reason: on_books & (why == reason) for reason in Reason}
    for row, chosen in rows.items():
        counted[row] = np.bincount(cases["office"][chosen], minlength=OFFICES)
    return counted


def name_of(row: int) -> str:
    """Name of a row of the stocks."""
    if Stock.WAITING <= row < Stock.WAITING + len(Reason):
        return f"waiting_{Reason(row - Stock.WAITING).name.lower()}"
    if Stock.WORN <= row < Stock.WORN + len(Technology):
        return f"monitored_{Technology(row - Stock.WORN).name.lower()}"
    return Stock(row).name.lower()


def kept_counts_equal_a_scan(sight: Sight) -> Iterator[str]:
    world, cases = sight.after.world, sight.after.cases
    found = stocks(cases, sight.week + 1)
    for row in range(STOCKS):
        yield from differing(f"{name_of(row)} kept", world.stock[row], found[row])
    on_books = is_open(cases)
    if not np.array_equal(cases["reason"][on_books], reasons(cases)[on_books]):
        yield "the reason of a case is not the first that matches"
    ledger = world.stock[Stock.WAITING : Stock.WAITING + len(Reason)].sum(axis=0)
    yield from differing("ledger", ledger, np.bincount(cases["office"][on_books], minlength=OFFICES))


def members(sight: Sight, q: int) -> list[int]:
    """Who stands in line q, from its head, and the tickets. Walks the chain."""
    lines, blocks, cases = sight.after.world.lines, sight.docket.blocks, sight.after.cases
    bank = sight.after.world.bank_of[q]
    b, at = int(lines.head_block[q]), int(lines.head_at[q])
    found = []
    while b >= 0 and not (b == lines.tail_block[q] and at == lines.tail_at[q]):
        if at == PER_BLOCK:
            b, at = int(blocks[b].next), 0
            continue
        i, ticket = int(blocks[b].member[at]), int(blocks[b].ticket[at])
        if i < len(cases) and cases["ticket"][i, bank] == ticket and cases["line"][i, bank] == q:
            found.append((ticket, i))
        at += 1
    if found != sorted(found):
        raise AssertionError(f"line {q} is not in the order of tickets")
    return [i for _, i in found]


def lines_hold_who_stands_in_them(sight: Sight) -> Iterator[str]:
    world, cases = sight.after.world, sight.after.cases
    for bank in Bank:
        stands = np.bincount(cases["line"][:, bank], minlength=NO_LINE + 1)
        for q in np.flatnonzero(
            (world.bank_of == bank) & ((stands[: len(world.bank_of)] > 0) | (world.lines.waiting > 0))
        ):
            found = members(sight, int(q))
            if len(found) != world.lines.waiting[q] or sorted(found) != list(
                np.flatnonzero(cases["line"][:, bank] == q)
            ):
                yield f"line {q}: {world.lines.waiting[q]} waiting, {stands[q]} cases say so, {len(found)} in the chain"


def stage_lines(cases: np.ndarray, hearing: np.ndarray) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name of a kind of line, who must stand in it, who does."""
    on_books, held = is_open(cases), cases["custody"] != Custody.NONE
    stage, stands = cases["stage"], cases["line"][:, Bank.STAGE]
    free_order = (stage == Stage.FINAL_ORDER) & (cases["impediment"] == Impediment.NONE)
    at_large = on_books & ~held & free_order & (cases["jailed"] == 0)
    wanted_or_picked = (stands >= Line.PICKED) & (stands < Line.ARREST + CLASSES * OFFICES)
    yield "filing", on_books & ~held & (stage == Stage.NOT_FILED), stands == Line.FILING
    yield "hearing", on_books & ~held & (stage == Stage.PROCEEDINGS), stands == Line.HEARING
    yield "hearing of the detained", held & (stage == Stage.PROCEEDINGS), stands == Line.HEARING_DETAINED
    yield "seat", held & free_order & (cases["ready"] != 0), stands == Line.SEAT
    yield "arrest", at_large, wanted_or_picked


def cases_stand_where_they_belong(sight: Sight) -> Iterator[str]:
    cases = sight.after.cases
    for name, must, does in stage_lines(cases, cases["line"]):
        if not np.array_equal(must, does):
            yield f"line for {name}: {must.sum()} belong in it, {does.sum()} stand in it"
    held = cases["custody"] != Custody.NONE
    line = cases["line"][:, Bank.CUSTODY]
    casework = (line >= Line.CASEWORK) & (line < Line.CONTACT)
    jail = (line >= Line.JAIL) & (line < Line.PICKED)
    if (casework & ~held).any() or (jail & (cases["jailed"] == 0)).any() or (jail & held).any():
        yield "somebody stands in a line for casework or transfer and is not in custody or jail"
    contact = cases["line"][:, Bank.CONTACT] != NO_LINE
    if (contact & (held | (cases["absconded"] != 0) | ~is_open(cases))).any():
        yield "somebody who need not report stands in a line for contacts"
    for bank, first, last in (
        (Bank.STAGE, Line.PICKED, Line.ARREST + CLASSES * OFFICES),
        (Bank.CONTACT, Line.CONTACT, Line.JAIL),
        (Bank.CUSTODY, Line.CASEWORK, Line.CONTACT),
        (Bank.CUSTODY, Line.JAIL, Line.PICKED),
    ):
        stands = cases["line"][:, bank].astype(int)
        there = (stands >= first) & (stands < last) & (stands != NO_LINE)
        if ((stands[there] - first) % OFFICES != cases["office"][there]).any():
            yield f"somebody stands in another office's line of the bank {bank.name}"


def paths(cases: np.ndarray) -> np.ndarray:
    """Shared path of every clock. int[cases, slots]"""
    held = cases["custody"] != Custody.NONE
    worn = cases["technology"]
    found = np.full((len(cases), len(Slot)), int(Path.PLAIN))
    device = (worn == Technology.ANKLE) | (worn == Technology.WRIST)
    reporting = np.where(device, Path.LOSS_DEVICE, Path.LOSS)
    found[:, Slot.CONTACT] = np.where(cases["absconded"] != 0, Path.RETURN, reporting)
    found[:, Slot.DEPART] = Path.DEPART
    found[:, Slot.EXIT] = np.where(held, Path.RELEASE, Path.PROGRAMME_EXIT)
    check_in = np.where(worn == Technology.NONE, Path.CHECK_IN, Path.CHECK_IN_MONITORED)
    found[:, Slot.STEP] = np.where(held, Path.DOCUMENT, check_in)
    found[:, Slot.ENCOUNTER] = Path.FIELD + cases["office"]
    return found


def no_clock_is_missed(sight: Sight) -> Iterator[str]:
    """Every clock that ran out before the week has had its event; no other is looked at too late."""
    cum, cases, due_week = sight.after.world.cum, sight.after.cases, sight.after.next_due.astype(int)
    if sight.week + 2 >= cum.shape[1]:
        return  # nothing is looked at after the last week
    alive = cases["stage"] != Stage.CLOSED
    alive |= cases["custody"] != Custody.NONE
    booked = alive & (cases["count"][:, Count.BOOK_IN] != sight.was(sight.before.cases["count"][:, Count.BOOK_IN]))
    on = paths(cases)
    for slot in Slot:
        due = cases["due"][:, slot].astype(float)
        runs = alive & (due > 0.0) & (due != UNSET)
        end_of_week = cum[on[:, slot], sight.week + 1] * (1 - ROUNDING)
        if (runs & booked & (due < end_of_week)).any():
            yield f"clock {slot.name}: an event of the first days in custody has not taken place"
        for path in np.unique(on[runs, slot]):
            chosen = runs & (on[:, slot] == path)
            if (due[chosen] < cum[path, sight.week] * (1 - ROUNDING)).any():
                yield f"clock {slot.name}: an event of an earlier week has not taken place"
            known = sight.week + 2 if slot == Slot.ENCOUNTER else cum.shape[1] - 1
            week = np.searchsorted(cum[path, : known + 1], due[chosen]) - 1
            late = due_week[chosen] > np.maximum(week, sight.week + 1)
            if (late & (week < known)).any():
                looked = due_week[chosen][late][0]
                yield f"clock {slot.name}: a case is looked at in week {looked}, due in {week[late][0]}"


def clocks_run_that_must(sight: Sight) -> Iterator[str]:
    """Which clocks a case has follows from its state."""
    cases = sight.after.cases
    on_books, held = is_open(cases), cases["custody"] != Custody.NONE
    stage = cases["stage"]
    ordered = stage == Stage.FINAL_ORDER
    reports = ~held & (cases["absconded"] == 0) & (cases["line"][:, Bank.CONTACT] == NO_LINE)
    waits = held & (cases["line"][:, Bank.CUSTODY] != NO_LINE)
    way = held & ~waits & (cases["ready"] == 0) & (ordered | (stage == Stage.NOT_FILED))
    wanted = {
        Slot.CONTACT: cases["susceptible"] != 0,
        Slot.IMPEDIMENT: ordered,
        Slot.STAGE: ordered | (~held & (stage == Stage.DORMANT)),
        Slot.LOCAL: np.ones(len(cases), bool),
        Slot.DEPART: np.ones(len(cases), bool),
        Slot.CLOSE: np.ones(len(cases), bool),
        Slot.ENCOUNTER: np.ones(len(cases), bool),
        Slot.EXIT: held | (cases["technology"] != Technology.NONE),
        Slot.STEP: reports | way,
    }
    for slot in (Slot.CONTACT, Slot.LOCAL, Slot.DEPART, Slot.CLOSE, Slot.ENCOUNTER):
        due = cases["due"][:, slot]
        if (held & (due > 0.0) & (due != UNSET)).any():
            yield f"clock {slot.name} goes on in custody"
    for slot, must in wanted.items():
        runs = cases["due"][:, slot] != UNSET
        if (on_books & (must != runs)).any():
            i = np.flatnonzero(on_books & (must != runs))[0]
            yield f"clock {slot.name} of row {i} {'does not run' if must[i] else 'runs'}: {cases[i]}"


SCAN = (
    kept_counts_equal_a_scan,
    lines_hold_who_stands_in_them,
    cases_stand_where_they_belong,
    no_clock_is_missed,
    clocks_run_that_must,
)
