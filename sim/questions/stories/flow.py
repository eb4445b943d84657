"""Follow everybody who entered in one fiscal year: the runs behind the flow picture."""

from datetime import date
from pathlib import Path

import numpy as np

from sim import calendar
from sim.errors import OptionError
from sim.experiments.options import SCALE, AnyParameters, AnyScenario, Options
from sim.model.run import Run
from sim.questions.stories.cohort import YEARS, Cohort
from sim.questions.stories.happenings import Happening, happened, is_open
from sim.questions.stories.lives import weeks_of
from sim.questions.stories.places import WAYS, Place, places_of
from sim.questions.stories.story import manifest_for, plan_for, run_of, whole_number, write
from sim.vocabulary import WEEKS_PER_YEAR, Channel, Stage

DRAWS = 10
"""Draws of a cohort: shares of thousands of cases vary little by chance; what varies is what nobody knows."""
_LEFT = {
    Happening.DEPARTED: Place.DEPARTED,
    Happening.OTHER_CLOSURE: Place.OTHER_CLOSURE,
    Happening.CLOSED_BY_COURT: Place.CLOSED_BY_COURT,
    Happening.REMOVED: Place.REMOVED,
}
_WAY_OF = np.array([list(WAYS).index(channel) if channel in WAYS else 0 for channel in Channel])


def cohort(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario,
    year: int,
    draws: int = DRAWS,
    seed: int = 0,
    scale: int = SCALE,
    until: date | str | None = None,
    parameters: AnyParameters = None,
    out: str | Path | None = None,
    force: bool = False,
) -> Cohort:
    """Where the cases that entered in fiscal year ``year`` are one, three and five years after their entry.

    As many of these years as the run reaches for all of them. ``out``: a folder for table and picture; ``force``:
    replace another one's there. Raises ``OptionError``, ``ScenarioError`` or ``StoreError``.
    """
    problems = [] if whole_number(draws, 1) else [f"draws {draws!r}: must be a whole number of at least 1"]
    options = Options(scale=scale, seed=seed, until=until, parameters=parameters, out=out, force=force)
    plan = plan_for(scenario, 0, options, problems)
    first, last = _weeks_of_year(year, plan.weeks)
    years = _reached(last, plan.weeks)
    manifest = manifest_for(plan, options, {"cohort": year, "draws": draws})
    counts = [_count(run_of(plan, draw), first, last, years) * plan.scale for draw in range(draws)]
    found = Cohort(plan.scenarios[0].name, year, years, np.stack(counts))
    if out is not None:
        manifest |= {"draws": draws, "cohort": found.label}
        write(out, manifest, ("cohort.txt", found.text()), {"cohort": found.table()}, ("flow.svg", found.plot()))
    return found


def _weeks_of_year(year: int, weeks: int) -> tuple[int, int]:
    """Weeks of a fiscal year, the last not included. Raises ``OptionError`` where its cases cannot be followed."""
    spans = {
        one: (calendar.week_of(max(date(one - 1, 10, 1), calendar.START)), calendar.week_of(date(one, 10, 1)))
        for one in range(calendar.START.year, calendar.HORIZON.year)
    }
    allowed = [one for one, (_, last) in spans.items() if _reached(last, weeks)]
    if year not in allowed:
        which = f"choose {allowed[0]} to {allowed[-1]}" if allowed else "let the run go on for longer"
        raise OptionError([f"cohort {year!r}: a fiscal year whose cases the run follows for a year; {which}"])
    return spans[year]


def _after(years: int) -> int:
    """Weeks of some years."""
    return round(years * WEEKS_PER_YEAR)


def _reached(last: int, weeks: int) -> tuple[int, ...]:
    """Those of ``YEARS`` that a run of so many weeks reaches for everybody who entered before week ``last``."""
    return tuple(years for years in YEARS if last - 1 + _after(years) < weeks)


def _count(run: Run, first: int, last: int, years: tuple[int, ...]) -> np.ndarray:
    """Cases at the scale of the run, by way of entry and place after each of ``years``."""
    cases, world = run.docket.cases, run.docket.world[0]
    rows, since = np.zeros(0, np.int64), np.zeros(0, np.int64)
    way, place = np.zeros(0, np.int64), np.zeros((0, len(years)), np.int64)
    left = np.zeros(0, np.int64)
    seen = np.zeros(len(cases), bool)
    before = cases[rows]
    for week in weeks_of(run):
        live = np.flatnonzero(left < 0)
        gone = live[cases["stage"][rows[live]] == Stage.CLOSED]
        left[gone] = _how(before[gone], cases[rows[gone]], week, world.cum)
        used = int(world.rows)
        now = is_open(cases[:used])
        if first <= week < last:
            came = np.flatnonzero(now & ~seen[:used])
            rows, since = np.append(rows, came), np.append(since, np.full(len(came), week))
            way = np.append(way, _WAY_OF[cases["channel"][came]])
            place = np.append(place, np.zeros((len(came), len(years)), np.int64), axis=0)
            left = np.append(left, np.full(len(came), -1))
        seen[:used] = now
        for column, after in enumerate(years):
            at = np.flatnonzero(since + _after(after) == week)
            place[at, column] = np.where(left[at] >= 0, left[at], places_of(cases[rows[at]]))
        before = cases[rows]
    found = np.zeros((len(WAYS), *(len(Place) for _ in years)))
    np.add.at(found, (way, *place.T), 1.0)
    return found


def _how(before: np.ndarray, after: np.ndarray, week: int, cum: np.ndarray) -> np.ndarray:
    """``Place`` of cases that closed in a week."""
    found = happened(before, after, np.zeros(len(before), bool), week, cum)
    places = np.full(len(before), int(Place.OTHER_CLOSURE))
    for kind, place in _LEFT.items():
        places[found[kind] > 0] = place
    return places
