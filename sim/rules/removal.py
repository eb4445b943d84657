"""Executing an order: document, seat, journey."""

from typing import NamedTuple


class Removal(NamedTuple):
    """The numbers of removal.yaml that no lever moves."""

    document_quick_per_year: float
    document_slow_per_year: float
    document_refused_per_year: float
    hours_per_removal: float
