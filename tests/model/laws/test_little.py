"""Law 3: those in a place = those who come to it a week x the weeks they stay; on the shipped scenario, and reduced."""

import math

import numpy as np
import pytest

from sim.calendar import WEEKS
from sim.model.case import Count
from sim.model.run import run
from sim.parameters.resolve import resolve
from sim.results.measures import INDEX
from sim.scenario.files import load_scenario
from sim.vocabulary import WEEKS_PER_YEAR, Custody, Stage
from tests.model.laws.reduced import reduced
from tests.model.laws.watch import watch

DAYS = 7.0
LEVEL = 150
"""Weeks after which the reduced worlds are level."""
LEVEL_BEDS = 260
"""A row from which the beds in use have long been level."""


def level(resolved, weeks=400, replicates=2):
    """Mean of each measure by name after the first LEVEL weeks, over replicates."""
    runs = [run(resolved, 0, 0, number, scale=1, weeks=weeks, offices=2).values[LEVEL:] for number in range(replicates)]
    return lambda measure: float(np.nanmean([values[:, INDEX[measure]] for values in runs]))


def weeks_in_custody(sight) -> float:
    """Weeks that all people in custody spent there in this week, from the times of book-ins and book-outs."""
    left = sight.docket.places[0, : int(sight.after.world.exits)]
    again = sight.after.cases["count"][:, Count.BOOK_IN] != sight.was(sight.before.cases["count"][:, Count.BOOK_IN])
    arrived = sight.after.cases["booked"][again].astype(float)
    held = (sight.before.cases["custody"] != Custody.NONE).sum()
    return float(held - (sight.week + 1 - left).sum() + (sight.week + 1 - arrived).sum())


@pytest.mark.parametrize("draw", [None, 1, 2])
def test_custody_of_the_shipped_scenario(draw):
    """With its edges: people who can neither be removed nor released pile up; what they have stayed so far counts."""
    ages, spent = [], []

    def remember(sight):
        if sight.week >= LEVEL_BEDS:
            spent.append(weeks_in_custody(sight))
        if sight.week + 1 in (LEVEL_BEDS, WEEKS):
            held = sight.after.cases[sight.after.cases["custody"] != Custody.NONE]
            ages.append((sight.week + 1 - held["booked"].astype(float)).sum())
        yield from ()

    values = watch(resolve(load_scenario("frozen"), draw, 0), (remember,), weeks=WEEKS, scale=1000, offices=25)
    rows = values.trajectory.values[LEVEL_BEDS + 1 :]
    stays = rows[:, INDEX["stay_days_of_leavers"]] / DAYS * rows[:, INDEX["book_outs"]] / 1000
    assert sum(spent) == pytest.approx(np.nansum(stays) + ages[1] - ages[0], rel=1e-4)


def test_custody_with_one_way_out():
    """Who stays until released on bond stays as long as the rate of release says."""
    mean = level(
        reduced(detention__border_book_ins_per_week=40, detention__beds=5000, detention__release_per_bed_year=6)
    )
    assert mean("detained") == pytest.approx(40 * WEEKS_PER_YEAR / 6, rel=0.03)
    assert mean("stay_days_of_leavers") == pytest.approx(DAYS * WEEKS_PER_YEAR / 6, rel=0.03)


def test_custody_with_competing_ways_out():
    """Bond against an agency order, then a document, then a seat; casework is done at once."""
    bond, order, document = (rate / WEEKS_PER_YEAR for rate in (2.0, 10.0, 20.0))
    mean = level(
        reduced(
            detention__border_book_ins_per_week=40,
            detention__beds=5000,
            detention__release_per_bed_year=2,
            detention__expedited_border_share=1,
            detention__expedited_per_year=10,
            removal__document_quick_per_year=20,
            removal__seats_per_week=1000,
            officers__headcount=1000,
            officers__detained_share=0.5,
            officers__removal_share=0.5,
        )
    )
    without_order = 40 / (bond + order)
    with_order = without_order * order / (bond + document)
    assert mean("detained") == pytest.approx(without_order + with_order, rel=0.03)
    assert mean("detained_final_order") == pytest.approx(with_order, rel=0.04)
    assert mean("removals_border") == pytest.approx(with_order * document, rel=0.03)
    assert mean("detained") == pytest.approx(mean("book_ins") * mean("stay_days_of_leavers") / DAYS, rel=0.03)


def test_programme():
    """Everybody is enrolled at the first contact and leaves by the programme's clock."""
    mean = level(
        reduced(
            start__docket=30_000,
            checkins__interval_weeks=4,
            checkins__interval_monitored_weeks=4,
            checkins__dormant_share=1,
            checkins__contact_share=1,
            officers__headcount=4000,
            officers__docket_share=1,
            monitoring__enrolments_per_week=60,
            monitoring__exit_per_year=2.6,
        )
    )
    assert mean("enrolments") == pytest.approx(60, rel=0.01)
    assert mean("monitored") == pytest.approx(60 * WEEKS_PER_YEAR / 2.6, rel=0.03)


def test_court():
    """The list settles where as many cases end as are filed; a case waits the list over the arrivals."""
    filed, full, short = 40.0, 60.0, 10.0
    resolved = reduced(
        intake__interior_per_week=filed,
        courts__filings_per_week=10_000,
        courts__judges=1,
        courts__completions_per_judge_year=full * WEEKS_PER_YEAR,
        courts__short_list_weeks=short,
        courts__preparation_weeks=0,
    )
    waits = []

    def remember(sight):
        before, after = sight.before.cases, sight.after.cases[: len(sight.before.cases)]
        decided = (before["stage"] == Stage.PROCEEDINGS) & (after["stage"] != Stage.PROCEEDINGS)
        if sight.week >= LEVEL:
            waits.extend((sight.week - before["filed"][decided]).tolist())
        yield from ()

    seen = watch(resolved, (remember,), weeks=250, scale=1, offices=2)
    waiting = seen.trajectory.values[LEVEL:, INDEX["in_proceedings"]].mean()
    assert waiting + filed == pytest.approx(-full * short * math.log(1 - filed / full), rel=0.02)  # before the hearings
    assert np.mean(waits) == pytest.approx(waiting / filed, rel=0.02)


def test_jail_line():
    """Nobody comes for them: people stay in local custody as long as the sentence lasts."""
    resolved = reduced(
        arrests__jail_new_per_week=50,
        arrests__jail_weeks=6,
        arrests__local_cooperation_share=1,
        arrests__detainer_share=1,
    )
    numbers = []

    def remember(sight):
        if sight.week >= 60:
            numbers.append((sight.after.cases["stage"] == Stage.PROSPECT).sum())
        yield from ()

    watch(resolved, (remember,), weeks=220, scale=1, offices=2)
    assert np.mean(numbers) == pytest.approx(50 * 6, rel=0.04)


def test_training():
    """Recruits in training = recruits a week x weeks of training; all pass."""
    mean = level(
        reduced(
            hiring__target=100_000,
            hiring__pace_per_week=20,
            hiring__academy_weeks=8,
            hiring__academy_seats=100_000,
            hiring__graduation_share=1,
            hiring__time_to_hire_weeks=10,
            hiring__field_training_weeks=16,
        )
    )
    assert mean("officers_vetting") == pytest.approx(20 * 10, rel=0.06)  # whole weeks: counted at the end of the week
    assert mean("officers_in_training") == pytest.approx(20 * (8 + 16), rel=0.01)
