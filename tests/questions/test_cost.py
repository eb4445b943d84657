"""The score sheet: worked by hand on made-up outlays, its laws on a small run, its words against its tables."""

import numpy as np
import pytest

import sim
from sim import calendar
from sim.calendar import INFORMATION_DATE
from sim.errors import OptionError
from sim.evidence.money import price_level, price_year
from sim.io import words
from sim.questions.compare import Pair
from sim.questions.cost import sheet
from sim.questions.cost.ratios import per_unit
from sim.report.money.outlays import ITEMS, PLAIN, TOTAL
from sim.results.measures import COST_ITEMS
from sim.results.view import View
from sim.scenario.prices import Prices
from tests.questions.small import SMALL
from tests.results.fake import results_of

WEEKS = calendar.week_of(calendar.date(2031, 10, 8))
WEEK = np.arange(WEEKS + 1)
AFTER = calendar.week_of(INFORMATION_DATE) < WEEK
DRAWS = 8
LONG = {"until": "2027-10-06"}


def pair_of(usd, removals, draws=DRAWS):
    """Two scenarios that part at the information date: differences a week by draw, float64[draws]."""
    start = np.full((draws, 1), 7e6) + 0 * WEEK
    cost = np.concatenate([start, start + np.asarray(usd)[:, None] * AFTER])
    people = np.concatenate([start * 0 + 70.0, 70.0 + np.asarray(removals)[:, None] * AFTER])
    columns = {"cost_removal_usd": cost, TOTAL: cost, "removals": people}
    results = results_of(columns, draws, scenarios=("base", "other"))
    return Pair(View(results, "base"), View(results, "other"))


def tables_of(pair):
    return sheet.tables([pair.base, pair.other], [pair], Prices())


def row_of(rows, **wanted):
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_difference_by_hand():
    """A million dollars more a week are 365/7 million in FY2026, and that times 1.022 in its own dollars."""
    rows = tables_of(pair_of(np.full(DRAWS, 1e6), np.full(DRAWS, 10.0)))["differences"]
    year = {"item": "cost_removal_usd", "period": "FY2026"}
    assert row_of(rows, dollars="constant", **year)["mean"] == pytest.approx(365e6 / 7)
    assert row_of(rows, dollars="nominal", **year)["mean"] == pytest.approx(365e6 / 7 * price_level(2026))
    five = row_of(rows, dollars="constant", item=TOTAL, period="FY2026 to FY2030")
    assert five["mean"] == pytest.approx(1e6 * (4 * 365 + 366) / 7)


def test_one_more_costs_the_quotient():
    pair = pair_of(np.full(DRAWS, 1e6), np.full(DRAWS, 10.0))
    row = row_of(tables_of(pair)["additional"], one_more="removal")
    weeks = (pair.base.end - INFORMATION_DATE).days / 7
    assert row["status"] == "resolved"
    assert [row[name] for name in ("usd_per_unit", "low", "high")] == pytest.approx([1e5, 1e5, 1e5])
    assert row["additional"] == pytest.approx(10.0 * (weeks - 5 / 7), rel=1e-3)
    assert sheet.additional_line(row).startswith("other less base: one more removal costs $100,000 (90 percent")


@pytest.mark.parametrize(
    ("removals", "status", "said"),
    [
        (np.zeros(DRAWS), "exactly zero", "one more removal: nothing differs."),
        (np.linspace(-10, 11, DRAWS), "not resolved", "is not told from zero."),
        (np.linspace(-11, -9, DRAWS), "fewer", "so one more has no price."),
    ],
)
def test_where_one_more_has_no_price_it_is_said_why(removals, status, said):
    row = row_of(tables_of(pair_of(np.full(DRAWS, 1e6), removals))["additional"], one_more="removal")
    assert row["status"] == status and np.isnan([row["usd_per_unit"], row["low"], row["high"]]).all()
    assert sheet.additional_line(row).endswith(said)


def test_a_stock_counts_in_person_years():
    columns = {"monitored": np.stack([1000.0 + 0 * WEEK, 1000.0 + 365.25 * AFTER])}
    results = results_of(columns, scenarios=("base", "other"))
    pair = Pair(View(results, "base"), View(results, "other"))
    days = (pair.base.end - INFORMATION_DATE).days
    assert sheet.units_of(pair, "monitored")[0, 0] == pytest.approx(days, rel=0.005)  # the week in which they part


def test_the_interval_of_a_quotient_holds_the_truth_as_often_as_it_says():
    chance, truth, inside, tries = np.random.default_rng(1), 500.0, 0, 400
    for _ in range(tries):
        units = chance.normal(100.0, 80.0, (20, 1))
        found = per_unit(truth * units + chance.normal(0.0, 20_000.0, (20, 1)), units)
        inside += found.low <= truth <= found.high
    assert abs(inside / tries - 0.9) < 3 * np.sqrt(0.9 * 0.1 / tries)


