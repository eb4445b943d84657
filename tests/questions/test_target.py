"""Targets as users write them."""

from datetime import date

import pytest

from sim.calendar import END, INFORMATION_DATE, START
from sim.errors import OptionError
from sim.experiments.options import Times
from sim.questions.solve.target import target_of

TIMES = Times(START, INFORMATION_DATE, END)


@pytest.mark.parametrize(
    ("text", "start", "end", "sign", "number"),
    [
        ("removals@FY2027 >= 600000", date(2026, 10, 1), date(2027, 10, 1), ">=", 600_000),
        ("removals@fy2027>=600,000", date(2026, 10, 1), date(2027, 10, 1), ">=", 600_000),
        (" removals @CY2026 > 6e5 ", date(2026, 1, 1), date(2027, 1, 1), ">", 600_000),
        ("detained@2027-Q1 <= 50_000", date(2027, 1, 1), date(2027, 4, 1), "<=", 50_000),
        ("book_ins@2026-02 >= 10000", date(2026, 2, 1), date(2026, 3, 1), ">=", 10_000),
        ("untouched_share@2027-09-30 <= 50%", date(2027, 9, 30), date(2027, 9, 30), "<=", 0.5),
        ("untouched_year/docket@FY2026 < 0.5", date(2025, 10, 1), date(2026, 10, 1), "<", 0.5),
        ("waiting@2026-06-30 <= 1e6", date(2026, 6, 30), date(2026, 6, 30), "<=", 1e6),
    ],
)
def test_a_target_is_read(text, start, end, sign, number):
    target = target_of(text, TIMES)
    assert (target.reading.start, target.reading.end) == (start, end)
    assert (target.sign, target.number) == (sign, number)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("removals", "must be MEASURE@PERIOD"),
        ("removals@FY2027 = 5", "choose >=, <=, > or <"),
        ("removls@FY2027 >= 5", "did you mean removals"),
        ("untouched_year/dockt@FY2027 >= 0.5", "did you mean docket"),
        ("removals@2027 >= 5", "FY2027 (to 30 September) or CY2027"),
        ("removals@FY2O27 >= 5", "did you mean FY2027?"),
        ("removals@FY2024 >= 5", "when levers are set"),
        ("removals@FY2029 >= 5", "and the run on 2029-01-23"),
        ("removals@2027-09-30 >= 5", "no value on a day"),
        ("docket@2031-01-01 <= 5", "not after 2029-01-24"),
        ("docket@2025-07-01 <= 5", "must lie after 2025-08-01"),
        ("docket@2025-08-01 <= 5", "must lie after 2025-08-01"),
        ("removals@FY2027 >= many", "is not a number"),
        ("removals@FY2027 >= nan", "is not a number"),
        ("removals@FY2027 >= -5", "negative"),
        ("removals@FY2027 >= 0", "says nothing"),
        ("untouched_share@FY2027 <= 2", "is a share"),
    ],
)
def test_a_target_that_cannot_be_is_refused(text, said):
    with pytest.raises(OptionError, match="'") as caught:
        target_of(text, TIMES)
    assert said in str(caught.value)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(OptionError) as caught:
        target_of("removls@FY2O27 >> many", TIMES)
    assert len(caught.value.problems) == 4


def test_a_target_of_less_wants_less_and_no_value_never_reaches_it():
    target = target_of("docket@FY2027 <= 5e6", TIMES)
    assert not target.wants_more
    assert [bool(target.reached(value)) for value in (4e6, 5e6, 6e6, float("nan"))] == [True, True, False, False]
