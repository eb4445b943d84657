"""Announced is not delivered: shares, lags, and what `--set` does."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from sim.calendar import MOST_WEEKS, week_of
from sim.errors import ScenarioError
from sim.evidence.quantities import levers
from sim.parameters.resolve import resolve
from sim.scenario import files
from sim.scenario.files import shipped, with_override
from sim.scenario.weekly import OFFICER_SHARES, delivered, lever_row

load_scenario = cache(files.load_scenario)

AUGUST = week_of(date(2025, 8, 1))


def path(scenario, name, draw=None):
    return resolve(scenario, draw, seed=0).lever[lever_row(name)]


def test_delivered_is_a_share_of_the_change_some_weeks_late():
    ordered = np.full(MOST_WEEKS, 100.0)
    ordered[10:] = 200.0
    ordered[20:] = 50.0
    arrived = delivered(ordered, before=100.0, first=10, share=0.5, lag=3)
    assert arrived[[9, 10, 12, 13, 22, 23, -1]].tolist() == [100, 100, 100, 150, 150, 75, 75]


def test_in_full_is_what_was_ordered():
    ordered = np.linspace(0.1, 0.7, MOST_WEEKS)
    assert (delivered(ordered, 0.3, 5, 1.0, 0) == ordered).all()


def test_a_lag_beyond_the_end_delivers_nothing():
    ordered = np.full(MOST_WEEKS, 7.0)
    ordered[800:] = 9.0
    assert (delivered(ordered, 7.0, 800, 1.0, 50) == 7.0).all()


def test_given_terms(load):
    scenario = load("""
        policy: [{from: 2025-08-06, set: {detention.beds: 107000}}]
        delivery: {detention.beds: {share: 0.6, lag_weeks: 26, because: x}}
    """)
    beds, before = path(scenario, "detention.beds"), path(load_scenario("frozen"), "detention.beds")[-1]
    after = before + 0.6 * (107000 - before)
    assert beds[[AUGUST, AUGUST + 25, AUGUST + 26, -1]].tolist() == [before, before, after, after]


def test_uncertain_terms_are_drawn_and_shared(load):
    scenario = load(
        "policy: [{from: 2025-08-06, set: {detention.beds: 107000}}]\ndelivery: {detention.beds: uncertain}"
    )
    for draw in (0, 1):
        resolved = resolve(scenario, draw, 0)
        before = path(load_scenario("frozen"), "detention.beds", draw)[-1]
        share, lag = resolved.drawn["delivery.beds_share"], round(resolved.drawn["delivery.beds_lag_weeks"])
        beds = resolved.lever[lever_row("detention.beds")]
        np.testing.assert_allclose(
            beds[AUGUST + lag - 1 : AUGUST + lag + 1], [before, before + share * (107000 - before)]
        )


def test_history_is_what_arrived(load):
    scenario = load("delivery: {detention.beds: uncertain, courts.judges: {share: 0}}")
    frozen = load_scenario("frozen")
    assert (resolve(scenario, 2, 0).lever == resolve(frozen, 2, 0).lever).all()


@pytest.mark.parametrize("draw", [None, 0, 1, 2, 3])
def test_delivery_changes_nothing_before_the_first_order(draw):
    baseline, frozen = resolve(load_scenario("baseline"), draw, 0), resolve(load_scenario("frozen"), draw, 0)
    assert (baseline.lever[:, :AUGUST] == frozen.lever[:, :AUGUST]).all()
    assert (baseline.lever[:, -1] != frozen.lever[:, -1]).any()


def test_an_extending_file_keeps_or_changes_the_delivery(write, load):
    write("policy: [{from: 2025-08-06, set: {detention.beds: 77000}}]\ndelivery: {detention.beds: {share: 0.5}}",
          "base.yaml")  # fmt: skip
    before = path(load_scenario("frozen"), "detention.beds")[-1]
    assert path(load("extends: base.yaml"), "detention.beds")[-1] == (before + 77000) / 2
    assert path(load("extends: base.yaml\ndelivery: {detention.beds: in full}"), "detention.beds")[-1] == 77000


@pytest.mark.parametrize("draw", [None, 0, 1, 2])
def test_an_order_of_a_child_has_the_delivery_of_the_child(load, draw):
    """In full unless said: 90,000 beds ordered above an uncertain baseline are 90,000, from the first week on."""
    order = "extends: baseline\npolicy: [{from: 2026-07-01, set: {detention.beds: 90000}}]\n"
    july = week_of(date(2026, 7, 1))
    scenario, baseline = load(order), path(load_scenario("baseline"), "detention.beds", draw)
    assert (path(scenario, "detention.beds", draw)[july:] == 90000).all()
    assert (path(scenario, "detention.beds", draw)[:july] == baseline[:july]).all()
    half = path(load(order + "delivery: {detention.beds: {share: 0.5, lag_weeks: 4}}"), "detention.beds", draw)
    assert (half[july : july + 4] == baseline[july]).all()
    assert (half[july + 4 :] == baseline[july] + 0.5 * (90000 - baseline[july])).all()


@pytest.mark.parametrize("draw", range(4))
def test_what_is_ordered_in_full_is_exact_in_every_draw(load, draw):
    scenario = load("policy: [{from: 2025-08-06, set: {detention.beds: 60000, officers.docket_share: 0.3}}]")
    assert (path(scenario, "detention.beds", draw)[AUGUST:] == 60000).all()
    np.testing.assert_allclose(path(scenario, "officers.docket_share", draw)[AUGUST:], 0.3)
    assert path(scenario, "detention.beds", draw)[AUGUST - 1] != path(scenario, "detention.beds")[AUGUST - 1]


def test_as_ordered_is_what_is_asked_for():
    baseline = load_scenario("baseline")
    assert path(baseline.as_ordered(), "detention.beds")[-1] == 107000
    assert path(baseline, "detention.beds")[-1] < 107000


def test_uncertain_shares_of_tasks_still_sum_to_one(load):
    scenario = load("""
        policy: [{from: 2025-08-06, set: {officers.docket_share: 0.5, officers.jail_share: 0.3}}]
        delivery: {officers.docket_share: {share: 0.5}, officers.jail_share: uncertain}
    """)
    for draw in (None, 0, 1):
        total = sum(path(scenario, name, draw) for name in OFFICER_SHARES)
        np.testing.assert_allclose(total, 1.0)
    before = path(load_scenario("frozen"), "officers.docket_share")[-1]
    assert path(scenario, "officers.docket_share")[-1] == pytest.approx((before + 0.5) / 2)


def test_shares_of_tasks_that_arrive_unevenly_do_not_pass_one(load):
    scenario = load("""
        policy: [{from: 2025-08-06, set: {officers.docket_share: 0.95, officers.at_large_share: 0.01}}]
        delivery: {officers.at_large_share: {share: 0}, officers.docket_share: {share: 0.99}}
    """)
    at_large, was = (path(load_scenario("frozen"), f"officers.{task}_share")[-1] for task in ("at_large", "docket"))
    docket, now = path(scenario, "officers.docket_share")[-1], path(scenario, "officers.at_large_share")[-1]
    assert sum(path(scenario, name)[-1] for name in OFFICER_SHARES) == pytest.approx(1.0)
    assert now / docket == pytest.approx(at_large / (was + 0.99 * (0.95 - was)))


# -- a lever set to what it already is, and scenarios that differ from a date on


def in_force(scenario, week, draw=None):
    """Every lever at the value it has in a draw."""
    values = {name: path(scenario, name, draw)[week] for name, quantity in levers().items() if quantity.kind == "lever"}
    return {
        name: levers()[name].choices[int(value)] if levers()[name].choices else float(value)
        for name, value in values.items()
    }


@pytest.mark.parametrize("delivery", ["in-full", "uncertain"])
def test_every_lever_set_to_what_it_is_changes_nothing(delivery):
    frozen = load_scenario("frozen")
    for draw in (None, 0):
        for name, value in in_force(frozen, AUGUST, draw).items():
            same = with_override(frozen, {name: value}, delivery)
            assert (resolve(same, draw, 0).lever == resolve(frozen, draw, 0).lever).all(), name


def test_all_levers_at_once_set_to_what_they_are_change_nothing(load):
    frozen = load_scenario("frozen")
    ramps = [
        f"{name}: {value}" if levers()[name].choices else f"{name}: {{to: {value!r}, by: 2027-01-06}}"
        for name, value in in_force(frozen, AUGUST, draw=1).items()
    ]
    scenario = load(f"policy: [{{from: 2025-08-06, set: {{{', '.join(ramps)}}}}}]")
    assert (resolve(scenario, 1, 0).lever == resolve(frozen, 1, 0).lever).all()
    assert len(scenario.orders) > len(frozen.orders)


@pytest.mark.parametrize("name", [entry.name for entry in shipped() if entry.name != "history"])
def test_shipped_scenarios_are_history_until_the_information_date(name):
    for draw in (None, 5):
        one, two = resolve(load_scenario(name), draw, 0), resolve(load_scenario("history"), draw, 0)
        assert (one.lever[:, :AUGUST] == two.lever[:, :AUGUST]).all()
        assert one.numbers == two.numbers


# -- overrides


def test_override_replaces_every_later_step_and_ramp():
    scenario = with_override(load_scenario("one-million"), {"detention.beds": 60000})
    beds = path(scenario, "detention.beds")
    assert (beds[AUGUST:] == 60000).all()
    assert (beds[:AUGUST] == path(load_scenario("one-million"), "detention.beds")[:AUGUST]).all()


def test_override_is_in_full_even_of_the_baseline_unless_uncertain():
    baseline = load_scenario("baseline")
    assert path(with_override(baseline, {"hiring.target": 5000}), "hiring.target")[-1] == 5000
    uncertain = resolve(with_override(baseline, {"hiring.target": 5000}, "uncertain"), 0, 0)
    assert uncertain.lever[lever_row("hiring.target"), -1] == 5000 * uncertain.drawn["delivery.hiring_share"]


def test_override_to_what_it_is_changes_nothing():
    frozen = load_scenario("frozen")
    beds, share = (float(path(frozen, name, draw=3)[-1]) for name in ("detention.beds", "officers.docket_share"))
    same = with_override(frozen, {"detention.beds": beds, "officers.docket_share": share})
    assert (resolve(same, 3, 0).lever == resolve(frozen, 3, 0).lever).all()
    assert resolve(same, 3, 0).origin["detention.beds"].startswith(f"set, --set detention.beds={beds}, from 2025-08-01")


def test_override_takes_texts_choices_and_drivers():
    scenario = with_override(
        load_scenario("frozen"), {"arrests.priority": "easiest", "intake.border_per_week": "0", "courts.judges": "1e3"}
    )
    assert path(scenario, "arrests.priority")[-1] == 3
    assert (path(scenario, "intake.border_per_week", draw=1)[AUGUST:] == 0).all()
    assert path(scenario, "courts.judges")[-1] == 1000


def test_override_does_not_touch_the_scenario_it_is_given():
    frozen = load_scenario("frozen")
    with_override(frozen, {"courts.judges": 1})
    assert frozen == files.load_scenario("frozen")


BAD = {
    "unknown": ({"detention.bed": 5}, "--set detention.bed=5: no such lever (did you mean detention.beds?)"),
    "no number": (
        {"detention.beds": "many"},
        "--set detention.beds=many: many is not a number; allowed is a number between 0 and 1,000,000 (beds)",
    ),
    "nan": (
        {"detention.beds": float("nan")},
        "--set detention.beds=nan: nan is not a number; allowed is a number between 0 and 1,000,000 (beds)",
    ),
    "bool": (
        {"detention.beds": True},
        "--set detention.beds=True: True is not a number; allowed is a number between 0 and 1,000,000 (beds)",
    ),
    "range": (
        {"arrests.at_check_in": "1.5"},
        "--set arrests.at_check_in=1.5: 1.5 is out of range; allowed is a number between 0 and 1",
    ),
    "choice": (
        {"arrests.priority": 2},
        "--set arrests.priority=2: 2 is not a choice; allowed is one of convicted, final_order, monitored, easiest",
    ),
    "assumption": (
        {"absconding.app_ratio": 1},
        "--set absconding.app_ratio=1: is an assumption; believe another value under assume:",
    ),
    "shares": (
        {"officers.docket_share": 0.7, "officers.jail_share": 0.7},
        "--set officers.jail_share=0.7: officers.jail_share: the shares of tasks set here sum to 1.4 in the week of "
        "2025-08-06; at most 1 is possible",
    ),
}


@pytest.mark.parametrize(("settings", "text"), BAD.values(), ids=BAD)
def test_bad_overrides_name_the_option(settings, text):
    with pytest.raises(ScenarioError) as raised:
        with_override(load_scenario("frozen"), settings)
    assert str(raised.value) == text


def test_all_bad_overrides_at_once():
    with pytest.raises(ScenarioError) as raised:
        with_override(load_scenario("frozen"), {"a": 1, "b": 2})
    assert len(raised.value.problems) == 2
