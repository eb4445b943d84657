"""Engine and reference, two readings of docs/submodels.md, agree on every measure in every 13-week window."""

import numpy as np
import pytest

from tests.model.reference.agreement import differences, told
from tests.model.reference.samples import ENGINE_REPLICATES, WORLDS, engine_of, reference_of

QUICK = 40
LONG = 400


@pytest.mark.parametrize("name", WORLDS)
def test_engine_and_reference_agree(name):
    found = differences(reference_of(name, QUICK), engine_of(name, QUICK * ENGINE_REPLICATES))
    assert not found, told(found)


@pytest.mark.long
@pytest.mark.parametrize("name", WORLDS)
def test_engine_and_reference_agree_over_many_replicates(name):
    found = differences(reference_of(name, LONG), engine_of(name, LONG * ENGINE_REPLICATES))
    assert not found, told(found)


@pytest.mark.parametrize("name", WORLDS)
def test_one_model_agrees_with_itself(name):
    sample = engine_of(name, QUICK * ENGINE_REPLICATES)
    found = differences(sample[:QUICK], sample[QUICK:])
    assert not found, told(found)


@pytest.mark.parametrize("name", WORLDS)
def test_a_mean_that_is_off_and_a_spread_that_is_off_are_found(name):
    sample = engine_of(name, QUICK * ENGINE_REPLICATES)
    means = np.nanmean(sample, axis=0)
    spreads = np.nanstd(sample, axis=0)
    assert differences(sample[:QUICK] + 1.5 * spreads, sample[QUICK:])
    assert differences(means + 2.0 * (sample[:QUICK] - means), sample[QUICK:])
