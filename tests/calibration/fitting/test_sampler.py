"""The sampler against known answers, and what its diagnosis says of chains that are wrong."""

import numpy as np
import pytest

from calibration.fitting.sampler import Chains, diagnose, sample
from calibration.fitting.settings import Sampling

SETTINGS = Sampling(ensembles=2, walkers=64, warmup=300, steps=1200, thin=4)
SLOPES = np.random.default_rng(3).standard_normal((12, 4))
SPREAD = 0.5


def linear(places):
    return -0.5 * ((places @ SLOPES - 1.0) ** 2).sum(axis=1) / SPREAD**2


def test_a_linear_problem_has_its_known_posterior():
    chains = sample(linear, 12, SETTINGS, 1)
    covariance = np.linalg.inv(np.eye(12) + SLOPES @ SLOPES.T / SPREAD**2)
    mean = covariance @ SLOPES @ np.ones(4) / SPREAD**2
    assert chains.pooled.std(axis=0) == pytest.approx(np.sqrt(np.diag(covariance)), rel=0.06)
    assert chains.pooled.mean(axis=0) == pytest.approx(mean, abs=0.12)


def test_a_prior_that_nothing_contradicts_stays_as_it_is_in_many_dimensions():
    chains = sample(lambda places: np.zeros(len(places)), 24, SETTINGS, 1)
    assert chains.pooled.std() == pytest.approx(1.0, abs=0.03)


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    short = Sampling(2, 32, 10, 40, 4)
    one, same, other = (sample(linear, 12, short, seed).places for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def noise(shift=0.0, trend=0.0, accepted=0.3):
    chance = np.random.default_rng(5)
    places = chance.standard_normal((2, 200, 16, 3))
    places[1] += shift
    places += trend * np.linspace(0, 1, 200)[None, :, None, None]
    return Chains(places, accepted)


@pytest.mark.parametrize(
    ("chains", "problem"),
    [
        (noise(shift=0.5), "R-hat"),
        (noise(trend=1.0), "R-hat"),
        (noise(accepted=0.01), "accepted"),
        (Chains(np.repeat(noise().places[:, :10], 20, axis=1), 0.3), "effective draws"),
    ],
)
def test_chains_that_have_not_converged_are_not_called_converged(chains, problem):
    found = diagnose(chains)
    assert not found.converged
    assert any(problem in one for one in found.problems)


def test_independent_draws_are_called_converged():
    assert diagnose(noise()).problems == ()
