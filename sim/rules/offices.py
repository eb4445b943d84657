"""25 synthetic field offices: how unequal they are. No office stands for a place."""

from typing import NamedTuple


class Offices(NamedTuple):
    """The numbers of offices.yaml that no lever moves."""

    docket_log_spread: float
    officers_log_spread: float
    cooperation_spread: float
