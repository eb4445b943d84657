"""Every number of the model: what it means, its unit, its value, how sure we are, and where it comes from.

Reads the YAML beside the rules and ``sources.yaml``. A number without a source (or a ``because`` where no source
exists) does not load.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from statistics import NormalDist
from typing import Any, Literal, TypeVar, get_args

from sim.errors import EvidenceError, Problem
from sim.io.marked_yaml import Node, parse

Kind = Literal["fact", "estimate", "assumption", "lever", "driver"]
Family = Literal["lognormal", "normal", "logitnormal", "uniform"]

UNITS = {
    "beds": "beds",
    "cases": "cases",
    "cases_per_judge_year": "cases a judge and year",
    "cases_per_week": "cases a week",
    "choice": "a choice",
    "devices": "devices",
    "hours": "hours",
    "hours_per_year": "hours a year",
    "judges": "judges",
    "log": "on the log scale",
    "log_per_year": "on the log scale a year",
    "officers": "officers",
    "people": "people",
    "people_per_week": "people a week",
    "per_thousand_hours": "for each thousand hours",
    "per_week": "a week",
    "per_year": "a year",
    "ratio": "times",
    "recruits": "recruits",
    "recruits_per_week": "recruits a week",
    "seats": "seats",
    "seats_per_week": "seats a week",
    "share": "share, 0 to 1",
    "usd": "US dollars",
    "usd_per_day": "US dollars a day",
    "usd_per_year": "US dollars a year",
    "weeks": "weeks",
}
"""The closed list of units, and how to read them."""

_Z95 = NormalDist().inv_cdf(0.95)
_ANY_SIGN = ("log", "log_per_year")

Number = TypeVar("Number", bound=Any)  # a float or an array of them


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the bibliography."""

    key: str
    title: str
    publisher: str
    date: str
    kind: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a number, by its 5th and 95th percentile."""

    family: Family
    p05: float
    p95: float

    def quantile(self, u: float) -> float:
        """The value below which a share ``u`` (0 < u < 1) of belief lies; u = 0.5 is the median."""
        low, high = _stretched(self.family, self.p05), _stretched(self.family, self.p95)
        if self.family == "uniform":
            return low + (u - 0.05) / 0.9 * (high - low)
        where = (low + high) / 2 + NormalDist().inv_cdf(u) / _Z95 * (high - low) / 2
        if self.family == "lognormal":
            return math.exp(where)
        return 1 / (1 + math.exp(-where)) if self.family == "logitnormal" else where

    def place(self, value: float) -> float:
        """The inverse of ``quantile`` as a standard normal deviate: 0 at the median, 1.645 at the 95th percentile."""
        low, high, here = (_stretched(self.family, one) for one in (self.p05, self.p95, value))
        if self.family == "uniform":
            return NormalDist().inv_cdf(0.05 + 0.9 * (here - low) / (high - low))
        return (here - (low + high) / 2) / ((high - low) / 2) * _Z95

    def moved(self, stated: Number, value: float, drawn: float) -> Number:
        """A stated number (or path), when what is stated as ``value`` is truly ``drawn``.

        A factor for a lognormal, a factor on the odds for a logitnormal (so that 0 and 1 stay what they are), else
        a difference. ``drawn == value`` returns what was stated, bit for bit.
        """
        if drawn == value:
            return stated
        if self.family == "lognormal":
            return stated * (drawn / value)
        if self.family == "logitnormal":
            odds = drawn / (1 - drawn) * (1 - value) / value
            return stated * odds / (1 - stated + stated * odds)
        return stated + (drawn - value)


def _stretched(family: Family, value: float) -> float:
    """The value on the line where the family is a bell (or a box)."""
    if family == "lognormal":
        return math.log(value)
    return math.log(value / (1 - value)) if family == "logitnormal" else value


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number (or a choice) of the model. ``name`` is ``group.noun``; ``limits`` hold for every value it takes."""

    name: str
    means: str
    unit: str
    kind: Kind
    value: float | str
    limits: tuple[float, float]
    choices: tuple[str, ...]
    prior: Prior | None
    source: str | None
    because: str | None
    price_year: int | None = None
    """The fiscal year in whose dollars a number of dollars is given; None for others."""

    @property
    def group(self) -> str:
        """The part of the name before the point: `courts` of `courts.judges`."""
        return self.name.partition(".")[0]

    @property
    def noun(self) -> str:
        """The part of the name behind the point: `judges` of `courts.judges`."""
        return self.name.partition(".")[2]

    @property
    def is_dated(self) -> bool:
        """Levers and drivers have a value for each week; the others one for the whole run."""
        return self.kind in ("lever", "driver")

    def number(self, value: float | str) -> float:
        """A value as the model takes it: a choice is its place in the list."""
        return float(self.choices.index(value)) if isinstance(value, str) else float(value)

    def spread(self, p05: float, p95: float) -> Prior:
        """The prior of one value of this quantity that is given by two percentiles."""
        return Prior("logitnormal" if self.unit == "share" else "lognormal", p05, p95)

    def clipped(self, value: float) -> float:
        """The nearest value within the limits."""
        return min(max(value, self.limits[0]), self.limits[1])


def quantities() -> dict[str, Quantity]:
    """All quantities by name, groups in alphabetical order and as listed in their file."""
    return _loaded()[0]


def levers() -> dict[str, Quantity]:
    """The dated quantities: levers and drivers."""
    return _loaded()[1]


def sources() -> dict[str, Source]:
    """The bibliography by key."""
    return _loaded()[2]


