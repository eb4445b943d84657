"""What nobody knows: drawn once for each name, shared by all scenarios of a draw, and visible."""

from functools import cache

import numpy as np
import pytest

from sim.evidence import quantities as evidence
from sim.evidence.quantities import Prior, levers, quantities
from sim.parameters import resolve as parameters
from sim.parameters.resolve import Parameters, assemble, resolve, sample
from sim.scenario import files
from sim.scenario.files import shipped
from sim.scenario.weekly import lever_row
from sim.vocabulary import Eligibility, Lever, Priority

load_scenario = cache(files.load_scenario)


@pytest.fixture
def frozen():
    return load_scenario("frozen")


def test_every_group_of_rules_has_its_numbers():
    undated = {name for name, quantity in quantities().items() if not quantity.is_dated}
    fields = {f"{group}.{noun}" for group, cls in Parameters.__annotations__.items() for noun in cls._fields}
    assert {name for name in undated if not name.startswith("delivery.")} == fields


def test_levers_and_their_choices_are_those_of_the_vocabulary():
    assert {lever_row(name) for name in levers()} == set(Lever)
    assert [choice.upper() for choice in levers()["arrests.priority"].choices] == [member.name for member in Priority]
    assert [c.upper() for c in levers()["monitoring.eligibility"].choices] == [member.name for member in Eligibility]


def test_central_values_draw_nothing(frozen):
    central = resolve(frozen, None, seed=0)
    assert central.drawn == {}
    assert central.numbers.courts.closed_share == quantities()["courts.closed_share"].value
    assert (central.lever[Lever.DETENTION_BEDS, 237:] == frozen.in_force["detention.beds"][-1].value).all()


def test_draws_are_the_same_again_and_differ_by_draw_and_seed(frozen):
    assert sample(frozen, 3, 1) == sample(frozen, 3, 1)
    for other in (sample(frozen, 4, 1), sample(frozen, 3, 2)):
        assert all(value != other[name] for name, value in sample(frozen, 3, 1).items())


def test_a_new_quantity_changes_no_other_draw(frozen, monkeypatch):
    before = sample(frozen, 3, 0)
    template = quantities()["courts.closed_share"]
    added = {
        "aaa.first": evidence.Quantity(**{f: getattr(template, f) for f in template.__slots__} | {"name": "aaa.first"})
    }
    monkeypatch.setattr(parameters, "quantities", lambda: added | quantities())
    after = sample(frozen, 3, 0)
    assert after.pop("aaa.first") != before["courts.closed_share"]
    assert after == before


def test_scenarios_of_a_draw_share_what_both_draw(frozen):
    reference = sample(frozen, 5, 0)
    for scenario in (load_scenario("one-million"), load_scenario("baseline"), load_scenario("surge")):
        drawn = sample(scenario, 5, 0)
        assert all(value == reference[name] for name, value in drawn.items())


def test_dated_values_of_a_driver_are_drawn_by_themselves(frozen):
    orders = [order for order in frozen.in_force["intake.border_per_week"] if order.spread]
    drawn = np.log([[sample(frozen, draw, 0)[order.key] for order in orders] for draw in range(200)])
    correlation = np.corrcoef(drawn.T) - np.eye(len(orders))
    assert np.abs(correlation).max() < 0.25
    for order, values in zip(orders, np.exp(drawn).T, strict=True):
        log_range = np.log(order.spread.p95 / order.spread.p05)
        assert np.log(np.quantile(values, [0.05, 0.95]) / [order.spread.p05, order.spread.p95]) == pytest.approx(
            0.0, abs=0.15 * log_range
        )


def test_draws_follow_their_prior(frozen):
    prior = quantities()["absconding.app_ratio"].prior
    draws = [sample(frozen, draw, 0)["absconding.app_ratio"] for draw in range(400)]
    wanted = [prior.quantile(u) for u in (0.05, 0.5, 0.95)]
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx(wanted, rel=0.1)


def test_what_is_assumed_is_not_drawn_and_holds_in_every_draw(load):
    scenario = load("assume: {absconding.app_ratio: {value: 0.9, because: x}}")
    for draw in (None, 0, 1):
        resolved = resolve(scenario, draw, 0)
        assert resolved.numbers.absconding.app_ratio == 0.9
        assert "absconding.app_ratio" not in resolved.drawn
    assert resolved.origin["absconding.app_ratio"] == "assume, s.yaml:1: x"


