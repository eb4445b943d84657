"""What a run gives back."""

from typing import NamedTuple

import numpy as np


class Trajectory(NamedTuple):
    """One experiment, week by week, at full scale.

    ``values``: float64[weeks + 1, len(MEASURES)]; row 0 is the opening stock, flows and averages are NaN in it.
    ``by_office``: float64[weeks + 1, len(BY_OFFICE), offices], or None when not asked for.
    """

    values: np.ndarray
    by_office: np.ndarray | None
