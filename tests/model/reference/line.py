"""First come, first served; and how fractions of a unit are carried over."""

import math
from collections.abc import Iterator
from typing import Generic, TypeVar

Member = TypeVar("Member")


class Line(Generic[Member]):
    """A queue that anybody may leave at any time."""

    def __init__(self) -> None:
        self._members: dict[Member, None] = {}

    def join(self, member: Member) -> None:
        """Go to the end."""
        self._members[member] = None

    def leave(self, member: Member) -> None:
        """Leave from wherever one stands."""
        del self._members[member]

    def first(self) -> Member:
        """Who has waited longest; the line must not be empty."""
        return next(iter(self._members))

    def __iter__(self) -> Iterator[Member]:
        return iter(tuple(self._members))

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, member: Member) -> bool:
        return member in self._members


class Carry:
    """Whole units out of fractions: what is not yet a whole unit is kept."""

    def __init__(self) -> None:
        self._kept = 0.0

    def take(self, amount: float) -> int:
        """Add an amount and take the whole part."""
        self._kept += amount
        whole = math.floor(self._kept)
        self._kept -= whole
        return whole
