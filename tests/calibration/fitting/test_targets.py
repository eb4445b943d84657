"""The fitter sees the figures of role calibrate, each as the article says it, and nothing else."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from calibration import writing
from calibration.fitting import reporting
from calibration.fitting.likelihood import Likelihood, as_published
from calibration.fitting.targets import targets
from sim import calendar
from sim.errors import EvidenceError
from sim.evidence.figures import figures
from sim.results.measures import INDEX, MEASURES

BY_ID = {one.id: one for one in targets()}


def test_every_figure_of_role_calibrate_is_a_target_and_no_other():
    assert list(BY_ID) == [one.id for one in figures() if one.role == "calibrate"]


def test_figures_in_conflict_with_everything_else_carry_no_weight():
    assert {one.id for one in targets() if not one.is_fitted} == {"docket-2021-01", "removals-2025-ytd"}


def test_claims_and_scenario_figures_never_reach_the_fitter():
    others = [one for one in figures() if one.role != "calibrate"]
    moved = [replace(one, value=1.0, as_of=date(2022, 2, 2)) for one in others]
    added = [replace(one, id=f"{one.id}-again") for one in others]
    fitted = [one for one in figures() if one.role == "calibrate"]
    for seen in ([*fitted, *moved], [*added, *fitted, *others], fitted):
        assert targets(seen) == targets()
        assert writing.figures_digest(targets(seen)) == writing.figures_digest(targets())


def test_a_claim_that_calls_itself_a_target_is_refused():
    promoted = [replace(one, role="calibrate") if one.id == "removals-goal" else one for one in figures()]
    with pytest.raises(EvidenceError, match="removals-goal"):
        targets(promoted)


@pytest.mark.parametrize(
    ("id", "best", "far"),
    [
        ("docket-2024-06", 7.40e6, 7.70e6),
        ("docket-2025-08", 7.55e6, 7.20e6),
        ("docket-fy24-start-growth", 1.5e6, 0.8e6),
        ("docket-2021-01", 3.65e6, 3.9e6),
        ("detained-2025-08", 56_500, 47_000),
    ],
)
def test_the_likelihood_says_what_the_article_says(id, best, far):
    likelihood = Likelihood([BY_ID[id]])
    here, there = likelihood.each(np.array([[best], [far]]))[:, 0]
    assert here > np.log(0.15)
    assert there < np.log(0.001)


def test_a_lower_bound_has_no_upper_end():
    growth = Likelihood([BY_ID["docket-fy24-start-growth"]])
    assert growth.each(np.array([[9e6]]))[0, 0] == pytest.approx(0.0, abs=1e-9)


def test_far_tails_keep_their_digits():
    docket = Likelihood([BY_ID["docket-2024-06"]])
    values = docket.each(np.array([[3e6], [3.1e6], [11.8e6], [11.7e6]]))[:, 0]
    assert np.isfinite(values).all()
    assert values[0] < values[1] and values[2] < values[3]


def test_published_words_have_the_frequencies_of_the_likelihood():
    target, truth = BY_ID["docket-2024-06"], 7.43e6
    errors = np.random.default_rng(1).standard_normal(20_000)
    printed = np.array([as_published(target, truth, error).published for error in errors])
    for value in (7.3e6, 7.4e6, 7.5e6):
        expected = np.exp(Likelihood([replace(target, published=value)]).each(np.array([[truth]]))[0, 0])
        assert (printed == value).mean() == pytest.approx(expected, abs=0.012)


class Asked(reporting.NamedTuple):
    measure: tuple[str, ...]
    as_of: date
    since: date | None


def path(**columns):
    weeks = len(next(iter(columns.values()))) - 1
    values = np.full((weeks + 1, len(MEASURES)), np.nan)
    for name, column in columns.items():
        values[:, INDEX[name]] = column
    return values


def test_a_stock_is_interpolated_a_change_is_a_difference_and_a_flow_is_a_sum():
    first = calendar.START
    asked = [
        Asked(("docket",), date(2021, 1, 24), None),
        Asked(("docket",), date(2021, 2, 3), first),
        Asked(("final_order", "docket"), first, None),
        Asked(("removals",), date(2021, 2, 3), date(2021, 1, 24)),
    ]
    values = path(docket=[100.0, 170.0, 240.0], final_order=[1.0, 2.0, 3.0], removals=[np.nan, 70.0, 14.0])
    read = reporting.reader_of(asked, 2).read(values)
    assert read.tolist() == pytest.approx([140.0, 140.0, 101.0, 30.0 + 14.0])


def test_a_number_after_the_end_or_a_flow_without_a_beginning_cannot_be_read():
    with pytest.raises(ValueError, match="run covers"):
        reporting.reader_of([Asked(("docket",), date(2028, 1, 1), None)], 2)
    with pytest.raises(ValueError, match="since"):
        reporting.reader_of([Asked(("removals",), date(2021, 1, 24), None)], 2)
