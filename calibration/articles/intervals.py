"""Published numbers as intervals: what a rounded figure leaves open, and arithmetic on that."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from math import inf, isfinite
from typing import Any, NamedTuple, Self

from calibration.fitting.targets import targets
from sim.errors import EvidenceError
from sim.evidence.figures import Figure, figures
from sim.evidence.quantities import quantities, sources
from sim.io import words
from sim.io.marked_yaml import parse

FILE = "claim_evidence.yaml"


def number(value: float) -> str:
    """As ``words.number``, but people, officers and beds in full where they are few: 1,057; 26,884; 7.4 million."""
    return f"{value:,.0f}" if _FEW[0] <= abs(value) < _FEW[1] else words.number(value)


_FEW = (1_000, 100_000)


class Interval(NamedTuple):
    """From ``low`` to ``high``, in arithmetic on numbers that are not negative (a divisor is above zero)."""

    low: float
    high: float

    def plus(self, other: Self) -> "Interval":
        """All sums of a number of this interval and one of the other."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Self) -> "Interval":
        """All differences of a number of this interval and one of the other."""
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, other: Self) -> "Interval":
        """All products of the two; neither holds a negative number."""
        return Interval(self.low * other.low, self.high * other.high)

    def over(self, other: Self) -> "Interval":
        """All quotients of the two, which hold no negative number; without an end where the other begins at zero."""
        return Interval(self.low / other.high, self.high / other.low if other.low > 0 else inf)

    def scaled(self, factor: float) -> "Interval":
        """This interval times a factor that is not negative."""
        return Interval(self.low * factor, self.high * factor)

    def is_within(self, other: Self) -> bool:
        """Whether every number of this interval is in the other too."""
        return other.low <= self.low and self.high <= other.high

    def misses(self, other: Self) -> bool:
        """Whether the two have no more than an end in common, so that both cannot hold of one number."""
        return self.high <= other.low or other.high <= self.low

    def text(self) -> str:
        """7.35 to 7.45 million; 1 million or more; 42."""
        low, high = number(self.low), number(self.high)
        if not isfinite(self.high):
            return f"{low} or more"
        if low == high:
            return low
        size = high.partition(" ")[2]
        return f"{low.removesuffix(size).rstrip() if size and low.endswith(size) else low} to {high}"

    def percent(self) -> str:
        """17 to 19 percent."""
        return words.percent_span(self.low, self.high)


class Reading(NamedTuple):
    """A published number. ``value``: as published, or the middle of a range. ``since``: of a change or a sum."""

    interval: Interval
    value: float
    as_of: date
    since: date | None


class Known:
    """Every published number by its id, as an interval; and numbers of the model by the name of the quantity."""

    def __init__(self, published: Sequence[Figure] | None = None, evidence: dict[str, Any] | None = None) -> None:
        self.figures = {figure.id: figure for figure in (figures() if published is None else published)}
        content = evidence_file()
        self._readings = {id_: _of_entry(entry) for id_, entry in (content["evidence"] | (evidence or {})).items()}
        for one in targets(list(self.figures.values())):
            interval = Interval(one.low, one.high)
            self._readings[one.id] = Reading(interval, one.published, one.as_of, one.since)
        for id_, entry in content["readings"].items():
            figure = self.figures.get(id_)
            if figure is None or figure.value is None:
                raise EvidenceError(f"{FILE}: {id_}: there is no such figure with a number")
            self._readings[id_] = _of_entry(entry | {"value": figure.value, "as_of": figure.as_of})

    def __getitem__(self, id_: str) -> Interval:
        return self._readings[id_].interval

    def reading(self, id_: str) -> Reading:
        """The figure as an interval. Raises ``KeyError`` for a figure without a number."""
        return self._readings[id_]

    def value(self, id_: str) -> float:
        """The number as published."""
        return self._readings[id_].value

    def day(self, id_: str) -> date:
        """The day that a figure tells of."""
        return self._readings[id_].as_of if id_ in self._readings else self.figures[id_].as_of

    def is_outside_the_model(self, id_: str) -> bool:
        """Whether no measure of the model counts what a figure tells of."""
        return not self.figures[id_].measure

    def prior(self, name: str) -> Interval:
        """The 90 percent range of a quantity of the model."""
        prior = quantities()[name].prior
        if prior is None:
            raise EvidenceError(f"{name} has no prior")
        return Interval(prior.p05, prior.p95)


@cache
def evidence_file() -> dict[str, dict[str, Any]]:
    """``claim_evidence.yaml`` as plain data: readings and evidence. Raises ``EvidenceError``."""
    content = read_yaml(FILE)
    for id_, entry in content["evidence"].items():
        if "because" not in entry and entry.get("source") not in sources():
            raise EvidenceError(f"{FILE}: {id_}: it needs a source of the bibliography, or a because")
    return content


def read_yaml(file: str) -> dict[str, dict[str, Any]]:
    """A YAML file of this package as plain data. Raises ``EvidenceError``."""
    root, problems = parse((resources.files("calibration") / file).read_text("utf-8"), file)
    if problems or root is None:
        raise EvidenceError("\n".join(map(str, problems)))
    content: dict[str, dict[str, Any]] = root.plain()
    return content


def _of_entry(entry: dict[str, Any]) -> Reading:
    if "low" in entry:
        return Reading(Interval(entry["low"], entry["high"]), (entry["low"] + entry["high"]) / 2, entry["as_of"], None)
    value, step = entry["value"], entry.get("step", 0.0)
    ends = {
        "about": (value - step / 2, value + step / 2),
        "more than": (value, value + step),
        "just under": (value - step, value),
        "at least": (value, inf),
    }
    return Reading(Interval(*ends[entry["says"]]), value, entry["as_of"], None)
