"""Keyed chance: the published vectors of Philox, and draws that look independent in every direction."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from sim.engine import rng
from sim.engine.jit import kernel

PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0)
ONES = 0xFFFFFFFF
# Known answers published with Random123: counter, key, block.
VECTORS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (PI[:4], PI[4:], (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)
KEY = np.uint64(rng.mix(2021))
MANY = 20_000
UNLIKELY = 1e-4


@kernel
def block(key, counter):
    """philox, from plain arrays of words."""
    return rng.philox(key[0], key[1], counter[0], counter[1], counter[2], counter[3])


@kernel
def lanes(key, low, high, block_number, occurrence):
    """uniform4, called from outside."""
    return rng.uniform4(key, low, high, block_number, occurrence)


@kernel
def series(key, low, high, decision, occurrence, step_low, step_high, step_decision, step_occurrence, out):  # noqa: PLR0913 - a kernel
    """Draws along one direction of the address."""
    for k in range(len(out)):
        out[k] = rng.uniform(
            key,
            low + k * step_low,
            high + k * step_high,
            decision + k * step_decision,
            occurrence + k * step_occurrence,
        )


def along(direction, key=KEY, number=MANY, start=(5, 3, 7, 2)):
    """``number`` draws with consecutive names (low, high), decisions or occurrences."""
    steps = [int(direction == d) for d in ("low", "high", "decision", "occurrence")]
    out = np.empty(number)
    series(key, *start, *steps, out)
    return out


DIRECTIONS = ("low", "high", "decision", "occurrence")


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_philox_gives_the_published_blocks(counter, key, expected):
    found = block(np.array(key, np.uint64), np.array(counter, np.uint64))
    assert tuple(int(word) for word in found) == expected


def test_four_decisions_share_a_block_and_agree_with_single_draws():
    names = np.array([0, 1, 2**31 - 1], np.int32)
    out = np.empty((4, len(names)))
    for block_number, occurrence in itertools.product((0, 3), (0, 1, 255)):
        rng.uniforms4(KEY, names, len(names), block_number, occurrence, out)
        for k, name in enumerate(names.tolist()):
            single = [rng.uniform(KEY, name, 0, 4 * block_number + lane, occurrence) for lane in range(4)]
            assert single == list(lanes(KEY, name, 0, block_number, occurrence)) == list(out[:, k])


def test_many_at_a_time_leaves_the_rest_alone():
    out = np.full((4, 5), -1.0)
    rng.uniforms4(KEY, np.arange(5, dtype=np.int32), 3, 0, 0, out)
    assert (out[:, :3] > 0).all() and (out[:, 3:] == -1.0).all()


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_draws_are_uniform_in_every_direction(direction):
    draws = along(direction)
    assert stats.kstest(draws, "uniform").pvalue > UNLIKELY
    assert draws.min() > 0.0
    assert draws.max() < 1.0


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_neighbours_in_every_direction_are_independent(direction):
    draws = along(direction)
    limit = stats.norm.isf(UNLIKELY) / math.sqrt(MANY)
    for lag in (1, 2, 4, 32):
        assert abs(np.corrcoef(draws[:-lag], draws[lag:])[0, 1]) < limit
    pairs = np.histogram2d(draws[0::2], draws[1::2], bins=10, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(pairs.ravel()).pvalue > UNLIKELY


@pytest.mark.parametrize("moved", DIRECTIONS)
def test_the_same_names_draw_independently_for_something_else(moved):
    """The sequence over names is unrelated to that of the next decision, occurrence or channel."""
    start = {"low": 5, "high": 3, "decision": 7, "occurrence": 2}
    other = start | {moved: start[moved] + MANY}
    first, second = along("low", start=tuple(start.values())), along("low", start=tuple(other.values()))
    assert abs(np.corrcoef(first, second)[0, 1]) < stats.norm.isf(UNLIKELY) / math.sqrt(MANY)
    assert not np.intersect1d(first, second).size > 20  # of 20,000 draws out of 2**32


def test_another_key_is_another_world():
    first, second = along("low"), along("low", key=np.uint64(rng.mix(2022)))
    assert abs(np.corrcoef(first, second)[0, 1]) < stats.norm.isf(UNLIKELY) / math.sqrt(MANY)


def test_a_draw_depends_on_nothing_but_its_address():
    backwards = [rng.uniform(KEY, name, 1, 2, 3) for name in reversed(range(50))]
    assert backwards[::-1] == along("low", number=50, start=(0, 1, 2, 3)).tolist()


def test_thresholds_are_exponential_and_finite():
    thresholds = np.array([rng.exponential(KEY, name, 0, 9, 0) for name in range(4000)])
    assert stats.kstest(thresholds, "expon").pvalue > UNLIKELY
    assert thresholds.min() > 0.0
    assert thresholds.max() <= 33 * math.log(2)


@pytest.mark.parametrize("words", [(0,), (1, 2), (2, 1), (1, 2, 0), (2**64 - 1,), (-1, 5)])
def test_a_mixed_key_has_64_bits_and_tells_its_words_apart(words):
    key = rng.mix(*words)
    assert 0 <= key < 2**64
    assert key == rng.mix(*words)
    assert all(key != rng.mix(*other) for other in [(1,), (3, 4), words + (0,), words[::-1] + (9,)] if other != words)


def test_mixed_keys_spread_over_all_bits():
    keys = np.array([rng.mix(seed, draw) for seed in range(40) for draw in range(50)], np.uint64)
    assert len(np.unique(keys)) == len(keys)
    bits = (keys[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    assert np.abs(bits.mean(axis=0) - 0.5).max() < stats.norm.isf(UNLIKELY / 64) * 0.5 / math.sqrt(len(keys))
