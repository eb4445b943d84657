"""What one more does."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import sim
from sim.calendar import INFORMATION_DATE
from sim.errors import OptionError
from sim.parameters.resolve import resolve
from sim.questions.marginal import study, tables
from sim.questions.marginal.capacities import CAPACITIES, Capacity
from sim.questions.marginal.tables import Effect, Mean, Quarter, is_resolved, mean_of, nil_dates
from sim.results.reading import reading
from sim.scenario.files import load_scenario
from tests.questions.small import SMALL

BED = next(one for one in CAPACITIES if one.name == "bed")
UNCONNECTED = Capacity("wrist device", "monitoring.wrist_devices", True, "devices", "devices_bought")
"""``frozen`` gives nobody a wrist device: how many lie in store changes no case."""
ONE_RUN = SMALL | {"draws": 1, "replicates": 1, "parameters": "central"}


@pytest.fixture
def few(monkeypatch):
    """Only the bed and a lever that is not connected."""
    monkeypatch.setattr(study, "CAPACITIES", (BED, UNCONNECTED))


def test_a_lever_that_is_not_connected_gives_exactly_zero(few):
    effects = sim.marginal("frozen", **SMALL).tables["effects"]
    rows = effects[effects["capacity"] == "wrist device"]
    assert set(rows["status"]) == {"exactly zero"}
    assert not rows[["per_unit", "low", "high", "per_million_usd"]].to_numpy().any()
    nil = rows[(rows["side"] == "right") & (rows["measure"] == "removals")]["nil_from"]
    assert (nil.dropna() == pd.Timestamp(INFORMATION_DATE)).all() and nil.notna().any()


@pytest.mark.parametrize("scale", [100, pytest.param(1, marks=pytest.mark.long)])
def test_a_marginal_value_is_a_finite_difference(few, scale):
    options = ONE_RUN | {"scale": scale}
    effects = sim.marginal("frozen", **options).tables["effects"]
    row = effects.query("capacity == 'bed' and side == 'right' and measure == 'removals'").iloc[0]
    assert row["step"] == max(570, scale)
    runs = [sim.run("frozen", **options, set={"detention.beds": 57_000 + added}) for added in (0, row["step"])]
    removals = [one.period_values("removals", [(INFORMATION_DATE, one.end)])[0][0, 0] for one in runs]
    assert row["per_unit"] == pytest.approx((removals[1] - removals[0]) / row["step"], abs=1e-9)
    assert removals[0] != removals[1]


@pytest.mark.long
def test_the_interval_at_scale_100_holds_the_value_at_full_scale(monkeypatch):
    monkeypatch.setattr(study, "CAPACITIES", (BED,))
    options = {"scale": 100, "draws": 40, "parameters": "central", "until": "2027-01-06", "workers": 2}
    effects = sim.marginal("frozen", **options).tables["effects"]
    row = effects.query("capacity == 'bed' and side == 'right' and measure == 'removals' and step == 570").iloc[0]
    full = sim.marginal("frozen", **options | {"scale": 1, "draws": 3}).tables["effects"]
    exact = full.query("capacity == 'bed' and side == 'right' and measure == 'removals' and step == 570").iloc[0]
    assert row["low"] - 0.2 * abs(row["per_unit"]) < exact["per_unit"] < row["high"] + 0.2 * abs(row["per_unit"])


def test_the_step_is_one_percent_or_one_scaled_unit():
    officer = next(one for one in CAPACITIES if one.name == "officer")
    assert BED.step(57_000, 100) == 570
    assert BED.step(57_000, 1000) == 1000
    assert officer.step(6_000, 1000) == 60
    assert officer.step(10, 1000) == 1


def test_costs_are_those_of_the_rules():
    costs = resolve(load_scenario("frozen"), None, 0).numbers.costs
    by_name = {one.name: one for one in CAPACITIES}
    assert by_name["bed"].cost_usd(costs, 10) == pytest.approx(10 * 7 * costs.bed_usd_per_day)
    assert by_name["ankle device"].cost_usd(costs, 0) == pytest.approx(costs.device_usd)
    assert by_name["officer"].cost_usd(costs, 0) == pytest.approx(costs.recruit_usd)
    assert by_name["removal seat"].cost_usd(costs, 3) == pytest.approx(3 * costs.removal_usd)


def test_an_interval_is_that_of_the_mean_over_draws():
    values = np.array([[1.0, 3.0], [4.0, 4.0], [6.0, 6.0]])
    found = mean_of(values)
    assert found.value == 4.0
    assert found.half_width == pytest.approx(2.92 * 2 / 3**0.5, rel=1e-3)  # t of two degrees of freedom
    assert mean_of(values[:1]).half_width == np.inf
    assert mean_of(values * 0).is_nil


def test_resolved_is_a_fifth_of_the_value():
    assert is_resolved(Mean(10.0, 8.0, 12.0))
    assert not is_resolved(Mean(10.0, 7.9, 12.1))
    assert is_resolved(Mean(0.0, 0.0, 0.0))


def effect(steps, values):
    one = reading("removals", INFORMATION_DATE, date(2027, 1, 1))
    return Effect(BED, steps, float(steps), one, np.array(values, dtype=float)[:, None], 1e6)


def test_a_kink_is_where_left_and_right_differ():
    left, right = effect(-1, [10.0, 10.1, 9.9, 10.0]), effect(1, [1.0, 1.1, 0.9, 1.0])
    assert tables._kinks([left, right])[0]["kink"]
    assert not tables._kinks([left, effect(1, [10.1, 9.9, 10.1, 9.9])])[0]["kink"]


def test_an_effect_is_nil_from_the_last_quarter_in_which_it_is_felt():
    quarters = [(date(2025, 10, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(2026, 4, 1))]

    def felt(first, second):
        rows = [np.array(values, dtype=float)[:, None] for values in (first, second)]
        return nil_dates(
            [Quarter(BED, reading("removals", *span), one) for span, one in zip(quarters, rows, strict=True)],
            INFORMATION_DATE,
        )["bed", "removals"]

    assert felt([5, 5.1, 4.9], [0, 1, -1]) == pd.Timestamp("2026-01-01")
    assert felt([0, 1, -1], [5, 5.1, 4.9]) is pd.NaT
    assert felt([0, 0, 0], [0, 1, -1]) == pd.Timestamp(INFORMATION_DATE)


def test_draws_are_added_until_all_is_resolved(monkeypatch, few):
    monkeypatch.setattr(study, "FIRST_DRAWS", 1)
    effects = sim.marginal("frozen", **SMALL | {"draws": 3, "replicates": 1}).tables["effects"]
    draws = effects.groupby("capacity")["draws"].max()
    assert draws["wrist device"] == 1  # exactly zero at the first look
    assert draws["bed"] in (2, 3)


def test_the_answer_has_words_and_pictures(few):
    found = sim.marginal("frozen", **SMALL | {"draws": 2})
    assert any("One more bed" in sentence for sentence in found.sentences)
    assert "One more wrist device changes no removal." in found.sentences
    assert found.plot("removals-million").axes


def test_there_must_be_time_after_the_information_date():
    with pytest.raises(OptionError, match="must lie after 2025-08-01"):
        sim.marginal("frozen", **SMALL | {"until": "2025-06-30"})
