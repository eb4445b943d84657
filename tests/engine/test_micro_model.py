"""The micro-model of the benchmarks, built from the engine alone, is the process that the peers run."""

import numpy as np
import pytest

from benchmarks import micro, micro_rows
from benchmarks.micro import Stage


def test_agrees_with_the_published_means():
    row = micro_rows.agreement()
    assert row.verdict == "pass", row


@pytest.mark.parametrize("name", sorted(micro_rows.PUBLISHED))
def test_the_comparison_can_fail(monkeypatch, name):
    """One percent or four standard deviations of a run beyond the published mean is too far."""
    mean, spread = micro_rows.PUBLISHED[name]
    monkeypatch.setattr(micro_rows, "SEEDS", 12)
    monkeypatch.setitem(micro_rows.PUBLISHED, name, (mean + max(4 * spread, mean / 100), spread))
    assert micro_rows.agreement().verdict == "miss"


@pytest.mark.parametrize("seed", range(3))
def test_cases_in_are_cases_somewhere(seed):
    cases, weeks = 20_000, 60
    found = micro.run(cases, weeks, seed)
    assert (found.count.sum(axis=1) == cases + 40 * np.arange(weeks + 1)).all()
    assert (found.count[:, Stage.DETAINED] <= 150).all()
    assert (np.diff(found.count[:, [Stage.REMOVED, Stage.CLOSED]], axis=0) >= 0).all()
    assert (np.diff(found.absconded) >= 0).all()
    assert found.arrests == found.count[-1, [Stage.REMOVED, Stage.DETAINED]].sum() - 100


def test_the_same_seed_is_the_same_history():
    one, two, other = (micro.run(5000, 30, seed) for seed in (4, 4, 5))
    assert (one.count == two.count).all() and (one.absconded == two.absconded).all()
    assert (one.count != other.count).any()


@pytest.mark.parametrize("cases", [0, 1, 63, 700])
def test_small_numbers_run(cases):
    assert micro.run(cases, 20).count[-1].sum() >= cases
