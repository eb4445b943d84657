"""Scores worked by hand: three draws, a few months, and what is left out."""

import math
from datetime import date
from statistics import NormalDist

import numpy as np
import pytest
from scipy import stats

import calibration
from calibration.scoring import given, naive, pairing, scores
from calibration.scoring.observed import KINDS_OF, POINT, Observation
from sim import calendar
from sim.errors import OptionError
from sim.evidence.quantities import quantities
from sim.results.measures import INDEX, MEASURES
from tests.calibration.scoring.observations import flat, series
from tests.results.fake import results_of

WEEKS = calendar.WEEKS
THREE = (
    "2025-05-31,detained,19,monthly mean",
    "2025-06-30,detained,20,monthly mean",
    "2025-07-31,detained,21,monthly mean",
)
TWO = ("2025-08-31,detained,24,monthly mean", "2025-09-30,detained,28,monthly mean")


def rows_of(table, **wanted):
    """The rows of a table with these values."""
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table


@pytest.fixture
def table(tmp_path):
    return calibration.score(flat(10, 20, 30), series(tmp_path, *THREE, *TWO)).set_index("forecast")


def test_the_model_is_scored_on_its_draws(table):
    model = table.loc["model"]
    assert model["rows"] == 2
    assert model["bias"] == pytest.approx(((20 - 24) + (20 - 28)) / 2)
    assert model["mape_percent"] == pytest.approx(100 * (4 / 24 + 8 / 28) / 2)
    # Mean distance to the draws, less half the mean distance between draws: 80 / 9 over the nine pairs.
    assert model["crps"] == pytest.approx(((14 + 4 + 6) / 3 + (18 + 8 + 2) / 3) / 2 - 80 / 9 / 2)
    # Quantiles of 10, 20, 30: 15 to 25, 13.4 to 26.6, 11 to 29.
    assert model[["coverage_50", "coverage_66", "coverage_90"]].tolist() == [0.5, 0.5, 1.0]


def test_naive_forecasts_are_made_from_what_was_known(table):
    assert table.loc["persistence", "bias"] == pytest.approx(((21 - 24) + (21 - 28)) / 2)
    assert table.loc["linear trend", "bias"] == pytest.approx(((22 - 24) + (23 - 28)) / 2)
    assert table.loc["linear trend", "crps"] == pytest.approx((2 + 5) / 2)  # a perfect line has no spread
    # One step a month, squared: a standard deviation of 1 after one month, of the root of 2 after two.
    assert table.loc["persistence", "crps"] == pytest.approx(
        (normal_crps(3, 1) + normal_crps(7, math.sqrt(2))) / 2, rel=0.002
    )


def test_the_ratio_is_to_the_better_naive_forecast(table):
    naive_crps = table.loc[["persistence", "linear trend"], "crps"]
    assert naive_crps.idxmin() == "linear trend"
    assert table.loc["model", "crps_ratio"] == pytest.approx(table.loc["model", "crps"] / naive_crps.min())
    naive_mape = table.loc[["persistence", "linear trend"], "mape_percent"]
    assert table.loc["model", "mape_ratio"] == pytest.approx(table.loc["model", "mape_percent"] / naive_mape.min())
    assert table.loc[["persistence", "linear trend"], "crps_ratio"].isna().all()


def normal_crps(error: float, spread: float) -> float:
    """Closed form for a normal distribution."""
    z, bell = error / spread, NormalDist()
    return spread * (z * (2 * bell.cdf(z) - 1) + 2 * bell.pdf(z) - 1 / math.sqrt(math.pi))


def test_crps_agrees_with_its_definition():
    chance = np.random.default_rng(0)
    members, observed = chance.normal(size=(40, 5)), chance.normal(size=5)
    apart = np.abs(members[:, None] - members[None, :]).mean(axis=(0, 1))
    assert scores.crps(members, observed) == pytest.approx(np.abs(members - observed).mean(axis=0) - apart / 2)
    assert scores.crps(members[:1], observed) == pytest.approx(np.abs(members[0] - observed))


def test_crps_of_many_normal_values_is_that_of_the_normal_distribution():
    levels = (np.arange(naive.MEMBERS) + 0.5) / naive.MEMBERS
    members = stats.norm.ppf(levels)[:, None]
    for error in (0.0, 0.7, 3.0):
        assert scores.crps(members, np.array([error]))[0] == pytest.approx(normal_crps(error, 1), rel=0.005)


