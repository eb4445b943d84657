"""Keyed chance: a draw is a function of who asks, for what, and for the how-manieth time.

Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
There is no state: the same key, name, decision and occurrence give the same
number in any order, process or scenario. Four consecutive decisions share a block.
"""

import math

import numpy as np

from sim.engine.jit import inlined, kernel

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_UNIT = 2.0**-32
Whole = int | np.integer


def mix(*words: int) -> int:
    """64-bit key from whole numbers (splitmix64 of each in turn)."""
    state = 0
    for word in words:
        state = (state ^ (word & 0xFFFFFFFFFFFFFFFF)) + 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state


@inlined
def philox(
    k0: np.uint64, k1: np.uint64, c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """One block: four 32-bit words (as uint64) from a 64-bit key and a 128-bit counter."""
    for _ in range(10):
        low = _M0 * c0
        high = _M1 * c2
        c0, c1, c2, c3 = (high >> _SHIFT) ^ c1 ^ k0, high & _MASK, (low >> _SHIFT) ^ c3 ^ k1, low & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@inlined
def words4(
    key: Whole, name_low: Whole, name_high: Whole, block: Whole, occurrence: Whole
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """The block of decisions 4*block to 4*block + 3."""
    key = np.uint64(key)
    return philox(
        key & _MASK,
        key >> _SHIFT,
        np.uint64(name_low) & _MASK,
        np.uint64(name_high) & _MASK,
        np.uint64(block),
        np.uint64(occurrence),
    )


@inlined
def uniform4(
    key: Whole, name_low: Whole, name_high: Whole, block: Whole, occurrence: Whole
) -> tuple[float, float, float, float]:
    """Four uniforms in (0, 1): those of decisions 4*block to 4*block + 3."""
    a, b, c, d = words4(key, name_low, name_high, block, occurrence)
    return (
        (float(a) + 0.5) * _UNIT,
        (float(b) + 0.5) * _UNIT,
        (float(c) + 0.5) * _UNIT,
        (float(d) + 0.5) * _UNIT,
    )


@kernel
def uniform(key: Whole, name_low: Whole, name_high: Whole, decision: Whole, occurrence: Whole) -> float:
    """One uniform in (0, 1)."""
    a, b, c, d = words4(key, name_low, name_high, decision >> 2, occurrence)
    lane = decision & 3
    word = (a if lane == 0 else b) if lane < 2 else (c if lane == 2 else d)
    return (float(word) + 0.5) * _UNIT


@kernel
def exponential(key: Whole, name_low: Whole, name_high: Whole, decision: Whole, occurrence: Whole) -> float:
    """One unit exponential: the threshold of a clock."""
    return -math.log(uniform(key, name_low, name_high, decision, occurrence))


@kernel
def uniforms4(key: Whole, names: np.ndarray, number: int, block: Whole, occurrence: Whole, out: np.ndarray) -> None:
    """uniform4 of the first ``number`` of ``names`` (lower words), many at a time, into four rows of ``out``."""
    for k in range(number):
        out[0, k], out[1, k], out[2, k], out[3, k] = uniform4(key, names[k], 0, block, occurrence)
