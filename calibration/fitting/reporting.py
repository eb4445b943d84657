"""What would have been published: from the weekly path of a run to the kind of number that a figure gives."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np

from sim import calendar
from sim.results.measures import INDEX, MEASURES


class Reported(Protocol):
    """What a number is about: ``measure``s added up, on a day, or since one."""

    @property
    def measure(self) -> tuple[str, ...]:
        """The measures whose sum is reported."""

    @property
    def as_of(self) -> date:
        """The day of a stock, or the last day of a flow."""

    @property
    def since(self) -> date | None:
        """The first day of a flow; None for a stock."""


class Reader(NamedTuple):
    """Numbers read off weekly paths: one for each of what was asked for.

    ``weights``: float64[numbers, weeks + 1, measures used]; ``columns``: the measures used, in ``MEASURES``.
    ``NaN`` of row 0 (flows have none) is never read.
    """

    weights: np.ndarray
    columns: tuple[int, ...]

    def read(self, values: np.ndarray) -> np.ndarray:
        """float64[numbers] from the values of one run, float64[weeks + 1, len(MEASURES)]."""
        used = np.nan_to_num(values[: self.weights.shape[1], list(self.columns)])
        return np.einsum("nwm,wm->n", self.weights, used)


def reader_of(asked: Sequence[Reported], weeks: int) -> Reader:
    """How to read numbers off runs of so many weeks.

    A stock on a day is interpolated between week ends. A stock *since* a day is its change, a flow since a day is
    its sum over the days. Raises ``ValueError`` where a number lies after the last week, or a flow has no first day.
    """
    columns = tuple(sorted({INDEX[name] for one in asked for name in one.measure}))
    weights = np.zeros((len(asked), weeks + 1, len(columns)))
    for row, one in enumerate(asked):
        for name in one.measure:
            weights[row, :, columns.index(INDEX[name])] = _weights(one, MEASURES[INDEX[name]].kind == "stock", weeks)
    return Reader(weights, columns)


def _weights(one: Reported, is_stock: bool, weeks: int) -> np.ndarray:
    spans = calendar.spans_of([(one.since or one.as_of, one.as_of)], calendar.START, weeks)
    if not is_stock:
        if one.since is None:
            raise ValueError(f"{one.measure}: a flow needs the day since which it is summed")
        return calendar.flow_days(spans, calendar.START, weeks)[0] / 7
    end = calendar.end_days(spans, calendar.START, weeks)[0] / 7
    if one.since is None:
        return end
    first = calendar.spans_of([(one.since, one.since)], calendar.START, weeks)
    return end - calendar.end_days(first, calendar.START, weeks)[0] / 7
