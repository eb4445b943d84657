"""Ratios beside the range in which they have been published."""

import numpy as np
import pytest

from sim.calendar import WEEKS, date_of
from sim.evidence.quantities import sources
from sim.report import plausible
from sim.results.measures import INDEX
from sim.results.view import View
from tests.results.fake import results_of

WEEK = np.arange(WEEKS + 1, dtype=float)
RATIOS = {one.name: one for one in plausible.ratios()}
PEOPLE = {one.name: one for one in plausible.ratios("people")}


def checked(name, columns, draws=1):
    """The check of one ratio in the last year of made-up results."""
    view = View(results_of({key: np.asarray(one) + 0 * WEEK for key, one in columns.items()}, draws=draws), "frozen")
    assert view.end == date_of(WEEKS)
    return [one for one in plausible.checks(view) if one.ratio.name == name][-1]


def test_every_range_has_a_source_or_is_a_belief():
    for one in RATIOS.values():
        assert one.low < one.high and one.because.endswith(".")
        assert {one.top, one.bottom} - {None} <= set(INDEX)
        assert one.assumed is (one.source is None) and one.source in {None, *sources()}


def test_a_flow_over_a_stock_is_of_a_year():
    """70 removals a week are ten a day: 3652.5 in a year, from 800 people."""
    found = checked("removals_per_bed_year", {"book_outs_removed": 70.0, "detained": 800.0})
    assert found.band.p50 == pytest.approx(3652.5 / 800)
    assert (found.verdict, found.inside) == ("inside", 1.0)


@pytest.mark.parametrize(
    ("over", "verdict"),
    [(0.05, "inside"), (0.172, "outside, 100 percent above"), (0.019, "outside, 50 percent below")],
)
def test_how_far_outside(over, verdict):
    found = checked("detained_over_180_days", {"detained_over_180d": 1000 * over, "detained": 1000.0})
    assert found.verdict == verdict


def test_an_hour_is_an_hour_and_a_mean_is_a_mean():
    assert checked("contacts_per_hour", {"check_ins_done": 30.0, "hours_used_docket": 40.0}).band.p50 == 0.75
    found = checked("cases_per_docket_officer", {"docket": 7_000_000.0, "officers_docket": 1000.0})
    assert found.band.p50 == pytest.approx(7000.0)


def test_nothing_to_divide_by_is_no_value():
    assert checked("completions_per_judge", {"hearings_completed": 5.0}).verdict == "no value"


def told(name, columns):
    """What is told of people in the last year of made-up results."""
    view = View(results_of({key: one + 0 * WEEK for key, one in columns.items()}), "frozen")
    return [one for one in plausible.checks(view, "people") if one.ratio.name == name][-1]


def test_what_it_means_for_people_is_made_of_measures_and_judges_nothing():
    for one in PEOPLE.values():
        assert {one.top, one.bottom} - {None} <= set(INDEX) and one.because.endswith(".")
        assert (one.low, one.high) == (None, None)
    found = told("in_absentia_share", {"orders_in_absentia": 3.0, "hearings_completed": 10.0})
    assert (found.texts, found.verdict) == (("30 percent", "30 to 30 percent", ""), "")


def test_a_stock_over_a_flow_is_the_years_that_it_takes():
    """70 decisions a week are 3652.5 a year: 7305 cases take two."""
    found = told("years_to_a_decision", {"court_pending": 7305.0, "hearings_completed": 70.0})
    assert found.band.p50 == pytest.approx(2.0)


def test_how_many_runs_lie_inside():
    columns = {"detained_over_180d": np.array([[50.0], [500.0]]), "detained": 1000.0}
    assert checked("detained_over_180_days", columns, draws=2).inside == 0.5


def test_sentences_name_what_lies_outside():
    columns = {"detained_over_180d": 172.0 + 0 * WEEK, "detained": 1000.0 + 0 * WEEK}
    view = View(results_of(columns), "frozen")
    first, *others = plausible.sentences(view)
    rows = [one for one in plausible.checks(view) if one.when == "in the last year"]
    assert sum(one.verdict == "no value" for one in rows) == len(RATIOS) - 2
    inside = sum(one.verdict == "inside" for one in rows)
    assert first.startswith(f"{inside} of 2 ratios lie, in the last year, inside")
    assert len(others) == sum(one.verdict.startswith("outside") for one in rows)
    assert any("17 percent, against 3.8 to 8.6 percent published: outside, 100 percent above." in one for one in others)
