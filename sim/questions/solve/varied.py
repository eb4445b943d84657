"""A lever and the range in which it is varied: ``detention.beds=41500:200000``."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.errors import nearest
from sim.evidence.quantities import UNITS, Quantity, levers
from sim.scenario.reader import limits_text

SECTIONS = 4
"""Parts that a range is cut into at a time: few runs, and enough to see a response that goes up and down."""
WHOLE = {"beds", "officers", "devices", "judges", "recruits", "seats", "seats_per_week", "recruits_per_week"}
"""Units that come in whole numbers."""


class Range(NamedTuple):
    """A lever and the values it may take."""

    lever: str
    low: float
    high: float

    @property
    def quantity(self) -> Quantity:
        """The lever as the parameter files describe it."""
        return levers()[self.lever]

    @property
    def unit(self) -> str:
        """The unit as people write it."""
        return UNITS[self.quantity.unit]

    def number(self, value: float) -> str:
        """A value as people write it."""
        return f"{value:,.0f}" if self.quantity.unit in WHOLE else f"{value:,.6g}"

    def between(self, low: float, high: float) -> list[float]:
        """Values that cut a part of the range in sections, ends included; whole numbers where the unit is."""
        values = [float(value) for value in np.linspace(low, high, SECTIONS + 1)]
        if self.quantity.unit in WHOLE:
            values = [low, *(float(round(value)) for value in values[1:-1]), high]
        return list(dict.fromkeys(values))


def range_of(vary: str | Mapping[str, tuple[float, float]], problems: list[str]) -> Range | None:
    """The lever and its range, from ``LEVER=LOW:HIGH`` or a mapping; None, and what is wrong in ``problems``."""
    if isinstance(vary, str):
        found = re.fullmatch(r"\s*([^=\s]+)\s*=\s*([^:\s]+)\s*:\s*([^:\s]+)\s*", vary)
        if not found:
            problems.append(f"vary {vary!r}: must be LEVER=LOW:HIGH, like detention.beds=41500:200000")
            return None
        name, ends = found[1], (found[2], found[3])
    elif len(vary) != 1:
        problems.append(f"vary {dict(vary)!r}: solve varies one lever; hold others with a scenario file")
        return None
    else:
        name, ends = next(iter(vary.items()))
    where = f"vary {name}"
    if name not in levers():
        problems.append(f"{where}: there is no such lever{nearest(name, levers())}; `docketsim list levers` shows them")
        return None
    quantity = levers()[name]
    if quantity.choices:
        problems.append(f"{where}: is a choice ({', '.join(quantity.choices)}); solve varies numbers")
        return None
    wrong = [
        f"{where}: {end} is not possible; allowed is {limits_text(quantity)}"
        for end in ends
        if not _fits(end, quantity)
    ]
    problems += wrong
    if wrong:
        return None
    low, high = map(float, ends)
    if low >= high:
        problems.append(f"{where}: {ends[0]} is not below {ends[1]}; give the lower end first")
        return None
    return Range(name, low, high)


def _fits(end: Any, quantity: Quantity) -> bool:
    try:
        return quantity.limits[0] <= float(end) <= quantity.limits[1]  # NaN is nowhere
    except (TypeError, ValueError):
        return False
