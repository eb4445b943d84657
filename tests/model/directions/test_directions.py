"""What each lever and scenario moves, and what it leaves alone: pairs of runs with the same luck."""

import functools
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.calendar import INFORMATION_DATE, week_of
from sim.evidence.money import spending
from sim.evidence.quantities import levers
from sim.model.run import run
from sim.parameters.resolve import resolve
from sim.results.measures import INDEX
from sim.scenario.files import load_scenario, shipped, with_override

# Lever or scenario: what it moves and in which direction, and what stays.
TABLE = YAML(typ="safe", pure=True).load(Path(__file__).with_name("directions.yaml").read_text("utf-8"))
AFTER = week_of(INFORMATION_DATE) + 1
SCALE = 200
PRICED = {
    "cost_detention_usd": ("detained",),
    "cost_monitoring_usd": ("monitored", "monitored_ankle"),
    "cost_officers_usd": ("officers",),
    "cost_hiring_usd": ("hires",),
    "cost_filing_usd": ("filings",),
    "cost_removal_usd": ("book_outs_removed", "removals_direct"),
}
"""Measures that have a price, by the item in which it is paid."""
BUYS = {"monitoring.ankle_devices": 900_000}
"""Where the table takes away, what is bought instead."""
LEAST = 0.01
"""A movement smaller than this is none."""


def outcome(scenario):
    """Values of one run with central numbers."""
    return run(resolve(scenario, None, 0), 3, 0, 0, scale=SCALE).values


@functools.cache
def reference(settings):
    """The shipped reference with settings that both runs share."""
    return outcome(with_override(load_scenario("frozen"), dict(settings)))


def series(values, name):
    """A measure, or a difference or quotient of the means of two, after the information date."""
    for sign, combine in ((" - ", np.subtract), (" / ", np.divide)):
        if sign in name:
            return combine(*(series(values, part) for part in name.split(sign)))
    return np.nanmean(values[AFTER:, INDEX[name]])


def moves_as_said(before, after, entry):
    """The movements that are not as the table says."""
    wrong = {}
    for name, direction in entry["moves"].items():
        was, now = series(before, name), series(after, name)
        change = now - was if direction == "up" else was - now
        if not change > LEAST * abs(was):
            wrong[name] = f"{was:.6g} to {now:.6g}, not {direction}"
    return wrong


def same_in_every_week(before, after, name):
    """Whether a measure is the same bit for bit."""
    return np.array_equal(before[:, INDEX[name]], after[:, INDEX[name]], equal_nan=True)


@pytest.mark.parametrize("name", TABLE["levers"])
def test_lever(name):
    entry = TABLE["levers"][name]
    settings = tuple(entry.get("with", {}).items())
    scenario = with_override(load_scenario("frozen"), dict(settings) | {name: entry["set"]})
    before, after = reference(settings), outcome(scenario)
    assert moves_as_said(before, after, entry) == {}
    assert same_in_every_week(before, after, entry["stays"])
    assert unpaid(before, after) == []
    if name in BUYS:
        after = outcome(with_override(load_scenario("frozen"), dict(settings) | {name: BUYS[name]}))
    still = [item for item in spending()[name].items if series(after, item) == series(before, item)]
    assert still == []


def unpaid(before, after):
    """Measures with a price that move while their item of cost stays as it is."""
    return [
        (item, name)
        for item, names in PRICED.items()
        for name in names
        if abs(series(after, name) - series(before, name)) > LEAST * abs(series(before, name))
        and series(after, item) == series(before, item)
    ]


def test_who_leaves_for_money_is_paid():
    """A dear offer makes the total dearer, not cheaper: what it saves in custody is less than what it pays."""
    before = reference(())
    after = outcome(with_override(load_scenario("frozen"), {"departure.incentive_usd": 100_000}))
    paid = series(after, "departures") * 100_000
    assert series(after, "cost_departures_usd") == pytest.approx(paid) and paid > 0
    assert series(after, "cost_total_usd") > series(before, "cost_total_usd")


@pytest.mark.parametrize("name", TABLE["scenarios"])
def test_scenario(name):
    entry = TABLE["scenarios"][name]
    before, after = reference(()), outcome(load_scenario(name))
    assert moves_as_said(before, after, entry) == {}
    assert same_in_every_week(before, after, entry["stays"])


def test_more_is_more():
    """Twice the recruits are more officers than once; bought tags are worn by more than those in stock."""
    officers = [series(outcome(load_scenario(name)), "officers") for name in ("frozen", "hire-10k", "hire-20k")]
    worn = [
        series(outcome(load_scenario(name)), "monitored_ankle") for name in ("frozen", "tag-4.5m", "tag-4.5m-bought")
    ]
    assert officers == sorted(set(officers)) and worn == sorted(set(worn))


def test_beds_and_officers_are_more_than_the_sum():
    """Officers alone find people for whom there is no bed; beds alone find nobody to put in them."""
    beds, hired = {"detention.beds": 100_000}, {"officers.headcount": 18_000}
    removed = [series(reference(tuple(each.items())), "removals_docket") for each in ({}, beds, hired, beds | hired)]
    assert removed[3] - removed[0] > removed[1] - removed[0] + removed[2] - removed[0]


def test_every_lever_and_scenario_is_in_the_table():
    assert set(TABLE["levers"]) == set(levers())
    assert set(TABLE["scenarios"]) == {entry.name for entry in shipped()} - {"history", "frozen"}
