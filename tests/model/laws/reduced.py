"""A world in which nothing happens until one says what: every lever, driver and opening stock is nil."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.calendar import WEEKS
from sim.parameters.resolve import Resolved
from tests.model.reference.world import LEVERS, NUMBERS, small_world

NEUTRAL = {"absconding__tampering_crime": 0, "departure__ratio": 1, "removal__document_speed_ratio": 1}
STILL = {
    "absconding__none_per_year": 0,
    "arrests__local_per_year": 0,
    "conviction__entry_share": 0,
    "departure__no_order_per_year": 0,
    "departure__final_order_per_year": 0,
    "departure__other_closure_per_year": 0,
    "departure__reopened_per_year": 0,
    "filing__dormant_share": 0,
    "filing__dormant_per_year": 0,
    "impediments__share_at_order": 0,
    "impediments__share_at_order_detained": 0,
    "impediments__begin_per_year": 0,
    "intake__country_quick_share": 1,
    "intake__country_refused_share": 0,
    "officers__attrition_per_year": 0,
}


def reduced(**changes: Any) -> Resolved:
    """The empty and still world with these levers and numbers, for as many weeks as a run can have."""
    nothing = {name.replace(".", "__"): 0 for name in LEVERS}
    nobody = {f"start__{field}": 0 for field in NUMBERS["start"]._fields}
    resolved = small_world(**(nothing | nobody | NEUTRAL | STILL | changes))
    held = np.repeat(resolved.lever[:, -1:], WEEKS - resolved.lever.shape[1], axis=1)
    return replace(resolved, lever=np.concatenate([resolved.lever, held], axis=1))
