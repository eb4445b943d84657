"""What binds: how much of each capacity is used, and what cases wait for. The two are not the same."""

from typing import NamedTuple

import numpy as np

from sim.io import words
from sim.results.measures import MEASURES
from sim.results.view import YEAR, View, mean

FULL = 0.98  # a capacity used by this share or more is taken to bind
OFTEN = 0.5  # share of runs from which on a capacity is said to be full

_CAPACITIES = (
    ("beds", "detained", "beds"),
    ("docket officers' hours", "hours_used_docket", "hours_available_docket"),
    ("at-large teams' hours", "hours_used_at_large", "hours_available_at_large"),
    ("jail-transfer hours", "hours_used_jail", "hours_available_jail"),
    ("detained casework hours", "hours_used_detained", "hours_available_detained"),
    ("removal officers' hours", "hours_used_removal", "hours_available_removal"),
)


class Capacity(NamedTuple):
    """How much of one capacity the last year used. ``binding`` is the share of experiments in which it was full."""

    name: str
    used: float
    binding: float


def capacities(view: View) -> list[Capacity]:
    """Use of each capacity in the last year of the run; one that is nil is left out."""
    last_year = [(max(view.end - YEAR, min(view.dates)) if len(view.dates) > 1 else view.end - YEAR, view.end)]
    found = []
    for name, used, available in _CAPACITIES:
        top = view.values(used, last_year, "mean")
        bottom = view.values(available, last_year, "mean")
        if not np.nansum(bottom) > 0:
            continue
        shares = top / np.where(bottom > 0, bottom, np.nan)
        found.append(Capacity(name, float(mean(shares)[0]), float(np.nanmean(shares >= FULL))))
    return found


def waits(view: View) -> list[tuple[str, float]]:
    """What open cases wait for at the end, by name of the reason and mean number, most first."""
    names = [measure.name for measure in MEASURES if measure.name.startswith("waiting_")]
    sizes = [
        (name.removeprefix("waiting_").replace("_", " "), float(mean(view.on(name, [view.end]))[0])) for name in names
    ]
    return sorted(sizes, key=lambda item: -item[1])


def sentences(view: View) -> list[str]:
    """What binds, in words."""
    used = capacities(view)
    full = [f"{one.name} (in {words.percent(one.binding)} of runs)" for one in used if one.binding >= OFTEN]
    free = [f"{one.name} ({words.percent(one.used)} used)" for one in used if one.binding < OFTEN]
    most = [f"{name} {words.number(size)}" for name, size in waits(view)[:4] if size > 0]
    lines = [f"Full over the last year: {words.listed(full)}."]
    if free:
        lines.append(f"With room in most runs: {words.listed(free)}.")
    lines.append(f"Cases wait, at the end, for: {words.listed(most)}. What cases wait for is not yet what binds.")
    return lines
