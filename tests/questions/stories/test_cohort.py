"""A year's cohort: everybody is somewhere, and the picture shows the table."""

import re

import numpy as np
import pytest

from sim.errors import OptionError
from sim.questions.stories import cohort as cohorts
from sim.questions.stories import flow
from sim.questions.stories.places import PLACES, WAYS, Place
from sim.report.plots import style
from sim.results.results import Results
from sim.scenario.files import load_scenario


@pytest.fixture(scope="module")
def cohort():
    return flow.cohort("baseline", 2022, draws=2, scale=3000, parameters="prior")


def test_everybody_is_in_one_place_at_each_look(cohort):
    assert cohort.years == (1, 3, 5)
    for column in range(4):
        assert cohort.shares(column).sum(axis=1) == pytest.approx(1.0)
    sizes = [move.sum() for move in cohort.moves()]
    assert sizes == pytest.approx([cohort.size] * 3)


def test_who_left_does_not_come_back(cohort):
    left = [Place.CLOSED_BY_COURT, Place.DEPARTED, Place.REMOVED, Place.OTHER_CLOSURE]
    for move in cohort.moves()[1:]:
        for place in left:
            back = np.delete(move[place], place)
            assert not back.any()


def test_the_cohort_is_the_intake_of_the_run(cohort):
    """Entries of fiscal 2022 onto the docket are the measure intake of that year, but for who left within the week."""
    import sim

    results: Results = sim.run("baseline", draws=2, replicates=1, scale=3000, workers=1, parameters="prior")
    values, periods = results.period_values("intake", "FY")
    intake = float(values[:, list(periods.label).index("FY2022")].mean())
    onto_docket = cohort.counts.mean(axis=0).sum(axis=(1, 2, 3))[:2].sum()
    assert onto_docket == pytest.approx(intake, rel=0.02)


def test_years_that_the_run_does_not_reach_are_left_out():
    late = flow.cohort("frozen", 2025, draws=1, scale=10_000, parameters="prior")
    assert late.years == (1, 3)
    with pytest.raises(OptionError, match="choose 2021 to 2027"):
        flow.cohort("frozen", 2028, draws=1, scale=10_000)
    with pytest.raises(OptionError, match="choose 2021 to 2022"):
        flow.cohort("frozen", 2026, draws=1, scale=10_000, until="2024-01-01")


def test_the_same_cohort_gives_the_same_bytes(cohort):
    again = flow.cohort(load_scenario("baseline"), 2022, draws=2, scale=3000, parameters="prior")
    assert np.array_equal(again.counts, cohort.counts)
    assert style.to_svg(again.plot()) == style.to_svg(cohort.plot())


def test_the_picture_names_the_shares_of_the_table(cohort):
    svg = style.to_svg(cohort.plot()).decode()
    table = cohort.table()
    large = table[table["share"] > 0.1]
    assert len(large) > 4
    for row in large.itertuples():
        assert re.search(rf"{re.escape(row.place)} {100 * row.share:.0f}%", svg), row


def test_every_place_has_a_name_and_a_colour(cohort):
    from sim.questions.stories.alluvial import _COLOURS

    assert set(PLACES) == set(_COLOURS) == set(Place)
    assert len(set(PLACES.values())) == len(Place) and len(set(WAYS.values())) == len(WAYS)
    assert "none stands for a person" in cohort.text()
    assert cohorts.Cohort.__doc__
