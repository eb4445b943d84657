"""Screening and indices, on a function with known ones and on the model."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import sim
from sim.errors import OptionError
from sim.parameters.resolve import Posterior, sample
from sim.questions.sensitivity import screening
from sim.questions.sensitivity.study import most_important
from sim.questions.sensitivity.tables import _ranking
from sim.questions.sensitivity.unknowns import settled, unknowns_of
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Assumption, Place
from tests.questions.small import SMALL

NAMES = ["a", "b", "c"]
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Indices of the Ishigami function (a = 7, b = 0.1), from its closed form."""


def ishigami(rows):
    """A second output does not vary."""
    x, y, z = (2 * rows.T - 1) * np.pi
    return np.stack([np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x), 0 * x], axis=1)


@pytest.fixture(scope="module")
def indices():
    return screening.indices(ishigami, NAMES, 2048, seed=3)


def test_sobol_indices_of_ishigami(indices):
    np.testing.assert_allclose(indices.first[:, 0], FIRST, atol=0.03)
    np.testing.assert_allclose(indices.total[:, 0], TOTAL, atol=0.03)
    assert (np.abs(indices.first[:, 0] - FIRST) <= 2 * indices.first_half_width[:, 0]).all()
    assert np.isnan(indices.total[:, 1]).all()
    assert indices.variance[0] == pytest.approx(13.845, rel=0.02) and indices.variance[1] == 0


def test_morris_screening_of_ishigami():
    """The mean size of all elementary effects on the grid of four levels, by counting them."""
    grid = np.array(list(product([0, 1 / 3, 2 / 3, 1], repeat=3)))
    exact = []
    for column in range(3):
        low = grid[grid[:, column] < 0.5]
        high = low + 2 / 3 * np.eye(3)[column]
        exact.append(np.abs(ishigami(high) - ishigami(low))[:, 0].mean() * 3 / 2)
    found = screening.screen(ishigami, NAMES, 500, seed=3)
    np.testing.assert_allclose(found.mu_star[:, 0], exact, rtol=0.08)
    assert (np.abs(found.mu_star[:, 0] - exact) <= 2 * found.half_width[:, 0] + 1e-9).all()
    assert not found.mu_star[:, 1].any()


def test_the_same_seed_gives_the_same_design(indices):
    again = screening.indices(ishigami, NAMES, 2048, seed=3)
    np.testing.assert_array_equal(again.total, indices.total)


def test_ranks_are_given_only_where_intervals_do_not_overlap():
    ranks = screening.rank_range(np.array([0.6, 0.3, 0.25, 0.0]), np.array([0.1, 0.05, 0.05, 0.01]))
    assert ranks.tolist() == [[1, 1], [2, 3], [2, 3], [4, 4]]
    said = _ranking(["a", "b", "c", "d"], np.array([0.6, 0.3, 0.25, 0.0]), np.array([0.1, 0.05, 0.05, 0.01]))
    assert said.startswith("a 0.60 ± 0.10, then b and c (not ranked: their intervals overlap)")
    assert "not ranked" in _ranking(["a", "b"], np.array([0.6, 0.3]), np.array([0.2, 0.2]))


def test_what_matters_to_any_measure_is_kept():
    mu_star = np.array([[5.0, 0.0], [1.0, 0.0], [0.0, 0.001]])
    assert most_important(screening.Screened(mu_star, mu_star, mu_star), 2) == [0, 2]


def test_every_unknown_is_set_by_its_quantile():
    scenario = load_scenario("frozen")
    unknowns = unknowns_of(scenario, 0, "prior")
    assert [one.name for one in unknowns] == list(sample(scenario, 0, 0))
    fixed = {one.name: one.value for one in settled(scenario, unknowns, [0.05] * len(unknowns)).assume}
    for one in unknowns:
        assert fixed[one.name] == pytest.approx(one.quantity.clipped(one.prior.p05), rel=1e-9)
        assert np.isfinite([one.value(0.0), one.value(1.0)]).all()


def test_a_posterior_gives_its_own_quantiles():
    scenario = load_scenario("frozen")
    rows = np.linspace(0.2, 0.4, 101)[:, None]
    posterior = Posterior("test", "", ("absconding.app_ratio",), rows[::-1], {})
    by_name = {one.name: one for one in unknowns_of(scenario, 0, posterior)}
    assert by_name["absconding.app_ratio"].value(0.25) == pytest.approx(0.25)
    assert by_name["costs.judge_usd_per_year"].draws is None


DIRECT = "removal.direct_per_week@2025-05-13"


def three_unknowns():
    """``frozen`` with all but three unknowns at their median."""
    scenario = load_scenario("frozen")
    left = {
        "costs.bed_usd_per_day",
        "start.docket",
        "absconding.susceptible_share",
        "removal.direct_per_week@2025-05-13",
    }
    fixed = [one for one in unknowns_of(scenario, 0, "prior") if one.name not in left]
    beliefs = tuple(Assumption(one.name, one.value(0.5), "A test.", Place("test")) for one in fixed)
    return replace(scenario, assume=beliefs)


def test_the_model_is_asked(tmp_path):
    options = SMALL | {"draws": 4, "replicates": 1, "out": tmp_path / "out"}
    found = sim.sensitivity(three_unknowns(), measures=["removals", "absconded"], trajectories=2, keep=2, **options)
    tables = found.tables
    assert set(tables["screening"]["measure"]) == {"removals", "absconded"}
    assert tables["indices"].groupby("measure").size().tolist() == [2, 2]
    largest = tables["screening"].sort_values("mu_star").groupby("measure")["unknown"].last()
    assert largest["removals"] == DIRECT
    row = tables["tornado"].query("measure == 'removals' and unknown == @DIRECT").iloc[0]
    assert row["at_low"] < row["at_median"] < row["at_high"]
    assert any("kept by screening" in sentence for sentence in found.sentences)
    assert (tmp_path / "out/figures/removals.svg").is_file()


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(OptionError) as caught:
        sim.sensitivity("frozn", measures=["removls"], trajectories=1, keep=0, parameters="central", draws=1, scale=0)
    for said in (
        "frozen?",
        "did you mean removals",
        "trajectories 1",
        "keep 0",
        "parameters central",
        "scale 0",
        "draws 1",
    ):
        assert said in str(caught.value)
