"""Money: every lever says what it spends, prices have one year, and the path of prices is a path."""

import pytest

from sim.evidence import money
from sim.evidence.quantities import levers, quantities, sources
from sim.report.explain import lines
from sim.results.measures import COST_ITEMS


def test_every_lever_says_what_it_spends_or_why_it_spends_nothing():
    said = money.spending()
    assert list(said) == sorted(said, key=list(levers()).index) and set(said) == set(levers())
    assert {item for one in said.values() for item in one.items} == set(COST_ITEMS)
    assert all(one.because.endswith(".") for one in said.values())
    assert all(set(entry) == {"spends", "because"} for entry in money._read("spending").values())


def test_prices_are_of_one_year():
    years = {one.name: one.price_year for one in quantities().values() if one.unit.startswith("usd")}
    assert "costs.bed_usd_per_day" in years and "departure.incentive_usd" in years
    assert set(years.values()) == {money.price_year()}


def test_a_dollar_of_the_price_year_is_a_dollar():
    assert money.price_level(money.price_year()) == 1.0


@pytest.mark.parametrize("year", range(2019, 2040))
def test_the_price_level_grows_by_the_change_of_each_year(year):
    grown = money.price_level(year - 1) * (1 + money.price_change(year))
    assert money.price_level(year) == pytest.approx(grown, rel=1e-12)


def test_the_level_by_hand():
    assert money.price_level(2027) == pytest.approx(1.022 * 1.02)
    assert money.price_level(2023) == pytest.approx(1 / (1.025 * 1.025))


def test_appropriations_stand_against_items_once():
    found = money.appropriations()
    assert {one.name: one.usd for one in found} == {"detention": 45e9, "enforcement": 29.9e9}
    items = [item for one in found for item in one.items]
    assert len(set(items)) == len(items)
    assert set(items) == set(COST_ITEMS) - {"cost_courts_usd"}, "judges are paid by another department"
    assert all(one.source in sources() and one.start < one.until for one in found)


def test_explain_tells_what_a_lever_spends_and_of_which_year_a_price_is():
    assert dict(lines("departure.incentive_usd"))["spends"].startswith("cost_departures_usd. What is offered is paid")
    assert dict(lines("officers.docket_share"))["spends"].startswith("nothing of its own. ")
    assert dict(lines("costs.bed_usd_per_day"))["dollars of"] == "fiscal year 2025"