def test_the_interval_by_hand():
    """Two draws: units 1 and 3 are told from zero by nobody (t of one degree is 6.31); with more draws they are."""
    assert per_unit(np.array([[2.0], [6.0]]), np.array([[1.0], [3.0]])).status == "not resolved"
    assert per_unit(np.array([[2.0]]), np.array([[1.0]])).status == "not resolved"
    units = np.array([[9.0], [10.0], [11.0]])
    found = per_unit(2.0 * units, units)
    assert (found.status, found.value, found.low, found.high) == (
        "resolved",
        2.0,
        pytest.approx(2.0),
        pytest.approx(2.0),
    )


@pytest.fixture(scope="module")
def found():
    return sim.cost("frozen", "beds-107k", **SMALL | LONG)


def of_period(table, *keys):
    return table.pivot_table("mean", [*keys, "period"], "item", sort=False)


@pytest.mark.parametrize("name", ["outlays", "differences"])
def test_items_add_up_to_the_total(found, name):
    wide = of_period(found.tables[name], "scenario", "dollars")
    np.testing.assert_allclose(wide[list(COST_ITEMS)].sum(axis=1), wide[TOTAL], rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("name", ["outlays", "differences"])
def test_years_add_up_to_totals_and_price_year_dollars_are_dollars(found, name):
    rows = found.tables[name]
    for (_, _, item), one in rows.groupby(["scenario", "dollars", "item"]):
        whole = one[(one["kind"] == "fiscal year") & ~one["partial"] & (one["period"] > "FY2025")]["mean"].sum()
        assert whole == pytest.approx(one[one["kind"] == "total"]["mean"].iloc[-1], rel=1e-9, abs=1e-3), item
    base = rows[rows["period"] == f"FY{price_year()}"].set_index(["scenario", "item", "dollars"])["mean"].unstack()
    assert (base["nominal"] == base["constant"]).all()


def test_differences_are_those_of_the_outlays(found):
    wide = of_period(found.tables["outlays"], "scenario", "dollars")
    less = (wide.loc["beds-107k"] - wide.loc["frozen"]).stack()
    told = of_period(found.tables["differences"], "dollars").stack()
    np.testing.assert_allclose(less, told, rtol=1e-6, atol=1.0)


def test_sentences_and_the_terminal_say_what_the_tables_say(found):
    rows = found.tables["differences"]
    total = rows[(rows["dollars"] == "nominal") & (rows["kind"] == "total") & (rows["item"] == TOTAL)].iloc[-1]
    change = sheet.dollar_change(total["mean"])
    assert (
        f"beds-107k less frozen, {total['period']}: {change} in nominal dollars (90 percent interval"
        in found.sentences[0]
    )
    assert words.span(total["p05"], total["p95"]) in found.sentences[0]
    outlays = found.printed[0]
    assert [line[0] for line in outlays.rows] == [PLAIN[name] for name in ITEMS]
    assert outlays.rows[-1][3] == change
    for name, column in (("frozen", 1), ("beds-107k", 2)):
        own = found.tables["outlays"]
        own = own[(own["scenario"] == name) & (own["dollars"] == "nominal") & (own["period"] == total["period"])]
        assert [line[column] for line in outlays.rows] == [
            words.money(one) for one in own.set_index("item")["mean"][list(ITEMS)]
        ]


def test_pictures_are_drawn(found):
    assert set(found.pictures) == {"frozen-costs", "beds-107k-costs", "beds-107k-items"}
    assert found.plot("beds-107k-items").axes


def test_one_scenario_has_outlays_and_no_differences():
    alone = sim.cost("frozen", **SMALL | LONG)
    assert set(alone.tables) == {"outlays", "appropriation", "prices"}
    assert alone.sentences[0].startswith("frozen, FY2026 to FY2027, to the end of the run: $")


def test_prices_of_ones_own_make_the_difference(found, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("prices: {costs.bed_usd_per_day: {value: 304, source: twice}}", encoding="utf-8")
    dear = sim.cost("frozen", "beds-107k", prices=path, **SMALL | LONG)
    one, two = (
        answer.tables["differences"].query("item == 'cost_detention_usd' and kind == 'total'")["mean"].iloc[-1]
        for answer in (found, dear)
    )
    assert two > 1.5 * one
    prices = dear.tables["prices"].set_index("name")
    assert prices.loc["costs.bed_usd_per_day", ["value", "is_replaced", "source"]].tolist() == [304.0, True, "twice"]
    assert prices["is_replaced"].sum() == 1
    assert "Prices of your own stand in place of: costs.bed_usd_per_day." in dear.sentences
    assert dear.manifest["question"]["prices"] == {
        "costs.bed_usd_per_day": {"value": 304.0, "price_year": price_year(), "source": "twice"}
    }


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("prices: {costs.bed: {value: 304, source: twice}}", encoding="utf-8")
    with pytest.raises(OptionError) as raised:
        sim.cost("frozen", prices=path, **SMALL | {"draws": 0})
    assert "no such price (did you mean" in str(raised.value) and "draws 0" in str(raised.value)
