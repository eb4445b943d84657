"""Stage two: how likely the model makes what a claim says, what binds when it does not, what would have to change."""

from collections.abc import Callable
from datetime import date, timedelta
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.articles.docket import DAYS_PER_YEAR
from calibration.articles.intervals import Interval, Known, number
from calibration.articles.ledger import Claim, ledger
from calibration.scoring.scores import members_of
from sim import calendar
from sim.io import words
from sim.report import binding
from sim.results.measures import FULL_SCALE
from sim.results.results import Results, measure_named
from sim.results.view import View, ratio, views

if TYPE_CHECKING:
    import pandas as pd

END = "end"
_FULL = "Full over the last year: "
ENDS = (0.05, 0.5, 0.95)
NO_EVIDENCE = 0.5
"""Jeffreys' prior of a share: half a success and half a failure."""
TENTHS_OF_ALL = 0.9


def outcomes(results: Results, known: Known | None = None) -> "pd.DataFrame":
    """One row for each claim with an outcome and each scenario.

    Columns: claim, scenario, outcome (what is looked at), p05, p50, p95, probability (share of draws in which the
    claim comes true), probability_low, probability_high (90 percent interval, given the number of draws), binds,
    change. Values are NaN where the run does not reach the day.
    """
    import pandas as pd

    numbers = known or Known()
    found = [_row(claim, view, numbers) for claim in ledger() if claim.outcome for view in views(results)]
    return pd.DataFrame(found)


def _row(claim: Claim, view: View, known: Known) -> dict[str, Any]:
    assert claim.outcome is not None
    row: dict[str, Any] = {"claim": claim.id, "scenario": view.scenario}
    row["outcome"] = claim.outcome_means or _described(claim.outcome, view, known)
    members = _members(claim.outcome, view, known)
    empty = {"p05": nan, "p50": nan, "p95": nan, "probability": nan, "probability_low": nan, "probability_high": nan}
    if members is None:
        return row | empty | {"binds": "", "change": f"the run ends on {view.end}, before that day"}
    low, middle, high = np.quantile(members, ENDS)
    row |= {"p05": low, "p50": middle, "p95": high}
    true = _is_true(claim.outcome, members, known)
    if true is None:
        return row | {"probability": nan, "probability_low": nan, "probability_high": nan, "binds": "", "change": ""}
    row |= probability(int(true.sum()), len(true))
    if true.all():
        return row | {"binds": "", "change": ""}
    gap = _gap(claim.outcome, float(middle), known)
    change = _CHANGES[claim.change](view, known) if claim.change else ""
    binds = _what_binds(view, _day(claim.outcome["on"], view, known))
    return row | {"binds": binds, "change": "; ".join(text for text in (gap, change) if text)}


def _what_binds(view: View, day: date) -> str:
    """What was full in the year to a day, and what cases waited for on it; nothing for what is history."""
    if day < calendar.INFORMATION_DATE:
        return ""
    results = view.results
    weeks = min(calendar.week_of(day), results.weeks)
    cut = Results(results.values[:, : weeks + 1], None, results.experiments, results.manifest)
    first, *_, last = binding.sentences(View(cut, view.scenario))
    return f"Full in the year to {cut.end}: {first.removeprefix(_FULL)} {last}"


def probability(successes: int, draws: int) -> dict[str, float]:
    """The share of draws in which something comes true, and its 90 percent interval after Jeffreys."""
    from scipy.special import betaincinv

    failures = draws - successes
    tail = (1 - TENTHS_OF_ALL) / 2
    low, high = (
        float(betaincinv(successes + NO_EVIDENCE, failures + NO_EVIDENCE, share)) for share in (tail, 1 - tail)
    )
    ends = (0.0 if successes == 0 else low, 1.0 if failures == 0 else high)
    return {"probability": successes / draws, "probability_low": ends[0], "probability_high": ends[1]}


def _members(outcome: dict[str, Any], view: View, known: Known) -> np.ndarray | None:
    """The outcome in each draw at full scale, float64[draws]; None where the run does not reach it."""
    values = _value(outcome, view, known)
    for joined in ("over", "minus"):
        if joined in outcome and values is not None:
            other = _value(outcome[joined], view, known)
            if other is None:
                return None
            values = ratio(values, other) if joined == "over" else values - other
    if values is None or not np.isfinite(values).any():
        return None
    scale = 1 if set(_measures(outcome)) <= FULL_SCALE else view.results.scale
    members = members_of(values[:, :, None], scale)[:, 0]
    return members[np.isfinite(members)]


def _measures(outcome: dict[str, Any]) -> list[str]:
    joined = [outcome[key] for key in ("over", "minus") if key in outcome]
    return [*outcome["of"], *(name for one in joined for name in one["of"])]


