"""Laws 1 and 2 as a reader of the results can check them: from published measures alone."""

import functools

import numpy as np
import pytest

from sim.model.run import run
from sim.parameters.resolve import resolve
from sim.results.measures import BY_OFFICE, INDEX, MEASURES
from sim.scenario.files import load_scenario
from sim.vocabulary import Lever, Reason, Task

SCALE = 2000
RUNS = [("frozen", None), ("frozen", 1), ("one-million", 2), ("tag-4.5m-bought", 3), ("surge", 4)]
TECHNOLOGIES = ("ankle", "wrist", "app", "other")
WAYS = ("jail", "at_large", "check_in", "incidental")

SUMS = {
    "docket": ("awaiting_filing", "in_proceedings", "final_order"),
    "monitored": tuple(f"monitored_{technology}" for technology in TECHNOLOGIES),
    "devices_spare": ("devices_spare_ankle", "devices_spare_wrist"),
    "arrests": tuple(f"arrests_{way}" for way in WAYS),
    "removals": ("removals_docket", "removals_new", "removals_border", "removals_direct"),
    "book_outs_removed": ("removals_docket", "removals_new", "removals_border"),
    "hearings_completed": ("orders_issued", "administrative_closures", "relief_or_closed"),
    "cost_total_usd": tuple(
        f"cost_{item}_usd"
        for item in (
            "detention",
            "monitoring",
            "devices",
            "officers",
            "hiring",
            "courts",
            "filing",
            "removal",
            "departures",
        )
    ),
}
"""Measures that are the sum of others."""

CHANGES = {
    "detained": ("book_ins", "book_outs"),
    "monitored": ("enrolments", "monitoring_exits"),
    "officers": ("hires", "officer_exits"),
}
"""Stocks that one flow adds to and one takes from."""

PARTS = [
    ("detained_border", "detained"),
    ("detained_final_order", "detained"),
    ("detained_over_180d", "detained"),
    ("final_order_removable", "final_order"),
    ("in_proceedings", "court_pending"),
    ("convicted", "docket"),
    ("absconded", "docket"),
    ("never_touched", "untouched_year"),
    ("untouched_year", "docket"),
    ("officers_in_training", "officers"),
    ("officers_docket", "officers"),
    ("orders_in_absentia", "orders_issued"),
    ("intake_border", "intake"),
    ("book_ins_border", "book_ins"),
    ("releases", "book_outs"),
]


@functools.cache
def results(name, draw):
    """A run by office, and what it was run with."""
    resolved = resolve(load_scenario(name), draw, seed=0)
    return resolved, run(resolved, 0, draw or 0, 0, scale=SCALE, by_office=True)


@pytest.fixture(params=RUNS, ids=lambda of: f"{of[0]}-{of[1]}")
def of(request):
    """The values of a measure by its name. float64[weeks + 1]"""
    values = results(*request.param)[1].values
    return lambda name: values[:, INDEX[name]]


@pytest.mark.parametrize("total", SUMS)
def test_sum_of_its_parts(of, total):
    np.testing.assert_allclose(of(total), sum(of(part) for part in SUMS[total]), rtol=1e-12, atol=1e-6)


def test_ledger_sums_to_open_cases(of):
    waiting = sum(of(f"waiting_{reason.name.lower()}") for reason in Reason)
    np.testing.assert_array_equal(waiting, of("docket") + of("detained"))


@pytest.mark.parametrize("stock", CHANGES)
def test_stock_changes_by_its_flows(of, stock):
    entering, leaving = CHANGES[stock]
    first = 2 if stock == "officers" else 1  # officers of row 0 are those of the first week
    np.testing.assert_array_equal(np.diff(of(stock))[first - 1 :], (of(entering) - of(leaving))[first:])


@pytest.mark.parametrize(("part", "whole"), PARTS)
def test_part_is_no_more_than_the_whole(of, part, whole):
    small, large = of(part), of(whole)
    given = ~np.isnan(small)
    assert (small[given] <= large[given] + 1e-6).all() and (small[given] >= 0).all()


def test_docket_changes_by_its_flows(of):
    """What the court closes of people in custody are the book-outs that are neither removals nor releases."""
    closed_in_custody = of("book_outs") - of("book_outs_removed") - of("releases")
    entering = of("intake") + of("releases") - of("book_ins_docket")
    leaving = of("departures") + of("other_closures") + of("relief_or_closed") - closed_in_custody
    np.testing.assert_array_equal(np.diff(of("docket")), (entering - leaving)[1:])
    assert (closed_in_custody[1:] >= 0).all() and (closed_in_custody <= of("relief_or_closed"))[1:].all()


@pytest.mark.parametrize("name", RUNS, ids=str)
def test_devices_bought_are_worn_spare_or_lost(name):
    resolved, made = results(*name)
    bought = resolved.lever[Lever.MONITORING_ANKLE_DEVICES] + resolved.lever[Lever.MONITORING_WRIST_DEVICES]
    held = ("monitored_ankle", "monitored_wrist", "devices_spare_ankle", "devices_spare_wrist", "devices_lost")
    found = sum(made.values[1:, INDEX[measure]] for measure in held)
    np.testing.assert_allclose(found, bought, rtol=1e-12)
    for technology, lever in (("ankle", Lever.MONITORING_ANKLE_DEVICES), ("wrist", Lever.MONITORING_WRIST_DEVICES)):
        spare = made.values[1:, INDEX[f"devices_spare_{technology}"]]
        was_cut = np.diff(resolved.lever[lever], prepend=resolved.lever[lever, 0]) < 0
        if not was_cut.any():
            assert (spare >= -1e-6).all()


@pytest.mark.parametrize("name", RUNS, ids=str)
def test_detained_are_within_beds(name):
    resolved, made = results(*name)
    detained, beds = made.values[:, INDEX["detained"]], made.values[:, INDEX["beds"]]
    np.testing.assert_array_equal(beds[1:], resolved.lever[Lever.DETENTION_BEDS])
    assert (detained[1:] <= np.maximum(beds[1:], detained[:-1])).all()


def test_hours_used_are_within_hours_available(of):
    """Summed over weeks, so that hours kept for a case that did not fit count once."""
    for task in Task:
        name = task.name.lower()
        used, available = (np.nancumsum(of(f"hours_{what}_{name}")) for what in ("used", "available"))
        assert (used <= available * (1 + 1e-9) + 1e-3).all(), name


@pytest.mark.parametrize("name", RUNS[:3], ids=str)
def test_offices_sum_to_the_whole(name):
    values, by_office = results(*name)[1]
    for column, measure in enumerate(BY_OFFICE):
        if measure.ratio_of is None:
            total = by_office[:, column].sum(axis=1)
            np.testing.assert_allclose(total, values[:, INDEX[measure.name]], rtol=1e-12, atol=1e-6)


@pytest.mark.parametrize("name", RUNS, ids=str)
def test_values_are_finite(name):
    values = results(*name)[1].values
    for column, measure in enumerate(MEASURES):
        missing = np.isnan(values[:, column])
        allowed = measure.kind != "stock" or measure.ratio_of is not None
        assert not np.isinf(values[:, column]).any(), measure.name
        assert not missing[1:].any() or measure.kind == "average" or measure.ratio_of, measure.name
        assert allowed or not missing[0], measure.name
