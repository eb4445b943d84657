"""What was observed later: a tidy CSV file, read and checked. All problems of a file are found at once."""

import csv
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from calibration.errors import ObservedError
from sim.errors import Problem, nearest, short
from sim.io import door
from sim.io.marked_yaml import value_of
from sim.results.measures import INDEX, MEASURES

MONTHLY_MEAN, MONTHLY_SUM, POINT = "monthly mean", "monthly sum", "point in time"
KINDS = (MONTHLY_MEAN, MONTHLY_SUM, POINT)
COLUMNS = ("period_end", "measure", "value", "kind")
KINDS_OF = {"stock": (MONTHLY_MEAN, POINT), "flow": (MONTHLY_SUM,), "average": (MONTHLY_MEAN,)}
"""How a stock, a flow and an average of the model can have been observed."""

KIND = door.Kind("an observed series", "CSV text in UTF-8", 5_000_000, (".csv",))
"""A monthly series of every measure over a century has fewer bytes."""
LARGEST_VALUE = 1e15
"""Far above all that the model counts, cents of a national budget too; more is a slip of the pen."""
YEARS = (1900, 2100)
"""Years of an observation or a forecast; others are slips of the pen."""
MOST_PROBLEMS = 100
"""Problems shown for one file; a file with more of them is no series."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_near(day: date) -> bool:
    """Whether a day lies in the years that an observation or a forecast can be of."""
    return YEARS[0] <= day.year <= YEARS[1]


class Observation(NamedTuple):
    """One row. ``period_end`` is the last day of a month, or the day of a point in time."""

    period_end: date
    measure: str
    value: float
    kind: str
    line: int

    @property
    def span(self) -> tuple[date, date]:
        """First day and first day after; a point in time spans no day."""
        if self.kind == POINT:
            return self.period_end, self.period_end
        return self.period_end.replace(day=1), self.period_end + timedelta(days=1)


def read_observed(path: str | Path) -> list[Observation]:
    """The rows of a file in its order. Raises ``ObservedError`` with every problem."""
    shown = str(path)
    table = _Table(shown)
    found = list(table.observations(_text(Path(path), shown)))
    if table.problems:
        more = len(table.problems) - MOST_PROBLEMS
        rest = [f"{shown}: and {more} more problems"] if more > 0 else []
        raise ObservedError([*table.problems[:MOST_PROBLEMS], *rest])
    return found


def _text(path: Path, shown: str) -> str:
    """The text of a file. Raises ``ObservedError`` where there is none to read."""
    text = door.text_of(path, shown, KIND)
    if isinstance(text, Problem):
        raise ObservedError([text])
    if not text.strip():
        message = f"the file is empty; its first line names the columns {', '.join(COLUMNS)}"
        raise ObservedError([Problem(shown, 1, 1, "", message)])
    return text


class _Table:
    """Turns records into observations, and collects what is wrong with them."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self._first: dict[tuple[str, str, str], int] = {}

    def observations(self, text: str) -> Iterator[Observation]:
        records = _records(text)
        try:
            header = next(records, None)
            if header is None:
                self._wrong(1, 1, "", f"every cell is empty; the header names {', '.join(COLUMNS)}")
                return
            line, raw, heads = header
            places = self._places(line, raw, [head.strip() for head in heads])
            rows = 0
            for line, raw, cells in records:
                rows += 1
                if len(cells) != len(heads):
                    self._wrong(line, 1, "", f"{len(cells)} cells, but the header names {len(heads)} columns")
                elif places:
                    starts = _starts(raw)
                    at = {name: starts[place] if place < len(starts) else 1 for name, place in places.items()}
                    yield from self._row(line, at, {name: cells[place].strip() for name, place in places.items()})
            if not rows:
                self._wrong(line, 1, "", "no row below the header; nothing was observed")
        except _NotCsv as error:
            self._wrong(error.line, 1, "", f"not a CSV file: {error}")

    def _places(self, line: int, raw: str, heads: list[str]) -> dict[str, int]:
        """Where each column is; empty where one is missing or given twice."""
        starts = _starts(raw)
        bad = False
        for name in COLUMNS:
            count = heads.count(name)
            if count > 1:
                second = heads.index(name, heads.index(name) + 1)
                self._wrong(line, starts[second], name, "this column is given twice")
            if count == 0:
                hint = nearest(name, (short(head) for head in heads if head not in COLUMNS))
                if ";" in raw or "\t" in raw:
                    hint = "; cells must be separated by commas"
                self._wrong(line, 1, name, f"this column is missing{hint}; needed are {', '.join(COLUMNS)}")
            bad = bad or count != 1
        return {} if bad else {name: heads.index(name) for name in COLUMNS}

    def _row(self, line: int, at: dict[str, int], cells: dict[str, str]) -> Iterator[Observation]:
        """The observation of one row, where nothing is wrong with it."""
        before = len(self.problems)
        kind = self._kind(line, at["kind"], cells["kind"], cells["measure"])
        day = self._date(line, at["period_end"], cells["period_end"], kind)
        value = self._value(line, at["value"], cells["value"])
        if not cells["measure"] or not cells["measure"].isprintable():
            what = f"{short(cells['measure'])!r} is no name" if cells["measure"] else "is empty"
            self._wrong(line, at["measure"], "measure", f"{what}; name what was observed")
        key = (cells["measure"], cells["kind"], cells["period_end"])
        first = self._first.setdefault(key, line)
        if first != line:
            what = f"{short(key[0])}, {short(key[1])}, {short(key[2])}"
            self._wrong(line, at["measure"], "measure", f"{what} is given twice; first in line {first}")
        if len(self.problems) == before:
            assert day is not None and value is not None
            yield Observation(day, cells["measure"], value, kind, line)

    def _kind(self, line: int, column: int, text: str, measure: str) -> str:
        """The kind, or nothing where it is unknown or impossible for the measure."""
        if text not in KINDS:
            near = nearest(text.lower(), KINDS)
            self._wrong(line, column, "kind", f"{short(text)!r} is none of {', '.join(KINDS)}{near}")
            return ""
        model = MEASURES[INDEX[measure]].kind if measure in INDEX else None
        if model and text not in KINDS_OF[model]:
            allowed = " or ".join(KINDS_OF[model])
            self._wrong(line, column, "kind", f"{measure} is a {model}: give its {allowed}, not a {text}")
            return ""
        return text

    def _date(self, line: int, column: int, text: str, kind: str) -> date | None:
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not is_near(day):
            allowed = f"write it like 2025-08-31, from {YEARS[0]} to {YEARS[1]}"
            self._wrong(line, column, "period_end", f"{short(text)!r} is no date; {allowed}")
            return None
        last = day.replace(day=monthrange(day.year, day.month)[1])
        if kind not in ("", POINT) and day != last:
            self._wrong(line, column, "period_end", f"{day}: a {kind} ends on the last day of its month, {last}")
        return day

    def _value(self, line: int, column: int, text: str) -> float | None:
        value = value_of(text)
        if not isinstance(value, float) or isinstance(value, bool) or not isfinite(value):
            what = f"{short(text)!r} is not a number" if text else "is empty"
            self._wrong(line, column, "value", f"{what}; write digits with a point, like 57861.5")
            return None
        if value < 0:
            self._wrong(line, column, "value", f"{text} is below zero; every measure counts something")
        if value > LARGEST_VALUE:
            self._wrong(line, column, "value", f"{short(text)} is above {LARGEST_VALUE:g}; no measure counts so much")
        return value

    def _wrong(self, line: int, column: int, path: str, message: str) -> None:
        self.problems.append(Problem(self.shown, line, column, path, message))


class _NotCsv(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def _records(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Line, first line as written and cells of each record that is not blank."""
    lines = list(StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    first = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield first + 1, lines[first].rstrip("\r\n"), cells
            first = reader.line_num
    except csv.Error as error:
        raise _NotCsv(first + 1, str(error)) from None


def _starts(raw: str) -> list[int]:
    """The column, from 1, in which each cell of a line begins."""
    starts, quoted = [1], False
    for place, letter in enumerate(raw, 1):
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            starts.append(place + 1)
    return starts


def series(observations: Iterable[Observation]) -> dict[tuple[str, str], list[Observation]]:
    """Observations by measure and kind in the order in which these first appear, each sorted by date."""
    found: dict[tuple[str, str], list[Observation]] = {}
    for one in observations:
        found.setdefault((one.measure, one.kind), []).append(one)
    return {key: sorted(rows, key=lambda row: row.period_end) for key, rows in found.items()}
