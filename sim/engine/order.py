"""Sorting in place: the order of a few thousand numbers, without memory of its own."""

import numpy as np

from sim.engine.jit import kernel


@kernel
def _comes_after(keys: np.ndarray, a: int, b: int) -> bool:
    """Whether member a comes after member b; equal keys keep the order of members."""
    return keys[a] > keys[b] or (keys[a] == keys[b] and a > b)


@kernel
def _sink(keys: np.ndarray, order: np.ndarray, root: int, end: int) -> None:
    """Heap: let the member at ``root`` sink to where it belongs."""
    while True:
        child = 2 * root + 1
        if child >= end:
            return
        if child + 1 < end and _comes_after(keys, order[child + 1], order[child]):
            child += 1
        if not _comes_after(keys, order[child], order[root]):
            return
        order[root], order[child] = order[child], order[root]
        root = child


@kernel
def order_by(keys: np.ndarray, order: np.ndarray, number: int) -> None:
    """Fill ``order`` with 0 to ``number`` - 1 so that ``keys`` rise along it (heap sort)."""
    for k in range(number):
        order[k] = k
    for root in range(number // 2 - 1, -1, -1):
        _sink(keys, order, root, number)
    for end in range(number - 1, 0, -1):
        order[0], order[end] = order[end], order[0]
        _sink(keys, order, 0, end)
