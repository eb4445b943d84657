"""What happened to cases in a week, read from their records before and after it.

Nothing is written down while a run goes: a case counts the occurrences of its draws, and these counts, its stage and
its clocks tell what happened. So stories cost a run nothing, and the sums over all cases are the flows of the run (a
test holds them to it). A case that comes and goes within one week leaves no trace.
"""

from enum import IntEnum

import numpy as np

from sim.model.case import Count, Slot
from sim.model.world import Path
from sim.vocabulary import Channel, Custody, Impediment, Stage, Technology

COUNTS = 256
"""A count is one byte and begins again."""

Happenings = dict["Happening", np.ndarray]


class Happening(IntEnum):
    """What can happen to a case, in the order of a week; a release may also follow a book-in."""

    ENTERED = 0
    LOST_CONTACT = 1
    CAME_BACK = 2
    WOKE = 3  # comes back to be filed, after nobody worked on it
    REOPENED = 4
    IMPEDIMENT_ENDED = 5
    JAILED = 6
    LEFT_JAIL = 7
    CONVICTED = 8
    LEFT_PROGRAMME = 9
    RELEASED = 10
    AGENCY_ORDER = 11  # expedited, without a court
    DOCUMENT = 12
    DEPARTED = 13
    OTHER_CLOSURE = 14  # death, status, other
    FILED = 15
    ORDERED = 16
    ORDERED_IN_ABSENTIA = 17
    SET_ASIDE = 18  # closed administratively, stays on the docket
    CLOSED_BY_COURT = 19  # relief or terminated
    IMPEDED = 20
    REPORTED = 21
    ENROLLED = 22
    REMOVED = 23
    LET_GO = 24  # met by chance, no bed
    BOOKED_IN = 25


CLOSING = (Happening.DEPARTED, Happening.OTHER_CLOSURE, Happening.CLOSED_BY_COURT, Happening.REMOVED)
"""How a case leaves for good."""


def is_open(cases: np.ndarray) -> np.ndarray:
    """Whether each case is on the docket or in custody. bool[cases]"""
    stage = cases["stage"]
    return (cases["custody"] != Custody.NONE) | ((stage != Stage.CLOSED) & (stage != Stage.PROSPECT))


def happened(before: np.ndarray, after: np.ndarray, fresh: np.ndarray, week: int, cum: np.ndarray) -> Happenings:
    """How often each thing happened to each case in one week. int64[cases] for each ``Happening``

    ``before``, ``after``: the same rows (``CASE[cases]``) at the beginning and at the end of the week. ``fresh``:
    bool[cases], whether the row holds somebody who came in the week, so that ``before`` says nothing. ``cum``: the
    accumulated rates of the world at the end of the week.
    """
    was = before.copy()
    was[fresh] = np.zeros((), before.dtype)
    known = ~fresh & (was["stage"] != Stage.CLOSED)
    here = known | (fresh & (after["stage"] != Stage.CLOSED))
    found: Happenings = {Happening.ENTERED: fresh & is_open(after) | (was["stage"] == Stage.PROSPECT) & is_open(after)}
    found |= _on_the_way(was, after, here, fresh)
    found |= _in_law(was, after, here, fresh)
    found |= _endings(was, after, known, week, cum)
    found |= _custody(was, after, here, known, week, found)
    return {kind: np.asarray(found[kind], np.int64) for kind in Happening}


def _counted(was: np.ndarray, after: np.ndarray, what: Count) -> np.ndarray:
    """Occurrences of a draw in the week."""
    return (after["count"][:, what].astype(np.int64) - was["count"][:, what]) % COUNTS


