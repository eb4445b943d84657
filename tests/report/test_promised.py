"""Ordered and delivered are two things wherever a scenario is told."""

import pytest

import sim
from sim.report import explain, findings, page
from sim.report.inherited import inherited
from sim.results import view
from sim.scenario.files import load_scenario

REWRITES = """
    name: mine
    extends: baseline
    because: x
    rewrites_history: because counts were revised
    policy: [{from: 2025-06-04, set: {detention.beds: 50000}}]
"""


@pytest.fixture(scope="module")
def views():
    options = {"draws": 1, "replicates": 2, "scale": 10000, "until": "2027-08-04", "workers": 1}
    results = sim.run(["baseline", "hire-10k"], parameters="central", **options)
    return {one.scenario: one for one in view.views(results)}


def test_the_manifest_holds_what_is_ordered_where_it_is_not_delivered(views):
    parameters = views["baseline"].results.manifest["parameters"]
    with_orders = {name for name, entry in parameters["baseline"].items() if "ordered" in entry}
    assert with_orders == {"detention.beds", "hiring.target"}
    assert not any("ordered" in entry for entry in parameters["hire-10k"].values())


def test_findings_say_what_the_file_orders_and_what_arrives(views):
    text = " ".join(findings.missing(views["baseline"]))
    assert "Ordered: 10,000 recruits, of which 5,000 are delivered at central values." in text
    assert "Ordered: 107,000 beds, of which 92,000 are delivered at central values." in text
    assert "Ordered and delivered: 10,000 recruits." in " ".join(findings.missing(views["hire-10k"]))


def test_one_sentence_for_all_that_is_ordered(views):
    assert findings.promised(views["baseline"]) == (
        "Ordered by 2027-08-04, and delivered at central values: detention.beds 107,000, delivered 92,000; "
        "hiring.target 10,000, delivered 5,000."
    )
    assert findings.promised(views["hire-10k"]) == ""


def test_the_table_of_changes_has_a_column_for_each(views):
    changed = {name: (asked, arrived) for name, asked, arrived, _ in page._changed(views["baseline"])}
    assert changed["hiring.target"][0].startswith("10,000 from 2025-08-06")
    assert changed["hiring.target"][1].startswith("5,000 from 2025-11-05")


def test_a_rewritten_history_is_told_first(load):
    options = {"draws": 1, "replicates": 2, "scale": 10000, "until": "2025-10-01", "workers": 1}
    (one,) = view.views(sim.run(load(REWRITES), parameters="central", **options))
    assert findings.findings(one)[0].endswith("so figures do not check it: because counts were revised")


def test_explain_tells_what_scenarios_order():
    lines = dict(explain.lines("detention.beds"))
    assert lines["in baseline"] == "ordered 107,000, delivered 92,000"
    assert lines["in beds-107k"] == "ordered 107,000, delivered 107,000"
    assert lines["delivery"].startswith("in full, unless")


def test_what_a_file_inherits(load):
    scenario = load(
        "extends: baseline\npolicy: [{from: 2026-07-01, set: {detention.beds: 9, hiring.pace_per_week: 1}}]"
    )
    assert inherited(scenario)[0] == "extends baseline.yaml, frozen.yaml, history.yaml"
    assert inherited(scenario)[2:] == [
        "inherits hiring.target: 10,000 from 2025-08-01, uncertain (baseline.yaml:17)",
        "inherits detention.beds: 107,000 by 2026-08-05, uncertain, until 2026-07-01 (baseline.yaml:12)",
        "inherits hiring.pace_per_week: 150 from 2025-08-01, in full, until 2026-07-01 (baseline.yaml:18)",
    ]
    assert inherited(load_scenario("history")) == []
    assert "replaces hiring.target: 0 from 2025-08-01, in full (frozen.yaml:11)" in inherited(load_scenario("baseline"))
