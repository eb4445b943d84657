"""One case in a hundred speaks for all: headline measures at scale 100 are within 2 percent, or the report says so."""

import functools

import numpy as np
import pytest

from sim.calendar import INFORMATION_DATE, week_of
from sim.model.run import run
from sim.parameters.resolve import resolve
from sim.report.findings import SCALE_BIAS
from sim.results.measures import HEADLINE, INDEX
from sim.scenario.files import load_scenario

NOW = week_of(INFORMATION_DATE)
PERIODS = {"2021 to 2023": slice(1, 156), "to August 2025": slice(156, NOW + 1), "after": slice(NOW + 1, None)}
MOST = 0.02
REPLICATES = 12


@functools.cache
def means(scale, replicates):
    """Mean of each headline measure in each period. float64[replicates, periods, measures]"""
    resolved = resolve(load_scenario("frozen"), None, 0)
    columns = [INDEX[name] for name in HEADLINE]
    runs = (run(resolved, 0, 0, number, scale=scale).values[:, columns] for number in range(replicates))
    return np.array([[values[rows].mean(axis=0) for rows in PERIODS.values()] for values in runs])


def bias(measure, scale, finer, replicates):
    """Relative difference of means in each period, and three standard errors of it."""
    k = HEADLINE.index(measure)
    coarse, fine = means(scale, REPLICATES)[:, :, k], means(finer, replicates)[:, :, k].mean(axis=0)
    noise = coarse.std(axis=0, ddof=1) * np.sqrt(1 / REPLICATES + finer / scale / replicates)
    return coarse.mean(axis=0) / fine - 1.0, 3.0 * noise / fine


def owned_up(measure):
    """What the report says of the bias of a measure."""
    return SCALE_BIAS.get(measure, (0.0, ""))[0]


@pytest.mark.parametrize("measure", HEADLINE)
def test_scale_100_against_scale_10(measure):
    found, noise = bias(measure, 100, 10, 1)
    most = max(MOST, 1.25 * abs(owned_up(measure)))  # what the report owns up to, and a quarter more
    assert (np.abs(found) <= most + noise).all(), dict(zip(PERIODS, found.round(4), strict=True))


@pytest.mark.long
@pytest.mark.parametrize("measure", HEADLINE)
def test_scale_100_against_full_scale(measure):
    found, noise = bias(measure, 100, 1, 1)
    most = max(MOST, 1.25 * abs(owned_up(measure)))
    assert (np.abs(found) <= most + noise).all(), dict(zip(PERIODS, found.round(4), strict=True))


def test_chance_shrinks_with_the_square_root_of_the_scale():
    """Of a stock without a ceiling: four times the cases, half the spread, within what 12 replicates tell."""
    k = HEADLINE.index("final_order")
    spreads = [means(scale, REPLICATES)[:, :, k].std(axis=0, ddof=1) for scale in (1600, 400, 100)]
    ratios = [coarse / fine for coarse, fine in zip(spreads, spreads[1:], strict=False)]
    assert 1.4 < np.exp(np.mean(np.log(ratios))) < 2.9