def _on_the_way(was: np.ndarray, after: np.ndarray, here: np.ndarray, fresh: np.ndarray) -> Happenings:
    """Contact, local custody, monitoring."""
    born = fresh | ((was["stage"] == Stage.PROSPECT) & (after["stage"] != Stage.PROSPECT))
    turns = _counted(was, after, Count.CONTACT) - (born & (after["susceptible"] != 0))
    turns = np.where(here, np.maximum(turns, 0), 0)
    away = (was["absconded"] != 0) & (was["custody"] == Custody.NONE)
    booked = _counted(was, after, Count.BOOK_IN)
    stays = here & (after["stage"] != Stage.CLOSED)
    reset = stays & (booked > 0) & (((turns % 2 == 1) ^ away) != (after["absconded"] != 0))
    away = away & ~reset
    enrolled = np.where(here, (_counted(was, after, Count.EXIT) - booked) % COUNTS, 0)
    wearing = (was["technology"] != Technology.NONE).astype(np.int64)
    still = (after["technology"] != Technology.NONE).astype(np.int64)
    return {
        Happening.LOST_CONTACT: np.where(away, turns // 2, (turns + 1) // 2),
        Happening.CAME_BACK: np.where(away, (turns + 1) // 2, turns // 2),
        Happening.JAILED: stays & (was["jailed"] == 0) & (after["jailed"] != 0),
        Happening.LEFT_JAIL: here & (was["jailed"] != 0) & (after["jailed"] == 0) & (booked == 0),
        Happening.CONVICTED: stays & ~born & (was["convicted"] == 0) & (after["convicted"] != 0),
        Happening.ENROLLED: enrolled,
        Happening.LEFT_PROGRAMME: np.where(here, wearing + enrolled - still, 0),
        Happening.REPORTED: np.where(here, _counted(was, after, Count.CHECK_IN), 0),
    }


def _in_law(was: np.ndarray, after: np.ndarray, here: np.ndarray, fresh: np.ndarray) -> Happenings:
    """Filing, hearings, orders and what holds them up."""
    before, now = was["stage"], after["stage"]
    stays = here & (now != Stage.CLOSED)
    decided = here & (_counted(was, after, Count.HEARING) > 0)
    with_order = decided & (_counted(was, after, Count.IMPEDIMENT) > 0)
    pending = ~fresh & (before == Stage.PROCEEDINGS)
    by_court = with_order & pending
    absent = by_court & (was["custody"] == Custody.NONE) & (after["absconded"] != 0)
    aside = decided & ~with_order & pending
    reopened = stays & (now == Stage.PROCEEDINGS) & ((~fresh & (before == Stage.FINAL_ORDER)) | with_order)
    unfiled = (fresh | (before != Stage.PROCEEDINGS) & (before != Stage.FINAL_ORDER)) | aside
    held, holds = was["impediment"], after["impediment"]
    woke = stays & ~fresh & (before == Stage.DORMANT) & (now != Stage.DORMANT)
    return {
        Happening.FILED: stays & unfiled & (now == Stage.PROCEEDINGS) & ~with_order,
        Happening.ORDERED: by_court & ~absent,
        Happening.ORDERED_IN_ABSENTIA: absent,
        Happening.AGENCY_ORDER: with_order & ~pending,
        Happening.SET_ASIDE: aside,
        Happening.REOPENED: reopened,
        Happening.WOKE: woke & (_counted(was, after, Count.BOOK_IN) == 0),
        Happening.IMPEDED: stays & (holds != Impediment.NONE) & ((holds != held) | with_order),
        Happening.IMPEDIMENT_ENDED: stays & (held != Impediment.NONE) & (holds != held) & ~reopened,
        Happening.DOCUMENT: here & (was["ready"] == 0) & (after["ready"] != 0),
    }


def _endings(was: np.ndarray, after: np.ndarray, known: np.ndarray, week: int, cum: np.ndarray) -> Happenings:
    """How cases left that are closed now.

    Clocks strike before the court sits and before seats are given; in custody they stand still, so that who leaves
    from there without having been released was removed, or heard.
    """
    closed = known & (was["stage"] != Stage.PROSPECT) & (after["stage"] == Stage.CLOSED)
    held = was["custody"] != Custody.NONE
    due = was["due"]
    released = held & (after["filed"] == week)  # a release brings the case before the court anew
    other = _is_due(due[:, Slot.CLOSE], float(week + 1))
    left = _is_due(due[:, Slot.DEPART], cum[Path.DEPART, week + 1])
    other &= ~left | (due[:, Slot.CLOSE] - week <= _share_of_week(due[:, Slot.DEPART], cum[Path.DEPART], week))
    by_court = closed & (was["stage"] == Stage.PROCEEDINGS) & np.where(held, ~released, ~other & ~left)
    removed = closed & held & ~released & ~by_court
    other &= closed & ~held
    return {
        Happening.OTHER_CLOSURE: other,
        Happening.CLOSED_BY_COURT: by_court,
        Happening.REMOVED: removed,
        Happening.DEPARTED: closed & ~other & ~by_court & ~removed,
    }


def _is_due(due: np.ndarray, reached: float) -> np.ndarray:
    return (due > 0.0) & (due <= reached)


def _share_of_week(due: np.ndarray, path: np.ndarray, week: int) -> np.ndarray:
    """When in the week a target on a path is reached, as a share of the week."""
    rate = path[week + 1] - path[week]
    return np.clip((due - path[week]) / rate, 0.0, 1.0) if rate > 0 else np.zeros(len(due))


def _custody(
    was: np.ndarray, after: np.ndarray, here: np.ndarray, known: np.ndarray, week: int, found: Happenings
) -> Happenings:
    """Beds: who came, who was released, who was let go for want of one."""
    booked = np.where(here, _counted(was, after, Count.BOOK_IN), 0)
    held = (was["custody"] != Custody.NONE).astype(np.int64)
    holds = (after["custody"] != Custody.NONE).astype(np.int64)
    gone = found[Happening.REMOVED] | (found[Happening.CLOSED_BY_COURT] & (held > 0))
    met = known & (_counted(was, after, Count.ENCOUNTER) > 0) & (after["contact"] == week)
    by_chance = met & (booked == 0) & (was["custody"] == Custody.NONE) & (was["stage"] != Stage.PROSPECT)
    newcomer = np.isin(after["channel"], (Channel.BORDER_CUSTODY, Channel.CHANCE_NEW)) & here & ~known
    return {
        Happening.BOOKED_IN: booked,
        Happening.RELEASED: np.where(here, booked + held - holds - gone, 0),
        Happening.LET_GO: (by_chance & (found[Happening.REPORTED] == 0)) | (newcomer & (booked == 0)),
    }
