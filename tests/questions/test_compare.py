"""Differences of pairs."""

import numpy as np
import pytest

import sim
from sim.calendar import INFORMATION_DATE
from sim.errors import OptionError
from sim.questions.compare import PARTS, luck_gain, pairing_gain
from sim.results.measures import measures
from tests.questions.small import SMALL


@pytest.fixture(scope="module")
def found():
    return sim.compare("frozen", "beds-107k", "tag-4.5m", **SMALL)


@pytest.fixture(scope="module")
def results():
    return sim.run(["frozen", "beds-107k", "tag-4.5m"], **SMALL)


def test_a_difference_is_that_of_two_runs(found, results):
    at_end = results.at("docket", results.end).groupby("scenario")["value"].mean()
    rows = found.tables["headline"].query("scenario == 'beds-107k' and measure == 'docket'")
    assert rows["mean"].iloc[-1] == pytest.approx(at_end["beds-107k"] - at_end["frozen"])


def test_nothing_differs_before_the_information_date(found):
    months = found.tables["months"]
    assert (months[months["month"] < "2025-08"].dropna()["mean"] == 0).all()
    assert (months[months["month"] > "2025-08"].dropna()["mean"] != 0).any()


@pytest.mark.parametrize("scenario", ["beds-107k", "tag-4.5m"])
@pytest.mark.parametrize("whole", ["removals", "arrests", "docket", "monitored", "cost_total_usd"])
def test_parts_sum_to_the_whole(found, results, whole, scenario):
    end = results.end
    span = (end, end) if measures()[whole].kind == "stock" else (INFORMATION_DATE, end)
    values = results.experiments.assign(value=results.period_values(whole, [span])[0][:, 0])
    means = values.groupby("scenario")["value"].mean()
    parts = found.tables["parts"].query("scenario == @scenario and measure == @whole")
    assert list(parts["part"]) == list(PARTS[whole])
    assert parts["mean"].sum() == pytest.approx(means[scenario] - means["frozen"], rel=1e-9, abs=1e-3)


def test_the_gain_of_pairs_is_a_ratio_of_variances():
    base = np.array([[1.0, 2.0], [4.0, 9.0]])
    noise = np.array([[0.1, -0.1], [-0.1, 0.1]])
    other = base + 5.0 + noise
    apart = base.var(ddof=1) + other.var(ddof=1)
    assert pairing_gain(base, other) == pytest.approx(apart / noise.var(ddof=1))
    assert pairing_gain(base, base + 3.0) == np.inf
    assert np.isnan(pairing_gain(base * 0, base * 0))
    within = base.var(axis=1, ddof=1).mean() + other.var(axis=1, ddof=1).mean()
    assert luck_gain(base, other) == pytest.approx(within / noise.var(axis=1, ddof=1).mean())


def test_pairs_need_fewer_runs(found):
    pairing = found.tables["pairing"].set_index(["scenario", "measure"])["times_fewer_runs"]
    assert pairing["beds-107k", "docket"] > 10
    assert pairing["tag-4.5m", "final_order"] > 10


def test_the_answer_says_what_differs_and_why(found):
    text = "\n".join(found.sentences)
    assert "beds-107k less frozen: removals in the year to" in text
    assert "The difference in removals from 2025-08-01" in text
    assert "without pairs" in text
    assert found.plot("removals").axes[0].get_title(loc="left") == "Removals: others less frozen"
    assert found.plot("beds-107k-removals-parts").axes
    with pytest.raises(ValueError, match="this answer has"):
        found.plot("nothing")


def test_one_scenario_is_not_enough():
    with pytest.raises(OptionError, match="at least two"):
        sim.compare("frozen", **SMALL)
