"""The capacities that a government can add to one by one, with what one of each costs."""

import math
from typing import NamedTuple

from sim.rules.costs import Costs, Use, weekly

SHARE = 0.01
"""The least step as a share of what there is: small enough to be marginal, large enough to move something."""


class Capacity(NamedTuple):
    """One capacity.

    ``counted``: whether it holds or serves whole cases, so that one case in so many needs one. ``paid_weekly`` and
    ``paid_once``: the item of ``costs.weekly`` that one more of it adds to, in every week or when it comes.
    """

    name: str
    lever: str
    counted: bool
    paid_weekly: str
    paid_once: str | None = None

    def step(self, value: float, scale: int) -> float:
        """The larger of 1 percent of what there is (in whole units) and one scaled unit.

        A place that holds a case is one in ``scale`` of a run; hours of officers and judges are not cut to whole
        cases, so their unit is one at every scale.
        """
        return max(math.ceil(SHARE * value), float(scale) if self.counted else 1.0)

    def cost_usd(self, costs: Costs, weeks: float) -> float:
        """What one costs from the first day on, over so many weeks, if it is used in all of them."""
        once = _cost(costs, self.paid_once) if self.paid_once else 0.0
        return once + weeks * _cost(costs, self.paid_weekly)


CAPACITIES = (
    Capacity("officer", "officers.headcount", False, "officers", "hires"),
    Capacity("bed", "detention.beds", True, "detained"),
    Capacity("ankle device", "monitoring.ankle_devices", True, "devices", "devices_bought"),
    Capacity("judge", "courts.judges", False, "judges"),
    Capacity("removal seat", "removal.seats_per_week", True, "removals"),
)
"""In the order of tables. A removal seat is one seat in every week."""


def _cost(costs: Costs, item: str) -> float:
    return float(weekly(costs, Use(**{item: 1.0}))["cost_total_usd"])
