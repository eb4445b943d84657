"""Designs: what they mean, and everything wrong with them at once, with its place."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.errors import ScenarioError
from sim.evidence.quantities import quantities
from sim.experiments.design import Factor, grid, sampled
from sim.experiments.design_file import read_design
from sim.experiments.sweep_plan import planned
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario
from sim.vocabulary import Lever

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios" / "sweeps").glob("*.yaml"))
PRIORITIES = ", ".join(quantities()["arrests.priority"].choices)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_designs_hold(path):
    plan = planned(path.stem)
    assert plan.design.name == path.stem
    assert plan.design.because
    assert plan.cells >= 3
    assert planned(path, options={"draws": 7}).plan.draws == 7


def problems_of(text):
    with pytest.raises(ScenarioError) as error:
        read_design(text, "design.yaml", Path())
    return [str(problem) for problem in error.value.problems]


WRONG = """\
scenarios: [frozn, frozen, frozen]
sampling: gird
vary:
  detention.bed: [1]
  detention.beds: {low: 10, high: 5}
  hiring.target: prior
  courts.judges: [5, 5, -1]
  arrests.priority: [convcted]
  checkins.interval_weeks: {low: 1, high: 9, points: 1}
points: 5
draw: 4
until: soon
scale: 1.5
"""


def test_everything_wrong_is_told_with_its_place():
    assert [problem.replace("design.yaml:", "") for problem in problems_of(WRONG)] == [
        "1:13: scenarios[0]: frozn: no scenario of this name is shipped, and no such file is there"
        " (did you mean frozen?)",
        "1:28: scenarios[2]: frozen is given twice; results are told apart by name",
        "2:11: sampling: gird is given; allowed is grid, latin-hypercube, sobol, table (did you mean grid?)",
        "4:3: vary.detention.bed: no such lever or quantity (did you mean detention.beds?)",
        "5:19: vary.detention.beds: points: is missing",
        "5:35: vary.detention.beds.high: 5 is not above 10",
        "6:18: vary.hiring.target: prior is given; a list of values, or low, high and points are needed"
        " (prior is for latin-hypercube and sobol)",
        "7:22: vary.courts.judges[1]: 5 is given twice",
        "7:25: vary.courts.judges[2]: -1 is out of range; allowed is a number between 0 and 20,000 (judges)",
        f"8:22: vary.arrests.priority[0]: convcted is not a choice; allowed is one of {PRIORITIES}"
        " (did you mean convicted?)",
        "9:54: vary.checkins.interval_weeks.points: 1 points; from 2 to 1,000,000",
        "10:1: points: has no place in a design with sampling: grid",
        "11:1: draw: unknown key; known are name, because, scenarios, sampling, vary, points, table, draws, replicates,"
        " scale, seed, until, delivery, parameters, keep (did you mean draws?)",
        "12:8: until: soon is not a date; write it as 2025-08-01",
        "13:8: scale: 1.5 is given; a whole number of at least 0 is needed",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vary: {detention.beds: [1]}", "scenarios: is missing"),
        ("scenarios: []", "the list is empty"),
        ("scenarios: [frozen]\nsampling: sobol\nvary: {detention.beds: {low: 1, high: 9}}", "points: is missing"),
        (
            "scenarios: [frozen]\nsampling: sobol\npoints: 12\nvary: {detention.beds: {low: 1, high: 9}}",
            "3:9: points: 12 is given; a Sobol sequence is balanced at 8 or 16",
        ),
        ("scenarios: [frozen]\nsampling: table", "table: is missing"),
        ("scenarios: [frozen]\nsampling: table\ntable: []", "the table is empty"),
        (
            "scenarios: [frozen]\nsampling: table\ntable:\n- {detention.beds: 1}\n- {courts.judges: 1}",
            "5:4: table[1].courts.judges: is not in the first row",
        ),
        ("scenarios: [frozen]\nsampling: table\ntable: [{detention.beds: 1}, {detention.beds: 1.0}]", "same point"),
        ("scenarios: [frozen]\nvary: {detention.beds: [1]}\nvary: {}", "key given twice"),
        ("scenarios: [frozen", "not YAML"),
        ("scenarios: [frozen]\nvary: {detention.beds: {low: 0, high: 9, points: 2000000}}", "from 2 to 1,000,000"),
        (
            "scenarios: [frozen]\nvary:\n  detention.beds: {low: 0, high: 9, points: 2000}\n"
            "  courts.judges: {low: 0, high: 9, points: 2000}",
            "2:1: vary: the grid has 4,000,000 points; at most 1,000,000",
        ),
    ],
)
def test_what_is_told(text, message):
    assert any(message in problem for problem in problems_of(text)), problems_of(text)


def test_options_and_files_are_told_together(tmp_path):
    (tmp_path / "design.yaml").write_text("scenarios: [frozen]\nvary: {detention.bed: [1]}\n")
    with pytest.raises(sim.OptionError) as error:
        planned(tmp_path / "design.yaml", {"courts.judges": [1]}, None, {"draws": 0, "keep": "most"})
    text = str(error.value)
    assert "keep 'most': choose headline, weekly, all" in text
    assert "draws 0: must be" in text
    assert "design.yaml:2:8: vary.detention.bed: no such lever" in text


def test_shares_that_cannot_sum_to_one_are_told():
    vary = {"officers.docket_share": [0.2, 0.7], "officers.at_large_share": [0.2, 0.6]}
    with pytest.raises(ScenarioError, match="sum to 1.3"):
        planned("frozen", vary)


def test_a_grid_has_every_combination():
    points = grid((Factor("detention.beds", (1.0, 2.0)), Factor("courts.judges", (), 0.0, 10.0, 3)))
    assert points == ((1, 0), (1, 5), (1, 10), (2, 0), (2, 5), (2, 10))


@pytest.mark.parametrize("sampling", ["latin-hypercube", "sobol"])
def test_samples_are_spread_evenly_and_keyed_by_the_seed(sampling):
    ratio = quantities()["absconding.app_ratio"].prior
    factors = (
        Factor("detention.beds", (), 10.0, 20.0),
        Factor("absconding.app_ratio"),
        Factor("arrests.priority", ("convicted", "easiest")),
    )
    points = sampled(factors, sampling, 64, 5)
    assert points == sampled(factors, sampling, 64, 5) != sampled(factors, sampling, 64, 6)
    for column, values in enumerate(zip(*points, strict=True)):
        if column == 0:
            assert np.array_equal(np.sort(np.floor(np.array(values) * 6.4 - 64)), np.arange(64))
        elif column == 1:
            assert sum(value < ratio.quantile(0.5) for value in values) == 32
        else:
            assert [values.count(choice) for choice in factors[2].values] == [32, 32]


def test_cells_have_their_levers_and_their_beliefs():
    points = [{"detention.beds": 44_000, "absconding.app_ratio": 0.5}]
    plan = planned("frozen", None, points, {"parameters": "prior"})
    resolved = resolve(plan.scenario_of(0), None, 0)
    assert resolved.lever[Lever.DETENTION_BEDS, -1] == 44_000
    before = resolve(load_scenario("frozen"), None, 0).lever[Lever.DETENTION_BEDS]
    assert resolved.lever[Lever.DETENTION_BEDS, 0] == before[0] != 44_000
    assert resolved.numbers.absconding.app_ratio == 0.5
    assert "absconding.app_ratio" not in resolve(plan.scenario_of(0), 3, 0).drawn
