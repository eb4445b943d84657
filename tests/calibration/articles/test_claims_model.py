"""Stage two of the claims: made-up results with a known answer, and the command."""

import json
from datetime import timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration.articles.outcomes import outcomes, probability
from sim import calendar
from sim.calendar import WEEKS
from sim.cli.app import app
from tests.results.fake import results_of

SMALL = ["--draws", "2", "--replicates", "1", "--scale", "10000", "--workers", "1"]


def docketsim(*words):
    """The command with these words: exit code, standard output, standard error."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def level(*draws):
    """A measure that stays at one level in each draw."""
    return np.array(draws, dtype=float)[:, None] * np.ones(WEEKS + 1)


def told(columns, draws=4, weeks=WEEKS):
    """The outcomes of results that hold these measures, by claim."""
    cut = {name: values[..., : weeks + 1] for name, values in columns.items()}
    return outcomes(results_of(cut, draws=draws, replicates=1, scale=1)).set_index("claim")


def test_a_share_of_draws_is_the_probability():
    found = told({"docket": level(7.6e6, 7.7e6, 7.96e6, 8.1e6)}).loc["eight-million"]
    assert found["probability"] == 0.5
    assert found["p50"] == pytest.approx((7.7e6 + 7.96e6) / 2)
    assert "would have to be 120,000 higher" in found["change"]


def test_the_interval_of_a_probability_is_that_of_jeffreys():
    found = probability(0, 20)
    assert (found["probability"], found["probability_low"]) == (0, 0)
    assert found["probability_high"] == pytest.approx(0.0905, abs=0.001)  # beta(0.5, 20.5) at 95 percent
    all_true = probability(20, 20)
    assert all_true["probability_low"] == pytest.approx(1 - found["probability_high"])
    assert probability(10, 20)["probability_high"] < probability(1, 2)["probability_high"]


def test_quotients_differences_and_sums_of_measures():
    steps = np.where(np.arange(WEEKS + 1) < (calendar.INFORMATION_DATE - calendar.START).days // 7, 1.4e6, 1.48e6)
    columns = {
        "docket": level(7.4e6, 7.4e6, 7.4e6, 7.4e6),
        "officers": level(1057, 1057, 6000, 6000),
        "final_order": np.tile(steps, (4, 1)),
        "convicted": level(430e3, 440e3, 450e3, 500e3),
    }
    found = told(columns)
    assert found.loc["caseload-of-every-officer", "probability"] == 0.5
    assert found.loc["orders-grew", "probability"] == 1.0
    assert found.loc["nearly-two-million", "probability"] == 0.75  # 1.91, 1.92, 1.93, 1.98 million against 1.915
    assert found.loc["docket-more-than-doubled", "p50"] == 1.0


def test_flows_are_summed_over_their_days():
    weekly = level(6000, 7000, 19200, 20000)
    found = told({"removals": weekly})
    assert found.loc["hundred-thousand-removed", "p05"] == pytest.approx(
        np.quantile([96e3, 112e3, 307.2e3, 320e3], 0.05)
    )
    assert found.loc["hundred-thousand-removed", "probability"] == 0.75
    assert found.loc["million-removals-beds", "probability"] == 0.5  # 19,200 a week are 1,001,000 a year


def test_littles_law_at_the_modelled_stay():
    columns = {
        "removals": level(2000, 2000, 2000, 2000),
        "detained": level(50000, 50000, 50000, 50000),
        "beds": level(50000, 50000, 50000, 50000),
        "book_outs": level(7000, 7000, 7000, 7000),  # a stay of 50 days
        "book_outs_removed": level(3500, 3500, 3500, 3500),
    }
    found = told(columns).loc["million-removals-beds"]
    assert "stay of 50 days and 50 percent of leavers removed" in found["change"]
    assert "274,000 beds would have to be in use" in found["change"]  # 50,000 x 1,000,000 / (500 x 365)
    assert found["binds"].startswith(f"Full in the year to {calendar.END}: beds (in 100 percent of runs).")


def test_what_binds_is_told_for_the_year_before_the_claim():
    first_full = (calendar.INFORMATION_DATE - calendar.START).days // 7 + 40
    held = np.where(np.arange(WEEKS + 1) < first_full, 1000.0, 2000.0) * np.ones((4, 1))
    found = told({"detained": held, "beds": level(2000, 2000, 2000, 2000), "docket": level(1, 1, 1, 1)})
    assert ": none. Cases wait" in found.loc["detention-is-full", "binds"]
    assert ": beds (in 100 percent of runs)" in found.loc["tags-for-millions", "binds"]
    assert found.loc["eight-million", "binds"] == ""


def test_a_claim_without_a_number_has_an_outcome_and_no_probability():
    found = told({"untouched_year": level(3e6, 3e6, 3e6, 3e6), "docket": level(4e6, 4e6, 4e6, 4e6)})
    assert found.loc["too-many-untouched", "p50"] == 0.75
    assert np.isnan(found.loc["too-many-untouched", "probability"])


def test_what_the_run_does_not_reach_has_no_value():
    found = told({"docket": level(1, 2, 3, 4)}, weeks=100)
    assert np.isnan(found.loc["eight-million", "probability"])
    assert f"the run ends on {calendar.START + timedelta(weeks=100)}" in found.loc["eight-million", "change"]


def test_claims_alone_are_stage_one():
    code, said, _ = docketsim("claims")
    assert code == 0
    for word in ("nearly-two-million", "contradicted", "only if", "42 million", "--scenario NAME", "one-million"):
        assert word in said


def test_claims_as_json():
    code, said, _ = docketsim("claims", "--json")
    records = json.loads(said)
    assert code == 0
    assert {"claim", "verdict", "statement", "finding", "condition", "source"} <= set(records[0])
    assert "probability" not in records[0]


def test_claims_under_scenarios():
    code, said, _ = docketsim("claims", "--scenario", "frozen", "tag-4.5m", *SMALL, "--parameters", "prior", "--json")
    assert code == 0
    records = json.loads(said)
    tags = [one for one in records if one["claim"] == "tags-for-millions"]
    assert [one["scenario"] for one in tags] == ["frozen", "tag-4.5m"]
    assert all(one["probability"] == 0 and "are missing" in one["change"] for one in tags)
    assert [one["scenario"] for one in records if one["claim"] == "twenty-million"] == [None]
    code, said, _ = docketsim(
        "claims", "--scenario", "frozen", *SMALL, "--parameters", "prior", "--until", "2026-12-31"
    )
    assert code == 0
    assert "frozen: how likely" in said
    assert "Full in the year to 2026" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scenario", "frozn"], "did you mean frozen"),
        (["--scenario", "frozen", "--draws", "0"], "--draws 0: must be a whole number of at least 1"),
        (["--scenario", "frozen", "--parameters", "posteriors"], "posterior"),
        (["--scenario", "frozen", "--scenario", "frozen"], "given more than once"),
    ],
)
def test_a_wrong_option_ends_with_2(words, said):
    code, out, error = docketsim("claims", *words)
    assert code == 2
    assert said in error
    assert "Traceback" not in out + error