@cache
def _loaded() -> tuple[dict[str, Quantity], dict[str, Quantity], dict[str, Source]]:
    checker = _Checker()
    bibliography = dict(checker.sources(package_yaml("evidence/sources.yaml")))
    names: dict[str, Quantity] = {}
    files = sorted(file.name for file in (resources.files("sim") / "rules").iterdir() if file.name.endswith(".yaml"))
    for file in files:
        for quantity in checker.quantities(file, package_yaml(f"rules/{file}"), bibliography):
            names[quantity.name] = quantity
    if checker.problems:
        raise EvidenceError(checker.problems)
    return names, {name: quantity for name, quantity in names.items() if quantity.is_dated}, bibliography


def package_yaml(path: str) -> Node:
    """A YAML file of the package as a tree. Raises EvidenceError when it is no mapping."""
    root, problems = parse((resources.files("sim") / path).read_text("utf-8"), path)
    if problems or root is None or not isinstance(root.content, dict):
        raise EvidenceError(problems or [Problem(path, 1, 1, "", "not a mapping")])
    return root


class _Checker:
    """Turns trees into quantities and sources, and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def sources(self, root: Node) -> Iterator[tuple[str, Source]]:
        for key, entry in root.plain().items():
            missing = {"title", "publisher", "date", "kind"} - set(entry)
            unknown = set(entry) - {"title", "publisher", "date", "kind", "link"}
            for field in sorted(missing | unknown):
                self._report("sources.yaml", root, key, f"{field} is {'missing' if field in missing else 'unknown'}")
            texts = {field: str(entry.get(field, "")) for field in ("title", "publisher", "date", "kind")}
            yield key, Source(key, link=entry.get("link"), **texts)

    def quantities(self, file: str, root: Node, known: dict[str, Source]) -> Iterator[Quantity]:
        for noun, entry in root.plain().items():
            wrong = _faults(entry, known)
            for fault in wrong:
                self._report(f"rules/{file}", root, noun, fault)
            if not wrong:
                yield _quantity(f"{file.removesuffix('.yaml')}.{noun}", entry)

    def _report(self, file: str, root: Node, key: str, message: str) -> None:
        assert isinstance(root.content, dict)
        node = root.content[key]
        self.problems.append(Problem(file, node.key_line, node.key_column, key, message))


_FIELDS = {"means", "unit", "price_year", "kind", "value", "range", "choices", "prior", "source", "because"}


def _faults(entry: dict[str, Any], known: dict[str, Source]) -> list[str]:
    """What is wrong with one quantity as written."""
    wrong = [f"{field} is unknown" for field in sorted(set(entry) - _FIELDS)]
    wrong += [f"{field} is missing" for field in ("means", "unit", "kind", "value") if field not in entry]
    if wrong:
        return wrong
    if entry["unit"] not in UNITS:
        wrong.append(f"unit {entry['unit']} is not one of {', '.join(UNITS)}")
    if entry["kind"] not in get_args(Kind):
        wrong.append(f"kind {entry['kind']} is not one of {', '.join(get_args(Kind))}")
    if not entry.get("source") and not entry.get("because"):
        wrong.append("needs a source, or a because where there is none")
    if entry.get("source") not in (None, *known):
        wrong.append(f"source {entry['source']} is not in sources.yaml")
    if entry["unit"].startswith("usd") != ("price_year" in entry):
        wrong.append("numbers in US dollars, and only they, have a price_year")
    dated = entry["kind"] in ("lever", "driver")
    if dated != ("range" in entry or "choices" in entry):
        wrong.append("levers and drivers, and only they, have a range or choices")
    if "choices" in entry:
        if entry["value"] not in entry["choices"]:
            wrong.append("value is not one of the choices")
    elif not isinstance(entry["value"], float) or not math.isfinite(entry["value"]):
        wrong.append("value is not a number")
    elif not _limits(entry)[0] <= entry["value"] <= _limits(entry)[1]:
        wrong.append("value is outside its limits")
    return wrong + _prior_faults(entry)


def _prior_faults(entry: dict[str, Any]) -> list[str]:
    prior = entry.get("prior")
    if prior is None:
        return []
    if set(prior) != {"family", "p05", "p95"} or prior["family"] not in get_args(Family):
        return [f"prior needs family ({', '.join(get_args(Family))}), p05 and p95"]
    if not prior["p05"] < prior["p95"]:
        return ["prior needs p05 below p95"]
    if prior["family"] in ("lognormal", "logitnormal") and prior["p05"] <= 0:
        return [f"{prior['family']} prior needs p05 above 0"]
    return ["logitnormal prior needs p95 below 1"] if prior["family"] == "logitnormal" and prior["p95"] >= 1 else []


def _limits(entry: dict[str, Any]) -> tuple[float, float]:
    """The range as written; without one, what the unit allows."""
    if "range" in entry:
        return (entry["range"][0], entry["range"][1])
    if "choices" in entry:
        return (0.0, len(entry["choices"]) - 1.0)
    return (-math.inf if entry["unit"] in _ANY_SIGN else 0.0, 1.0 if entry["unit"] == "share" else math.inf)


def _quantity(name: str, entry: dict[str, Any]) -> Quantity:
    return Quantity(
        name=name,
        means=entry["means"],
        unit=entry["unit"],
        kind=entry["kind"],
        value=entry["value"],
        limits=_limits(entry),
        choices=tuple(entry.get("choices", ())),
        prior=Prior(**entry["prior"]) if "prior" in entry else None,
        source=entry.get("source"),
        because=entry.get("because"),
        price_year=int(entry["price_year"]) if "price_year" in entry else None,
    )
