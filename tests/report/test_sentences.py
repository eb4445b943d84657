"""Sentences that an analyst quotes, on made-up results: each number and each name in them is worked out here."""

import re
from datetime import timedelta

import numpy as np
import pytest

from sim.calendar import HORIZON, INFORMATION_DATE, START, WEEKS, date_of, week_of
from sim.report import binding, findings
from sim.report import texts as report_texts
from sim.results.view import YEAR, View
from tests.results.fake import results_of

WEEK = np.arange(WEEKS + 1, dtype=float)
END = date_of(WEEKS)
ORDERS = {
    "monitoring.enrolments_per_week": {"2021-01-20": 1000.0, "2026-01-01": 7000.0},
    "hiring.target": {"2021-01-20": 0.0, "2025-09-01": 10_000.0},
    "officers.headcount": {"2021-01-20": 6000.0},
    "detention.beds": {"2021-01-20": 40_000.0, "2025-10-01": 100_000.0},
}


def view_of(columns, draws=1, **orders):
    """A view of results that hold these measures, with what was ordered."""
    results = results_of({name: np.asarray(column) + 0 * WEEK for name, column in columns.items()}, draws=draws)
    changes = {name: {"central": value} for name, value in (ORDERS | orders).items()}
    results.manifest["parameters"] = {"frozen": changes}
    return View(results, "frozen")


def nothing_ordered():
    return {name: {"2021-01-20": 0.0} for name in ORDERS}


