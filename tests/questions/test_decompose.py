"""Shapley values, on games with known ones and on scenarios."""

import numpy as np
import pytest

import sim
from sim.errors import OptionError
from sim.parameters.resolve import resolve
from sim.questions.decompose import differing, dividends, grouped, mixed, shapley
from tests.questions.small import SMALL, plan_of

FEW = SMALL | {"draws": 2, "replicates": 1}
FAMILIES = [f"{name}={name}.*" for name in ("arrests", "checkins", "detention", "hiring", "monitoring", "removal")]


def game(worth):
    """What every subset of a, b, c is worth."""
    names = [frozenset(word) for word in ("", "a", "b", "c", "ab", "ac", "bc", "abc")]
    return {one: np.array(float(worth(one))) for one in names}


def test_an_additive_game_gives_each_its_own():
    sizes = {"a": 3.0, "b": -1.0, "c": 0.5}
    values = game(lambda one: 10 + sum(sizes[name] for name in one))
    assert {name: float(value) for name, value in shapley(values).items()} == pytest.approx(sizes)
    assert all(abs(float(worth)) < 1e-12 for one, worth in dividends(values).items() if len(one) > 1)


def test_a_glove_game_has_its_known_values():
    """A left glove (a) and two right ones (b, c): a pair is worth 1. Shapley 2/3, 1/6, 1/6."""
    values = game(lambda one: float("a" in one and len(one) > 1))
    found = shapley(values)
    assert [float(found[name]) for name in "abc"] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    together = dividends(values)
    assert float(together[frozenset("ab")]) == 1 and float(together[frozenset("abc")]) == -1


def test_values_and_dividends_sum_to_the_whole():
    chance = np.random.default_rng(1)
    values = {one: chance.normal(size=(3, 2, 4)) for one in game(len)}
    whole = values[frozenset("abc")] - values[frozenset()]
    np.testing.assert_allclose(sum(shapley(values).values()), whole, atol=1e-12)
    np.testing.assert_allclose(sum(dividends(values).values()), whole, atol=1e-12)


@pytest.fixture(scope="module")
def found():
    groups = {"beds": ["detention.beds"], "officers": ["hiring.*"], "rest": ["[!dh]*"]}
    return sim.decompose("frozen", "all-hands", group=groups, **FEW)


def test_shares_sum_to_the_difference_of_the_two_scenarios(found):
    runs = sim.run(["frozen", "all-hands"], **FEW)
    docket = runs.at("docket", runs.end).groupby("scenario")["value"].mean()
    totals = found.tables["totals"].set_index("measure")["mean"]
    assert totals["docket"] == pytest.approx(docket["all-hands"] - docket["frozen"])
    sums = found.tables["shares"].groupby("measure")["mean"].sum()
    together = found.tables["interactions"].groupby("measure")["mean"].sum()
    for name, total in totals.items():
        assert sums[name] == pytest.approx(total, rel=1e-9, abs=1e-6)
        assert together[name] == pytest.approx(total, rel=1e-9, abs=1e-6)
    assert totals["detained"] != 0


def test_the_answer_has_words_and_pictures(found):
    assert any("removals" in sentence and "beds" in sentence for sentence in found.sentences)
    assert any("Largest interaction" in sentence for sentence in found.sentences)
    assert found.plot("docket").axes


@pytest.mark.parametrize("other", ["all-hands", "baseline", "sanctuary", "surge"])
def test_a_scenario_with_every_lever_of_another_is_the_other(other):
    plan = plan_of("frozen", other)
    whole = mixed(*plan.scenarios, differing(plan))
    for draw in (None, 0, 5):
        theirs, ours = (resolve(one, draw, 0, draws_from=plan.parameters) for one in (plan.scenarios[1], whole))
        np.testing.assert_array_equal(ours.lever, theirs.lever)
        assert ours.numbers == theirs.numbers


def written(folder, text):
    """A scenario that extends ``frozen``."""
    path = folder / "other.yaml"
    path.write_text(f"name: other\nextends: frozen\nbecause: A test.\n{text}\n", encoding="utf-8")
    return path


def test_assumptions_count_as_levers_do(tmp_path):
    plan = plan_of("frozen", written(tmp_path, "assume: {absconding.app_ratio: {value: 0.9, because: A test.}}"))
    assert [change.name for change in differing(plan)] == ["absconding.app_ratio"]
    assert mixed(*plan.scenarios, differing(plan)).assume == plan.scenarios[1].assume


def test_shares_of_tasks_are_one_choice(tmp_path):
    policy = "policy: [{from: 2025-09-03, set: {officers.docket_share: 0.3}}]"
    plan = plan_of("frozen", written(tmp_path, policy))
    assert [change.name for change in differing(plan)] == ["officers.shares"]


def test_more_than_six_must_be_put_together():
    with pytest.raises(OptionError) as caught:
        sim.decompose("frozen", "all-hands", **SMALL)
    assert "13 levers differ" in str(caught.value)
    assert " ".join(f"--group {one}" for one in FAMILIES) in str(caught.value)
    assert len(grouped(differing(plan_of("frozen", "all-hands")), dict(_parts(one) for one in FAMILIES))) == 6


def _parts(text):
    name, _, patterns = text.partition("=")
    return name, patterns.split(",")


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (["hiring"], "must be NAME=LEVER"),
        (["a=hiring.*", "a=detention.*"], "given twice"),
        (["a=hiring.targt"], "did you mean hiring.target?"),
        (["a=hiring.*", "b=hiring.target"], "in another group already"),
    ],
)
def test_a_group_that_cannot_be_is_refused(group, said):
    with pytest.raises(OptionError) as caught:
        sim.decompose("frozen", "hire-20k", group=group, **SMALL)
    assert said in str(caught.value)


def test_two_scenarios_that_do_not_differ_have_nothing_to_share(tmp_path):
    with pytest.raises(OptionError, match="differ in no lever"):
        sim.decompose("frozen", written(tmp_path, ""), **SMALL)
