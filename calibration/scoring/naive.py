"""Two forecasts that know nothing but the series itself: what a model must beat."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from calibration.scoring.observed import POINT, Observation
from calibration.scoring.scores import Forecast

MEMBERS = 200
"""Equally likely values that stand for a predictive distribution; more change no third digit of a score."""
TREND_MONTHS = 6
"""The trend is that of the last six months, as the contract of the comparison says."""
CHANGE_MONTHS = 24
"""Persistence learns how much the series moves from its last two years: an assumption, because older months
belong to other regimes, and a year alone has too few changes."""
FEWEST_FOR_TREND = 3
"""Rows that leave one degree of freedom for the spread around a line."""

_DAYS_PER_MONTH = 365.25 / 12


def naive_forecasts(
    known: Sequence[Observation], wanted: Sequence[Observation], as_of: date
) -> tuple[Forecast, Forecast]:
    """Persistence and linear trend from the rows known at ``as_of``, for the wanted rows (all of one kind)."""
    return _persistence(known, wanted, as_of), _trend(known, wanted, as_of)


def _persistence(known: Sequence[Observation], wanted: Sequence[Observation], as_of: date) -> Forecast:
    """The last value holds. Spread: a random walk that moves as much, squared, a month as in the last two years."""
    from scipy.special import ndtri

    point, members = _nothing(len(wanted))
    if not known:
        return Forecast("persistence", point, members, f"no row up to {as_of}")
    point[:] = known[-1].value
    recent = [row for row in known if row.period_end > months_before(as_of, CHANGE_MONTHS)]
    if len(recent) < 2:  # a change needs two rows
        return Forecast("persistence", point, members, f"fewer than two rows in the {CHANGE_MONTHS} months to {as_of}")
    times, values = _times(recent), np.array([row.value for row in recent])
    per_month = float((np.diff(values) ** 2).sum() / (times[-1] - times[0]))
    ahead = _times(wanted) - _times(known[-1:])
    spread = np.sqrt(per_month * ahead)
    return Forecast("persistence", point, _positive(point + ndtri(_levels())[:, None] * spread), "")


def _trend(known: Sequence[Observation], wanted: Sequence[Observation], as_of: date) -> Forecast:
    """A straight line by least squares. Spread: Student's t with the variance of a prediction from that line."""
    from scipy.special import stdtrit

    point, members = _nothing(len(wanted))
    recent = [row for row in known if row.period_end > months_before(as_of, TREND_MONTHS)]
    if len(recent) < FEWEST_FOR_TREND:
        why = f"{len(recent)} rows in the {TREND_MONTHS} months to {as_of}; a line needs {FEWEST_FOR_TREND}"
        return Forecast("linear trend", point, members, why)
    times, values = _times(recent), np.array([row.value for row in recent])
    centre, count = times.mean(), len(times)
    squares = float(((times - centre) ** 2).sum())
    slope = float(((times - centre) * (values - values.mean())).sum()) / squares
    fitted = values.mean() + slope * (times - centre)
    freedom = count - 2
    variance = float(((values - fitted) ** 2).sum()) / freedom
    ahead = _times(wanted) - centre
    point = values.mean() + slope * ahead
    spread = np.sqrt(variance * (1 + 1 / count + ahead**2 / squares))
    members = point + stdtrit(freedom, _levels())[:, None] * spread
    return Forecast("linear trend", np.maximum(point, 0.0), _positive(members), "")


def months_before(day: date, months: int) -> date:
    """The same day some months earlier; the last day of a month stays one."""
    month = day.year * 12 + day.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    is_last = (day + timedelta(days=1)).day == 1
    return last if is_last else min(last, first + timedelta(days=day.day - 1))


def _times(rows: Sequence[Observation]) -> np.ndarray:
    """Months: whole ones for monthly rows, days over a mean month for points in time."""
    if rows[0].kind == POINT:
        return np.array([row.period_end.toordinal() for row in rows]) / _DAYS_PER_MONTH
    return np.array([row.period_end.year * 12.0 + row.period_end.month for row in rows])


def _levels() -> np.ndarray:
    return (np.arange(MEMBERS) + 0.5) / MEMBERS


def _nothing(rows: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full(rows, np.nan), np.full((MEMBERS, rows), np.nan)


def _positive(members: np.ndarray) -> np.ndarray:
    """Every measure counts something: nothing below zero."""
    return np.maximum(members, 0.0)
