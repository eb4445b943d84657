"""Who is due: the one column that is read every week for every member.

The column is read in stretches of 64 that the processor compares all at once; only a
stretch with somebody due is turned into bits, and the bits into members.
"""

import numpy as np

from sim.engine.jit import kernel

STRETCH = 64
_ONE = np.uint64(1)
_PRIME = np.uint64(67)  # the first 64 powers of two leave different remainders
_PLACE = np.full(67, -1, np.int64)
_PLACE[[(1 << bit) % 67 for bit in range(STRETCH)]] = np.arange(STRETCH)


@kernel
def collect_due(next_due: np.ndarray, size: int, week: int | np.uint16, out: np.ndarray) -> int:
    """Members below ``size`` whose uint16 ``next_due`` is ``week`` or earlier, in order, into ``out``; their number."""
    week = np.uint16(week)
    whole = size // STRETCH * STRETCH
    found = 0
    for start in range(0, whole, STRETCH):
        hit = np.uint16(0)
        for i in range(start, start + STRETCH):
            hit |= np.uint16(next_due[i] <= week)
        if hit:
            bits = np.uint64(0)
            for k in range(STRETCH):
                bits |= np.uint64(next_due[start + k] <= week) << np.uint64(k)
            while bits:
                rest = bits & (bits - _ONE)
                out[found] = start + _PLACE[(bits ^ rest) % _PRIME]
                found += 1
                bits = rest
    for i in range(whole, size):
        if next_due[i] <= week:
            out[found] = i
            found += 1
    return found
