"""What is known of a single case once it has been followed: its name, what happened to it, what it waited for.

Cases are simulated: none stands for a person.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from sim import calendar
from sim.model.happenings import CLOSING, Happening
from sim.vocabulary import Channel, Reason

OPENING_WEEK = -1
"""The week of entry of a case that was there on the first day."""


class Name(NamedTuple):
    """Who a case is, in every scenario: week of entry (-1: the opening docket), channel, ordinal in both."""

    entry: int
    channel: Channel
    ordinal: int

    def __str__(self) -> str:
        """``2022-03-16/border/17``; ``opening/4`` for the first day."""
        way = self.channel.name.lower().replace("_", "-")
        day = "" if self.channel == Channel.OPENING else f"{calendar.date_of(self.entry)}/"
        return f"{day}{way}/{self.ordinal}"


class Event(NamedTuple):
    """Something that happened to a case in a week, and its record (``CASE``) at the end of that week."""

    week: int
    kind: Happening
    record: np.void

    @property
    def day(self) -> date:
        """First day of the week; of the first one for what was before."""
        return calendar.date_of(max(self.week, 0))


class Wait(NamedTuple):
    """Weeks in which a case waited for the same, from ``first`` up to ``end`` (not included)."""

    reason: Reason
    detained: bool
    first: int
    end: int

    @property
    def weeks(self) -> int:
        """How many weeks it waited, counted at their ends."""
        return self.end - self.first


class Life(NamedTuple):
    """All that happened to one case up to week ``until``; ``number`` is its place among the cases of the run."""

    number: int
    name: Name
    office: int
    events: tuple[Event, ...]
    waits: tuple[Wait, ...]
    until: int

    @property
    def first(self) -> int:
        """The week from which the case is followed."""
        return max(self.events[0].week, 0)

    @property
    def left(self) -> int | None:
        """The week in which the case closed; None while it is open."""
        return next((event.week for event in self.events if event.kind in CLOSING), None)

    def waited(self) -> dict[tuple[Reason, bool], int]:
        """Weeks by what it waited for, and whether it was detained; most first."""
        weeks: dict[tuple[Reason, bool], int] = {}
        for wait in self.waits:
            weeks[wait[:2]] = weeks.get(wait[:2], 0) + wait.weeks
        return dict(sorted(weeks.items(), key=lambda one: -one[1]))
