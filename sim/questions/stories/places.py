"""Where a case is at each look at its cohort, and how it came."""

from enum import IntEnum

import numpy as np

from sim.vocabulary import Channel, Custody, Stage


class Place(IntEnum):
    """Where a case is: open ones by stage and custody, closed ones by how they left."""

    NOT_FILED = 0
    PROCEEDINGS = 1
    NO_COURT_CASE = 2
    FINAL_ORDER = 3
    DETAINED = 4
    CLOSED_BY_COURT = 5
    DEPARTED = 6
    REMOVED = 7
    OTHER_CLOSURE = 8


PLACES: dict[Place, str] = {
    Place.NOT_FILED: "not yet filed",
    Place.PROCEEDINGS: "in proceedings",
    Place.NO_COURT_CASE: "no court case pending",
    Place.FINAL_ORDER: "final order",
    Place.DETAINED: "in custody",
    Place.CLOSED_BY_COURT: "closed by the court",
    Place.DEPARTED: "left by themselves",
    Place.REMOVED: "removed",
    Place.OTHER_CLOSURE: "closed otherwise",
}
WAYS: dict[Channel, str] = {
    Channel.BORDER: "released at the border",
    Channel.INTERIOR: "filed in the interior",
    Channel.BORDER_CUSTODY: "border, into custody",
    Channel.JAIL_NEW: "from a local jail",
    Channel.CHANCE_NEW: "met by chance",
}
_OF_STAGE = {
    Stage.NOT_FILED: Place.NOT_FILED,
    Stage.DORMANT: Place.NO_COURT_CASE,
    Stage.PROCEEDINGS: Place.PROCEEDINGS,
    Stage.FINAL_ORDER: Place.FINAL_ORDER,
}


def places_of(cases: np.ndarray) -> np.ndarray:
    """``Place`` of open cases (``CASE[n]``). int64[n]; the stage decides, custody goes before it."""
    table = np.zeros(len(Stage), np.int64)
    for stage, place in _OF_STAGE.items():
        table[stage] = place
    return np.where(cases["custody"] != Custody.NONE, int(Place.DETAINED), table[cases["stage"]])
