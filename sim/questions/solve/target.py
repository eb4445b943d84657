"""Targets: ``removals@FY2027 >= 600000`` as something that can be read off a run."""

import math
import operator
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple, get_args

from sim import calendar
from sim.calendar import By
from sim.errors import OptionError, nearest
from sim.experiments.options import Times
from sim.results.reading import Reading, reading
from sim.results.results import measure_named

FORM = "MEASURE@PERIOD >= NUMBER, like 'removals@FY2027 >= 600000' or 'untouched_share@2027-09-30 <= 50%'"
PERIODS = "a fiscal year FY2027, a year CY2027, a quarter 2027-Q1, a month 2027-03, or a date 2027-03-31"
DAY = timedelta(days=1)
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_PARTS = re.compile(r"\s*(?P<measure>[^@<>=]+?)\s*@\s*(?P<period>[^\s<>=]+)\s*(?P<sign>[<>=]+)\s*(?P<number>\S.*?)\s*")


class Target(NamedTuple):
    """What is to be reached: a reading, at least or at most a number."""

    text: str
    reading: Reading
    sign: str
    number: float

    @property
    def wants_more(self) -> bool:
        """Whether larger values are nearer to it."""
        return self.sign.startswith(">")

    def reached(self, values: Any) -> Any:
        """Whether values reach it; no value does not."""
        return OPERATORS[self.sign](values, self.number)


def target_of(text: str, times: Times) -> Target:
    """The target that a text states, for a run of these times. Raises ``OptionError``."""
    found = _PARTS.fullmatch(text)
    if not found:
        raise OptionError([f"{text!r}: must be {FORM}"])
    problems: list[str] = []
    if found["sign"] not in OPERATORS:
        problems.append(f"{found['sign']!r}: choose >=, <=, > or <")
    read = _reading(found["measure"], found["period"], times, problems)
    number = _number(found["number"], problems)
    if read and number is not None:
        problems += _impossible(read, found["sign"], number)
    if problems or read is None or number is None:
        raise OptionError([f"{text!r}: {problem}" for problem in problems])
    return Target(" ".join(text.split()), read, found["sign"], number)


def _reading(measure: str, period: str, times: Times, problems: list[str]) -> Reading | None:
    span = _span(period, times, problems)
    try:
        read = reading(measure, *(span or (times.known, times.end)))
    except ValueError as error:
        problems.append(str(error))
        return None
    names = [*read.tops, *([read.bottom] if read.bottom else [])]
    flows = [name for name in names if measure_named(name).kind != "stock"]
    if span and span[0] == span[1] and flows:
        problems.append(f"{flows[0]} has no value on a day, only in a period such as FY2027, 2027-Q1 or 2027-03")
    return read if span else None


def _span(period: str, times: Times, problems: list[str]) -> tuple[date, date] | None:
    """First day and first day after; a date is a span of no day."""
    end, weeks = times.end, calendar.week_of(times.end, times.start)
    known: dict[str, tuple[date, date, bool]] = {}
    for by in get_args(By)[1:]:
        periods = calendar.periods_of(by, times.start, weeks)
        known |= {
            label: (start, last, partial)
            for label, start, last, partial in zip(*periods, strict=True)
            if last > times.known
        }
    name = period.upper()
    if name in known:
        start, last, partial = known[name]
        if partial:
            problems.append(f"{name} ends on {last - DAY}, and the run on {end - DAY}; take an earlier period")
            return None
        return start, last
    try:
        day = date.fromisoformat(period)
    except ValueError:
        problems.append(_unknown_period(period, list(known), times))
        return None
    if not times.known < day <= end:
        problems.append(f"{day} must lie after {times.known}, when levers are set, and not after {end}")
        return None
    return day, day


def _unknown_period(period: str, known: list[str], times: Times) -> str:
    if re.fullmatch(r"(FY|CY)\d{4}|\d{4}-(Q[1-4]|0[1-9]|1[0-2])", period.upper()):
        return f"{period} lies outside {times.known}, when levers are set, to {times.end - DAY}, the last day"
    if re.fullmatch(r"\d{4}", period):
        return f"{period} is no period; write FY{period} (to 30 September) or CY{period} (to 31 December)"
    return f"{period} is no period; it is {PERIODS}{nearest(period.upper(), known)}"


def _number(text: str, problems: list[str]) -> float | None:
    """A number with or without thousands separators, or in percent."""
    digits = re.sub(r"(?<=\d)[,_](?=\d{3}(\D|$))", "", text)
    percent = digits.endswith("%")
    try:
        value = float(digits.removesuffix("%")) / (100.0 if percent else 1.0)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        problems.append(f"{text!r} is not a number; write 600000, 600,000 or 50%")
        return None
    if value < 0:
        problems.append(f"{text} is negative; no measure ever is")
        return None
    return value


def _impossible(read: Reading, sign: str, number: float) -> list[str]:
    """A number that the measure can never pass, or always does."""
    if read.unit == "share" and number > 1:
        return [f"{number:g} is more than all; {read.measure} is a share, from 0 to 1 (or 0% to 100%)"]
    if number == 0 and sign in (">=", "<"):
        return [f"{read.measure} {sign} 0 says nothing; it is never negative"]
    return []
