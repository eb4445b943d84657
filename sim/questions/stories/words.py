"""The story of a case in words: what happened, in order, and what it waited for in between."""

from collections.abc import Iterator

from sim import calendar
from sim.io import words
from sim.questions.stories.happenings import Happening
from sim.questions.stories.lives import Event, Life
from sim.vocabulary import Channel, Custody, Impediment, Reason, Stage, Technology

NOBODY = "Simulated cases: the model draws every one of them, and none stands for a person."

WAITING: dict[Reason, str] = {
    Reason.FILING: "to be filed with the court",
    Reason.HEARING: "for a hearing",
    Reason.IMPEDIMENT_STAY: "for a stay to end",
    Reason.IMPEDIMENT_CLAIM: "for an appeal or a protection claim to be decided",
    Reason.IMPEDIMENT_INFORMANT: "for the end of an investigation that the person helps",
    Reason.IMPEDIMENT_COUNTRY: "for a country that takes the person",
    Reason.IMPEDIMENT_LOCAL_CUSTODY: "for the end of a sentence",
    Reason.CHECK_IN_HOURS: "for a docket officer's time (a contact is overdue)",
    Reason.BED: "for a bed (found, and not arrested for want of one)",
    Reason.ARREST_HOURS: "for an at-large team's time",
    Reason.DOCUMENT: "for a travel document",
    Reason.SEAT: "for a removal seat",
    Reason.NOTHING: "for nothing: no action was due",
}
CASEWORK = "for casework in custody"
STEP_WEEKS = 6
"""A character of the timeline: 418 weeks are 70 characters."""
_DAY = len("2021-01-20")
_NAME = len("arrest hours") + 3

_SAID: dict[Happening, str] = {
    Happening.LOST_CONTACT: "lost contact with the agency",
    Happening.CAME_BACK: "came back into contact",
    Happening.WOKE: "taken up again, to be filed",
    Happening.REOPENED: "the order was reopened: back in proceedings",
    Happening.IMPEDIMENT_ENDED: "nothing holds the order up any more",
    Happening.JAILED: "arrested by local police",
    Happening.LEFT_JAIL: "left local custody",
    Happening.CONVICTED: "convicted",
    Happening.LEFT_PROGRAMME: "left the monitoring programme",
    Happening.RELEASED: "released from custody onto the docket",
    Happening.AGENCY_ORDER: "ordered removed by the agency, without a court (expedited)",
    Happening.DOCUMENT: "the travel document came",
    Happening.DEPARTED: "left the country by themselves; the case is closed",
    Happening.OTHER_CLOSURE: "closed for another reason (death, a status, other)",
    Happening.FILED: "filed with the immigration court",
    Happening.ORDERED: "ordered removed by the court",
    Happening.ORDERED_IN_ABSENTIA: "ordered removed in absentia",
    Happening.SET_ASIDE: "closed administratively by the court; stays on the docket",
    Happening.CLOSED_BY_COURT: "closed by the court without an order; leaves the docket",
    Happening.REPORTED: "reported to an officer",
    Happening.REMOVED: "removed; the case is closed",
    Happening.LET_GO: "met by chance, and let go for want of a bed",
}
_ENTERED: dict[Channel, str] = {
    Channel.BORDER: "released at the border onto the docket",
    Channel.INTERIOR: "put on the docket in the interior",
    Channel.BORDER_CUSTODY: "handed over by a border agency",
    Channel.JAIL_NEW: "taken from a local jail, never on the docket before",
    Channel.CHANCE_NEW: "met by chance, never on the docket before",
}
_BOOKED_IN: dict[Custody, str] = {
    Custody.NONE: "arrested and detained",
    Custody.BORDER: "took a bed",
    Custody.JAIL: "taken over from a local jail and detained",
    Custody.AT_LARGE: "arrested by an at-large team and detained",
    Custody.CHECK_IN: "arrested at a contact and detained",
    Custody.CHANCE: "arrested by chance and detained",
}
_HELD_UP: dict[Impediment, str] = {
    Impediment.STAY: "a stay holds the order up",
    Impediment.CLAIM: "an appeal or a protection claim holds the order up",
    Impediment.INFORMANT: "the person helps an investigation, which holds the order up",
    Impediment.COUNTRY: "the country refuses to take the person, which holds the order up",
    Impediment.LOCAL_CUSTODY: "a sentence in local or federal custody holds the order up",
}
_THERE: dict[Stage, str] = {
    Stage.NOT_FILED: "not yet filed with the court",
    Stage.DORMANT: "with no court case pending",
    Stage.PROCEEDINGS: "in proceedings",
    Stage.FINAL_ORDER: "with a final order",
}
_WORN: dict[Technology, str] = {
    Technology.NONE: "monitoring, which ended in the same week",
    Technology.APP: "the phone app",
    Technology.WRIST: "a wrist device",
    Technology.ANKLE: "an ankle device",
    Technology.OTHER: "voice reporting or another technology",
}


