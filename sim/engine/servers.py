"""Servers: first-come lines of members, and capacity in whole places from fractions.

A member stands in at most one line of each *bank*. Lines are chains of blocks; a
member that leaves early is not searched for: it hands back its ticket, and the place
is skipped when the head of the line comes to it.
"""

import numpy as np

from sim.engine.jit import kernel, prefetch

PER_BLOCK = 62
NO_LINE = 255
NO_BLOCK = -1
ROUNDING = 1e-9
AHEAD = 8  # members whose memory is asked for before they come to the head of the line

BLOCK = np.dtype(
    (
        np.record,
        [("next", np.int32), ("pad", np.int32), ("member", np.int32, (PER_BLOCK,)), ("ticket", np.int32, (PER_BLOCK,))],
    )
)


def lines_dtype(lines: int) -> np.dtype:
    """Record of ``lines`` lines: where each begins and ends, and how many members stand in it."""
    return np.dtype(
        (
            np.record,
            [
                ("waiting", np.int64, (lines,)),
                ("head_block", np.int32, (lines,)),
                ("head_at", np.int32, (lines,)),
                ("tail_block", np.int32, (lines,)),
                ("tail_at", np.int32, (lines,)),
                ("free_block", np.int32),
                ("fresh_block", np.int32),
                ("tickets", np.int32),
            ],
        )
    )


def clear(lines: np.record) -> None:
    """Empty every line of a fresh record."""
    lines.waiting[:] = 0
    for field in (lines.head_block, lines.tail_block):
        field[:] = NO_BLOCK
    lines.head_at[:] = 0
    lines.tail_at[:] = 0
    lines.free_block = NO_BLOCK
    lines.fresh_block = 0
    lines.tickets = 0


