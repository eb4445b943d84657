"""What a manifest of docketsim says, as a schema that is checked whenever one is read.

A folder may come from somebody else. Its digest shows that nobody changed it after it was written; this shows that
what was written has the shape that every reader relies on: ``weeks`` is a number of weeks, ``scenarios`` a list of
mappings with a name.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from sim.errors import short

MOST_WEEKS = 5_000
MOST_OFFICES = 1_000
MOST_EXPERIMENTS = 10**9
LARGEST_SCALE = 10_000
LARGEST_SEED = 2**63 - 1
"""Bounds of what docketsim writes, wide enough for what it may write one day: a number beyond them is no result."""
MOST_TOLD = 5

Shape = Callable[[Any, str], Iterator[str]]
"""What is wrong with a value at a place, in words."""


def text(value: Any, at: str) -> Iterator[str]:
    """Any text."""
    if not isinstance(value, str):
        yield f"{at} is no text"


def flag(value: Any, at: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{at} is neither true nor false"


def number(value: Any, at: str) -> Iterator[str]:
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield f"{at} is no number"


def day(value: Any, at: str) -> Iterator[str]:
    """A date as text."""
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        yield f"{at} is no date"


def nothing(value: Any, at: str) -> Iterator[str]:
    """No value, for what is not known."""
    if value is not None:
        yield f"{at} is not null"


def decimal(value: Any, at: str) -> Iterator[str]:
    """A number as text, as it stands in CSV."""
    try:
        float(value)
    except (TypeError, ValueError):
        yield f"{at} is no number"


def perhaps(value: Any, at: str) -> Iterator[str]:
    """A number as text, or nothing where there is none."""
    if value != "":
        yield from decimal(value, at)


def anything(value: Any, at: str) -> Iterator[str]:
    """Whatever it is, no reader relies on it."""
    yield from ()


def whole(low: int, high: int) -> Shape:
    """A whole number in a range."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            yield f"{at} is no whole number from {low} to {high}"

    return check


def either(*shapes: Shape) -> Shape:
    """One of several shapes; what is told is of the last."""

    def check(value: Any, at: str) -> Iterator[str]:
        told = [list(shape(value, at)) for shape in shapes]
        if all(told):
            yield from told[-1]

    return check