def said(event: Event) -> str:
    """What happened, in words."""
    record = event.record
    if event.kind == Happening.ENTERED:
        channel = Channel(int(record["channel"]))
        if channel != Channel.OPENING:
            return _ENTERED[channel]
        where = "in custody" if record["custody"] != Custody.NONE else "on the docket"
        return f"{where} on the first day, {_THERE[Stage(int(record['stage']))]}"
    if event.kind == Happening.BOOKED_IN:
        return _BOOKED_IN[Custody(int(record["custody"]))]
    if event.kind == Happening.IMPEDED:
        return _HELD_UP[Impediment(int(record["impediment"]))]
    if event.kind == Happening.ENROLLED:
        return f"enrolled on {_WORN[Technology(int(record['technology']))]}"
    return _SAID[event.kind]


def waiting(reason: Reason, detained: bool) -> str:
    """What a case waits for, in words, after "waited"."""
    return CASEWORK if detained and reason == Reason.NOTHING else WAITING[reason]


def weeks(number: int) -> str:
    """``1 week``, ``143 weeks``."""
    return f"{number} week{'' if number == 1 else 's'}"


def heading(life: Life) -> str:
    """Which case it is."""
    return f"Case {life.number} ({life.name}), field office {life.office:02d}"


def lines(life: Life) -> list[str]:
    """The story, a line for each thing that happened and for each wait in between."""
    told = [place for place, event in enumerate(life.events) if event.kind != Happening.REPORTED]
    ends = [max(life.events[place].week, 0) for place in told[1:]]
    ends.append(life.until if life.left is None else life.left)
    found = []
    for place, after, end in zip(told, [*told[1:], len(life.events)], ends, strict=True):
        event = life.events[place]
        found.append(f"{words.day(event.day)}  {said(event)}")
        found += [f"{'':{_DAY}}    {text}" for text in _between(life, max(event.week, 0), end, after - place - 1)]
    if life.left is None:
        found.append(f"{words.day(calendar.date_of(life.until))}  end of the run; the case is open")
    return [*found, f"In all: {summary(life)}."]


def summary(life: Life) -> str:
    """Weeks by what the case waited for."""
    parts = [f"{weeks(number)} {waiting(*what)}" for what, number in life.waited().items()]
    return "waited " + words.listed(parts) if parts else "waited less than a week"


def _between(life: Life, first: int, end: int, reports: int) -> Iterator[str]:
    """Waits and contacts from one event to the next."""
    total: dict[str, int] = {}
    for wait in life.waits:
        shared = min(wait.end, end) - max(wait.first, first)
        if shared > 0:
            what = waiting(wait.reason, wait.detained)
            total[what] = total.get(what, 0) + shared
    for what, number in total.items():
        yield f"waited {weeks(number)} {what}"
    if reports:
        yield f"reported to an officer {'once' if reports == 1 else f'{reports} times'}"


def timeline(life: Life) -> list[str]:
    """The waits as rows of characters, one for each reason; a character is six weeks."""
    rows: dict[str, list[str]] = {}
    steps = -(-life.until // STEP_WEEKS)
    for wait in life.waits:
        name = "casework" if wait.detained and wait.reason == Reason.NOTHING else wait.reason.name.lower()
        name = name.removeprefix("impediment_").replace("_", " ")
        row = rows.setdefault(name, [" "] * steps)
        for step in range(wait.first // STEP_WEEKS, -(-wait.end // STEP_WEEKS)):
            row[step] = "█" if wait.detained else "▒"
    return [_years(life.until, steps), *(f"{name:{_NAME}}{''.join(row).rstrip()}" for name, row in rows.items())]


def _years(until: int, steps: int) -> str:
    """The years above a timeline."""
    row = [" "] * (steps + 4)
    for year in range(calendar.START.year + 1, calendar.date_of(until).year + 1):
        at = (calendar.START.replace(year=year, month=1, day=1) - calendar.START).days // 7 // STEP_WEEKS
        row[at : at + 4] = f"{year}"
    return f"{'waited for':{_NAME}}{''.join(row).rstrip()}"


def page(lives: list[Life]) -> Iterator[str]:
    """All stories, line by line."""
    yield NOBODY
    for life in lives:
        yield ""
        yield heading(life)
        yield from lines(life)
        yield ""
        yield from timeline(life)
    yield "▒ not detained, █ detained; a sign is six weeks." if lives else ""