def blocks_for(members: int, lines: int) -> np.ndarray:
    """Room for two banks of members and as many abandoned places; memory is taken only where it is used."""
    return np.zeros(3 * members // PER_BLOCK + 3 * lines + 8, BLOCK)


@kernel
def _new_block(lines: np.record, blocks: np.ndarray) -> int:
    b = lines.free_block
    if b != NO_BLOCK:
        lines.free_block = blocks[b].next
    else:
        b = lines.fresh_block
        if b >= len(blocks):
            return NO_BLOCK
        lines.fresh_block += 1
    blocks[b].next = NO_BLOCK
    return b


@kernel
def _free(lines: np.record, blocks: np.ndarray, b: int) -> None:
    blocks[b].next = lines.free_block
    lines.free_block = b


@kernel
def tidy(lines: np.record, blocks: np.ndarray, members: np.ndarray, bank_of: np.ndarray) -> None:
    """Close the gaps that early leavers left in every line."""
    for q in range(len(lines.waiting)):
        read_block, read_at = lines.head_block[q], lines.head_at[q]
        if read_block == NO_BLOCK:
            continue
        end_block, end_at = lines.tail_block[q], lines.tail_at[q]
        write_block, write_at = read_block, 0
        bank = bank_of[q]
        while not (read_block == end_block and read_at == end_at):
            if read_at == PER_BLOCK:
                read_block, read_at = blocks[read_block].next, 0
                continue
            member = blocks[read_block].member[read_at]
            ticket = blocks[read_block].ticket[read_at]
            read_at += 1
            if members[member].ticket[bank] != ticket:
                continue
            if write_at == PER_BLOCK:
                write_block, write_at = blocks[write_block].next, 0
            blocks[write_block].member[write_at] = member
            blocks[write_block].ticket[write_at] = ticket
            write_at += 1
        lines.head_at[q] = 0
        b = blocks[write_block].next
        blocks[write_block].next = NO_BLOCK
        while b != NO_BLOCK:
            after = blocks[b].next
            _free(lines, blocks, b)
            b = after
        lines.tail_block[q], lines.tail_at[q] = write_block, write_at


@kernel
def join(lines: np.record, blocks: np.ndarray, members: np.ndarray, bank_of: np.ndarray, i: int, q: int) -> None:
    """Member i goes to the end of line q; it must stand in no other line of the bank."""
    bank = bank_of[q]
    b = lines.tail_block[q]
    if b == NO_BLOCK or lines.tail_at[q] == PER_BLOCK:
        fresh = _new_block(lines, blocks)
        if fresh == NO_BLOCK:
            tidy(lines, blocks, members, bank_of)
            b = lines.tail_block[q]
            if b == NO_BLOCK or lines.tail_at[q] == PER_BLOCK:
                fresh = _new_block(lines, blocks)
                if fresh == NO_BLOCK:
                    raise MemoryError("no block left for a waiting line")
        if fresh != NO_BLOCK:
            if b == NO_BLOCK:
                lines.head_block[q] = fresh
                lines.head_at[q] = 0
            else:
                blocks[b].next = fresh
            lines.tail_block[q] = fresh
            lines.tail_at[q] = 0
    b = lines.tail_block[q]
    at = lines.tail_at[q]
    ticket = lines.tickets
    lines.tickets = ticket + 1
    blocks[b].member[at] = i
    blocks[b].ticket[at] = ticket
    lines.tail_at[q] = at + 1
    lines.waiting[q] += 1
    members[i].ticket[bank] = ticket
    members[i].line[bank] = q


@kernel
def join_all(
    lines: np.record,
    blocks: np.ndarray,
    members: np.ndarray,
    bank_of: np.ndarray,
    joiners: np.ndarray,
    number: int,
    q: int,
) -> None:
    """The first ``number`` of ``joiners`` go to the end of line q in their order; none stands in a line of the bank."""
    bank = bank_of[q]
    done = 0
    while done < number:
        join(lines, blocks, members, bank_of, joiners[done], q)  # sees to it that there is a block
        done += 1
        b, at, ticket = lines.tail_block[q], lines.tail_at[q], lines.tickets
        run = min(number - done, PER_BLOCK - at)
        for k in range(run):
            i = joiners[done + k]
            blocks[b].member[at + k] = i
            blocks[b].ticket[at + k] = ticket + k
            members[i].ticket[bank] = ticket + k
            members[i].line[bank] = q
        lines.tail_at[q] = at + run
        lines.tickets = ticket + run
        lines.waiting[q] += run
        done += run


@kernel
def leave(lines: np.record, members: np.ndarray, i: int, bank: int) -> None:
    """Member i leaves its line of the bank, if it stands in one."""
    q = members[i].line[bank]
    if q != NO_LINE:
        lines.waiting[q] -= 1
        members[i].line[bank] = NO_LINE
        members[i].ticket[bank] = -1


@kernel
def _coming(blocks: np.ndarray, b: int, at: int) -> int:
    """The member at this place, counted from the start of block b; the next block follows on."""
    if at < PER_BLOCK:
        return blocks[b].member[at]
    after = blocks[b].next
    return blocks[after].member[at - PER_BLOCK] if after != NO_BLOCK else blocks[b].member[PER_BLOCK - 1]


@kernel
def first(lines: np.record, blocks: np.ndarray, members: np.ndarray, bank_of: np.ndarray, q: int) -> int:
    """The member at the head of line q, or -1. It stays in line."""
    if lines.waiting[q] == 0:
        return -1
    bank = bank_of[q]
    while True:
        b, at = lines.head_block[q], lines.head_at[q]
        if at == PER_BLOCK:
            after = blocks[b].next
            lines.head_block[q], lines.head_at[q] = after, 0
            _free(lines, blocks, b)
            prefetch(blocks, blocks[after].next)
            continue
        member = blocks[b].member[at]
        prefetch(members, _coming(blocks, b, at + AHEAD))
        if members[member].ticket[bank] == blocks[b].ticket[at]:
            return member + 0
        lines.head_at[q] = at + 1


@kernel
def take(
    lines: np.record, blocks: np.ndarray, members: np.ndarray, bank_of: np.ndarray, q: int, most: int, out: np.ndarray
) -> int:
    """The first ``most`` members of line q leave it, in order, into ``out``. Returns how many did."""
    bank = bank_of[q]
    number = min(most, lines.waiting[q])
    lines.waiting[q] -= number
    b, at = lines.head_block[q], lines.head_at[q]
    found = 0
    while found < number:
        if at == PER_BLOCK:
            after = blocks[b].next
            _free(lines, blocks, b)
            b, at = after, 0
        member = blocks[b].member[at]
        if members[member].ticket[bank] == blocks[b].ticket[at]:
            members[member].line[bank] = NO_LINE
            members[member].ticket[bank] = -1
            out[found] = member
            found += 1
        at += 1
    lines.head_block[q], lines.head_at[q] = b, at
    return found


@kernel
def whole(amount: float) -> int:
    """Whole places in an amount; one that rounding left just short counts."""
    return int(amount + ROUNDING)


@kernel
def carry(remainder: np.ndarray, use: int, amount: float) -> int:
    """Whole places out of a fractional capacity; what is left over is kept for the next week."""
    total = remainder[use] + amount
    places = whole(total)
    remainder[use] = total - places
    return places


def largest_remainder(shares: np.ndarray, total: int) -> np.ndarray:
    """Share ``total`` places over ``shares`` (sum 1): whole parts, then the largest remainders. int64[len(shares)]"""
    exact = np.asarray(shares, float) * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
