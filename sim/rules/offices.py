"""25 synthetic field offices: how unequal they are. No office stands for a place."""

import math
from typing import NamedTuple


class Offices(NamedTuple):
    """The numbers of offices.yaml that no lever moves."""

    docket_log_spread: float
    officers_log_spread: float
    cooperation_spread: float


# A uniform in (-1, 1) times this has a spread of one.
UNIT_SPREAD = math.sqrt(3.0)


def weights(log_spread: float, u: list[float]) -> list[float]:
    """Shares of offices whose logs spread by ``log_spread``; ``u`` is uniform in (0, 1), one for each office."""
    raw = [math.exp(log_spread * (2.0 * x - 1.0) * UNIT_SPREAD) for x in u]
    total = math.fsum(raw)
    return [x / total for x in raw]


def docket_shares(p: Offices, u: list[float]) -> list[float]:
    """Each office's share of the docket."""
    return weights(p.docket_log_spread, u)


def officer_shares(p: Offices, docket: list[float], u: list[float]) -> list[float]:
    """Each office's share of the officers: its share of the docket, more or less."""
    raw = [share * lean for share, lean in zip(docket, weights(p.officers_log_spread, u), strict=True)]
    total = math.fsum(raw)
    return [x / total for x in raw]


def cooperation_leans(p: Offices, u: list[float]) -> list[float]:
    """How far each office's local cooperation leans from the national share; within plus and minus one."""
    return [p.cooperation_spread * 2.0 * (2.0 * x - 1.0) for x in u]