def test_assumed_intake_level_moves_the_drivers(load, frozen):
    scenario = load("assume: {intake.level_after_ratio: {value: 0, because: nobody comes}}")
    assert (resolve(scenario, 0, 0).lever[Lever.INTAKE_BORDER_PER_WEEK, 237:] == 0).all()
    assert (resolve(frozen, 0, 0).lever[Lever.INTAKE_BORDER_PER_WEEK, 237:] > 0).all()


def test_a_prior_of_a_lever_moves_its_whole_path(frozen):
    resolved, central = resolve(frozen, 3, 0), resolve(frozen, None, 0)
    factor = resolved.drawn["detention.beds"] / levers()["detention.beds"].value
    row = Lever.DETENTION_BEDS
    np.testing.assert_allclose(resolved.lever[row], central.lever[row] * factor)


def test_a_posterior_can_stand_in_for_the_priors(frozen):
    values = sample(frozen, 3, 0)
    assert assemble(frozen, values).numbers == resolve(frozen, 3, 0).numbers
    assert assemble(frozen, {"absconding.app_ratio": 0.42}).numbers.absconding.app_ratio == 0.42


def test_what_a_scenario_assumes_beats_a_posterior(load):
    scenario = load("assume: {absconding.app_ratio: {value: 0.9, because: x}}")
    assert assemble(scenario, {"absconding.app_ratio": 0.42}).numbers.absconding.app_ratio == 0.9


def test_orders_that_a_later_file_cuts_off_are_not_drawn(load, frozen):
    because = "rewrites_history: because the test cuts an order of the past off"
    scenario = load(f"{because}\ndrivers: [{{from: 2022-01-05, set: {{intake.border_per_week: 9000}}}}]")
    names = {name for name in sample(scenario, 0, 0) if name.startswith("intake.border_per_week@")}
    assert names == {order.key for order in frozen.in_force["intake.border_per_week"] if order.start.year < 2022}


def test_origin_says_where_each_value_comes_from():
    origin = resolve(load_scenario("hire-10k"), 0, 0).origin
    assert set(origin) == set(quantities())
    assert origin["hiring.target"].startswith("policy, hire-10k.yaml:")
    assert origin["removal.document_speed_ratio"].startswith("drivers, history.yaml:")
    assert origin["absconding.app_ratio"] == "drawn from its prior"
    assert origin["arrests.pause_hours"] == "value in rules/arrests.yaml"


@pytest.mark.parametrize("name", [entry.name for entry in shipped()])
def test_every_shipped_scenario_resolves_to_finite_numbers_in_range(name):
    for draw in (None, 0, 1):
        resolved = resolve(load_scenario(name), draw, 0)
        assert all(np.isfinite(list(group)).all() for group in resolved.numbers)
        for lever, quantity in levers().items():
            row = resolved.lever[lever_row(lever)]
            assert ((row >= quantity.limits[0]) & (row <= quantity.limits[1])).all(), lever


@pytest.mark.parametrize(
    ("prior", "median"),
    [
        (Prior("lognormal", 1.0, 100.0), 10.0),
        (Prior("normal", -1.0, 3.0), 1.0),
        (Prior("logitnormal", 0.2, 0.8), 0.5),
        (Prior("uniform", 2.0, 4.0), 3.0),
    ],
)
def test_quantiles_of_a_prior(prior, median):
    assert [prior.quantile(u) for u in (0.05, 0.5, 0.95)] == pytest.approx([prior.p05, median, prior.p95])


def test_moving_a_stated_path():
    assert Prior("lognormal", 1, 2).moved(30.0, 10.0, 11.0) == pytest.approx(33.0)
    assert Prior("normal", 1, 2).moved(30.0, 10.0, 11.0) == 31.0
    share = Prior("logitnormal", 0.1, 0.3)
    assert share.moved(0.2, 0.2, 0.25) == pytest.approx(0.25)
    assert [share.moved(edge, 0.2, 0.25) for edge in (0.0, 1.0)] == [0.0, 1.0]
    stated = np.linspace(0.01, 0.99, 99)
    assert all((share.moved(stated, value, value) == stated).all() for value in stated)
