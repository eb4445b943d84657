"""Money of a report, on made-up outlays: worked by hand, laws, and sentences that say what the tables say."""

from datetime import date

import numpy as np
import pytest

from sim import calendar
from sim.evidence.money import appropriations, price_level, price_year
from sim.io import words
from sim.report.money import appropriated, outlays, section
from sim.results.measures import COST_ITEMS, INDEX
from sim.results.view import View, mean
from tests.results.fake import results_of

WEEKS = calendar.week_of(date(2032, 10, 6))
DETENTION, ENFORCEMENT = appropriations()


def view_of(weekly, draws=1, replicates=1, weeks=WEEKS, scale=100):
    """A view of outlays: dollars a week by item, or an array [experiments, 1] of them; their sum is the total."""
    row = np.ones(weeks + 1)
    columns = {name: np.asarray(usd) * row for name, usd in weekly.items()}
    columns["cost_total_usd"] = sum(columns.values())
    return View(results_of(columns, draws, replicates, scale=scale), "frozen")


@pytest.fixture
def mixed():
    chance = np.random.default_rng(5)
    return view_of({name: chance.uniform(1e6, 1e8, (6, 1)) for name in COST_ITEMS}, draws=3, replicates=2)


@pytest.mark.parametrize("dollars", ["constant", "nominal"])
def test_items_add_up_to_the_total_in_every_year_and_window(mixed, dollars):
    found = outlays.outlays(mixed)
    by_item = found.of(dollars)
    total = sum(by_item[name] for name in COST_ITEMS)
    np.testing.assert_allclose(total, by_item["cost_total_usd"])
    for window in outlays.windows(found.years, mixed.known):
        np.testing.assert_allclose(outlays.summed(total, window), outlays.summed(by_item["cost_total_usd"], window))


def test_fiscal_years_add_up_to_the_run(mixed):
    found = outlays.outlays(mixed)
    whole = mixed.values("cost_total_usd", [(calendar.START, mixed.end)])
    np.testing.assert_allclose(found.constant["cost_total_usd"].sum(axis=2), whole[:, :, 0])


def test_nominal_and_constant_are_the_same_in_the_price_year_and_only_there(mixed):
    found = outlays.outlays(mixed)
    place = found.years.label.index(f"FY{price_year()}")
    ratio = found.nominal["cost_total_usd"] / found.constant["cost_total_usd"]
    assert (ratio[:, :, place] == 1.0).all()
    assert (ratio[:, :, :place] < 1).all() and (ratio[:, :, place + 1 :] > 1).all()
    assert ratio[0, 0, place + 2] == pytest.approx(price_level(price_year() + 2))


def test_a_year_by_hand():
    """7 million a week are a million a day: 365 million in FY2026, times 1.022 in dollars of that year."""
    found = outlays.outlays(view_of({"cost_removal_usd": 7e6}))
    place = found.years.label.index("FY2026")
    assert found.constant["cost_removal_usd"][0, 0, place] == pytest.approx(365e6)
    assert found.nominal["cost_removal_usd"][0, 0, place] == pytest.approx(365e6 * 1.022)


def labels(until):
    view = view_of({"cost_removal_usd": 1.0}, weeks=calendar.week_of(until))
    return [one.label for one in outlays.windows(view.fiscal_years(), view.known)]


def test_totals_are_of_five_and_ten_years_or_to_the_end_of_the_run():
    assert labels(date(2036, 10, 1)) == ["FY2026 to FY2030", "FY2026 to FY2035"]
    assert labels(date(2032, 10, 6)) == ["FY2026 to FY2030", "FY2026 to FY2032, to the end of the run"]
    assert labels(date(2028, 10, 4)) == ["FY2026 to FY2028, to the end of the run"]
    assert labels(date(2026, 10, 7)) == ["FY2026, to the end of the run"]
    assert labels(date(2026, 3, 4)) == []


def spent_on(view, reading):
    return next(one for one in appropriated.spent(view) if one.of == DETENTION and one.reading == reading)


def test_what_is_spent_of_the_act_by_hand():
    """A million a day from 4 July 2025: 89 days of FY2025 and the years after, each at its price level."""
    view = view_of({"cost_detention_usd": 7e6})
    found = spent_on(view, "all")
    days = {2025: 89, 2026: 365, 2027: 365, 2028: 366, 2029: 365}
    assert found.usd[0, 0, 0] == pytest.approx(sum(1e6 * n * price_level(year) for year, n in days.items()))
    assert found.until == date(2029, 9, 30) and found.share_passed == 0.0
    beyond = 1e6 * sum(n * price_level(year) for year, n in days.items()) - found.usd[0, 0, 0]
    assert beyond == pytest.approx(0.0, abs=1.0)
    assert spent_on(view, "above").usd[0, 0, 0] == pytest.approx(0.0, abs=1.0)


def test_years_and_the_act_count_the_same_dollars(mixed):
    """From 1 October 2025 to the end of FY2029, by weeks and by fiscal years."""
    found = outlays.outlays(mixed)
    weights = appropriated.nominal_weeks(mixed, date(2025, 10, 1), date(2029, 10, 1))
    weekly = np.nan_to_num(mixed.results.values[:, :, INDEX["cost_total_usd"]])
    first = found.years.label.index("FY2026")
    by_year = found.nominal["cost_total_usd"][:, :, first : first + 4].sum(axis=2)
    np.testing.assert_allclose((weekly @ weights).reshape(3, 2), by_year)


def test_the_day_on_which_it_is_passed():
    """One draw in four spends 100 million a day, so that 45 billion are gone in 440 days; the others never do."""
    view = view_of({"cost_detention_usd": np.array([[7e8], [7e6], [7e6], [7e6]])}, draws=4)
    found = spent_on(view, "all")
    assert found.share_passed == 0.25 and found.day(0.5) is None
    level = {2025: 1.0, 2026: 1.022}
    left = 45e9 - 89 * 1e8 * level[2025]
    day = date(2025, 10, 1).toordinal() + left / (1e8 * level[2026])
    assert 0 <= found.day(0.25).toordinal() - day <= 7
    assert section.passing(found) == "It is passed in 25 percent of draws."
    every = spent_on(view_of({"cost_detention_usd": 7e8}), "all")
    assert section.passing(every).endswith(f"of draws, half of all draws by {every.day(0.5)}.")


def test_the_act_of_a_run_that_ends_before_it():
    view = view_of({"cost_detention_usd": 7e6}, weeks=calendar.week_of(date(2025, 6, 4)))
    assert appropriated.spent(view) == []
    assert section.section(view)["act"] == []


def test_sentences_say_what_the_tables_say(mixed):
    made, found = section.section(mixed), outlays.outlays(mixed)
    rows = dict(made["years"]["rows"])
    for name, plain in outlays.PLAIN.items():
        assert rows[plain] == [words.money(float(one)) for one in mean(found.nominal[name])]
    for line in made["act"]:
        (text,) = [one for one in made["sentences"] if one.startswith(f"Of the {line['usd']} for")]
        if line["reading"] == appropriated.READINGS["all"]:
            assert (
                f"{line['spent']} (90 percent interval {line['band']}) is spent by {line['until']}, {line['share']}."
                in text
            )
            assert text.endswith(line["passing"])
    window = outlays.windows(found.years, mixed.known)[0]
    total = words.money(float(mean(outlays.summed(found.nominal["cost_total_usd"], window))[0]))
    assert made["sentences"][0].startswith(f"{window.label}: all items cost {total} (90 percent interval ")
