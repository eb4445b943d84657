"""From the docket to the court: notices to appear are filed as capacity allows."""

from typing import NamedTuple


class Filing(NamedTuple):
    """The numbers of filing.yaml that no lever moves."""

    dormant_share: float
    dormant_per_year: float
