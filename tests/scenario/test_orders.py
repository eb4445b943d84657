"""What a scenario's words become: steps, ramps, layers, shares of tasks, weekly paths."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from sim.calendar import HORIZON, MOST_WEEKS, WEEKS, date_of, week_of
from sim.errors import ScenarioError
from sim.evidence.quantities import levers
from sim.parameters.resolve import resolve, sample
from sim.scenario.files import Scenario, load_scenario
from sim.scenario.weekly import INFORMATION_WEEK, OFFICER_SHARES, lever_row

AUGUST = week_of(date(2025, 8, 1))


def path(scenario: Scenario, name: str, draw: int | None = None) -> np.ndarray:
    return resolve(scenario, draw, seed=0).lever[lever_row(name)]


@cache
def shipped(name: str) -> Scenario:
    return load_scenario(name)


def beds(scenario: Scenario) -> np.ndarray:
    return path(scenario, "detention.beds")


def test_calendar():
    assert WEEKS == 418
    assert week_of(date(2021, 1, 20)) == 0
    assert week_of(date(2021, 1, 21)) == week_of(date(2021, 1, 27)) == 1
    assert AUGUST == 237 and date_of(237) == date(2025, 8, 6)
    assert week_of(date(2029, 1, 24)) == WEEKS
    assert week_of(date(2036, 9, 30)) == week_of(HORIZON) == MOST_WEEKS == 819
    with pytest.raises(ValueError, match="2036-10-02 is outside"):
        week_of(date(2036, 10, 2))


def test_what_holds_up_to_the_usual_end_does_not_depend_on_how_far_a_run_goes():
    usual, longest = (resolve(shipped("baseline"), 1, 0, weeks) for weeks in (WEEKS, MOST_WEEKS))
    assert longest.lever.shape[1] == MOST_WEEKS
    assert (longest.lever[:, :WEEKS] == usual.lever).all()


def test_a_step_holds_from_the_first_week_on_or_after_its_date(load):
    scenario = load("policy: [{from: 2025-08-01, set: {detention.beds: 60000}}]")
    assert (beds(scenario)[AUGUST:] == 60000).all()
    assert (beds(scenario)[:AUGUST] == beds(shipped("frozen"))[:AUGUST]).all()


def test_a_ramp_is_straight_from_what_is_in_force(load):
    scenario = load("policy: [{from: 2025-08-06, set: {detention.beds: {to: 107000, by: 2026-08-05}}}]")
    end, before = week_of(date(2026, 8, 5)), beds(shipped("frozen"))[AUGUST]
    np.testing.assert_allclose(beds(scenario)[AUGUST : end + 1], np.linspace(before, 107000, end - AUGUST + 1))
    assert (beds(scenario)[end:] == 107000).all()


def test_a_ramp_may_say_where_it_begins(load):
    scenario = load("policy: [{from: 2025-08-06, set: {detention.beds: {value: 0, to: 520, by: 2026-08-05}}}]")
    np.testing.assert_allclose(beds(scenario)[AUGUST : AUGUST + 3], [0, 10, 20])


def test_dated_steps_and_ramps_follow_each_other(load):
    scenario = load("""
        policy:
          - from: 2025-08-06
            set:
              detention.beds:
                - {from: 2025-08-06, value: 60000}
                - {from: 2025-08-20, to: 64000, by: 2025-09-17}
                - {from: 2025-09-10, value: 70000}
    """)
    assert beds(scenario)[AUGUST : AUGUST + 7].tolist() == [60000, 60000, 60000, 61000, 62000, 70000, 70000]


def test_a_step_on_the_last_day_never_comes(load):
    scenario = load("policy: [{from: 2029-01-24, set: {detention.beds: 1}}]")
    assert (beds(scenario) == beds(shipped("frozen"))).all()


def test_a_later_file_overrides_from_its_first_date_on(write, load):
    steps = "[{from: 2025-09-03, value: 1}, {from: 2026-01-07, value: 2}, {from: 2027-01-06, to: 3, by: 2028-01-05}]"
    write(f"policy: [{{from: 2025-09-03, set: {{detention.beds: {steps}}}}}]", "base.yaml")
    scenario = load("extends: base.yaml\npolicy: [{from: 2026-01-07, set: {detention.beds: {to: 9, by: 2026-02-04}}}]")
    assert beds(scenario)[week_of(date(2025, 9, 3))] == 1
    first = week_of(date(2026, 1, 7))
    assert beds(scenario)[first : first + 6].tolist() == [2, 3.75, 5.5, 7.25, 9, 9]
    assert (beds(scenario)[first + 4 :] == 9).all()


def test_what_a_later_file_does_not_name_stays(write, load):
    write("because: x\nassume: {absconding.app_ratio: {value: 0.7, because: x}}\n"
          "policy: [{from: 2025-09-03, set: {courts.judges: 5}}]", "base.yaml")  # fmt: skip
    scenario = load("extends: base.yaml\npolicy: [{from: 2025-08-06, set: {detention.beds: 1}}]")
    assert path(scenario, "courts.judges")[-1] == 5
    assert resolve(scenario, 3, 0).numbers.absconding.app_ratio == 0.7


def test_a_choice_is_its_number(load):
    scenario = load("policy: [{from: 2025-08-06, set: {arrests.priority: easiest, monitoring.eligibility: convicted}}]")
    assert path(scenario, "arrests.priority")[AUGUST - 1] == path(shipped("frozen"), "arrests.priority")[AUGUST - 1]
    assert path(scenario, "arrests.priority")[AUGUST] == 3
    assert path(scenario, "monitoring.eligibility")[-1] == 3


@pytest.mark.parametrize("name", ["detention.beds", "courts.judges", "officers.headcount", "removal.seats_per_week"])
def test_nil_is_legal_and_stays_nil_in_every_draw(load, name):
    scenario = load(f"policy: [{{from: 2025-08-06, set: {{{name}: 0}}}}]")
    assert (path(scenario, name, draw=4)[AUGUST:] == 0).all()


def test_a_file_without_extends_extends_frozen(load):
    assert [text.name for text in load("name: x").texts] == ["history.yaml", "frozen.yaml", "s.yaml"]


def test_a_scenario_that_stands_alone_has_the_values_of_the_information_date(load):
    scenario = load("extends: none")
    assert (beds(scenario) == levers()["detention.beds"].value).all()


def test_name_is_the_file_unless_given(load):
    assert load("because: x", "mine.yaml").name == "mine"
    assert load("name: other", "mine.yaml").name == "other"


# -- shares of tasks


def shares(scenario: Scenario, draw: int | None = None) -> np.ndarray:
    return np.array([path(scenario, name, draw) for name in OFFICER_SHARES])


def test_setting_one_share_rescales_the_others(load):
    frozen = shares(shipped("frozen"))
    scenario = load("policy: [{from: 2025-08-06, set: {officers.docket_share: 0.5}}]")
    new = shares(scenario)
    assert (new[0, AUGUST:] == 0.5).all()
    np.testing.assert_allclose(new[1:, AUGUST:] / frozen[1:, AUGUST:], 0.5 / (1 - frozen[0, -1]))
    assert (new[:, :AUGUST] == frozen[:, :AUGUST]).all()


@pytest.mark.parametrize("draw", [None, 0, 1, 2])
@pytest.mark.parametrize("name", ["history", "one-million"])
def test_shares_sum_to_one_in_every_week(name, draw):
    np.testing.assert_allclose(shares(shipped(name), draw).sum(axis=0), 1.0, atol=1e-12)


def test_all_officers_on_one_task_and_back(load):
    scenario = load("policy: [{from: 2025-08-06, set: {officers.docket_share: [{from: 2025-08-06, value: 1},"
                    " {from: 2025-08-13, value: 0.4}]}}]")  # fmt: skip
    assert shares(scenario, draw=1)[:, AUGUST].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]
    assert shares(scenario)[0, AUGUST + 1] == 0.4


def test_nothing_left_to_rescale_goes_to_other(write, load):
    write("policy: [{from: 2025-08-06, set: {officers.docket_share: 1}}]", "base.yaml")
    scenario = load("extends: base.yaml\npolicy: [{from: 2025-08-13, set: {officers.docket_share: 0.25}}]")
    assert shares(scenario)[:, -1].tolist() == [0.25, 0, 0, 0, 0, 0, 0, 0.75]


def test_shares_above_one_are_an_error_where_they_are_set(problems):
    assert problems("""
        policy:
          - from: 2025-08-01
            set: {officers.docket_share: 0.6}
          - from: 2026-01-07
            set: {officers.at_large_share: {value: 0.2, to: 0.6, by: 2026-02-04}}
    """) == [
        "s.yaml:5:36: officers.at_large_share: the shares of tasks set here sum to 1.1 in the week of 2026-01-28; "
        "at most 1 is possible"
    ]


def test_a_ramp_of_a_share_begins_where_the_others_have_pushed_it(load):
    scenario = load("""
        policy:
          - from: 2025-08-06
            set: {officers.docket_share: 0.6}
          - from: 2026-01-07
            set: {officers.at_large_share: {to: 0.3, by: 2026-02-04}}
    """)
    at_large = path(scenario, "officers.at_large_share")
    first = week_of(date(2026, 1, 7))
    np.testing.assert_allclose(np.diff(at_large[first - 1 : first + 5]), [0, *[(0.3 - at_large[first]) / 4] * 4])


def test_eight_shares_below_one_are_an_error(problems):
    zeros = ", ".join(f"{name}: 0.1" for name in OFFICER_SHARES)
    (line,) = problems(f"policy: [{{from: 2025-08-01, set: {{{zeros}}}}}]")
    assert line.endswith("sum to 0.8 in the week of 2025-08-06; leave one unset and it takes the rest")


def test_shares_above_one_in_two_files_are_rescaled(write, load):
    write("policy: [{from: 2025-08-06, set: {officers.docket_share: 0.6}}]", "base.yaml")
    scenario = load("extends: base.yaml\npolicy: [{from: 2025-08-06, set: {officers.jail_share: 0.7}}]")
    assert shares(scenario)[3, -1] == 0.7
    np.testing.assert_allclose(shares(scenario)[:, -1].sum(), 1.0)


# -- drivers after the information date


def test_intake_goes_on_from_its_last_13_weeks_with_drawn_level_and_drift():
    frozen = shipped("frozen")
    drawn = sample(frozen, 7, 0)
    for name in ("intake.border_per_week", "arrests.jail_new_per_week", "detention.border_book_ins_per_week"):
        weekly = path(frozen, name, draw=7)
        level = weekly[INFORMATION_WEEK - 13 : INFORMATION_WEEK].mean() * drawn["intake.level_after_ratio"]
        years = np.arange(WEEKS - INFORMATION_WEEK) * 7 / 365.25
        np.testing.assert_allclose(weekly[INFORMATION_WEEK:], level * np.exp(drawn["intake.drift_per_year"] * years))


def test_other_drivers_hold_their_last_value():
    weekly = path(shipped("frozen"), "courts.filings_per_week", draw=7)
    assert (weekly[INFORMATION_WEEK:] == weekly[INFORMATION_WEEK - 1]).all()


def test_a_scenario_that_sets_intake_replaces_the_drawn_path_from_there(load):
    frozen = path(shipped("frozen"), "intake.border_per_week", draw=7)
    scenario = load("drivers: [{from: 2026-08-05, set: {intake.border_per_week: {to: 9000, by: 2027-08-04}}}]")
    weekly, first = path(scenario, "intake.border_per_week", draw=7), week_of(date(2026, 8, 5))
    assert (weekly[: first + 1] == frozen[: first + 1]).all()
    assert (weekly[week_of(date(2027, 8, 4)) :] == 9000).all()


def test_a_changed_history_of_intake_goes_on_from_there(load):
    scenario = load("rewrites_history: because x\ndrivers: [{from: 2025-02-05, set: {intake.border_per_week: 8000}}]")
    assert (path(scenario, "intake.border_per_week")[INFORMATION_WEEK:] == 8000).all()


def test_a_ramp_of_intake_across_the_information_date_is_kept(load):
    scenario = load(
        "rewrites_history: because x\n"
        "drivers: [{from: 2025-07-02, set: {intake.border_per_week: {to: 9000, by: 2026-07-01}}}]"
    )
    assert path(scenario, "intake.border_per_week", draw=7)[-1] == 9000


def test_paths_stay_in_range(load):
    scenario = load("rewrites_history: because x\ndrivers: [{from: 2025-02-05, set: {intake.border_per_week: 199999}}]")
    assert max(path(scenario, "intake.border_per_week", draw).max() for draw in range(12)) == 200000


def test_a_run_that_ends_earlier_has_the_same_weeks():
    frozen = shipped("frozen")
    assert (resolve(frozen, 2, 0, weeks=100).lever == resolve(frozen, 2, 0).lever[:, :100]).all()


def test_scenario_error_for_a_whole_chain(write):
    write("policy: [{from: 2025-08-06, set: {officers.docket_share: 0.6, officers.jail_share: 0.6}}]", "base.yaml")
    with pytest.raises(ScenarioError, match=r"base.yaml:1:84: officers.jail_share: .* sum to 1.2 "):
        load_scenario(write("extends: base.yaml"))