def listed(of: Shape, least: int = 0) -> Shape:
    """A list of one shape."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list) or len(value) < least:
            yield f"{at} is no list" if not isinstance(value, list) else f"{at} is empty"
            return
        for place, one in enumerate(value):
            yield from of(one, f"{at}[{place}]")

    return check


def mapping(of: Shape, keys: str = "") -> Shape:
    """A mapping of names to one shape; ``keys``: the pattern of a name."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{at} is no mapping"
            return
        for name, one in value.items():
            if keys and not re.fullmatch(keys, name):
                yield f"{at}: {short(name)} is no name that belongs there"
            yield from of(one, f"{at}.{short(name)}")

    return check


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """A mapping that holds at least these names; others are left to later versions."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{at} is no mapping"
            return
        for name, shape in required.items():
            if name not in value:
                yield f"{at}.{name} is missing"
            else:
                yield from shape(value[name], f"{at}.{name}")
        for name, shape in (optional or {}).items():
            if name in value:
                yield from shape(value[name], f"{at}.{name}")

    return check


def tables(value: Any, at: str) -> Iterator[str]:
    """Tables of a fit by name, each a list of rows of texts by column."""
    if not isinstance(value, Mapping):
        yield f"{at} is no mapping"
        return
    for name, rows in value.items():
        yield from listed(TABLES.get(name, TEXTS))(rows, f"{at}.{short(name)}")


TEXTS = mapping(text)
DAY = r"\d{4}-\d{2}-\d{2}"
FILES: dict[str, Shape] = {"outputs": TEXTS}
SCENARIO = record(
    {"name": text, "because": text, "files": listed(record(dict.fromkeys(("name", "sha256", "text"), text)))},
    {"rewrites_history": text, "sources": listed(mapping(anything))},
)
PATH = mapping(either(number, text), DAY)
QUANTITY = record({"unit": text, "origin": text, "central": either(number, PATH)}, {"ordered": PATH})
BAND = {"p05": decimal, "p50": decimal, "p95": decimal}
BOTH = {f"{kind}_{level}": decimal for kind in ("prior", "posterior") for level in BAND}
TABLES: dict[str, Shape] = {
    "fit": record(
        {"figure": text, "quantity": text, "as_of": text, "says": text, "inside": text}
        | {"published": decimal, "weight": decimal, "conflict_size": decimal}
        | BOTH
    ),
    "contraction": record({"name": text, "fitted": text, "status": text, "contraction": decimal} | BOTH),
    "densities": record({"name": text, "value": decimal, "prior": decimal, "posterior": decimal}),
    "left_out": record(
        {"figure": text, "says": text, "inside": text, "method": text, "published": decimal, "naive": perhaps} | BAND
    ),
    "held_out": record(
        {"figure": text, "inside": text, "published": decimal, "error": decimal, "persistence_error": decimal}
        | {"trend_error": perhaps}
        | BAND
    ),
    "shares": record({"measure": text, "date": text, "identified": perhaps, "assumed": perhaps}),
    "claims": record(dict.fromkeys(("statement", "verdict", "finding", "condition"), text)),
}
"""Tables of a fit that go along with results, as far as their report reads them."""
DRAWS_FROM = record(
    {"kind": text, "warnings": listed(text)},
    {
        "id": text,
        "sha256": text,
        "rows": whole(1, MOST_EXPERIMENTS),
        "names": listed(text),
        "converged": either(nothing, flag),
        "tables": tables,
    },
)
RUN: dict[str, Shape] = FILES | {
    "seed": whole(0, LARGEST_SEED),
    "scale": whole(1, LARGEST_SCALE),
    "draws": whole(1, MOST_EXPERIMENTS),
    "replicates": whole(1, MOST_EXPERIMENTS),
    "until": day,
    "weeks": whole(1, MOST_WEEKS),
    "offices": whole(0, MOST_OFFICES),
    "delivery": text,
    "draws_from": DRAWS_FROM,
    "overrides": TEXTS,
    "bands": text,
    "versions": TEXTS,
    "scenarios": listed(SCENARIO, least=1),
    "parameters": mapping(mapping(QUANTITY)),
    "inputs": TEXTS,
}
SOMETIMES: dict[str, Shape] = {"begins": day}
SWEEP = RUN | {
    "design": record(
        {"name": text, "because": text, "sampling": text, "vary": listed(text), "points": whole(1, MOST_EXPERIMENTS)}
    ),
    "experiments": whole(1, MOST_EXPERIMENTS),
    "keep": record({"measures": listed(text, least=1), "by": text}),
}
QUESTION = record({"command": text})
ANSWER = RUN | {
    "question": QUESTION,
    "answer": record(
        {
            "question": text,
            "sentences": listed(text),
            "tables": listed(text),
            "pictures": listed(text),
            "printed": listed(listed(anything)),
        }
    ),
}
STORY = RUN | {"question": QUESTION}
SCORE: dict[str, Shape] = FILES
BASIS = record({"numbers": TEXTS, "history": TEXTS, "figures": TEXTS, "code": TEXTS, "simulated": TEXTS})
POSTERIOR: dict[str, Shape] = FILES | {
    "id": text,
    "converged": flag,
    "diagnosis": record(
        {"r_hat": number, "effective_bulk": number, "effective_tail": number, "accepted": number}
        | {"problems": listed(text)}
    ),
    "settings": mapping(anything),
    "figures": text,
    "basis": BASIS,
    "code": TEXTS,
    "versions": TEXTS,
}


def faults(manifest: Mapping[str, Any]) -> list[str]:
    """What is missing in a manifest of docketsim or has another shape than readers rely on; the first few."""
    return _first(record(_shape_of(manifest), SOMETIMES)(manifest, ""))


def faults_of_tables(found: Mapping[str, Any]) -> list[str]:
    """The same of tables beside a posterior."""
    return _first(tables(found, ""))


def _first(told: Iterator[str]) -> list[str]:
    return [one.removeprefix(".") for one in islice(told, MOST_TOLD)]


def _shape_of(manifest: Mapping[str, Any]) -> Mapping[str, Shape]:
    form = manifest.get("format")
    if form == "docketsim-posterior":
        return POSTERIOR
    if form == "docketsim-story":
        return STORY
    if manifest.get("kind") == "sweep":
        return SWEEP
    if "answer" in manifest:
        return ANSWER
    return RUN if _has_numbers(manifest) else SCORE


def _has_numbers(manifest: Mapping[str, Any]) -> bool:
    """A folder of scores lists its files and says no more; one of results lists their tables."""
    outputs = manifest.get("outputs")
    return "scenarios" in manifest or (isinstance(outputs, Mapping) and "trajectories.parquet" in outputs)