@pytest.mark.parametrize("day", [INFORMATION_DATE, INFORMATION_DATE + YEAR, END])
def test_a_flow_of_a_summary_is_that_of_the_365_days_before_its_date(day):
    """A flow that grows by one each week: row k holds what happened in the week that ends with it."""
    results = results_of({"removals": 1000 + WEEK})
    summary = results.summary(["removals"])
    row = summary[summary["date"].dt.date == day].iloc[0]
    days = [day - timedelta(days=back) for back in range(1, 366)]
    assert row["p50"] == pytest.approx(sum((1000 + (one - START).days // 7 + 1) / 7 for one in days))
    assert row["basis"] == "365 days before"


def test_a_stock_of_a_summary_is_that_of_its_date():
    summary = results_of({"docket": WEEK * 7}).summary(["docket"])
    days = [(one - date_of(0)).days for one in summary["date"].dt.date]
    assert summary["p50"].tolist() == pytest.approx(days)
    assert set(summary["basis"]) == {"on the date"}


def test_a_capacity_binds_where_nearly_all_of_it_is_used_in_half_of_the_runs():
    columns = {
        "beds": 100.0,
        "detained": np.array([99.0, 98.5, 50.0])[:, None],
        "hours_available_docket": 200.0,
        "hours_used_docket": np.array([199.0, 100.0, 100.0])[:, None],
        "hours_available_removal": 10.0,
        "hours_used_removal": 9.7,
    }
    first, second, _ = binding.sentences(view_of(columns, draws=3))
    assert first == "Full over the last year: beds (in 67 percent of runs)."
    assert second == (
        "With room in most runs: docket officers' hours (66 percent used)"
        " and removal officers' hours (97 percent used)."
    )


@pytest.mark.parametrize(
    ("server", "used", "available"),
    [
        ("beds", "detained", "beds"),
        ("docket officers' hours", "hours_used_docket", "hours_available_docket"),
        ("at-large teams' hours", "hours_used_at_large", "hours_available_at_large"),
        ("jail-transfer hours", "hours_used_jail", "hours_available_jail"),
        ("detained casework hours", "hours_used_detained", "hours_available_detained"),
        ("removal officers' hours", "hours_used_removal", "hours_available_removal"),
    ],
)
def test_the_server_that_is_full_is_the_one_that_is_named(server, used, available):
    assert binding.sentences(view_of({used: 5.0, available: 5.0}))[0] == (
        f"Full over the last year: {server} (in 100 percent of runs)."
    )


def test_only_the_last_year_says_what_binds():
    early = WEEK < WEEKS - 60
    (beds,) = binding.capacities(view_of({"beds": 10.0, "detained": np.where(early, 10.0, 4.0)}))
    assert (beds.used, beds.binding) == (pytest.approx(0.4), 0.0)
    early = WEEK < WEEKS - 40
    (beds,) = binding.capacities(view_of({"beds": 10.0, "detained": np.where(early, 10.0, 4.0)}))
    assert beds.used == pytest.approx(0.4 * 40 * 7 / 365 + 1.0 * (1 - 40 * 7 / 365), abs=0.01)


def test_what_was_full_before_the_information_date_does_not_bind_in_a_run_of_less_than_a_year():
    past = week_of(INFORMATION_DATE)
    weeks = WEEK[: past + 20]
    view = View(results_of({"beds": 10.0 + 0 * weeks, "detained": np.where(weeks < past, 10.0, 4.0)}), "frozen")
    (beds,) = binding.capacities(view)
    assert beds.used == pytest.approx(0.4, abs=0.01)  # the date lies within a week


def test_the_longest_waits_come_first_and_four_are_named():
    names = [one.name for one in binding.MEASURES if one.name.startswith("waiting_")][:5]
    view = view_of(dict(zip(names, (5.0, 70.0, 3.0, 9.0, 1.0), strict=True)))
    told = [names[k].removeprefix("waiting_").replace("_", " ") for k in (1, 3, 0, 2)]
    assert binding.sentences(view)[-1].startswith(
        f"Cases wait, at the end, for: {told[0]} 70, {told[1]} 9, {told[2]} 5 and {told[3]} 3."
    )


def test_enrolments_that_were_ordered_and_not_done():
    columns = {"enrolments": 700.0, "devices_spare": 12.0, "monitored_ankle": 30.0, "monitored_wrist": 5.0}
    orders = nothing_ordered() | {"monitoring.enrolments_per_week": ORDERS["monitoring.enrolments_per_week"]}
    (text,) = findings.missing(view_of(columns, **orders))
    assert text.startswith(
        "Ordered and not done: 365,000 enrolments in the last year, 36,500 took place."
        " At the end 35 devices are worn and 12 spare;"
    )
    assert findings.missing(view_of({"enrolments": 6900.0}, **orders)) == []  # short by less than 2 percent
    assert len(findings.missing(view_of({"enrolments": 6800.0}, **orders))) == 1


def test_recruits_that_were_ordered():
    orders = nothing_ordered() | {name: ORDERS[name] for name in ("hiring.target", "officers.headcount")}
    (text,) = findings.missing(view_of({"officers": 9100.0}, **orders))
    assert text.startswith(
        f"Ordered and delivered: 10,000 recruits. On {END} there are 9,100 officers on board,"
        " 3,100 more than the 6,000 kept by replacement."
    )


def test_beds_that_were_ordered_and_stand_empty():
    orders = nothing_ordered() | {"detention.beds": ORDERS["detention.beds"]}
    (text,) = findings.missing(view_of({"detained": 60_000.0}, **orders))
    assert text.startswith(f"Ordered and delivered: 100,000 beds. On {END}, 60,000 (90 percent interval")
    assert text.endswith("of them are occupied.")
    assert findings.missing(view_of({"detained": 99_000.0}, **orders)) == []


def test_what_happens_before_the_information_date_was_not_ordered():
    results = results_of({"detained": WEEK[: week_of(INFORMATION_DATE) - 10]})
    assert findings.missing(View(results, "frozen")) == []


def test_the_docket_is_told_from_the_information_date_to_the_end():
    view = view_of({"docket": np.where(WEEK < WEEKS, 7e6, 8e6), "untouched_year": 2e6})
    texts = findings.findings(view)
    assert texts[0].startswith(f"The docket goes from 7 million cases on {INFORMATION_DATE} to 8 million (90 percent")
    assert any(f"Of the docket on {END}, 25 percent had no contact with an officer for a year" in one for one in texts)


def test_removals_are_told_for_whole_fiscal_years_to_come():
    (text,) = [one for one in findings.findings(view_of({"removals": 7000.0})) if one.startswith("Removals")]
    assert re.findall(r"in (FY\d+)", text) == ["FY2026", "FY2027", "FY2028"]
    assert "365,000 (90 percent interval" in text and "366,000 (90 percent" in text  # FY2028 holds a leap day


def test_a_run_beyond_the_usual_end_says_where_the_model_stops_knowing():
    assert report_texts.beyond(END) == []
    (said,) = report_texts.beyond(HORIZON)
    assert said.startswith(f"After {END} the model knows nothing") and f"to {HORIZON} as arithmetic" in said
