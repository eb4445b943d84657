"""Sentences that an analyst quotes, on made-up results: each number and each name in them is worked out here."""

import re
from datetime import date, timedelta

import numpy as np
import pytest

from sim.calendar import HORIZON, INFORMATION_DATE, START, WEEKS, date_of, week_of
from sim.evidence.quantities import levers
from sim.io import words
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
    view = view_of(columns, draws=3)
    assert binding.sentences(view)[0] == "Full over the last year: beds (in 67 percent of runs)."
    found = {one.name: (round(one.used, 4), round(one.binding, 4)) for one in binding.capacities(view)}
    assert found == {
        "beds": (0.825, 0.6667),
        "docket officers' hours": (0.665, 0.3333),
        "removal officers' hours": (0.97, 0.0),
    }


@pytest.mark.parametrize(
    ("server", "used", "available"),
    [
        ("beds", "detained", "beds"),
        ("docket officers' hours", "hours_used_docket", "hours_available_docket"),
        ("at-large teams' hours", "hours_used_at_large", "hours_available_at_large"),
        ("jail-transfer hours", "hours_used_jail", "hours_available_jail"),
        ("detained casework hours", "hours_used_detained", "hours_available_detained"),
        ("removal officers' hours", "hours_used_removal", "hours_available_removal"),
        ("hours for arrests at contacts", "hours_used_check_in_arrest", "hours_available_check_in_arrest"),
        ("hearings", "hearings_completed", "capacity_hearings"),
        ("filing", "filings_docket", "capacity_filings"),
        ("removal seats", "book_outs_removed", "capacity_seats"),
        ("enrolments", "enrolments", "capacity_enrolments"),
        ("academy seats", "officers_academy", "academy_seats"),
        ("hiring pace", "recruits_selected", "capacity_selection"),
    ],
)
def test_the_server_that_is_full_is_the_one_that_is_named(server, used, available):
    assert binding.sentences(view_of({used: 5.0, available: 5.0}))[0] == (
        f"Full over the last year: {server} (in 100 percent of runs)."
    )


def test_devices_are_used_when_they_are_worn_or_lost():
    (devices,) = binding.capacities(view_of({"devices": 100.0, "devices_spare": 1.0}))
    assert (devices.name, devices.used, devices.binding) == ("devices", pytest.approx(0.99), 1.0)


def test_every_server_is_made_of_measures_and_levers_that_exist():
    names = {one.name for one in binding.MEASURES}
    for one in binding.SERVERS:
        assert {one.available, one.used or one.spare} <= names
        assert set(one.levers) <= set(levers()) and (one.flow in names or not one.levers)


def test_what_was_bought_and_lies_idle_is_told_with_its_reason():
    columns = {"devices": 300_000.0, "devices_spare": 276_000.0, "enrolments": 790.0}
    bought = nothing_ordered() | {"monitoring.ankle_devices": {"2021-01-20": 73_000.0, "2026-01-01": 300_000.0}}
    view = view_of(columns, **bought)
    assert binding.idle(view) == [
        "Devices: 300,000 bought, at most 24,000 worn or lost, because enrolments, of all technologies, are 790 a week."
    ]
    assert binding.idle(view, but=("devices",)) == []
    assert binding.idle(view_of(columns | {"devices_spare": 140_000.0}, **bought)) == []
    assert binding.idle(view_of(columns, **nothing_ordered())) == []  # nobody bought them after the date


def test_orders_by_the_week_that_are_not_filled_are_told_by_the_week():
    columns = {"capacity_seats": 20_000.0, "book_outs_removed": 6000.0, "book_ins": 6500.0}
    orders = nothing_ordered() | {"removal.seats_per_week": {"2021-01-20": 9000.0, "2025-09-01": 20_000.0}}
    assert binding.idle(view_of(columns, **orders)) == [
        "Removal seats: 20,000 a week ordered, at most 6,000 in use, because 6,500 people a week are booked in."
    ]


def hired(spare_hours):
    """6,000 officers, 3,000 more from 2026 on; at-large teams have 10,000 hours a week and leave some."""
    columns = {
        "officers": np.where(week_of(date(2026, 1, 1)) < WEEK, 9000.0, 6000.0),
        "hours_available_at_large": 100_000.0,
        "hours_used_at_large": 100_000.0 - spare_hours,
    }
    orders = {"hiring.target": {"2021-01-20": 0.0, "2025-09-01": 3000.0}}
    orders |= {"officers.productive_hours_per_year": 1700.0}
    return view_of(columns, **nothing_ordered() | orders)


def test_hired_officers_who_lie_idle_are_the_first_line():
    view = hired(65_000.0)
    officers = 65_000.0 * 365 / 7 / 1700
    text = (
        f"There are 3,000 officers more than on {INFORMATION_DATE}, and hours worth {words.number(officers)} officers"
        f" lie idle over the last year (at-large teams' hours {words.number(officers)})."
    )
    assert binding.idle_officers(view) == [text]
    assert findings.findings(view)[0] == text
    assert binding.idle_officers(hired(40_000.0)) == []  # worth 1,227 officers, less than half


def test_documents_are_told_as_a_delay():
    (text,) = [
        one for one in binding.sentences(view_of({"detained": 60.0, "waiting_document": 20.0})) if "delay" in one
    ]
    assert "20 of the 60 people in custody wait for one at the end" in text


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
