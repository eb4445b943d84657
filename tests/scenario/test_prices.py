"""Prices of one's own: read with their source, brought to the price year, refused with every problem at its place."""

import pytest

from sim.errors import ScenarioError
from sim.evidence.money import price_level, price_year
from sim.parameters.resolve import resolve
from sim.scenario import prices
from sim.scenario.files import load_scenario

GOOD = """\
prices:
  costs.bed_usd_per_day: {value: 165, price_year: 2023, source: "Budget request for 2024, page 12"}
  costs.removal_usd: {value: 2500, source: A contract}
  costs.incentive_claimed_share: {value: 0.5, source: A count}
"""


@pytest.fixture
def read(tmp_path):
    def of(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return prices.read(path)

    return of


def test_a_price_of_another_year_is_brought_to_the_price_year(read):
    bed, removal, claimed = read(GOOD).prices
    assert bed.assumption.value == pytest.approx(165 * 1.025 * 1.025)
    assert bed.assumption.value == pytest.approx(165 / price_level(2023))
    assert (removal.year, removal.assumption.value) == (price_year(), 2500.0)
    assert (claimed.year, claimed.assumption.value) == (None, 0.5)
    assert bed.assumption.because == "Budget request for 2024, page 12 (dollars of 2023)"
    assert str(bed.assumption.place) == "mine.yaml:2"


def test_prices_hold_in_every_draw_and_move_no_other_number(read):
    frozen = load_scenario("frozen")
    mine = read(GOOD).in_place_of_those_of(frozen)
    before, after = (resolve(one, 3, 1) for one in (frozen, mine))
    assert after.numbers.costs.removal_usd == 2500.0 != before.numbers.costs.removal_usd
    assert after.numbers.costs.officer_usd_per_year == before.numbers.costs.officer_usd_per_year
    assert after.numbers._replace(costs=before.numbers.costs) == before.numbers
    assert (after.lever == before.lever).all()
    assert after.origin["costs.removal_usd"].startswith("assume, mine.yaml:3")
    assert mine.texts[-1].text == GOOD and mine.name == frozen.name


def test_no_list_changes_nothing():
    frozen = load_scenario("frozen")
    assert prices.Prices().in_place_of_those_of(frozen) is frozen


WRONG = {
    "name": (
        "prices: {costs.bed_usd: {value: 1, source: x}}",
        "1:10: prices.costs.bed_usd: no such price (did you mean ",
    ),
    "another number": ("prices: {courts.judges: {value: 1, source: x}}", "no such price"),
    "no value": (
        "prices: {costs.bed_usd_per_day: {source: x}}",
        "1:33: prices.costs.bed_usd_per_day: value: is missing",
    ),
    "no source": ("prices: {costs.bed_usd_per_day: {value: 3}}", "prices.costs.bed_usd_per_day: source: is missing"),
    "negative": (
        "prices: {costs.bed_usd_per_day: {value: -3, source: x}}",
        "-3 is out of range; allowed is a number of at",
    ),
    "text": (
        "prices: {costs.bed_usd_per_day: {value: much, source: x}}",
        "much is not a number; allowed is a number of at",
    ),
    "share": (
        "prices: {costs.incentive_claimed_share: {value: 3, source: x}}",
        "3 is out of range; allowed is a number betw",
    ),
    "year": (
        "prices: {costs.bed_usd_per_day: {value: 3, source: x, price_year: 1850}}",
        "1850 is out of range; allowed is a",
    ),
    "half year": (
        "prices: {costs.bed_usd_per_day: {value: 3, source: x, price_year: 2024.5}}",
        "2024.5 is no fiscal year",
    ),
    "year of a share": (
        "prices: {costs.incentive_claimed_share: {value: 1, source: x, price_year: 2024}}",
        "costs.incentive_claimed_share is no number of dollars; it has no price year",
    ),
    "key": (
        "prices: {costs.bed_usd_per_day: {value: 3, sorce: x}}",
        "sorce: unknown key; known are value, price_year, sourc",
    ),
    "a number alone": ("prices: {costs.bed_usd_per_day: 3}", "3 is given; a mapping such as {value: 165"),
    "section": ("price: {}", "1:1: price: unknown key; known are prices (did you mean prices?)"),
    "a list": ("- 1", "a list is given; a mapping with prices: is needed"),
    "nothing in it": ("prices: {}", "a mapping is given; a price for each name is needed"),
    "empty": ("", "is empty; a list of prices has prices:"),
    "no yaml": ("prices: [", "not YAML"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_place(read, text, said):
    with pytest.raises(ScenarioError) as raised:
        read(text)
    assert said in str(raised.value) and "mine.yaml:1:" in str(raised.value)


def test_all_problems_are_told_at_once(read):
    text = "prices:\n  costs.bed_usd: {value: 1, source: x}\n  costs.removal_usd: {value: -1}\n"
    with pytest.raises(ScenarioError) as raised:
        read(text)
    assert [(one.line, one.path) for one in raised.value.problems] == [
        (2, "prices.costs.bed_usd"),
        (3, "prices.costs.removal_usd"),
        (3, "prices.costs.removal_usd.value"),
    ]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ScenarioError, match="there is no such file"):
        prices.read(tmp_path / "none.yaml")
