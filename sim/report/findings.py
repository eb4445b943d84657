"""Key findings in words, from stored results: neutral, each with its interval."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from sim.evidence.figures import Figure, figures
from sim.io import words
from sim.report import binding
from sim.results import bands
from sim.results.measures import HEADLINE
from sim.results.results import measure_named
from sim.results.view import YEAR, Band, View, mean, ratio

Changes = dict[str, float | str]

SCALE_BIAS = {
    "untouched_year": (-0.06, "after August 2025"),
    "detained": (-0.035, "from 2024 to August 2025"),
    "removals": (-0.025, "from 2024 to August 2025"),
}
"""Bias of headline measures at scale 100 beyond 2 percent, against scale 10.

tests/model/laws/test_scale.py measures it.

Small offices idle more unevenly: they move more hours to contacts, so that fewer cases stay untouched, and reach fewer
people in jails before they are let go."""

LEAST_SHORTFALL = 0.02  # an order that falls short by less is met


class Fit(NamedTuple):
    """A published figure beside the model."""

    figure: Figure
    band: Band
    off: float
    inside: bool


def interval(band: Band) -> str:
    """``7.5 million (90 percent interval 7.1 to 7.9 million)``, and whether that says anything."""
    text = f"{words.number(band.p50)} (90 percent interval {words.span(band.p05, band.p95)})"
    return text if band.is_informative else f"{text}, which is uninformative"


def central(manifest: dict[str, Any], scenario: str, lever: str, day: date) -> float:
    """Central value of a lever or driver in force on a day: what is delivered."""
    return _in_force(manifest["parameters"][scenario][lever]["central"], day)


def ordered(manifest: dict[str, Any], scenario: str, lever: str, day: date) -> float:
    """What is ordered of a lever on a day, whatever is delivered of it."""
    entry = manifest["parameters"][scenario][lever]
    return _in_force(entry.get("ordered", entry["central"]), day)


def _in_force(changes: Changes, day: date) -> float:
    return float([value for start, value in sorted(changes.items()) if start <= day.isoformat()][-1])


def promised(view: View) -> str:
    """What is ordered and what is delivered of it at the end, for levers where that differs; or nothing."""
    manifest = view.results.manifest
    parts = []
    for name, entry in manifest["parameters"][view.scenario].items():
        if "ordered" in entry:
            asked, arrived = (find(manifest, view.scenario, name, view.end) for find in (ordered, central))
            parts.append(f"{name} {words.number(asked)}, delivered {words.number(arrived)}")
    return f"Ordered by {words.day(view.end)}, and delivered at central values: {'; '.join(parts)}." if parts else ""


def rewritten(view: View) -> str:
    """That a scenario changes what happened, and why; or nothing."""
    said = next(one for one in view.results.manifest["scenarios"] if one["name"] == view.scenario)
    why = said.get("rewrites_history")
    day = words.day(view.known)
    return f"This scenario rewrites what happened before {day}, so figures do not check it: {why}" if why else ""


def findings(view: View) -> list[str]:
    """What an informed reader should know first."""
    first = view.dates[0]
    found = [rewritten(view), *binding.idle_officers(view)]
    if view.reaches_policy:
        found.append(_docket(view, first))
        found += [_reasons(view), _removals(view)]
    else:
        now = view.band_on("docket", [view.end])[0]
        found.append(f"On {words.day(view.end)} the docket holds {interval(now)} cases.")
    found.append(_untouched(view))
    found += binding.sentences(view)[:1]
    found += binding.idle(view, but=("beds", "enrolments"))
    found += missing(view)
    return [one for one in found if one]


def _docket(view: View, first: date) -> str:
    now, later = view.band_on("docket", [first, view.end])
    return (
        f"The docket goes from {words.number(now.p50)} cases on {words.day(first)} to {interval(later)} on"
        f" {words.day(view.end)}."
    )


def _reasons(view: View) -> str:
    """The flows behind the path of the docket, in the last whole year of the run."""
    year = [view.year_to(view.end)]
    names = (
        ("relief_or_closed", "closed by the court without an order"),
        ("departures", "left by themselves"),
        ("book_ins_docket", "taken into custody from the docket"),
    )
    parts = [f"{words.number(float(mean(view.values(name, year))[0]))} {text}" for name, text in names]
    into = float(mean(view.values("intake", year) + view.values("releases", year))[0])
    return (
        f"In the last year {words.listed(parts)}, against {words.number(into)} who came or came back to it:"
        " the path of the docket is first a statement about intake and court completions."
    )


def _removals(view: View) -> str:
    years = view.fiscal_years()
    bands_ = view.bands(view.in_fiscal_years("removals"), "removals")
    whole = [place for place, partial in enumerate(years.partial) if not partial]
    future = [place for place in whole if years.start[place] >= view.known]
    texts = [f"{interval(bands_[place])} in {years.label[place]}" for place in future]
    return f"Removals, with and without a bed: {words.listed(texts)}." if texts else ""


def _untouched(view: View) -> str:
    share = ratio(view.on("untouched_year", [view.end]), view.on("docket", [view.end]))
    band = view.bands(share)[0]
    return (
        f"Of the docket on {words.day(view.end)}, {words.percent(band.p50)} had no contact with an officer for a year"
        f" (90 percent interval {words.percent_span(band.p05, band.p95)})."
    )


def missing(view: View) -> list[str]:
    """What was ordered and did not come about, and what was missing for it."""
    if not view.reaches_policy:
        return []
    manifest = view.results.manifest
    found = []
    span = [(max(view.end - YEAR, view.known), view.end)]
    days = (span[0][1] - span[0][0]).days
    asked = ordered(manifest, view.scenario, "monitoring.enrolments_per_week", view.end) * days / 7
    done = float(mean(view.values("enrolments", span))[0])
    if asked > 0 and done < asked * (1 - LEAST_SHORTFALL):
        spare = float(mean(view.on("devices_spare", [view.end]))[0])
        worn = float(mean(view.on("monitored_ankle", [view.end]) + view.on("monitored_wrist", [view.end]))[0])
        found.append(
            f"Ordered and not done: {words.number(asked)} enrolments in the last year, {words.number(done)} took"
            f" place. At the end {words.number(worn)} devices are worn and {words.number(spare)} spare; an enrolment"
            " needs a contact, an hour of a docket officer and, for an ankle or wrist device, one that is spare."
        )
    target, arrived = (find(manifest, view.scenario, "hiring.target", view.end) for find in (ordered, central))
    if target > 0:
        on_board = float(mean(view.on("officers", [view.end]))[0])
        before = central(manifest, view.scenario, "officers.headcount", view.end)
        found.append(
            f"{_of_order(target, arrived, 'recruits')} On {words.day(view.end)} there are {words.number(on_board)}"
            f" officers on board, {words.number(on_board - before)} more than the {words.number(before)} kept by"
            " replacement. Hired is not deployed: selection, academy and field training take about a year and a half."
        )
    target, beds = (find(manifest, view.scenario, "detention.beds", view.end) for find in (ordered, central))
    held = view.band_on("detained", [view.end])[0]
    if beds > 0 and held.p95 < beds * (1 - LEAST_SHORTFALL):
        said = _of_order(target, beds, "beds")
        found.append(f"{said} On {words.day(view.end)}, {interval(held)} of them are occupied.")
    return found


def _of_order(asked: float, arrived: float, what: str) -> str:
    """``Ordered: 107,000 beds, of which 92,000 are delivered at central values.``"""
    if asked == arrived:
        return f"Ordered and delivered: {words.number(asked)} {what}."
    return f"Ordered: {words.number(asked)} {what}, of which {words.number(arrived)} are delivered at central values."


def fits(view: View) -> list[Fit]:
    """Every article figure that is a stock of the model inside the run, beside the model's band."""
    found: list[Fit] = []
    for figure in figures() if view.results.is_history else ():
        if figure.role != "calibrate" or figure.value is None or not figure.measure or figure.as_of > view.end:
            continue
        if any(measure_named(name).kind != "stock" for name in figure.measure) or "growth" in figure.id:
            continue
        values = np.sum([view.on(name, [figure.as_of]) for name in figure.measure], axis=0)
        band = view.bands(values, figure.measure[0])[0]
        off = band.p50 / figure.value - 1
        found.append(Fit(figure, band, off, band.p05 <= figure.value <= band.p95))
    return found


def uninformative(view: View) -> list[str]:
    """Headline measures whose band at the end is wider than plus or minus 50 percent."""
    found = []
    for name in HEADLINE:
        band = view.bands(view.summary_values(name, [view.end]), name)[0]
        if not band.is_informative:
            found.append(f"{name} ({words.half_width(band.half_width)})")
    return found


def band_note(view: View) -> str:
    """What a band stands for, and which measures the scale biases."""
    results = view.results
    text = bands.note(results.draws, results.replicates, results.scale)
    for name, (share, when) in SCALE_BIAS.items():
        text += f" At scale 100 {name} comes out {words.percent(-share)} low {when}, against larger samples."
    return text
