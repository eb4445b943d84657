"""Weeks run Wednesday to Tuesday from 20 January 2021; every number here can be checked on a paper calendar."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import calendar
from tests.results.fake import results_of

WEEKS = 418


def row(day: date) -> int:
    """The row whose date is this day."""
    days = (day - calendar.START).days
    assert days % 7 == 0
    return days // 7


def flow(weeks: int = WEEKS, **weekly: float) -> np.ndarray:
    """A weekly flow that is zero but in the weeks ending before the given days (``d2021_02_03=7``)."""
    column = np.zeros(weeks + 1)
    for name, value in weekly.items():
        column[row(date(*map(int, name[1:].split("_"))))] = value
    return column


def test_a_week_across_a_month_is_split_by_days():
    # 27 January to 2 February 2021: five days of January, two of February.
    table = results_of({"removals": flow(d2021_02_03=700)}).quantiles("removals", by="month").set_index("period")
    assert table.loc["2021-01", "p50"] == 500
    assert table.loc["2021-02", "p50"] == 200
    assert table.loc["2021-03", "p50"] == 0


def test_a_week_across_the_end_of_a_fiscal_year_is_split_by_days():
    # 29 September to 5 October 2021: two days of fiscal year 2021, five of 2022.
    table = results_of({"removals": flow(d2021_10_06=70)}).quantiles("removals", by="FY").set_index("period")
    assert table.loc["FY2021", "p50"] == 20
    assert table.loc["FY2022", "p50"] == 50
    assert table.loc["FY2021", "start"] == pd.Timestamp("2020-10-01")
    assert table.loc["FY2021", "end"] == pd.Timestamp("2021-10-01")


def test_quarters_and_calendar_years():
    results = results_of({"removals": flow(d2022_01_05=7)})  # 29 December to 4 January
    assert results.quantiles("removals", by="quarter").set_index("period").loc["2021-Q4", "p50"] == 3
    assert results.quantiles("removals", by="CY").set_index("period").loc["CY2022", "p50"] == 4


def test_what_the_run_does_not_cover_is_partial():
    results = results_of({"removals": flow()})
    years = results.quantiles("removals", by="FY").set_index("period")["partial"]
    assert years.to_dict() == {f"FY{year}": year in (2021, 2029) for year in range(2021, 2030)}
    months = results.quantiles("removals", by="month").set_index("period")["partial"]
    assert [month for month, partial in months.items() if partial] == ["2021-01", "2029-01"]


def test_a_run_that_ends_with_a_period_leaves_it_whole():
    weeks = row(date(2025, 12, 31))
    months = results_of({"removals": np.zeros(weeks + 1)}).quantiles("removals", by="month")
    assert months["period"].iloc[-1] == "2025-12"
    assert months["partial"].iloc[-1]
    assert not months["partial"].iloc[-2]


@pytest.mark.parametrize("by", ["week", "month", "quarter", "CY", "FY"])
@given(weeks=st.integers(1, 420))
def test_no_day_is_lost_or_counted_twice(by, weeks):
    periods = calendar.periods_of(by, calendar.START, weeks)
    days = calendar.flow_days(periods, calendar.START, weeks)
    assert (days.sum(axis=0)[1:] == 7).all()
    assert (days[:, 0] == 0).all()


def test_a_stock_is_interpolated_at_the_end_of_the_period_and_kept_where_the_run_ends():
    column = np.arange(WEEKS + 1) * 70.0  # ten a day
    results = results_of({"docket": column})
    table = results.quantiles("docket", by="month").set_index("period")
    assert table.loc["2021-01", "p50"] == 120  # twelve days, 20 to 31 January
    assert table.loc["2021-02", "p50"] == 400
    assert table.loc["2029-01", "p50"] == column[-1]
    assert results.at("docket", "2021-01-24")["value"].tolist() == [40]
    assert results.at("docket", calendar.END)["value"].tolist() == [column[-1]]
    assert results.at("docket", calendar.START)["value"].tolist() == [0]


def test_the_mean_of_a_stock_over_a_period():
    column = np.arange(WEEKS + 1) * 70.0
    table = results_of({"docket": column}).quantiles("docket", by="month", stock="mean").set_index("period")
    assert table.loc["2021-02", "p50"] == pytest.approx((120 + 400) / 2)
    assert table.loc["2021-01", "p50"] == pytest.approx(60)  # of the days that the run covers


def test_the_mean_of_a_bent_stock_weighs_each_side_by_its_days():
    column = np.zeros(3)
    column[1] = 70.0
    shares = results_of({"docket": column}).quantiles("docket", [(date(2021, 1, 25), date(2021, 1, 29))], stock="mean")
    # 25 January 50, up to 70 on the 27th, down to 50 on the 29th.
    assert shares["p50"].tolist() == [pytest.approx(60)]


def test_an_average_is_weighted_by_its_flow():
    stays, leavers = np.full(6, np.nan), np.zeros(6)
    stays[1:4], leavers[1:4] = [10, 40, 90], [300, 100, 0]  # ends 26 January, 2 February, 9 February
    stays[3] = np.nan  # nobody left
    results = results_of({"stay_days_of_leavers": stays, "book_outs": leavers})
    months = results.quantiles("stay_days_of_leavers", by="month").set_index("period")["p50"]
    january = 300 + 100 * 5 / 7
    assert months["2021-01"] == pytest.approx((300 * 10 + 100 * 5 / 7 * 40) / january)
    assert months["2021-02"] == 40
    weeks = results.quantiles("stay_days_of_leavers")["p50"]
    assert weeks[:2].tolist() == [10, 40]
    assert weeks[2:].isna().all()


def test_a_quotient_is_that_of_its_parts():
    columns = {
        "docket": np.array([100.0, 200.0, 300.0]),
        "officers_docket": np.array([10.0, 10.0, 0.0]),
        "caseload_per_docket_officer": np.array([10.0, 20.0, np.nan]),
    }
    results = results_of(columns)
    weekly = results.quantiles("caseload_per_docket_officer")["p50"]
    assert weekly[:2].tolist() == [10, 20]
    assert np.isnan(weekly[2])
    january = (calendar.START, calendar.START + timedelta(14))
    mean = results.quantiles("caseload_per_docket_officer", [january], stock="mean")["p50"]
    assert mean.tolist() == [pytest.approx(200 / 7.5)]


def test_rows_of_a_flow_begin_after_the_first_week():
    results = results_of({"removals": flow(3, d2021_01_27=5)})
    weeks = results.quantiles("removals", by="week")
    assert weeks["period"].tolist() == ["2021-01-27", "2021-02-03", "2021-02-10"]
    assert weeks["p50"].tolist() == [5, 0, 0]
    assert len(results.quantiles("docket")) == 4


@pytest.mark.parametrize(
    ("measure", "by", "message"),
    [
        ("removal", None, "did you mean removals"),
        ("docket", "fortnight", "week, month, quarter, CY, FY"),
        ("docket", [(date(2030, 1, 1), date(2030, 2, 1))], "the run covers 2021-01-20 to"),
        ("docket", [(date(2021, 2, 1), date(2021, 1, 25))], "ends before it begins"),
        ("removals", [(date(2021, 1, 25), date(2021, 1, 25))], "is a flow"),
    ],
)
def test_what_cannot_be_asked(measure, by, message):
    with pytest.raises(ValueError, match=message):
        results_of({"docket": np.zeros(20)}).quantiles(measure, by)


def test_a_flow_has_no_value_on_a_day():
    with pytest.raises(ValueError, match="removals is a flow"):
        results_of({"docket": np.zeros(20)}).at("removals", "2021-02-01")
