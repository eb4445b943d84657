"""The life of a single case: its name, what happened to it, what it waited for; and runs that are looked at to find it.

Cases are simulated: none stands for a person.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from sim import calendar
from sim.model.run import Run
from sim.questions.stories.happenings import CLOSING, Happening, happened, is_open
from sim.vocabulary import Channel, Custody, Reason, Stage

_KEYS = ["entry", "channel", "ordinal"]

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


def weeks_of(run: Run) -> Iterator[int]:
    """Let a run go on week by week; yields each week when it is over, after -1 for the first day."""
    yield OPENING_WEEK
    while run.week < run.weeks:
        run.go(run.week + 1)
        yield run.week - 1


def roll(run: Run) -> list[Name]:
    """Every case of a fresh run, in the order of its name. Lets the run go to its end.

    A case that comes and goes within one week is not among them.
    """
    cases = run.docket.cases
    found = []
    seen = np.zeros(len(cases), bool)
    for _ in weeks_of(run):
        rows = int(run.docket.world[0].rows)
        now = is_open(cases[:rows])
        found.append(cases[:rows][now & ~seen[:rows]][_KEYS].copy())
        seen[:rows] = now
    names = np.sort(np.concatenate(found), order=_KEYS)
    return [Name(entry, Channel(channel), ordinal) for entry, channel, ordinal in names.tolist()]


def sampled(names: Sequence[Name], number: int, seed: int, draw: int) -> list[int]:
    """Places of ``number`` names, by chance that is keyed by the name: other scenarios choose the same people."""

    def ticket(place: int) -> bytes:
        return blake2b(f"{seed}|{draw}|{names[place]}".encode(), digest_size=8).digest()

    return sorted(sorted(range(len(names)), key=ticket)[:number])


def follow_in(run: Run, wanted: Sequence[tuple[int, Name]]) -> list[Life]:
    """The lives of cases (number and name) in a fresh run, in the order asked for. Lets the run go to its end."""
    by_entry: dict[int, list[tuple[int, Name]]] = {}
    for number, name in wanted:
        by_entry.setdefault(name.entry, []).append((number, name))
    lives: dict[Name, _Followed] = {}
    present: list[_Followed] = []
    cases, world = run.docket.cases, run.docket.world[0]
    before = cases[:0]
    for week in weeks_of(run):
        came = _found(cases, int(world.rows), by_entry.get(week, ()), week)
        lives |= {life.name: life for life in came}
        fresh = np.repeat([False, True], [len(present), len(came)])
        present = present + came
        after = cases[[life.row for life in present]]
        if week == OPENING_WEEK:
            for life, record in zip(present, after, strict=True):
                life.add(week, [Happening.ENTERED], record)
        elif present:
            _look(present, np.concatenate([before, after[fresh]]), after, fresh, week, world.cum)
        stay = [life.open for life in present]
        present = [life for life in present if life.open]
        before = after[stay]
    return [lives[name].closed_at(run.weeks) for _, name in wanted]


class _Followed:
    """A life while it is followed."""

    def __init__(self, number: int, name: Name, row: int) -> None:
        self.number, self.name, self.row = number, name, row
        self.open = True
        self.office = 0
        self.events: list[Event] = []
        self.waits: list[Wait] = []

    def add(self, week: int, kinds: list[Happening], record: np.void) -> None:
        """What a week brought, in its order, and what the case waits for at the end of it."""
        if record["stage"] == Stage.PROSPECT:
            return
        self.office = int(record["office"]) + 1
        self.events += [Event(week, kind, record) for kind in kinds]
        at = max(week, 0)
        if self.waits and self.open:
            self.waits[-1] = self.waits[-1]._replace(end=at)
        self.open = bool(is_open(np.asarray(record)[None])[0])
        if not self.open:
            return
        reason, detained = Reason(int(record["reason"])), bool(record["custody"] != Custody.NONE)
        if not (self.waits and self.waits[-1][:2] == (reason, detained)):
            self.waits.append(Wait(reason, detained, at, at))

    def closed_at(self, weeks: int) -> Life:
        """The life as it stands at the end of the run."""
        waits = list(self.waits)
        if self.open:
            waits[-1] = waits[-1]._replace(end=weeks)
        whole = tuple(wait for wait in waits if wait.weeks > 0)
        return Life(self.number, self.name, self.office, tuple(self.events), whole, weeks)


def _found(cases: np.ndarray, used: int, wanted: Sequence[tuple[int, Name]], week: int) -> list[_Followed]:
    """Those wanted who came in this week. ``used``: rows in use or used before."""
    if not wanted:
        return []
    here = (cases["entry"][:used] == week) & (cases["stage"][:used] != Stage.CLOSED)  # closed rows lost their name
    rows = np.flatnonzero(here)
    place = dict(zip(cases[rows][["channel", "ordinal"]].tolist(), rows.tolist(), strict=True))
    return [_Followed(number, name, place[int(name.channel), name.ordinal]) for number, name in wanted]


def _look(
    lives: list[_Followed], before: np.ndarray, after: np.ndarray, fresh: np.ndarray, week: int, cum: np.ndarray
) -> None:
    """What the week brought to each of some lives; the arguments after it are those of ``happened``."""
    found = np.stack(list(happened(before, after, fresh, week, cum).values()))
    waits = (before["reason"] != after["reason"]) | (before["custody"] != after["custody"])
    for place in np.flatnonzero(found.any(axis=0) | waits):
        kinds = [kind for kind in Happening for _ in range(int(found[kind, place]))]
        if Happening.RELEASED in kinds and before["custody"][place] == Custody.NONE:
            kinds.append(kinds.pop(kinds.index(Happening.RELEASED)))
        lives[place].add(week, kinds, after[place])
