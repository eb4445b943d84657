"""A band is that of the quantity at full scale, whatever the scale of the run."""

import numpy as np
import pytest

from sim.results import bands
from tests.results.fake import results_of

NORMAL_90 = 2 * 1.6449
BETWEEN, CHANCE = 300.0, 40.0  # standard deviations at full scale
DRAWS = 20_000


def ensemble(scale: int, replicates: int, between: float = BETWEEN, chance: float = CHANCE) -> np.ndarray:
    """Draws of a quantity whose chance variance is ``scale`` times that at full scale."""
    luck = np.random.default_rng((scale, replicates))
    centres = 10_000 + between * luck.standard_normal((DRAWS, 1))
    return centres + chance * np.sqrt(scale) * luck.standard_normal((DRAWS, replicates))


@pytest.mark.parametrize("replicates", [2, 5])
@pytest.mark.parametrize("scale", [1, 10, 100])
def test_a_band_does_not_depend_on_the_scale(scale, replicates):
    low, middle, high = bands.band(ensemble(scale, replicates), scale, (0.05, 0.5, 0.95))
    assert high - low == pytest.approx(NORMAL_90 * np.hypot(BETWEEN, CHANCE), rel=0.04)
    assert middle == pytest.approx(10_000, rel=0.002)


def test_without_other_uncertainty_a_band_is_chance_at_full_scale():
    low, high = bands.band(ensemble(1, 3, between=0.0), 1, (0.05, 0.95))
    assert high - low == pytest.approx(NORMAL_90 * CHANCE, rel=0.04)


def test_one_replicate_leaves_the_values_as_they_are():
    values = ensemble(100, 1)
    assert np.array_equal(bands.band(values, 100, (0.05, 0.95)), np.quantile(values[:, 0], (0.05, 0.95)))
    assert "cannot be told" in bands.note(100, 1, 100)


def test_one_draw_shows_chance_only():
    luck = np.random.default_rng(1)
    values = 10_000 + CHANCE * 10 * luck.standard_normal((1, 50_000))
    low, high = bands.band(values, 100, (0.05, 0.95))
    assert high - low == pytest.approx(NORMAL_90 * CHANCE, rel=0.02)
    assert np.unique(bands.band(values[:, :1], 100)).size == 1
    assert "One draw" in bands.note(1, 2, 100)


def test_periods_are_treated_one_by_one():
    values = np.stack([ensemble(10, 2), ensemble(100, 2)], axis=2)
    both = bands.band(values, 10)
    assert both.shape == (5, 2)
    assert np.allclose(both[:, 1], bands.band(values[:, :, 1], 10))


def test_no_value_is_left_out_and_never_turns_into_one():
    values = np.array([[1.0, 1.0], [np.nan, np.nan], [3.0, 3.0]])[:, :, None]
    values = np.concatenate([values, np.full_like(values, np.nan)], axis=2)
    low, high = bands.band(values, 1, (0.0, 1.0))
    assert (low[0], high[0]) == (1, 3)
    assert np.isnan(low[1])
    assert np.isnan(high[1])


def test_equal_values_have_no_width():
    assert np.array_equal(bands.band(np.full((5, 2, 3), 7.0), 100), np.full((5, 3), 7.0))


@pytest.mark.parametrize(("spread", "expected"), [(0.2, False), (0.8, True)])
def test_a_band_wider_than_plus_or_minus_half_is_uninformative(spread, expected):
    column = 1000 * (1 + spread * np.linspace(-1, 1, 41))
    table = results_of({"docket": np.repeat(column[:, None], 3, axis=1)}, draws=41).quantiles("docket")
    assert table["uninformative"].tolist() == [expected] * 3
    assert table["relative_half_width"].tolist() == pytest.approx([0.9 * spread] * 3)
    assert table["width"].tolist() == pytest.approx([1800 * spread] * 3)


def test_around_nothing_only_nothing_is_informative():
    assert bands.relative_half_width(np.array([0.0, -1.0]), np.zeros(2), np.array([0.0, 1.0])).tolist() == [0, np.inf]


def test_officers_are_simulated_in_full_so_their_band_is_not_shrunk():
    luck = np.random.default_rng(3)
    column = 6000 + 50 * luck.standard_normal((2 * DRAWS, 2))
    columns = {"officers": column, "docket": column}
    results = results_of(columns, draws=DRAWS, replicates=2, scale=100)
    officers, docket = (results.quantiles(name)["width"].mean() for name in columns)
    assert officers == pytest.approx(NORMAL_90 * 50, rel=0.04)
    assert docket < officers / 4


def test_levels_name_their_columns():
    table = results_of({"docket": np.ones(2)}).quantiles("docket", levels=(0.025, 0.05, 0.5, 0.975))
    assert [name for name in table if name.startswith(("p0", "p9"))] == ["p02.5", "p05", "p97.5"]
