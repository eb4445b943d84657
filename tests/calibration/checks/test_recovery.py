"""Known numbers are recovered, the emulator says truly how wrong it is, and figures that move together count once."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.checks import left_out, recovery, sensitivity
from calibration.fitting import emulator, points
from calibration.fitting.problem import Problem
from calibration.fitting.settings import Sampling
from calibration.fitting.targets import targets
from tests.calibration.checks import worlds

SETTINGS = Sampling(ensembles=2, walkers=32, warmup=60, steps=120, thin=4)
UNKNOWNS = worlds.UNKNOWNS
CHANCE = 1.0  # a fifth of the chance of a mean: what the noise of 400 draws can hide


def figures():
    """The targets, in the units of the made-up world."""
    about = [one for one in targets() if one.says == "about"][:6]
    return [replace(one, step=4.0, judgement=3.0, published=100.0) for one in about]


@pytest.fixture(scope="module")
def bank():
    return worlds.bank(400)


def test_the_emulator_is_as_wrong_as_it_says(bank):
    names = [one.id for one in figures()]
    fitted = emulator.fit(bank, UNKNOWNS, names)
    fresh = worlds.bank(2000, seed=2, chance=0.0)
    off = fresh.means[:, : len(bank.points)][:, [bank.points.index(name) for name in names]]
    off = off - fitted.mean(fresh.places[:, : len(UNKNOWNS)])
    truly, said = np.sqrt((off**2).mean(axis=0)), np.sqrt(np.diag(fitted.covariance))
    assert (truly < 1.15 * said).all()
    assert (said < 1.15 * truly + CHANCE).all()


def test_ninety_percent_bands_hold_about_ninety_percent_and_ranks_are_uniform(bank):
    rows = range(24)
    cases = recovery.cases(bank, figures(), UNKNOWNS, rows, 3)
    found = recovery.table(cases, recovery.by_emulator(bank, figures(), UNKNOWNS, rows, SETTINGS), UNKNOWNS, 4)
    assert 0.82 <= found["inside"].mean() <= 0.97
    for _, of_one in found.groupby("name"):
        assert recovery.uniformity(of_one["rank"].to_numpy()) > 0.001


def test_a_fit_that_forgets_what_others_add_does_not_cover(bank, monkeypatch):
    """The test above can fail."""
    monkeypatch.setattr(emulator.Emulator, "covariance", property(lambda self: self.error * 0.0))
    rows = range(10)
    sharp = [replace(one, step=0.2, judgement=0.3) for one in figures()]
    cases = recovery.cases(bank, sharp, UNKNOWNS, rows, 3)
    found = recovery.table(cases, recovery.by_emulator(bank, figures(), UNKNOWNS, rows, SETTINGS), UNKNOWNS, 4)
    assert found["inside"].mean() < 0.75


def test_a_figure_given_twice_with_shared_errors_does_not_count_twice(bank):
    fitted = emulator.fit(bank, UNKNOWNS, bank.points)
    one = replace(figures()[0], judgement=0.01, step=0.01)
    k = bank.points.index(one.id)
    fitted.other_slopes[:, :] = 0.0
    fitted.error[:, :] = 0.0
    fitted.other_slopes[0, k] = 20.0
    once, twice = (
        Problem(fitted, [one] * number).draw(SETTINGS, 5).pooled[:, : len(UNKNOWNS)].std(axis=0) for number in (1, 2)
    )
    assert twice == pytest.approx(once, rel=0.15)


def test_each_figure_is_predicted_without_itself(bank):
    fitted = emulator.fit(bank, UNKNOWNS, bank.points)
    known = figures()[:4]
    wrong = [replace(known[0], published=200.0), *known[1:]]
    places = Problem(fitted, known).draw(SETTINGS, 6).some(400)
    good = left_out.table(fitted, known, places, SETTINGS, 7)
    assert good["inside"].mean() > 0.7
    places = Problem(fitted, wrong).draw(SETTINGS, 6).some(400)
    bad = left_out.table(fitted, wrong, places, SETTINGS, 7)
    assert not bad.loc[0, "inside"]
    assert bad.loc[0, "p95"] < 200
    assert bad.loc[0, "method"] == "fitted again"


def test_sensitivity_names_what_moves_the_figures_first(bank):
    found = sensitivity.table(bank, figures(), UNKNOWNS)
    assert set(found["name"][:3]) == set(UNKNOWNS)
    assert list(found["rank"]) == [1, 2, 3, 4, 5]


def test_one_more_figure_teaches_most_where_it_moves_most(bank):
    places = np.random.default_rng(8).standard_normal((500, len(UNKNOWNS)))
    found = sensitivity.worth_of_candidates(bank, points.candidates(), UNKNOWNS, places)
    assert found["total"].is_monotonic_decreasing
    assert ((found["taken_off"] >= 0) & (found["taken_off"] <= 1)).all()
