"""Clocks: a threshold drawn once, an event where the accumulated hazard crosses it.

A *path* is the accumulated rate that a group shares, one number a week end:
``cum[path, w]`` for week w begins, straight inside a week. A clock is a *target* on
its path: path(now) + threshold / own hazard. When the own hazard changes, what is
left of the threshold is kept; at hazard zero the target is minus what is left.
Targets do not depend on the future of a path; only the week in which a clock is
looked at next does, and that can be worked out anew at any time.
"""

import math

import numpy as np

from sim.engine.jit import kernel

UNSET = math.inf
NEVER = 65535  # a week that does not come
_TINY = 1e-9  # least threshold left, so that a rounded target never stands before now


@kernel
def advance(cum: np.ndarray, path: int, t: float) -> float:
    """Accumulated rate of a path at time t (weeks)."""
    last = cum.shape[1] - 1
    w = int(t)
    if w >= last:
        return cum[path, last]
    return cum[path, w] + (t - w) * (cum[path, w + 1] - cum[path, w])


@kernel
def target(now: float, threshold: float, hazard: float) -> float:
    """Target of a clock set when its path stands at ``now``; suspended (negative) at hazard zero."""
    if hazard > 0.0:
        return now + threshold / hazard
    return -threshold


@kernel
def left(due: float, now: float, hazard: float) -> float:
    """What is left of the threshold of a clock with this own hazard."""
    if due == UNSET:
        return UNSET
    if due <= 0.0 or hazard <= 0.0:
        return max(-due, _TINY)
    return max((due - now) * hazard, _TINY)


@kernel
def week_of(cum: np.ndarray, path: int, due: float, w: int) -> int:
    """First week, from w on, in which the path reaches the target; NEVER if it does not.

    Rates mostly hold for long, so the present rate gives the week or nearly; else the halves are searched.
    """
    last = cum.shape[1] - 1
    if due <= 0.0 or due > cum[path, last] or w >= last:
        return NEVER
    if due <= cum[path, w + 1]:
        return w
    low = w + 1
    high = last - 1
    rate = cum[path, w + 1] - cum[path, w]
    ahead = due - cum[path, w]
    if ahead < rate * (high - w):
        guess = max(w + int(ahead / rate), low)
        if cum[path, guess + 1] >= due:
            high = guess
            if guess == low or cum[path, guess] < due:
                return guess
        else:
            low = guess + 1
            if cum[path, low + 1] >= due:
                return low
    while low < high:
        middle = (low + high) >> 1
        if cum[path, middle + 1] >= due:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def time_in_week(cum: np.ndarray, path: int, due: float, w: int) -> float:
    """Time at which the path reaches the target inside week w, which it does."""
    rate = cum[path, w + 1] - cum[path, w]
    if rate <= 0.0:
        return float(w)
    return min(max(w + (due - cum[path, w]) / rate, float(w)), float(w + 1))


@kernel
def earliest_week(cum: np.ndarray, path: int, ceiling: np.ndarray, bound: int, due: float, w: int) -> int:
    """Earliest week in which an open-ended path can reach the target.

    The path is known up to w + 1; after that it grows no faster than row ``bound`` of ``ceiling``.
    """
    known = cum[path, w + 1]
    if due <= 0.0:
        return NEVER
    if due <= known:
        return w
    return week_of(ceiling, bound, ceiling[bound, w + 1] + (due - known), w + 1)
