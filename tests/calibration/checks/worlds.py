"""A made-up bank: numbers that follow known laws of what was drawn, so that a fit has a known answer."""

import numpy as np

from calibration.fitting import points
from calibration.fitting.bank import Bank, prior_of

UNKNOWNS = ("start.docket", "departure.final_order_per_year", "intake.border_per_week@2022-10-01")
OTHERS = ("courts.closed_share", "absconding.susceptible_share")


def bank(draws, seed=1, replicates=2, bend=0.3, chance=0.3):
    """Every recorded number is a slightly bent function of three unknowns and two others, in units of its own."""
    priors, rng = prior_of(), np.random.default_rng(seed)
    names = (*UNKNOWNS, *OTHERS)
    places = rng.standard_normal((draws, len(names)))
    drawn = np.array([[priors[n].quantile(_share(z)) for n, z in zip(names, row, strict=True)] for row in places])
    number = len(points.names())
    slopes = np.random.default_rng(99).standard_normal((len(names), number))
    slopes[len(UNKNOWNS) :] *= 0.3
    mean = places @ slopes + bend * (places[:, :1] ** 2 - 1) * slopes[0]
    reported = mean[:, None, :] + chance * rng.standard_normal((draws, replicates, number))
    return Bank(names, points.names(), drawn, 100.0 + 10.0 * reported)


def _share(place):
    from scipy.special import ndtr

    return float(ndtr(place))
