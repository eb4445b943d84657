"""The weeks of the model (Wednesday to Tuesday, numbered from 20 January 2021), and their sums over longer periods.

Months, quarters, calendar years, US fiscal years and any span of days: a week that straddles a boundary is split by
days. All weights are whole numbers of days, and the division by seven comes last, so that sums of counts are exact
wherever no week is split.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

import numpy as np

START = date(2021, 1, 20)
"""First day of week 0: the first docket figure."""
END = date(2029, 1, 24)
"""First day after the last week of a run that says nothing else."""
HORIZON = date(2036, 10, 1)
"""First day after the last week that a run can have: the end of fiscal year 2036."""
INFORMATION_DATE = date(2025, 8, 1)
"""What was known: orders of history end here, policy and drawn drivers begin."""

WEEKS = (END - START).days // 7
"""Of a run that says nothing else."""
MOST_WEEKS = (HORIZON - START).days // 7
"""Of the longest run; weekly levers are known so far."""


def date_of(week: int, start: date = START) -> date:
    """First day of a week; ``date_of(WEEKS)`` is END, ``date_of(MOST_WEEKS)`` is HORIZON.

    ``start``: first day of week 0, where a scenario begins on another one.
    """
    return start + timedelta(weeks=week)


def horizon(start: date = START) -> date:
    """First day after the longest run of a world that begins on a day."""
    return date_of(MOST_WEEKS, start)


def week_of(day: date, start: date = START) -> int:
    """The first week that begins on or after a day: from then on a value of that date holds.

    Raises ValueError for a day outside ``start`` to the horizon.
    """
    if not start <= day <= horizon(start):
        raise ValueError(f"{day} is outside {start} to {horizon(start)}")
    return -((start - day).days // 7)


By = Literal["week", "month", "quarter", "CY", "FY"]
_WEEK = 7
_PERIOD = re.compile(r"(?:(FY)|CY)?(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE)


def last_day(text: str) -> date:
    """The last day of a period, or a date: ``FY2027`` ends on 30 September, ``2027`` and ``CY2027`` on 31 December.

    ``2027-Q1`` and ``2027-03`` are a quarter and a month. Raises ValueError for any other text.
    """
    found = _PERIOD.fullmatch(text)
    if not found:
        return date.fromisoformat(text)
    fiscal, year, quarter, month = found.groups()
    if len(text) > len("FY2027") and not text[0].isdigit():
        raise ValueError(f"{text}: a fiscal or calendar year has no quarter or month behind it")
    last = 9 if fiscal else 3 * int(quarter) if quarter else int(month or 12)
    return date(int(year) + last // 12, last % 12 + 1, 1) - timedelta(days=1)


class Periods(NamedTuple):
    """Spans of days; ``end`` is the first day after. ``partial`` spans reach beyond the run."""

    label: tuple[str, ...]
    start: tuple[date, ...]
    end: tuple[date, ...]
    partial: tuple[bool, ...]

    def after_the_first(self) -> "Periods":
        """The same without the first one."""
        return Periods(self.label[1:], self.start[1:], self.end[1:], self.partial[1:])


def weeks_of(opening: date, weeks: int) -> Periods:
    """The rows of a trajectory: row r is the week that ends the day before its date; row 0 spans no day."""
    ends = tuple(opening + timedelta(days=_WEEK * row) for row in range(weeks + 1))
    starts = (opening, *ends[:-1])
    return Periods(tuple(end.isoformat() for end in ends), starts, ends, (False,) * (weeks + 1))


def periods_of(by: By, opening: date, weeks: int) -> Periods:
    """Calendar periods that a run of ``weeks`` weeks from ``opening`` touches.

    Fiscal year N ends on 30 September N. Raises ``ValueError`` for an unknown ``by``.
    """
    if by == "week":
        return weeks_of(opening, weeks)
    if by not in get_args(By):
        raise ValueError(f"by = {by!r}: choose one of {', '.join(get_args(By))}, or give spans of days")
    closing = opening + timedelta(days=_WEEK * weeks)
    spans, start = [], _first_day(by, opening)
    while start < closing:
        end = _next_first_day(by, start)
        spans.append((start, end))
        start = end
    return spans_of(spans, opening, weeks, [_label(by, first) for first, _ in spans])


def spans_of(spans: Iterable[tuple[date, date]], opening: date, weeks: int, labels: list[str] | None = None) -> Periods:
    """Any spans (first day, first day after); a span of no day stands for its date.

    Raises ``ValueError`` where a span ends before it begins, or shares no day with the run.
    """
    closing = opening + timedelta(days=_WEEK * weeks)
    pairs = list(spans)
    for start, end in pairs:
        if end < start:
            raise ValueError(f"span {start} to {end}: it ends before it begins")
        if start > closing or end < opening or (start < end and (start == closing or end == opening)):
            raise ValueError(f"span {start} to {end}: the run covers {opening} to {closing}")
    names = labels or [f"{start} to {end}" if end > start else f"{start}" for start, end in pairs]
    partial = tuple(start < opening or end > closing for start, end in pairs)
    return Periods(tuple(names), tuple(s for s, _ in pairs), tuple(e for _, e in pairs), partial)


def flow_days(periods: Periods, opening: date, weeks: int) -> np.ndarray:
    """float64[periods, weeks + 1]: how many days of each week fall into each period; row 0 has none.

    A flow of a period is ``values @ flow_days.T / 7``.
    """
    ends = _WEEK * np.arange(weeks + 1)
    start, end = _offsets(periods, opening)
    days = np.minimum(end[:, None], ends) - np.maximum(start[:, None], ends - _WEEK)
    days = np.maximum(days, 0).astype(np.float64)
    days[:, 0] = 0.0
    return days


def end_days(periods: Periods, opening: date, weeks: int) -> np.ndarray:
    """float64[periods, weeks + 1]: weights in sevenths of the stock at the end of each period.

    Between two rows a stock is interpolated; a period that outlasts the run ends with it.
    """
    at = np.clip(_offsets(periods, opening)[1], 0, _WEEK * weeks)
    below = np.minimum(at // _WEEK, max(weeks - 1, 0))
    days = np.zeros((len(at), weeks + 1))
    rows = np.arange(len(at))
    days[rows, np.minimum(below + 1, weeks)] = at - _WEEK * below
    days[rows, below] += _WEEK - (at - _WEEK * below)
    return days


def mean_shares(periods: Periods, opening: date, weeks: int) -> np.ndarray:
    """float64[periods, weeks + 1]: weights of the mean of an interpolated stock over the days of each period."""
    start, end = _offsets(periods, opening)
    nodes = _WEEK * np.arange(weeks)
    first = np.clip((start[:, None] - nodes) / _WEEK, 0.0, 1.0)
    last = np.clip((end[:, None] - nodes) / _WEEK, 0.0, 1.0)
    upper = (last**2 - first**2) / 2.0
    shares = np.zeros((len(start), weeks + 1))
    shares[:, 1:] += upper
    shares[:, :-1] += (last - first) - upper
    length = shares.sum(axis=1, keepdims=True)
    return np.where(length > 0, shares / np.where(length > 0, length, 1.0), end_days(periods, opening, weeks) / _WEEK)


def _offsets(periods: Periods, opening: date) -> tuple[np.ndarray, np.ndarray]:
    starts = np.array([(day - opening).days for day in periods.start], dtype=np.int64)
    ends = np.array([(day - opening).days for day in periods.end], dtype=np.int64)
    return starts, ends


def _first_day(by: By, day: date) -> date:
    if by == "month":
        return day.replace(day=1)
    if by == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if by == "FY":
        return date(day.year if day.month >= 10 else day.year - 1, 10, 1)
    return date(day.year, 1, 1)


def _next_first_day(by: By, first: date) -> date:
    months = {"month": 1, "quarter": 3}.get(by, 12)
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _label(by: By, first: date) -> str:
    if by == "month":
        return f"{first:%Y-%m}"
    if by == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"FY{first.year + 1}" if by == "FY" else f"CY{first.year}"
