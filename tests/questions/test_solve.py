"""The least value of a lever."""

import pandas as pd
import pytest

import sim
from sim.errors import OptionError
from tests.experiments import fake_sweep
from tests.questions.small import SMALL

BEDS = {"detention.beds": (20_000, 70_000)}
MIDDLE = SMALL | {"replicates": 1, "scale": 2_000}
TARGET = "detained@2025-11-30 >= 45000"


@pytest.fixture(scope="module")
def found():
    return sim.solve("frozen", TARGET, BEDS, probability=0.6, tolerance=2_000, **MIDDLE)


def share_of_draws(beds, number):
    """The share of draws whose run with so many beds reaches a number."""
    results = sim.run("frozen", **MIDDLE, set={"detention.beds": beds})
    return (results.at("detained", "2025-11-30")["value"] >= number).mean()


def test_the_answer_is_that_of_a_grid(found):
    grid = [20_000, 30_000, 40_000, 45_000, 50_000, 60_000, 70_000]
    enough = [share_of_draws(beds, 45_000) >= 0.6 for beds in grid]
    assert not enough[0] and enough[-1]
    first = enough.index(True)
    assert grid[first - 1] - 2_000 < found.value <= grid[first]
    assert share_of_draws(found.value, 45_000) == found.probability >= 0.6


def test_a_little_less_is_too_little(found):
    (row,) = found.tables["solution"].itertuples()
    assert row.feasible and 0 < row.value - row.too_little <= 2_000
    assert share_of_draws(row.too_little, 45_000) < 0.6
    assert "is reached with detention.beds" in found.sentences[0]
    assert found.plot().axes


def test_a_stored_answer_is_given_back(tmp_path, monkeypatch):
    asked = {"target": "detained@2025-11-30 >= 30000", "vary": BEDS, "out": tmp_path / "out"} | SMALL
    made = sim.solve("frozen", **asked)
    with monkeypatch.context() as model:
        model.setattr("sim.model.branches.trajectories", fake_sweep.never)
        read = sim.solve("frozen", **asked)
        assert (read.is_stored, read.value, read.probability) == (True, made.value, made.probability)
        assert (read.question, read.sentences, list(read.pictures)) == (
            made.question,
            made.sentences,
            list(made.pictures),
        )
        for name, table in made.tables.items():
            pd.testing.assert_frame_equal(table, read.tables[name])
        with pytest.raises(OptionError, match=r"out .*another plan: draws 3 there, 2 asked"):
            sim.solve("frozen", **asked | {"draws": 2})
    assert read.plot().axes, "drawn by asking again"
    assert not sim.solve("frozen", **asked | {"draws": 2}, force=True).is_stored


def test_what_is_out_of_reach_names_what_binds():
    found = sim.solve("frozen", "removals@2025-12 >= 900000", "courts.judges=500:700", **SMALL | {"draws": 1})
    assert found.value is None and found.probability == 0
    text = "\n".join(found.sentences)
    assert text.startswith("infeasible: with courts.judges = 700")
    assert "What binds next is" in text or "no other capacity binds" in text
    assert "Full over the last year" in text
    assert set(found.tables["next"]["lever"]) == {
        *("officers.headcount", "detention.beds", "monitoring.ankle_devices", "removal.seats_per_week")
    }


def test_the_lower_end_may_do():
    found = sim.solve("frozen", "detained@2025-11-30 >= 1", "detention.beds=20000:30000", **SMALL | {"draws": 1})
    assert found.value == 20_000
    assert "lower end" in found.sentences[1]


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("detention.beds", "must be LEVER=LOW:HIGH"),
        ("detention.bed=1:2", "did you mean detention.beds?"),
        ("arrests.priority=1:2", "is a choice"),
        ("detention.beds=9:5", "is not below"),
        ("detention.beds=5:5", "is not below"),
        ("detention.beds=-5:5", "allowed is a number between"),
        ("detention.beds=few:many", "few is not possible"),
        ("officers.docket_share=0.1:7", "7 is not possible"),
        ({"detention.beds": (1, 2), "courts.judges": (1, 2)}, "varies one lever"),
    ],
)
def test_a_range_that_cannot_be_is_refused(vary, said):
    with pytest.raises(OptionError) as caught:
        sim.solve("frozen", TARGET, vary, **SMALL)
    assert said in str(caught.value)


def test_everything_that_is_wrong_is_said_at_once():
    options = SMALL | {"draws": 0, "probability": 2, "delivery": "late", "tolerance": 0}
    with pytest.raises(OptionError) as caught:
        sim.solve("frozn", "removls@FY2027 >= 5", "detention.bed=1:2", **options)
    for said in ("draws 0", "probability 2", "delivery 'late'", "tolerance 0", "frozen?", "removals", "detention.beds"):
        assert said in str(caught.value)