def test_members_are_the_draws_at_full_scale():
    chance = np.random.default_rng(1)
    values = 1000 + 50 * chance.normal(size=(30, 1, 4))
    assert scores.members_of(values, 100) == pytest.approx(np.sort(values[:, 0], axis=0))
    noisy = values + 40 * chance.normal(size=(30, 2, 4))
    assert (scores.members_of(noisy, 100).std(axis=0) < noisy.mean(axis=1).std(axis=0)).all()
    assert len(scores.members_of(noisy[:1], 100)) == scores.ONE_DRAW_MEMBERS


def test_months_are_made_from_weeks_by_days(tmp_path):
    weekly = np.zeros(WEEKS + 1)
    weekly[2] = 700.0  # 27 January to 2 February 2021: two days of February
    stock = np.arange(WEEKS + 1) * 70.0  # ten a day from 20 January 2021 on
    results = results_of({"removals": weekly, "docket": stock}, scale=1)
    lines = (
        "2021-02-28,removals,150,monthly sum",
        "2021-02-28,docket,200,monthly mean",
        "2021-02-03,docket,100,point in time",
    )
    table = calibration.score(results, series(tmp_path, *lines), as_of="2021-01-31")
    bias = rows_of(table, forecast="model").set_index(["measure", "kind"])["bias"]
    assert bias["removals", "monthly sum"] == pytest.approx(200 - 150)
    assert bias["docket", "monthly mean"] == pytest.approx((120 + 400) / 2 - 200)
    assert bias["docket", "point in time"] == pytest.approx(140 - 100)


def test_what_is_left_out_is_counted_and_named(tmp_path):
    lines = (
        "2020-12-31,detained,18,monthly mean",  # before the run
        "2021-01-31,detained,18,monthly mean",  # a month that the run covers in part
        *THREE,
        *TWO,
        "2029-01-31,detained,18,monthly mean",  # a month that ends after the run
        "2025-08-31,moon_phase,1,monthly mean",
        "2025-08-31,book_ins_border,4000,monthly sum",
        "2025-07-31,monitored,5,point in time",
    )
    table = calibration.score(flat(10, 20, 30), series(tmp_path, *lines))
    model = rows_of(table, measure="detained", forecast="model").iloc[0]
    counts = ("rows", "rows_known", "rows_before_run", "rows_after_run")
    assert [model[name] for name in counts] == [2, 5, 2, 1]
    others = table[table["measure"] != "detained"].set_index("measure")
    assert others["status"].to_dict() == {"moon_phase": "skipped", "book_ins_border": "input", "monitored": "skipped"}
    assert others["crps"].isna().all()
    assert "no such measure" in others.loc["moon_phase", "why"]
    assert "detention.border_book_ins_per_week" in others.loc["book_ins_border", "why"]
    assert "2025-08-01" in others.loc["monitored", "why"]


def test_rows_before_the_run_serve_the_naive_forecasts(tmp_path):
    known = [f"2020-{month:02d}-28,detained,{100 + month},point in time" for month in range(7, 13)]
    lines = (*known, "2021-02-28,detained,20,point in time")
    table = calibration.score(flat(10, 20, 30), series(tmp_path, *lines), as_of=date(2021, 1, 19)).set_index("forecast")
    assert table.loc["persistence", "bias"] == pytest.approx(112 - 20)
    assert table.loc["linear trend", "bias"] == pytest.approx(114 - 20, abs=0.2)


def test_without_known_rows_only_the_model_is_scored(tmp_path):
    table = calibration.score(flat(10, 20, 30), series(tmp_path, *TWO)).set_index("forecast")
    assert np.isfinite(table.loc["model", "crps"])
    assert table.loc[["persistence", "linear trend"], ["bias", "crps", "coverage_90"]].isna().all(axis=None)
    assert np.isnan(table.loc["model", "crps_ratio"])
    assert "no row up to 2025-08-01" in table.loc["persistence", "why"]


def test_what_history_orders_is_input_up_to_the_information_date(tmp_path):
    lines = ("2025-06-30,officers,6100,point in time", "2026-06-30,officers,9000,point in time")
    table = calibration.score(flat(1, 2, officers=6000.0), series(tmp_path, *lines), as_of="2025-05-31")
    model = rows_of(table, forecast="model").iloc[0]
    assert (model["rows"], model["rows_input"], model["bias"]) == (1, 1, -3000)
    assert "officers.headcount" in model["why"]


