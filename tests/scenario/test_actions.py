"""Set, add, times, buy, until: each by hand, and as laws of paths."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.calendar import END, INFORMATION_DATE, WEEKS, week_of
from sim.evidence.quantities import levers
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Delivery, Order, Place, Scenario
from sim.scenario.weekly import INFORMATION_WEEK, INTAKE_DRIVERS, OFFICER_SHARES, lever_row
from tests.scenario.test_orders import path, shares, shipped

AUGUST = week_of(date(2025, 8, 1))
JUDGES = "courts.judges"


def week(text: str) -> int:
    return week_of(date.fromisoformat(text))


def test_a_temporary_measure_goes_back_to_what_would_hold_without_it(write, load):
    write("policy: [{from: 2026-06-03, set: {courts.judges: 700}}]", "base.yaml")
    scenario = load("extends: base.yaml\npolicy: [{from: 2026-01-07, until: 2027-01-06, set: {courts.judges: 900}}]")
    judges = path(scenario, JUDGES)
    before = path(shipped("frozen"), JUDGES)[AUGUST]
    assert judges[[week("2026-01-07") - 1, week("2026-01-07"), week("2027-01-06") - 1]].tolist() == [before, 900, 900]
    assert (judges[week("2027-01-06") :] == 700).all()


def test_added_and_multiplied_is_what_would_hold_without_it(write, load):
    write("policy: [{from: 2026-06-03, set: {courts.judges: 700}}]", "base.yaml")
    for done, one, two in (("add: {courts.judges: 50}", 650, 750), ("times: {courts.judges: 1.5}", 900, 1050)):
        judges = path(load(f"extends: base.yaml\npolicy: [{{from: 2026-01-07, {done}}}]"), JUDGES)
        assert judges[[week("2026-01-07"), -1]].tolist() == [one, two]


def test_what_is_set_later_takes_the_place_of_what_was_added(load):
    scenario = load("""
        policy:
        - {from: 2026-01-07, add: {courts.judges: 50}}
        - {from: 2027-01-06, set: {courts.judges: 7}}
        - {from: 2027-06-02, times: {courts.judges: 2}}
    """)
    assert path(scenario, JUDGES)[[week("2026-01-07"), week("2027-01-06"), -1]].tolist() == [650, 7, 14]


def test_a_ramp_of_more_begins_at_nothing_more(load):
    ramp = "{to: 52, by: 2027-01-06}"
    added = path(load(f"policy: [{{from: 2026-01-07, add: {{courts.judges: {ramp}}}}}]"), JUDGES)
    first = week("2026-01-07")
    np.testing.assert_allclose(added[first : first + 3], [600, 601, 602])
    assert added[-1] == 652
    times = path(load("policy: [{from: 2026-01-07, times: {courts.judges: {to: 2, by: 2027-01-06}}}]"), JUDGES)
    np.testing.assert_allclose(times[[first, first + 26, -1]], [600, 900, 1200])


def test_purchases_add_up(load):
    scenario = load("policy: [{from: 2026-01-07, buy: {monitoring.ankle_devices: 300000}},"
                    " {from: 2026-06-03, buy: {monitoring.ankle_devices: {to: 52000, by: 2027-06-02}}}]")  # fmt: skip
    devices = path(scenario, "monitoring.ankle_devices") - path(shipped("frozen"), "monitoring.ankle_devices")
    assert devices[[AUGUST, week("2026-01-07"), week("2026-06-03"), -1]].tolist() == [0, 300000, 300000, 352000]
    np.testing.assert_allclose(np.diff(devices[week("2026-06-03") : week("2027-06-02") + 1]), 1000)


def test_a_part_of_what_is_added_arrives_late(load):
    judges = path(load("""
        policy: [{from: 2026-01-07, until: 2027-01-06, add: {courts.judges: 100}}]
        delivery: {courts.judges: {share: 0.5, lag_weeks: 10}}
    """), JUDGES)  # fmt: skip
    first, last = week("2026-01-07"), week("2027-01-06")
    assert judges[[first + 9, first + 10, last + 9, last + 10]].tolist() == [600, 650, 650, 600]


def test_a_share_of_tasks_for_a_time_and_a_share_more(load):
    frozen = shares(shipped("frozen"))
    scenario = load("policy: [{from: 2026-01-07, until: 2027-01-06, add: {officers.docket_share: 0.1}}]")
    new, first, last = shares(scenario), week("2026-01-07"), week("2027-01-06")
    np.testing.assert_allclose(new[0, first:last], frozen[0, first:last] + 0.1)
    np.testing.assert_allclose(new.sum(axis=0), 1)
    outside = np.r_[0:first, last:WEEKS]
    assert (new[:, outside] == frozen[:, outside]).all()


def test_a_driver_for_a_time_keeps_the_drawn_path_around_it(load):
    name = "intake.border_per_week"
    frozen = path(shipped("frozen"), name, draw=3)
    scenario = load(f"drivers: [{{from: 2026-01-07, until: 2026-07-01, times: {{{name}: 3}}}}]")
    surge, first, last = path(scenario, name, draw=3), week("2026-01-07"), week("2026-07-01")
    np.testing.assert_allclose(surge[first:last], 3 * frozen[first:last])
    outside = np.r_[0:first, last:WEEKS]
    assert (surge[outside] == frozen[outside]).all()


def test_a_temporary_driver_across_the_information_date(load):
    name = "intake.border_per_week"
    frozen = path(shipped("frozen"), name, draw=3)
    scenario = load("rewrites_history: because x\n"
                    f"drivers: [{{from: 2025-06-04, until: 2025-12-31, set: {{{name}: 9}}}}]")  # fmt: skip
    weekly, first, last = path(scenario, name, draw=3), week("2025-06-04"), week("2025-12-31")
    assert (weekly[first:last] == 9).all()
    outside = np.r_[0:first, last:WEEKS]
    assert (weekly[outside] == frozen[outside]).all()


# -- laws

NUMBERS = [
    name for name, one in levers().items() if not one.choices and one.limits[1] > 1 and name not in OFFICER_SHARES
]
LENGTHS = st.integers(1, 60)
NAMES = (JUDGES, "detention.beds", "officers.docket_share", "intake.border_per_week", "courts.filings_per_week")


@st.composite
def orders(draw, names=NAMES):
    """Orders of one layer above frozen."""
    found, seen = [], set()
    for _ in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(names))
        start = INFORMATION_DATE + timedelta(weeks=draw(st.integers(0, 150)))
        if (name, start) in seen:
            continue
        seen.add((name, start))
        action = draw(st.sampled_from(("set", "add", "times")))
        small = name in OFFICER_SHARES
        value = draw(st.floats(0, 0.1 if small else 2 if action == "times" else 2000))
        until = draw(st.none() | LENGTHS.map(lambda weeks, start=start: min(start + timedelta(weeks=weeks), END)))
        by = draw(st.none() | LENGTHS.map(lambda weeks, start=start: min(start + timedelta(weeks=weeks), END)))
        by = min(by, until) if by and until else by
        section = "drivers" if levers()[name].kind == "driver" else "policy"
        found.append(
            Order(name, start, value, by, None, None, section, "x", None, Place("x"), action=action, until=until)
        )
    return found


def above(base: Scenario, made: list[Order]) -> Scenario:
    return base.with_layer(made, {}, {})


@settings(max_examples=60)
@given(orders(), st.data())
def test_an_order_that_ends_changes_its_own_weeks_only(made, data):
    ending = [one for one in made if one.until and one.name not in OFFICER_SHARES]
    assume(ending)
    one = data.draw(st.sampled_from(ending))
    frozen = load_scenario("frozen")
    row = lever_row(one.name)
    whole = resolve(above(frozen, made), 1, 0).lever[row]
    without = resolve(above(frozen, [other for other in made if other is not one]), 1, 0).lever[row]
    outside = np.r_[0 : one.week, one.end_week : WEEKS]
    assert (whole[outside] == without[outside]).all()


@settings(max_examples=40)
@given(orders())
def test_nothing_added_and_once_as_many_is_as_before(made):
    frozen = load_scenario("frozen")
    base = above(frozen, [one for one in made if one.action == "set"])
    for action, value in (("add", 0.0), ("times", 1.0)):
        start = INFORMATION_DATE + timedelta(weeks=7)
        nothing = [
            Order(name, start, value, None, None, None, "policy", "x", None, Place("x"), action=action)
            for name in NAMES
        ]
        rows = [lever_row(name) for name in NAMES]
        same, there = (resolve(one, 1, 0).lever[rows] for one in (above(base, nothing), base))
        np.testing.assert_allclose(same, there, rtol=1e-12)


@settings(max_examples=40)
@given(st.sampled_from(NUMBERS), st.floats(0, 1), st.integers(0, 100), st.floats(0, 1), st.integers(0, 60))
def test_a_step_is_the_difference_it_makes(name, part, weeks, share, lag):
    """Set above a level path, and added to it, are the same, also where only a part arrives, late."""
    assume(name not in INTAKE_DRIVERS and levers()[name].kind == "lever")
    frozen = load_scenario("frozen")
    before = float(resolve(frozen, None, 0).lever[lever_row(name), INFORMATION_WEEK])
    low, high = levers()[name].limits
    value = low + part * (min(high, 10 * before + 10) - low)
    start = INFORMATION_DATE + timedelta(weeks=weeks)

    def arrived(action: str, amount: float) -> np.ndarray:
        order = Order(name, start, amount, None, None, None, "policy", "x", None, Place("x"), action=action)
        scenario = frozen.with_layer([order], {name: Delivery("given", share, float(lag))}, {})
        return resolve(scenario, None, 0).lever[lever_row(name)]

    np.testing.assert_allclose(arrived("set", value), arrived("add", value - before), rtol=1e-9, atol=1e-9)


# -- sources of its own


def test_own_sources_are_those_of_all_files(write, load):
    source = "{title: A bill, publisher: Congress, date: 2025-07-04, link: https://example.org/a}"
    write(
        f"sources: {{bill: {source}}}\npolicy: [{{from: 2026-01-07, source: bill, set: {{courts.judges: 700}}}}]",
        "base.yaml",
    )
    scenario = load(f"extends: base.yaml\nsources: {{bill: {source}, other: {{title: x, publisher: y, date: 2024}}}}")
    assert [(one.key, one.date, one.link) for one in scenario.sources] == [
        ("bill", "2025-07-04", "https://example.org/a"),
        ("other", "2024", None),
    ]


def test_a_key_means_one_source(write, problems):
    write("sources: {bill: {title: x, publisher: y, date: 2024}}", "base.yaml")
    assert problems("extends: base.yaml\nsources:\n  bill: {title: x, publisher: y, date: 2025}") == [
        "s.yaml:3:3: sources.bill: is another source in base.yaml; choose another key"
    ]


@pytest.mark.parametrize("text", ["add: {courts.judges: +200}", "add: {courts.judges: 200}"])
def test_more_may_be_written_with_its_sign(load, text):
    assert path(load(f"policy: [{{from: 2026-01-07, {text}}}]"), JUDGES)[-1] == 800
