"""The reader and the schema accept the same documents: thousands, most of them nearly right.

What JSON Schema cannot say is listed in ``ONLY_THE_READER``; nothing else may be refused by one and accepted by the
other.
"""

import copy
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from sim.calendar import START
from sim.evidence.quantities import quantities
from sim.io.marked_yaml import parse
from sim.scenario.schema import scenario_schema
from sim.scenario.sections import check

DOCUMENTS = 5000

ONLY_THE_READER = {
    "a day is in the calendar of the model": r"is outside \d{4}-\d\d-\d\d to ",
    "a day exists": r"\d{4}-(02-(29|3\d)|(04|06|09|11)-31)'? is not a date",
    "a ramp ends after it begins": r"is not after .*, where the ramp begins",
    "steps go forward": r"steps go forward",
    "a value has its percentiles around it": r"needs 0 < p05 < p95",
    "a lever is set once from a date": r"set twice from",
    "an entry ends after it begins": r"is not after .*, where the entry begins",
    "steps and ramps end with their entry": r"is (not before|after) .*, until which it holds",
    "a source is in the bibliography or in the file": r"no such source",
    "a start belongs to a world that stands alone": r"start: goes with extends: none",
}
"""Rules that relate two places of a document or need a calendar, by how the reader words them."""

DAYS = ["2025-08-01", "2026-01-07", "2021-01-20", "2036-10-01", "2027-06-30"] * 6 + ["2020-06-01", "2026-02-30"]
ODD = ["", " ", "none", "x", "in full", "uncertain", "2025-02-30", "20250801", "2025-13-01", "1", -1, 0, 0.5, 1, 2, 1e9,
       True, None, [], {}, [1], {"value": 1}, "2020-01-01", "easiest", "article_001", " article_001", "mine", 2025,
       "2025-08", "https://example.org/a", {"value": 2}, {"to": 1, "by": "2028-01-05"}]  # fmt: skip