def test_inputs_are_named_after_quantities_that_exist():
    for named in (given.DRIVEN, given.ORDERED, given.SHAPED):
        assert set(named) <= set(INDEX)
        assert {quantity for every in named.values() for quantity in every} <= set(quantities())
    assert all(quantities()[name].kind == "driver" for every in given.DRIVEN.values() for name in every)
    assert all(quantities()[name].kind == "lever" for every in given.ORDERED.values() for name in every)


def test_every_scenario_is_scored(tmp_path):
    results = results_of({"detained": np.array([[20.0], [30.0]]) * np.ones(WEEKS + 1)}, scale=1, scenarios=("a", "b"))
    table = rows_of(calibration.score(results, series(tmp_path, *TWO)), forecast="model")
    assert table.set_index("scenario")["bias"].to_dict() == pytest.approx({"a": -6.0, "b": 4.0})


def test_every_measure_can_be_observed(tmp_path):
    every = [f"2025-08-31,{one.name},1,{KINDS_OF[one.kind][-1]}" for one in MEASURES]
    table = calibration.score(flat(10, 20, 30), series(tmp_path, *every))
    assert set(table["measure"]) == set(INDEX)
    empty = ["caseload_per_docket_officer", "stay_days_of_leavers"]  # nobody assigned, nobody leaves
    assert table.loc[table["status"] == "skipped", "measure"].tolist() == empty


def test_no_usable_row_is_an_error(tmp_path):
    with pytest.raises(OptionError, match="only rows that end after 2025-08-01"):
        calibration.score(flat(10, 20), series(tmp_path, *THREE))
    with pytest.raises(OptionError, match="the model has no moon_phase"):
        calibration.score(flat(10, 20), series(tmp_path, "2025-08-31,moon_phase,1,monthly mean"))
    with pytest.raises(OptionError, match="lie within the run"):
        calibration.score(flat(10, 20), series(tmp_path, "2031-08-31,detained,1,monthly mean"))


def test_the_spread_of_a_trend_is_that_of_a_regression():
    days = [date(2025, month, 1) for month in range(3, 9)]
    values = [10.0, 14.0, 13.0, 18.0, 17.0, 22.0]
    known = [Observation(day, "detained", value, POINT, 2) for day, value in zip(days, values, strict=True)]
    wanted = [Observation(date(2025, 12, 1), "detained", 0.0, POINT, 2)]
    _, trend = naive.naive_forecasts(known, wanted, date(2025, 8, 1))
    x = np.array([day.toordinal() for day in days], dtype=float)
    line = stats.linregress(x, values)
    ahead = wanted[0].period_end.toordinal()
    residual = math.sqrt(((np.array(values) - line.intercept - line.slope * x) ** 2).sum() / 4)
    spread = residual * math.sqrt(1 + 1 / 6 + (ahead - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum())
    assert trend.point[0] == pytest.approx(line.intercept + line.slope * ahead)
    expected = trend.point[0] + stats.t.ppf(0.9, 4) * spread
    assert np.quantile(trend.members, 0.9, axis=0)[0] == pytest.approx(expected, rel=0.005)


def test_a_naive_forecast_never_falls_below_zero():
    known = [Observation(date(2025, month, 28), "detained", 70.0 - 10 * month, POINT, 2) for month in range(3, 8)]
    wanted = [Observation(date(2027, 1, 1), "detained", 0.0, POINT, 2)]
    for forecast in naive.naive_forecasts(known, wanted, date(2025, 8, 1)):
        assert forecast.point[0] >= 0
        assert (forecast.members >= 0).all()


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2025, 8, 1), 6, date(2025, 2, 1)),
        (date(2024, 11, 30), 6, date(2024, 5, 31)),
        (date(2025, 8, 30), 6, date(2025, 2, 28)),
        (date(2021, 1, 15), 24, date(2019, 1, 15)),
    ],
)
def test_months_before(day, months, earlier):
    assert naive.months_before(day, months) == earlier


def test_an_as_of_date_before_the_information_date_scores_what_the_model_had_seen(tmp_path):
    path = series(tmp_path, *THREE)
    found = pairing.compare(flat(10, 20, 30), path, "2025-06-30")
    assert [row.period_end for row in found.parts[0].rows] == [date(2025, 7, 31)]


def test_a_world_of_its_own_is_not_scored(tmp_path):
    results = flat(10, 20, 30)
    results.manifest |= {"begins": "2030-01-02", "information_date": "2030-01-02"}
    with pytest.raises(calibration.ObservedError, match="begin on 2030-01-02 in a world of their own"):
        calibration.score(results, series(tmp_path, *TWO))
