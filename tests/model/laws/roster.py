"""Laws of officers: who is on board came and did not leave; recruits wait for a seat and a selection for the target."""

from collections.abc import Iterator

import numpy as np

from sim.model.officers import ACADEMY, EXITS, FIELD, FULL, HIRES, SELECTED, VETTING
from sim.vocabulary import Lever, OfficerStatus
from tests.model.laws.watch import Watched, above


def officers_come_and_go_one_by_one(seen: Watched) -> Iterator[str]:
    weeks = len(seen.history.flow)
    weekly = seen.roster.weekly[:weeks]
    aboard = weekly[:, [ACADEMY, FIELD, FULL]].sum(axis=1)
    change = weekly[1:, HIRES] - weekly[1:, EXITS]
    if not np.array_equal(np.diff(aboard), change):
        week = int(np.flatnonzero(np.diff(aboard) != change)[0]) + 1
        yield f"week {week}: officers changed by {np.diff(aboard)[week - 1]}, hires less exits are {change[week - 1]}"


def recruits_wait_for_seat_and_target(seen: Watched) -> Iterator[str]:
    weeks = len(seen.history.flow)
    lever, weekly = seen.resolved.lever[:, :weeks], seen.roster.weekly[:weeks]
    seats = np.floor(lever[Lever.HIRING_ACADEMY_SEATS] + 1e-9)
    held = np.concatenate([[0.0], weekly[:, ACADEMY]])
    yield from above("recruits in the academy", held[1:], np.maximum(seats, held[:-1]))
    most = lever[Lever.HIRING_TARGET].max(initial=0.0)
    yield from above("recruits selected", float(seen.roster.totals[SELECTED]), min(most, pace(lever) + 1.0))
    yield from above("recruits in vetting", weekly[:, VETTING], most)


def pace(lever: np.ndarray) -> float:
    """Recruits that the pace allows in all weeks."""
    return float(lever[Lever.HIRING_PACE_PER_WEEK].sum())


def columns_agree_with_counts(seen: Watched) -> Iterator[str]:
    roster = seen.roster
    for status in range(OfficerStatus.GONE):
        counted = np.bincount(roster.office[roster.status == status], minlength=roster.number.shape[1])
        if not np.array_equal(counted, roster.number[status]):
            yield f"{OfficerStatus(status).name}: {counted} officers in columns, {roster.number[status]} kept"


ROSTER = (officers_come_and_go_one_by_one, recruits_wait_for_seat_and_target, columns_agree_with_counts)
"""Held against a run when it is over."""


def roster_breaches(seen: Watched) -> list[str]:
    """What the laws of officers say of a run."""
    return [f"{law.__name__}: {breach}" for law in ROSTER for breach in law(seen)]
