"""What arrives of an order: announced is not delivered.

``history`` (the root of a scenario) states what arrived. What the files above it order for a lever is delivered in
full, or with a share and a lag that are given or drawn; the draw is common to all scenarios.
"""

from collections.abc import Mapping

import numpy as np

from sim.calendar import WEEKS
from sim.scenario.scenario import Delivery
from sim.scenario.weekly import Path


def terms(delivery: Delivery, known: Mapping[str, float]) -> tuple[float, int]:
    """Share and lag (whole weeks) of a delivery."""
    if delivery.mode == "uncertain":
        record = {"detention.beds": "beds"}.get(delivery.name)
        record = record or ("hiring" if delivery.name.startswith("hiring.") else "other")
        return known[f"delivery.{record}_share"], round(known[f"delivery.{record}_lag_weeks"])
    return (delivery.share, round(delivery.lag_weeks)) if delivery.mode == "given" else (1.0, 0)


def delivered(ordered: Path, before: float, first: int, share: float, lag: int) -> Path:
    """From week ``first`` on: before + share x (what was ordered ``lag`` weeks ago - before)."""
    if first >= WEEKS or (share == 1.0 and lag == 0):
        return ordered
    late = np.full(WEEKS, before)
    late[first + lag :] = ordered[first : max(WEEKS - lag, first)]
    arrived = before + share * (late - before)
    return np.where(np.arange(WEEKS) < first, ordered, arrived)
