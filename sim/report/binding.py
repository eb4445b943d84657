"""What binds: how much of each capacity is used, what lies idle, and what cases wait for. The last is not the first."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from sim.io import words
from sim.results.measures import MEASURES
from sim.results.results import measure_named
from sim.results.view import YEAR, Span, View, mean

FULL = 0.98  # a capacity used by this share or more is taken to bind
OFTEN = 0.5  # share of runs from which on a capacity is said to be full
IDLE = 0.5  # of what was bought, or of the officers who were hired: more than this idle is told
WEEK = 7.0
OFFICER_LEVERS = ("hiring.target", "officers.headcount")
HOURS_A_YEAR = "officers.productive_hours_per_year"


class Server(NamedTuple):
    """One capacity: what is ``available`` and what of it is ``used`` (or is ``spare``), as names of measures.

    ``levers``: what buys it. ``because``: why it may lie idle, with the weekly flow ``{n}`` of the measure ``flow``;
    ``taken``: what is said of the part that does not.
    """

    name: str
    available: str
    used: str = ""
    spare: str = ""
    levers: tuple[str, ...] = ()
    flow: str = ""
    because: str = ""
    taken: str = "in use"

    def parts(self, view: View, spans: list[Span]) -> tuple[np.ndarray, np.ndarray]:
        """What is used and what is available in spans of days."""
        whole = view.values(self.available, spans, "mean")
        return (
            view.values(self.used, spans, "mean") if self.used else whole - view.values(self.spare, spans, "mean")
        ), whole


def _hours(name: str, task: str) -> Server:
    return Server(name, f"hours_available_{task}", f"hours_used_{task}")


SERVERS = (
    Server("beds", "beds", "detained", "", ("detention.beds",), "book_ins", "{n} people a week are booked in"),
    _hours("docket officers' hours", "docket"),
    _hours("at-large teams' hours", "at_large"),
    _hours("jail-transfer hours", "jail"),
    _hours("hours for arrests at contacts", "check_in_arrest"),
    _hours("detained casework hours", "detained"),
    _hours("removal officers' hours", "removal"),
    Server(
        "hearings",
        "capacity_hearings",
        "hearings_completed",
        "",
        ("courts.judges", "courts.completions_per_judge_year"),
        "filings",
        "{n} cases a week are filed",
    ),
    Server(
        "filing",
        "capacity_filings",
        "filings_docket",
        "",
        ("courts.filings_per_week",),
        "intake",
        "{n} cases a week come to the docket",
    ),
    Server(
        "removal seats",
        "capacity_seats",
        "book_outs_removed",
        "",
        ("removal.seats_per_week",),
        "book_ins",
        "{n} people a week are booked in",
    ),
    Server(
        "devices",
        "devices",
        "",
        "devices_spare",
        ("monitoring.ankle_devices", "monitoring.wrist_devices"),
        "enrolments",
        "enrolments, of all technologies, are {n} a week",
        "worn or lost",
    ),
    Server(
        "enrolments",
        "capacity_enrolments",
        "enrolments",
        "",
        ("monitoring.enrolments_per_week",),
        "check_ins_done",
        "contacts at which one may be enrolled are {n} a week",
    ),
    Server(
        "academy seats",
        "academy_seats",
        "officers_academy",
        "",
        ("hiring.academy_seats",),
        "recruits_selected",
        "recruits selected are {n} a week",
    ),
    Server(
        "hiring pace",
        "capacity_selection",
        "recruits_selected",
        "",
        ("hiring.pace_per_week",),
        "recruits_selected",
        "the target is reached at {n} a week",
    ),
)
"""Everything that can be full. Travel documents are a delay and no capacity; a sentence tells of them."""
TASKS = tuple(one for one in SERVERS if one.available.startswith("hours_"))


class Capacity(NamedTuple):
    """How much of one capacity the last year used. ``binding`` is the share of experiments in which it was full."""

    name: str
    used: float
    binding: float


def last_year(view: View) -> Span:
    """The last year of a run, after the information date where it is not that long ago."""
    return max(view.end - YEAR, min(view.dates)) if len(view.dates) > 1 else view.end - YEAR, view.end


def capacities(view: View) -> list[Capacity]:
    """Use of each capacity in the last year of the run; one that is nil is left out."""
    found = []
    for server in SERVERS:
        top, bottom = server.parts(view, [last_year(view)])
        if not np.nansum(bottom) > 0:
            continue
        shares = top / np.where(bottom > 0, bottom, np.nan)
        found.append(Capacity(server.name, float(mean(shares)[0]), float(np.nanmean(shares >= FULL))))
    return found


def waits(view: View) -> list[tuple[str, float]]:
    """What open cases wait for at the end, by name of the reason and mean number, most first."""
    names = [measure.name for measure in MEASURES if measure.name.startswith("waiting_")]
    sizes = [
        (name.removeprefix("waiting_").replace("_", " "), float(mean(view.on(name, [view.end]))[0])) for name in names
    ]
    return sorted(sizes, key=lambda item: -item[1])


def sentences(view: View) -> list[str]:
    """What binds, in words: what is full, what lies idle, what cases wait for."""
    full = [f"{one.name} (in {words.percent(one.binding)} of runs)" for one in capacities(view) if one.binding >= OFTEN]
    most = [f"{name} {words.number(size)}" for name, size in waits(view)[:4] if size > 0]
    return [
        f"Full over the last year: {words.listed(full)}.",
        *idle_officers(view),
        *idle(view),
        *_documents(view),
        f"Cases wait, at the end, for: {words.listed(most)}. What cases wait for is not yet what binds.",
    ]


def idle(view: View, but: tuple[str, ...] = ()) -> list[str]:
    """What was bought after the information date and was never used by half; nothing of the servers in ``but``."""
    if not view.reaches_policy:
        return []
    bought = [one for one in SERVERS if one.name not in but and _bought(view, one.levers)]
    return [text for server in bought for text in _idle(view, server)]


def idle_officers(view: View) -> list[str]:
    """That hours worth at least half of the officers who were hired lie idle; nothing where they do not."""
    if not (view.reaches_policy and _bought(view, OFFICER_LEVERS)):
        return []
    now, before = (float(mean(view.on("officers", [day]))[0]) for day in (view.end, view.known))
    hired = now - before
    if not hired > 0:
        return []
    span = last_year(view)
    years = (span[1] - span[0]).days / YEAR.days
    a_year = float(view.results.manifest["parameters"][view.scenario][HOURS_A_YEAR]["central"])
    spare = {}
    for task in TASKS:
        used, available = task.parts(view, [span])
        spare[task.name] = float(mean(available - used)[0]) / a_year / years
    lying = sum(spare.values())
    if lying < IDLE * hired:
        return []
    largest = sorted(spare, key=lambda name: -spare[name])[:2]
    parts = [f"{name} {words.number(spare[name])}" for name in largest if spare[name] > 0]
    return [
        f"There are {words.number(hired)} officers more than on {words.day(view.known)}, and hours worth"
        f" {words.number(lying)} officers lie idle over the last year ({words.listed(parts)})."
    ]


def _idle(view: View, server: Server) -> list[str]:
    spans = [(max(start, view.known), end) for start, end in _months(view)]
    used, available = (mean(values) for values in server.parts(view, spans))
    days = np.array([(end - start).days for start, end in spans])
    if measure_named(server.available).kind == "flow":
        used, available = used * WEEK / days, available * WEEK / days
    if not available[-1] > 0 or used[available > 0].max() >= (1 - IDLE) * available[-1]:
        return []
    bought = " a week ordered" if measure_named(server.available).kind == "flow" else " bought"
    flow = float((mean(view.values(server.flow, spans[-12:])) * WEEK / days[-12:]).mean())
    return [
        f"{words.sentence(server.name).rstrip('.')}: {words.number(float(available[-1]))}{bought}, at most"
        f" {words.number(float(used.max()))} {server.taken}, because {server.because.format(n=words.number(flow))}."
    ]


def _months(view: View) -> list[Span]:
    periods = view.results.period_values("docket", "month")[1]
    every = zip(periods.start, periods.end, periods.partial, strict=True)
    spans = [(start, end) for start, end, partial in every if end > view.known and not partial]
    return spans or [(view.known, view.end)]


def _bought(view: View, levers: tuple[str, ...]) -> bool:
    """Whether a scenario raises one of these levers after the information date."""
    parameters: dict[str, Any] = view.results.manifest.get("parameters", {}).get(view.scenario, {})
    return any(_rises(parameters[name]["central"], view.known) for name in levers if name in parameters)


def _rises(changes: dict[str, float], known: date) -> bool:
    day = known.isoformat()
    earlier = [value for start, value in sorted(changes.items()) if start <= day]
    later = [value for start, value in changes.items() if start > day]
    return bool(later) and max(later) > (earlier[-1] if earlier else 0.0)


def _documents(view: View) -> list[str]:
    waiting, held = (float(mean(view.on(name, [view.end]))[0]) for name in ("waiting_document", "detained"))
    if not waiting > 0:
        return []
    return [
        f"Travel documents are a delay and no capacity: {words.number(waiting)} of the {words.number(held)} people in"
        " custody wait for one at the end."
    ]
