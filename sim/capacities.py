"""The capacities that a government can add to one by one, with what one of each costs."""

import math
from typing import NamedTuple

from sim.rules.costs import Costs, weekly


class Capacity(NamedTuple):
    """One capacity. ``counted``: whether it holds or serves whole cases, so that one case in so many needs one."""

    name: str
    lever: str
    counted: bool

    def step(self, value: float, scale: int) -> float:
        """The larger of 1 percent of what there is (in whole units) and one scaled unit.

        A place that holds a case is one in ``scale`` of a run; hours of officers and judges are not cut to whole
        cases, so their unit is one at every scale.
        """
        return max(math.ceil(SHARE * value), float(scale) if self.counted else 1.0)

    def cost_usd(self, costs: Costs, weeks: float) -> float:
        """What one costs from the first day on, over so many weeks."""
        nothing = dict.fromkeys(_ITEMS, 0.0)
        bought = weekly(costs, **nothing | _BOUGHT.get(self.name, {}))["cost_total_usd"]
        return bought + weeks * weekly(costs, **nothing | _WEEKLY[self.name])["cost_total_usd"]


SHARE = 0.01
"""The least step as a share of what there is: small enough to be marginal, large enough to move something."""

CAPACITIES = (
    Capacity("officer", "officers.headcount", False),
    Capacity("bed", "detention.beds", True),
    Capacity("ankle device", "monitoring.ankle_devices", True),
    Capacity("judge", "courts.judges", False),
    Capacity("removal seat", "removal.seats_per_week", True),
)
"""In the order of tables. A removal seat is one seat in every week."""

_ITEMS = ("detained", "devices", "app", "devices_bought", "officers", "rehired", "recruits", "judges", "removals")
_WEEKLY = {
    "officer": {"officers": 1.0},
    "bed": {"detained": 1.0},
    "ankle device": {"devices": 1.0},
    "judge": {"judges": 1.0},
    "removal seat": {"removals": 1.0},
}
"""What is paid for in every week: an occupied bed, a worn device, a used seat."""
_BOUGHT = {"officer": {"recruits": 1.0}, "ankle device": {"devices_bought": 1.0}}
"""What is paid for once."""