KEYS = ["name", "extends", "because", "policy", "delivery", "assume", "drivers", "from", "set", "value", "to", "by",
        "p05", "p95", "source", "share", "lag_weeks", "nam", "until", "add", "times", "buy", "sources", "title", "link",
        "date", "mine", *quantities()]  # fmt: skip


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Documents that are right, with up to three changes at random places; the same ones every time."""
    dice = random.Random(20250801)
    for _ in range(count):
        document = {section: write(dice) for section, write in SECTIONS.items() if dice.random() < 0.5}
        for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
            spoil(dice, document)
        yield document


def value(dice: random.Random, name: str) -> Any:
    quantity = quantities()[name]
    if quantity.choices:
        return dice.choice(quantity.choices)
    low, high = (max(-5.0, quantity.limits[0]), min(1e6, quantity.limits[1]))
    return dice.choice((low, high, (low + high) / 2, low + (high - low) / 8))


def dated(dice: random.Random, name: str) -> Any:
    """A value, a ramp, or dated ones; with percentiles for some drivers."""
    kind = dice.randrange(5)
    if kind < 2:
        return value(dice, name)
    step: dict[str, Any] = {"value": value(dice, name)}
    if kind == 3 and not quantities()[name].choices:
        step = dice.choice(({}, step)) | {
            "to": value(dice, name),
            "by": dice.choice(("2028-01-05", "2028-01-05", "2026-01-07")),
        }
    if quantities()[name].kind == "driver" and dice.random() < 0.5:
        low, high = quantities()[name].limits
        step |= {"value": (low + high) / 2, "p05": low + (high - low) / 4, "p95": low + (high - low) * 0.75}
    if dice.random() < 0.3:
        step |= {"because": "x", "source": "article_001"}
    return step if kind == 2 else [{"from": "2027-06-30"} | step]


def entries(kind: str, dice: random.Random) -> list[dict[str, Any]]:
    names = [name for name, quantity in quantities().items() if quantity.kind == kind]
    steps = []
    for _ in range(dice.randrange(3)):
        chosen = dice.sample(names, dice.randrange(3))
        step = {"from": dice.choice(DAYS), "set": {name: dated(dice, name) for name in chosen}}
        if dice.random() < 0.5:
            step[dice.choice(("add", "times"))] = changes(dice, [name for name in names if name not in chosen])
        if dice.random() < 0.2:
            step["until"] = dice.choice(DAYS)
        elif kind == "lever" and dice.random() < 0.2:
            step["buy"] = {"monitoring.wrist_devices": dice.choice((5, {"to": 7, "by": "2028-01-05"}))}
        if dice.random() < 0.2:
            step["source"] = dice.choice(("mine", "trac"))
        steps.append(step)
    return steps


def changes(dice: random.Random, names: list[str]) -> dict[str, Any]:
    """What is added to some numbers, or how many times as many there are."""
    ways = (
        1,
        0.5,
        0,
        {"value": 1.5},
        {"value": 1, "to": 2, "by": "2028-01-05", "because": "x"},
        {"to": 3, "by": "2028-01-05"},
    )
    numbers = [name for name in names if not quantities()[name].choices and name != "monitoring.wrist_devices"]
    return {name: copy.copy(dice.choice(ways)) for name in dice.sample(numbers, dice.randrange(1, 3))}


def sources(dice: random.Random) -> dict[str, Any]:
    dates = (2025, "2025", "2025-08", "2025-08-01")
    source = {"title": "x", "publisher": "y", "date": dice.choice(dates), "link": "https://example.org/a?b"}
    return {key: copy.copy(source) for key in dice.sample(("mine", "Mine-2", "a_b"), dice.randrange(1, 3))}


def delivery(dice: random.Random) -> dict[str, Any]:
    names = [name for name, quantity in quantities().items() if quantity.kind == "lever" and not quantity.choices]
    terms = (
        "in full",
        "uncertain",
        {},
        {"share": 0.5},
        {"lag_weeks": 520, "because": "x"},
        {"share": 1, "lag_weeks": 0},
    )
    return {name: copy.copy(dice.choice(terms)) for name in dice.sample(names, dice.randrange(3))}


def assume(dice: random.Random) -> dict[str, Any]:
    names = [name for name, quantity in quantities().items() if not quantity.is_dated]
    return {name: {"value": value(dice, name), "because": "x"} for name in dice.sample(names, dice.randrange(3))}


SECTIONS = {
    "name": lambda dice: dice.choice(("mine", "a.b-c_1", " mine ")),
    "extends": lambda dice: dice.choice(("frozen", "none", " none", "other.yaml")),
    "because": lambda dice: "x",
    "rewrites_history": lambda dice: "because x",
    "sources": sources,
    "start": lambda dice: "2021-01-20",
    "policy": lambda dice: entries("lever", dice),
    "drivers": lambda dice: entries("driver", dice),
    "delivery": delivery,
    "assume": assume,
}


def inner(tree: Any) -> Iterator[dict[str, Any] | list[Any]]:
    """All mappings and lists of a document."""
    if isinstance(tree, dict | list):
        yield tree
        for child in tree.values() if isinstance(tree, dict) else tree:
            yield from inner(child)


def spoil(dice: random.Random, document: dict[str, Any]) -> None:
    """One change somewhere: another value, a key less, a key more, an item twice."""
    place = dice.choice(list(inner(document)))
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    what = dice.randrange(4)
    if what == 0 and isinstance(place, dict):
        place[dice.choice(KEYS)] = copy.deepcopy(dice.choice(ODD))
    elif not keys:
        return
    elif what == 1:
        del place[dice.choice(keys)]
    elif what == 2 and isinstance(place, list):
        place.append(copy.deepcopy(dice.choice(place)))
    else:
        place[dice.choice(keys)] = copy.deepcopy(dice.choice(ODD))


def refused(document: dict[str, Any]) -> list[str]:
    """What the reader has to say about a document, written as a file."""
    root, problems = parse(json.dumps(document), "s.yaml")
    assert root is not None and not problems
    checked, problems = check(root, "s.yaml", "s.yaml")
    return [str(problem) for problem in [*problems, *checked.outside("s.yaml", START)]]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_reader_and_schema_accept_and_refuse_the_same(validator):
    seen: Counter[str] = Counter()
    for document in documents(DOCUMENTS):
        problems = refused(document)
        left = [text for text in problems if not any(re.search(one, text) for one in ONLY_THE_READER.values())]
        accepted = validator.is_valid(document)
        assert accepted == (not left), (document, problems, [one.message for one in validator.iter_errors(document)])
        seen[f"accepted {accepted}"] += 1
        for rule, words in ONLY_THE_READER.items():
            seen[rule] += accepted and any(re.search(words, text) for text in problems)
    assert min(seen["accepted True"], seen["accepted False"]) > DOCUMENTS / 4, seen
    assert all(seen[rule] for rule in ONLY_THE_READER), seen


def test_quantities_share_the_shapes_of_the_schema():
    schema = scenario_schema()
    assert len(schema["$defs"]) < len(quantities()) / 3
    assert json.dumps(schema).count("$ref") > 2 * len(quantities())
