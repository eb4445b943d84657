"""Lines of members for the tests, and what a plain list would say of them."""

import numpy as np

from sim.engine.servers import BLOCK, NO_LINE, blocks_for, clear, first, join, join_all, leave, lines_dtype, take, tidy


def member_dtype(banks: int) -> np.dtype:
    """A member with nothing but its places in the lines."""
    return np.dtype((np.record, [("ticket", np.int32, (banks,)), ("line", np.uint8, (banks,))]))


class Lines:
    """``banks`` of lines with ``members`` members; every call is the engine's."""

    def __init__(self, members: int, bank_of: list[int], blocks: int | None = None):
        self.record = np.zeros(1, lines_dtype(len(bank_of))).view(np.recarray)[0]
        clear(self.record)
        self.bank_of = np.array(bank_of, np.uint8)
        self.members = np.zeros(members, member_dtype(max(bank_of) + 1)).view(np.recarray)
        self.members.line[:] = NO_LINE
        self.members.ticket[:] = -1
        room = blocks_for(members, len(bank_of)) if blocks is None else np.zeros(blocks, BLOCK).view(np.recarray)
        self.blocks = room

    @property
    def _all(self):
        return self.record, self.blocks, self.members, self.bank_of

    def join(self, i: int, q: int) -> None:
        join(*self._all, i, q)

    def join_all(self, joiners: list[int], q: int) -> None:
        join_all(*self._all, np.array(joiners + [-1], np.int32), len(joiners), q)

    def leave(self, i: int, bank: int) -> None:
        leave(self.record, self.members, i, bank)

    def first(self, q: int) -> int:
        return int(first(*self._all, q))

    def take(self, q: int, most: int) -> list[int]:
        out = np.full(len(self.members) + 1, -1, np.int32)
        return out[: take(*self._all, q, most, out)].tolist()

    def tidy(self) -> None:
        tidy(*self._all)

    def line_of(self, i: int, bank: int) -> int:
        return int(self.members[i].line[bank])

    def waiting(self) -> list[int]:
        return self.record.waiting.tolist()

    def empty(self, q: int) -> list[int]:
        """Everybody in line q, head first; they leave it one by one."""
        order = []
        while (i := self.first(q)) >= 0:
            assert i not in order, "twice in line"
            order.append(i)
            self.leave(i, int(self.bank_of[q]))
        return order
