"""A projection against what was observed later, beside two naive forecasts made at the same date.

Forecasts are compared on the same rows: those that end after the as-of date, within the run. Each forecast is a set
of equally likely values; for the model these are the draws at full scale (see ``sim.results.bands``).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration.errors import ObservedError
from calibration.scoring.given import inputs_of
from calibration.scoring.naive import naive_forecasts
from calibration.scoring.observed import POINT, YEARS, Observation, is_near, read_observed, series
from calibration.scoring.scores import Forecast, members_of
from sim import calendar
from sim.errors import StoreError, nearest, short
from sim.results import arrow, bands
from sim.results.measures import FULL_SCALE, INDEX
from sim.results.results import Results, as_date
from sim.results.view import View, views

MODEL = "model"
PLACES = ("known", "before_run", "after_run", "input", "unknown", "scored")


class Part(NamedTuple):
    """One measure of one scenario and one kind. ``status``: scored, input or skipped; ``why`` says the reason.

    ``rows``: those the forecasts are for. ``known``: those that end by the as-of date, from which the naive
    forecasts are made. ``counts``: how many rows are in each of ``PLACES``. ``forecasts``: the model first.
    """

    view: View
    measure: str
    kind: str
    status: str
    why: str
    rows: tuple[Observation, ...]
    known: tuple[Observation, ...]
    counts: dict[str, int]
    forecasts: tuple[Forecast, ...]

    @property
    def observed(self) -> np.ndarray:
        """float64[rows]."""
        return np.array([row.value for row in self.rows])


class Comparison(NamedTuple):
    """All parts, one for each scenario, measure and kind, and the date at which the naive forecasts are made."""

    parts: tuple[Part, ...]
    as_of: date


def compare(results: Results | str | Path, observed: str | Path, as_of: date | str | None = None) -> Comparison:
    """The forecasts beside what was observed (see ``calibration.score``).

    Raises ``ObservedError`` with every problem of the file, the date and the folder, ``StoreError`` where only the
    folder does not verify.
    """
    problems: list[str] = []
    day = _as_of(as_of, problems)
    rows: list[Observation] = []
    try:
        rows = read_observed(observed)
    except ObservedError as error:
        problems += map(str, error.problems)
    if not isinstance(results, Results):
        try:
            results = arrow.read(results)
        except StoreError as error:
            if not problems:
                raise
            problems.append(str(error))
    if problems or not isinstance(results, Results):
        raise ObservedError(problems)
    if not results.is_history:
        raise ObservedError([f"results: begin on {results.start} in a world of their own; nothing was observed of it"])
    groups = series(rows)
    parts = tuple(
        _part(view, measure, kind, group, day) for view in views(results) for (measure, kind), group in groups.items()
    )
    if not any(part.status == "scored" or part.counts["input"] for part in parts):
        raise ObservedError([_nothing_usable(str(observed), rows, parts, day)])
    return Comparison(parts, day)


def _as_of(given: date | str | None, problems: list[str]) -> date:
    if given is None:
        return calendar.INFORMATION_DATE
    try:
        day = as_date(given)
    except (TypeError, ValueError):
        day = date.min
    if is_near(day):
        return day
    years = f"from {YEARS[0]} to {YEARS[1]}"
    problems.append(f"as-of {short(str(given))!r}: must be a date like {calendar.INFORMATION_DATE}, {years}")
    return calendar.INFORMATION_DATE


def _part(view: View, measure: str, kind: str, rows: Sequence[Observation], as_of: date) -> Part:
    """One measure and kind: its rows sorted out, and what each forecast says of those that are scored."""
    places = [_place(view, row, as_of) for row in rows]
    counts = {name: Counter(places)[name] for name in PLACES}
    known = tuple(row for row in rows if row.period_end <= as_of)
    wanted = [row for row, place in zip(rows, places, strict=True) if place == "scored"]
    if not wanted:
        status, why = _unscored(measure, rows, counts, as_of)
        return Part(view, measure, kind, status, why, (), known, counts, ())
    forecasts = _forecasts(view, measure, wanted, known, as_of)
    there = np.isfinite(forecasts[0].point)
    if not there.any():
        return Part(view, measure, kind, "skipped", "the model has no value in its rows", (), known, counts, ())
    scored = tuple(row for row, present in zip(wanted, there, strict=True) if present)
    kept = tuple(one._replace(point=one.point[there], members=one.members[:, there]) for one in forecasts)
    why = _remarks(measure, rows, len(wanted) - len(scored))
    return Part(view, measure, kind, "scored", why, scored, known, counts, kept)


def _place(view: View, row: Observation, as_of: date) -> str:
    """Where a row belongs; ``known`` are those of the run that end by the as-of date."""
    start, end = row.span
    if start < calendar.START:
        return "before_run"
    if end > view.end:
        return "after_run"
    if row.period_end <= as_of:
        return "known"
    if row.measure not in INDEX:
        return "unknown"
    return "input" if inputs_of(row.measure, row.period_end) else "scored"


def _forecasts(
    view: View, measure: str, wanted: Sequence[Observation], known: Sequence[Observation], as_of: date
) -> list[Forecast]:
    """The model first, then the naive ones."""
    values = view.values(measure, [row.span for row in wanted], "end" if wanted[0].kind == POINT else "mean")
    scale = 1 if measure in FULL_SCALE else view.results.scale
    model = Forecast(MODEL, bands.band(values, scale, (0.5,))[0], members_of(values, scale), "")
    return [model, *naive_forecasts(known, wanted, as_of)]


def _unscored(measure: str, rows: Sequence[Observation], counts: dict[str, int], as_of: date) -> tuple[str, str]:
    """Status and reason of a measure of which nothing is scored."""
    given = inputs_of(measure, rows[-1].period_end)
    if measure not in INDEX:
        return "skipped", f"the model has no such measure{nearest(measure, INDEX)}"
    if given or counts["input"]:
        return "input", f"given to the model as {', '.join(given or inputs_of(measure, rows[0].period_end))}"
    return "skipped", f"no row ends after {as_of} and within the run"


def _remarks(measure: str, rows: Sequence[Observation], empty: int) -> str:
    """What a reader of a score must know."""
    said = []
    given = inputs_of(measure, rows[0].period_end)
    if given:
        said.append(f"up to {calendar.INFORMATION_DATE} given to the model as {', '.join(given)}")
    if empty:
        said.append(f"{empty} rows without a value of the model")
    return "; ".join(said)


def _nothing_usable(shown: str, rows: Sequence[Observation], parts: Sequence[Part], as_of: date) -> str:
    """Why no row can be scored, and what to do."""
    last = max(row.period_end for row in rows)
    unknown = sorted({part.measure for part in parts if part.measure not in INDEX})
    text = f"{shown}: none of its {len(rows)} rows can be scored"
    if unknown:
        text += f"; the model has no {', '.join(unknown)} (`docketsim list measures`)"
    if last <= as_of:
        return f"{text}; the last ends {last}, and only rows that end after {as_of} are: choose an earlier --as-of"
    run = f"{calendar.START} to {parts[0].view.end}"
    return f"{text}; needed are rows that end after {as_of} and lie within the run, {run}"