def _value(term: dict[str, Any], view: View, known: Known) -> np.ndarray | None:
    """float64[draws, replicates] of measures added up, on a day or over a span."""
    last = _day(term["on"], view, known)
    first = _day(term["since"], view, known) if "since" in term else last - timedelta(days=int(term.get("days", 0)))
    if last > view.end or not calendar.START <= first <= last:
        return None
    return np.sum([view.values(name, [(first, last)])[:, :, 0] for name in term["of"]], axis=0)


def _day(given: date | str, view: View, known: Known) -> date:
    """A day as written, the end of the run, or the as-of date of a figure."""
    if isinstance(given, date):
        return given
    return view.end if given == END else known.day(given)


def _claimed(outcome: dict[str, Any], known: Known) -> Interval:
    """The range in which the claim is true."""
    than = outcome["than"]
    reading = known[than] if isinstance(than, str) else Interval(float(than), float(than))
    if outcome["is"] == "within":
        return reading
    return Interval(reading.low, np.inf) if outcome["is"] == "above" else Interval(-np.inf, reading.high)


def _is_true(outcome: dict[str, Any], members: np.ndarray, known: Known) -> np.ndarray | None:
    """In which draws the claim comes true; None where it says no number."""
    if "is" not in outcome:
        return None
    low, high = _claimed(outcome, known)
    return (members >= low) & (members <= high)


def _gap(outcome: dict[str, Any], middle: float, known: Known) -> str:
    """How far the median is from what the claim needs."""
    low, high = _claimed(outcome, known)
    if middle < low:
        return f"the median of {words.number(middle)} would have to be {words.number(low - middle)} higher"
    if middle > high:
        return f"the median of {words.number(middle)} would have to be {words.number(middle - high)} lower"
    return ""


def _described(outcome: dict[str, Any], view: View, known: Known) -> str:
    """``docket on 2024-09-30 is 7.95 million or more``."""
    text = _named(outcome, view, known)
    for joined, word in (("over", "over"), ("minus", "less")):
        if joined in outcome:
            text += f" {word} {_named(outcome[joined], view, known)}"
    low, high = _claimed(outcome, known)
    if not isfinite(high):
        return f"{text} is {number(low)} or more"
    return f"{text} is {number(high)} or less" if not isfinite(low) else f"{text} is {Interval(low, high).text()}"


def _named(term: dict[str, Any], view: View, known: Known) -> str:
    last = _day(term["on"], view, known)
    what = " + ".join(term["of"])
    if measure_named(term["of"][0]).kind == "stock":
        return f"{what} on {last}"
    first = _day(term["since"], view, known) if "since" in term else last - timedelta(days=int(term["days"]))
    return f"{what} from {first} to {last}"


def _beds(view: View, known: Known) -> str:
    """Beds by Little's law at the modelled stay and share of leavers removed, in the last year of the run."""
    year = [view.year_to(view.end)]
    held, out = view.values("detained", year, "mean"), view.values("book_outs", year)
    removed, direct = view.values("book_outs_removed", year), view.values("removals_direct", year)
    wanted = known["removals-goal"].low - direct
    needed = view.bands(ratio(wanted * held, removed), "book_outs")[0]
    stay = view.bands(ratio(held * DAYS_PER_YEAR, out), "book_outs")[0]
    share = view.bands(ratio(removed, out), "book_outs")[0]
    beds = view.band_in("detained", year, "mean")[0]
    return (
        f"at the modelled stay of {words.number(stay.p50)} days and {words.percent(share.p50)} of leavers removed,"
        f" {words.number(needed.p50)} beds would have to be in use (90 percent interval"
        f" {words.span(needed.p05, needed.p95)}), not {words.number(beds.p50)}"
    )


def _devices(view: View, known: Known) -> str:
    """Devices and enrolments that are missing at the end of the run."""
    year = [view.year_to(view.end)]
    worn, spare = view.band_on("monitored_ankle", [view.end])[0], view.band_on("devices_spare_ankle", [view.end])[0]
    done, gone = view.band_in("enrolments", year)[0], view.band_in("monitoring_exits", year)[0]
    goal = known["devices-goal"].low
    missing = max(0.0, goal - worn.p50 - spare.p50)
    return (
        f"{words.number(worn.p50)} ankle devices are worn and {words.number(spare.p50)} spare at the end, so that"
        f" {words.number(missing)} are missing; the last year saw {words.number(done.p50)} enrolments and"
        f" {words.number(gone.p50)} exits"
    )


_CHANGES: dict[str, Callable[[View, Known], str]] = {"beds": _beds, "devices": _devices}
