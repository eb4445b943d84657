"""Joint draws from a file stand in for the priors: which row, for whom, and what is refused."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sim
from sim.errors import PosteriorError
from sim.experiments import provenance
from sim.experiments.options import Plan
from sim.parameters import posterior
from sim.parameters.resolve import Posterior, resolve, sample
from sim.scenario.files import load_scenario

DATED = "intake.border_per_week@2023-10-01"
NAMES = ("departure.final_order_per_year", DATED, "officers.docket_share")
ROWS = np.column_stack([np.linspace(0.07, 0.1, 5), np.linspace(30_000, 40_000, 5), np.linspace(0.171, 0.179, 5)])
JOINT = Posterior("test", "0" * 64, NAMES, ROWS, {})


def test_a_row_replaces_the_draws_of_its_names_and_no_other():
    frozen = load_scenario("frozen")
    prior, joint = sample(frozen, 3, 7), sample(frozen, 3, 7, JOINT)
    assert list(joint) == list(prior)
    assert {name for name in prior if prior[name] != joint[name]} == set(NAMES)
    assert tuple(joint[name] for name in NAMES) in {tuple(row) for row in ROWS.tolist()}


def test_a_dated_name_moves_the_path_from_its_date_on():
    frozen = load_scenario("frozen")
    resolved = resolve(frozen, 0, 7, draws_from=JOINT)
    from sim.calendar import week_of
    from sim.scenario.scenario import date
    from sim.vocabulary import Lever

    assert resolved.lever[Lever.INTAKE_BORDER_PER_WEEK, week_of(date(2023, 12, 1))] == resolved.drawn[DATED]
    assert "drawn from the posterior test" in resolved.origin["intake.border_per_week"]


def test_rows_come_in_an_order_of_the_seed_and_none_twice_before_all_once():
    taken = [[JOINT.row(draw, seed)[DATED] for draw in range(10)] for seed in (1, 2)]
    for order in taken:
        assert sorted(order[:5]) == sorted(order[5:]) == ROWS[:, 1].tolist()
    assert taken[0] != taken[1]
    assert taken[0][:5] != taken[0][5:]


def test_scenarios_of_a_draw_share_the_row_and_what_is_assumed_wins(tmp_path):
    file = tmp_path / "assumed.yaml"
    file.write_text(
        "name: assumed\nextends: frozen\nbecause: A test.\n"
        "assume:\n  departure.final_order_per_year: {value: 0.2, because: A test.}\n"
    )
    frozen, assumed = load_scenario("frozen"), load_scenario(file)
    there, here = sample(frozen, 4, 7, JOINT), sample(assumed, 4, 7, JOINT)
    assert NAMES[0] not in here
    assert resolve(assumed, 4, 7, draws_from=JOINT).numbers.departure.final_order_per_year == 0.2
    assert all(there[name] == here[name] for name in here)


def test_central_draws_nothing():
    assert resolve(load_scenario("frozen"), 4, 7, draws_from="central").drawn == {}


def test_the_manifest_says_where_draws_come_from():
    plan = Plan((load_scenario("frozen"),), 1, 1, 1000, 0, 10, False, JOINT)
    said = provenance.manifest(plan, {}, "in-full")["draws_from"]
    assert (said["kind"], said["id"], said["sha256"], said["rows"]) == ("posterior", "test", "0" * 64, 5)
    assert json.loads(json.dumps(said)) == said


def test_names_that_are_gone_are_refused_with_the_nearest(tmp_path):
    file = tmp_path / "old.parquet"
    pq.write_table(
        pa.table({"departure.final_orders_per_year": [0.1], "intake.border_per_week@2023-10-09": [1.0]}), file
    )
    with pytest.raises(PosteriorError) as found:
        posterior.chosen(file)
    assert "did you mean departure.final_order_per_year" in str(found.value)
    assert "did you mean intake.border_per_week@2023-10-01" in str(found.value)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "no joint draws"),
        ({NAMES[0]: pa.array([], pa.float64())}, "no joint draws"),
        ({NAMES[0]: pa.array([0.1, None])}, "missing or infinite"),
        ({NAMES[0]: pa.array(["a", "b"])}, "something else than numbers"),
    ],
)
def test_a_table_without_usable_draws_is_refused(tmp_path, columns, message):
    pq.write_table(pa.table(columns), tmp_path / "bad.parquet")
    with pytest.raises(PosteriorError, match=message):
        posterior.chosen(tmp_path / "bad.parquet")


def test_a_word_that_is_no_choice_and_no_file_is_refused_with_the_other_options():
    with pytest.raises(sim.OptionError) as found:
        sim.run("frozen", draws=0, parameters="pior")
    assert len(found.value.problems) == 2
    assert "did you mean prior?" in str(found.value)


def test_results_differ_from_the_priors_and_are_the_same_for_any_number_of_workers(tmp_path):
    file = tmp_path / "joint.parquet"
    pq.write_table(pa.table(dict(zip(NAMES, ROWS.T, strict=True))), file)
    options = {"draws": 2, "replicates": 1, "scale": 5000, "until": "2024-06-30"}
    one, two, prior = (
        sim.run("frozen", workers=workers, parameters=source, **options)
        for workers, source in ((1, file), (2, file), (1, "prior"))
    )
    assert np.array_equal(one.values, two.values, equal_nan=True)
    assert not np.array_equal(one.values, prior.values, equal_nan=True)
