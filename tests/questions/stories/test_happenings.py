"""What happened to each case, summed over all cases, is what the run counted."""

import numpy as np
import pytest

from sim.model.run import Run
from sim.model.world import Flow
from sim.parameters.resolve import resolve
from sim.questions.stories.happenings import Happening, happened
from sim.questions.stories.lives import weeks_of
from sim.scenario.files import load_scenario
from sim.vocabulary import Channel, Stage

H = Happening
SCALE = 3000
SUMS = {
    Flow.HEARINGS_COMPLETED: (H.ORDERED, H.ORDERED_IN_ABSENTIA, H.SET_ASIDE, H.CLOSED_BY_COURT),
    Flow.ORDERS_ISSUED: (H.ORDERED, H.ORDERED_IN_ABSENTIA),
    Flow.ORDERS_IN_ABSENTIA: (H.ORDERED_IN_ABSENTIA,),
    Flow.ORDERS_EXPEDITED: (H.AGENCY_ORDER,),
    Flow.ORDERS_REOPENED: (H.REOPENED,),
    Flow.RELIEF_OR_CLOSED: (H.CLOSED_BY_COURT,),
    Flow.ADMINISTRATIVE_CLOSURES: (H.SET_ASIDE,),
    Flow.FILINGS: (H.FILED,),
    Flow.CHECK_INS_DONE: (H.REPORTED,),
    Flow.ABSCONDINGS: (H.LOST_CONTACT,),
    Flow.BOOK_INS: (H.BOOKED_IN,),
    Flow.BOOK_OUTS_REMOVED: (H.REMOVED,),
    Flow.RELEASES: (H.RELEASED,),
    Flow.RELEASED_NO_BED: (H.LET_GO,),
    Flow.DEPARTURES: (H.DEPARTED,),
    Flow.OTHER_CLOSURES: (H.OTHER_CLOSURE,),
    Flow.ENROLMENTS: (H.ENROLLED,),
    Flow.MONITORING_EXITS: (H.LEFT_PROGRAMME,),
}


@pytest.fixture(scope="module", params=["baseline", "all-hands"])
def watched(request):
    """Sums of happenings by week, the counts of the run, and how many came and went within each week."""
    run = Run(resolve(load_scenario(request.param), 0, 0), 0, 0, 0, SCALE)
    world, cases = run.docket.world[0], run.docket.cases
    sums = np.zeros((run.weeks, len(Happening)))
    unseen = np.zeros(run.weeks)
    before = cases[: int(world.rows)].copy()
    for week in weeks_of(run):
        if week < 0:
            continue
        after = cases[: int(world.rows)].copy()
        fresh = after["entry"] == week
        was = np.concatenate([before, np.zeros(len(after) - len(before), after.dtype)])
        found = happened(was, after, fresh, week, world.cum)
        sums[week] = [found[kind].sum() for kind in Happening]
        onto_docket = np.isin(after["channel"], (Channel.BORDER, Channel.INTERIOR))
        unseen[week] = (fresh & onto_docket & (after["stage"] == Stage.CLOSED)).sum()
        before = after
    return sums, run.history.flow.sum(axis=2), unseen


@pytest.mark.parametrize("flow", SUMS, ids=lambda flow: flow.name.lower())
def test_stories_add_up_to_the_flows(watched, flow):
    sums, flows, unseen = watched
    told, counted = sums[:, list(SUMS[flow])].sum(axis=1), flows[:, flow]
    short = counted - told
    leaves = flow in (Flow.DEPARTURES, Flow.OTHER_CLOSURES)
    assert (short >= 0).all()
    assert (short <= (unseen if leaves else 0)).all()


def test_something_of_everything_happens(watched):
    sums, _, _ = watched
    rare = {H.LET_GO}  # beds are seldom full when somebody is met by chance
    assert {kind for kind in Happening if not sums[:, kind].any()} <= rare
