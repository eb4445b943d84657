"""What a comparison says in words, on made-up results: the sign, the year, and which parts are named."""

import numpy as np
import pytest

from sim.calendar import WEEKS, date_of
from sim.questions import compare
from sim.results.view import View
from tests.results.fake import results_of

END = date_of(WEEKS)
MORE = {
    "removals_docket": -70.0,
    "removals_new": 7.0,
    "removals_border": 0.6,
    "removals_direct": 0.8,
    "removals": -61.6,
}


def told(**differences):
    """The sentences of a scenario that differs from its base by these numbers, in each week of the projection."""
    changed = {name: np.where(np.arange(WEEKS + 1) > 240, value, 0.0) for name, value in differences.items()}
    columns = {name: np.stack([0 * value, value]) for name, value in changed.items()}
    results = results_of(columns, scenarios=("base", "other"))
    pair = compare.Pair(View(results, "base"), View(results, "other"))
    return compare._answer([pair], results.manifest).sentences


def test_the_difference_is_other_less_base_with_its_sign_and_its_year():
    first, second = told(docket=1500.0, **MORE)[:2]
    docket, removals = sorted((first, second), key=lambda text: "removals" in text)
    assert docket.startswith(f"other less base: docket on {END} +1,500 (90 percent interval")
    assert removals.startswith(f"other less base: removals in the year to {END} -3,210 (90 percent interval")


def test_parts_above_a_hundredth_of_the_largest_are_named_largest_first():
    (text,) = [one for one in told(**MORE) if one.startswith("The difference in removals")]
    named = [word for word in text.replace(",", " ").split() if word.startswith("removals_")]
    assert named == ["removals_docket", "removals_new", "removals_direct"]
    assert "removals_docket -" in text and "removals_new +" in text


def test_where_nothing_differs_no_part_is_named():
    assert not [one for one in told(removals=0.0) if "consists of" in one]


def test_a_stock_is_told_on_the_last_day():
    (text,) = [one for one in told(waiting_hearing=40.0) if one.startswith("The difference in docket + detained")]
    assert text == f"The difference in docket + detained on {END} consists of hearing +40."


@pytest.mark.parametrize("value", [0.0, 5.0])
def test_differences_of_the_table_are_those_of_the_words(value):
    results = results_of(
        {"docket": np.array([[[100.0]], [[100.0 + value]]])[:, 0] + 0 * np.arange(WEEKS + 1)},
        scenarios=("base", "other"),
    )
    pair = compare.Pair(View(results, "base"), View(results, "other"))
    table = compare._headline(pair)
    assert set(table.query("measure == 'docket'")["mean"]) == {value}
