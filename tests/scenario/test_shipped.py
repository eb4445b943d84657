"""The scenarios that ship, and the schema that editors check them with."""

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.evidence.quantities import levers
from sim.io.marked_yaml import parse
from sim.scenario.files import load_scenario, scenario_schema, shipped, validate_files

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def test_all_are_there_the_reference_ones_first():
    assert [entry.name for entry in shipped()][:3] == ["history", "frozen", "baseline"]
    assert sorted(entry.name for entry in shipped()) == NAMES


def test_all_are_valid():
    assert validate_files([entry.path for entry in shipped()]) == []


@pytest.mark.parametrize("name", NAMES)
def test_name_reason_and_first_line(name):
    text = (FOLDER / f"{name}.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    scenario = load_scenario(name)
    entry = next(entry for entry in shipped() if entry.name == name)
    assert scenario.name == name
    assert len(entry.because) > 40
    assert " ".join(scenario.because.split()) == entry.because


def test_every_step_of_history_has_a_source_or_a_reason():
    history = load_scenario("history")
    assert all(order.source or order.because for order in history.orders)
    assert all(order.because for order in history.orders if not order.source)
    assert all(order.start.year < 2025 or order.start.month <= 8 for order in history.orders)


def test_policies_begin_at_the_information_date():
    for name in NAMES[1:]:
        for order in load_scenario(name).orders:
            assert order.layer == 0 or str(order.start) >= "2025-08-01"


def test_only_the_baseline_is_uncertain_of_delivery():
    in_full = {name for name in NAMES if load_scenario(name) == load_scenario(name).as_ordered()}
    assert set(NAMES) - in_full == {"baseline"}


def test_a_scenario_can_be_sent_to_a_worker():
    scenario = load_scenario("baseline")
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario and hash(copy) == hash(scenario)


# -- the schema


def test_committed_schema_is_the_generated_one():
    """Write it again with ``docketsim schema > scenarios/scenario.schema.json``."""
    assert json.loads((FOLDER / "scenario.schema.json").read_text("utf-8")) == scenario_schema()


def is_wrong(value: Any) -> bool:
    return not Draft202012Validator(scenario_schema()).is_valid(value)


def as_json(text: str) -> Any:
    """A scenario as an editor sees it: dates are texts."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_meet_the_schema(name):
    assert not is_wrong(as_json((FOLDER / f"{name}.yaml").read_text("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "polcy: []",
        "policy: {}",
        "policy: [{from: 2025-08-01}]",
        "policy: [{from: yesterday, set: {}}]",
        "policy: [{from: 2025-08-01, set: {detention.bed: 1}}]",
        "policy: [{from: 2025-08-01, set: {detention.beds: -1}}]",
        "policy: [{from: 2025-08-01, set: {detention.beds: true}}]",
        "policy: [{from: 2025-08-01, set: {detention.beds: {to: 1}}}]",
        "policy: [{from: 2025-08-01, set: {detention.beds: [{value: 1}]}}]",
        "policy: [{from: 2025-08-01, set: {arrests.priority: tallest}}]",
        "policy: [{from: 2025-08-01, set: {intake.border_per_week: 1}}]",
        "assume: {absconding.app_ratio: {value: 1}}",
        "assume: {detention.beds: {value: 1, because: x}}",
        "delivery: {detention.beds: in fall}",
        "delivery: {arrests.priority: uncertain}",
    ],
)
def test_schema_refuses_what_the_loader_refuses(problems, text):
    assert is_wrong(as_json(text))
    assert problems(text)


def test_schema_tells_what_a_lever_means():
    policy = scenario_schema()["properties"]["policy"]["items"]
    described = policy["properties"]["set"]["properties"]["detention.beds"]["description"]
    assert described.startswith(levers()["detention.beds"].means)
    assert "in force on 2025-08-01: " in described and described.endswith(" beds)")


def test_references_of_the_schema_resolve():
    text = json.dumps(scenario_schema())
    assert set(re.findall(r'"#/\$defs/([^"]+)"', text)) <= set(scenario_schema()["$defs"])


def test_no_shipped_file_needs_more_levels_than_are_read():
    for entry in shipped():
        assert parse(entry.path.read_text("utf-8"), entry.name)[1] == []
