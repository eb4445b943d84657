"""Law 1: cases in = cases open + cases closed, and stocks change only by their flows. By office."""

from collections.abc import Iterator

import numpy as np

from sim.model.case import Count
from sim.model.world import OFFICES, Flow, Stock
from sim.vocabulary import Channel, Country, Custody, Lever, Stage, Technology
from tests.model.laws.watch import Sight, differing

DRIVERS = {
    Channel.BORDER: Lever.INTAKE_BORDER_PER_WEEK,
    Channel.INTERIOR: Lever.INTAKE_INTERIOR_PER_WEEK,
    Channel.BORDER_CUSTODY: Lever.DETENTION_BORDER_BOOK_INS_PER_WEEK,
    Channel.JAIL_NEW: Lever.ARRESTS_JAIL_NEW_PER_WEEK,
}
DOCKET_CHANNELS = (Channel.BORDER, Channel.INTERIOR)


def by_office(cases: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """How many of the chosen cases each office has. int64[OFFICES]"""
    return np.bincount(cases["office"][chosen], minlength=OFFICES)


def is_open(cases: np.ndarray) -> np.ndarray:
    """On the docket or in custody. bool[cases]"""
    gone = (cases["stage"] == Stage.CLOSED) | (cases["stage"] == Stage.PROSPECT)
    return (cases["custody"] != Custody.NONE) | ~gone


def is_known(cases: np.ndarray) -> np.ndarray:
    """Has ever been on the docket or in custody: everybody but people in local jails who were not taken over."""
    return (cases["on_docket"] != 0) | (cases["custody"] != Custody.NONE) | (cases["count"][:, Count.BOOK_IN] > 0)


def docket(world: np.record) -> np.ndarray:
    """Cases on the docket. int64[OFFICES]"""
    return world.stock[Stock.AWAITING_FILING] + world.stock[Stock.IN_PROCEEDINGS] + world.stock[Stock.FINAL_ORDER]


def closings(flow: np.ndarray) -> np.ndarray:
    """Cases that ended for good."""
    return (
        flow[Flow.DEPARTURES] + flow[Flow.OTHER_CLOSURES] + flow[Flow.RELIEF_OR_CLOSED] + flow[Flow.BOOK_OUTS_REMOVED]
    )


def closed_in_custody(flow: np.ndarray) -> np.ndarray:
    """People whom the court's decision led out of a bed and off the books."""
    return flow[Flow.BOOK_OUTS] - flow[Flow.BOOK_OUTS_REMOVED] - flow[Flow.RELEASES]


def cases_in_are_open_or_closed(sight: Sight) -> Iterator[str]:
    cases = sight.after.cases
    new = by_office(cases, is_known(cases) & ~sight.was(is_known(sight.before.cases)))
    was = by_office(sight.before.cases, is_open(sight.before.cases))
    yield from differing("open cases", by_office(cases, is_open(cases)), was + new - closings(sight.after.world.flow))


def as_many_enter_as_the_drivers_say(sight: Sight) -> Iterator[str]:
    """Whole cases out of the sum of the weeks so far, counted by the ordinals of their names."""
    world, cases = sight.after.world, sight.after.cases
    for channel, name in DRIVERS.items():
        so_far = np.cumsum(world.lever[name, : sight.week + 1]) / world.scale
        most = int(so_far[-1] + 1e-6) - (int(so_far[-2] + 1e-6) if sight.week else 0)
        alive = sight.new & (cases["channel"] == channel) & (cases["stage"] != Stage.CLOSED)
        if alive.any() and cases["ordinal"][alive].max() >= most:
            yield f"{channel.name}: ordinal {cases['ordinal'][alive].max()} in a week with {most} cases"
    now, before = (
        sum(int(world.lever[DRIVERS[channel], :weeks].sum() / world.scale + 1e-6) for channel in DOCKET_CHANNELS)
        for weeks in (sight.week + 1, sight.week)
    )
    intake, refused = world.flow[Flow.INTAKE].sum(), world.flow[Flow.RELEASED_NO_BED].sum()
    if not 0 <= intake - (now - before) <= refused:
        yield f"{intake} taken in, {now - before} came, {refused} were refused a bed"


def docket_changes_by_its_flows(sight: Sight) -> Iterator[str]:
    flow = sight.after.world.flow
    off = flow[Flow.DEPARTURES] + flow[Flow.OTHER_CLOSURES] + flow[Flow.RELIEF_OR_CLOSED] - closed_in_custody(flow)
    change = flow[Flow.INTAKE] + flow[Flow.RELEASES] - flow[Flow.BOOK_INS_DOCKET] - off
    yield from differing("docket", docket(sight.after.world), docket(sight.before.world) + change)


def custody_changes_by_its_flows(sight: Sight) -> Iterator[str]:
    flow = sight.after.world.flow
    wanted = sight.before.world.stock[Stock.DETAINED] + flow[Flow.BOOK_INS] - flow[Flow.BOOK_OUTS]
    yield from differing("detained", sight.after.world.stock[Stock.DETAINED], wanted)
    if (closed_in_custody(flow) < 0).any() or (closed_in_custody(flow) > flow[Flow.RELIEF_OR_CLOSED]).any():
        yield "book-outs are not removals, releases and the court's closings"
    removed = flow[Flow.REMOVALS_DOCKET] + flow[Flow.REMOVALS_NEW] + flow[Flow.REMOVALS_BORDER]
    yield from differing("removed from a bed", flow[Flow.BOOK_OUTS_REMOVED], removed)


def programme_changes_by_its_flows(sight: Sight) -> Iterator[str]:
    flow = sight.after.world.flow
    rows = slice(Stock.WORN + 1, Stock.WORN + len(Technology))
    was, now = (world.stock[rows].sum(axis=0) for world in (sight.before.world, sight.after.world))
    yield from differing("monitored", now, was + flow[Flow.ENROLMENTS] - flow[Flow.MONITORING_EXITS])
    lost = sight.after.world.lost.sum() - sight.before.world.lost.sum()
    yield from differing("devices lost", lost[None], flow[Flow.DEVICES_LOST].sum()[None])


def court_decides_in_three_ways(sight: Sight) -> Iterator[str]:
    flow = sight.after.world.flow
    ways = flow[Flow.ORDERS_ISSUED] + flow[Flow.ADMINISTRATIVE_CLOSURES] + flow[Flow.RELIEF_OR_CLOSED]
    yield from differing("hearings", flow[Flow.HEARINGS_COMPLETED], ways)
    if (flow[Flow.ORDERS_IN_ABSENTIA] > flow[Flow.ORDERS_ISSUED]).any():
        yield "more orders in absentia than orders"


def stages_change_by_their_flows(sight: Sight) -> Iterator[str]:
    """Departures and closures are not counted by stage: what they take must lie between none and all of them."""
    flow = sight.after.world.flow
    was, now = sight.before.world.stock, sight.after.world.stock
    left = flow[Flow.DEPARTURES] + flow[Flow.OTHER_CLOSURES]
    pending = was[Stock.COURT_PENDING] + flow[Flow.FILINGS] + flow[Flow.ORDERS_REOPENED] - flow[Flow.HEARINGS_COMPLETED]
    ordered = was[Stock.FINAL_ORDER] + was[Stock.DETAINED_FINAL_ORDER] - flow[Flow.ORDERS_REOPENED]
    ordered = ordered + flow[Flow.ORDERS_ISSUED] + flow[Flow.ORDERS_EXPEDITED] - flow[Flow.BOOK_OUTS_REMOVED]
    taken = pending - now[Stock.COURT_PENDING], ordered - now[Stock.FINAL_ORDER] - now[Stock.DETAINED_FINAL_ORDER]
    for name, gone in zip(("court pending", "final orders"), taken, strict=True):
        if (gone < 0).any() or (gone > left).any():
            yield f"{name}: {gone.sum()} cases gone by themselves, {left.sum()} left"
    if (taken[0] + taken[1] > left).any():
        yield "more cases left their stage by themselves than left the docket"


def names_and_traits_stay(sight: Sight) -> Iterator[str]:
    cases, before = sight.after.cases, sight.before.cases
    gone = sight.was(before["stage"] == Stage.CLOSED) & ~sight.was(is_open(before))
    alive = (cases["stage"] != Stage.CLOSED) | (cases["custody"] != Custody.NONE)
    stays = ~sight.new & ~gone
    for trait in ("entry", "channel", "ordinal", "office", "susceptible"):
        changed = stays & (cases[trait] != sight.was(before[trait]))
        if (changed & alive).any():
            yield f"{trait} of a case changed"
    was = sight.was(before["country"])
    third = (was == Country.REFUSED) & (cases["country"] == Country.SLOW)
    if (stays & (cases["country"] != was) & ~third).any():
        yield "the country group of a case changed, and not to a third country"
    if (stays & (cases["convicted"] < sight.was(before["convicted"]))).any():
        yield "a conviction was forgotten"
    if (gone & alive & ~sight.new).any():
        yield "a closed case is open again"
    names = np.stack([cases["entry"].astype(np.int64), cases["channel"], cases["ordinal"]])[:, alive]
    if np.unique(names, axis=1).shape[1] != alive.sum():
        yield "two cases have the same name"


def border_is_part_of_the_whole(sight: Sight) -> Iterator[str]:
    flow, cases = sight.after.world.flow, sight.after.cases
    released = by_office(cases, sight.new & (cases["channel"] == Channel.BORDER))
    if (flow[Flow.INTAKE_BORDER] < released).any():
        yield f"{released.sum()} came from the border, {flow[Flow.INTAKE_BORDER].sum()} are counted"
    for part, whole in (
        (Flow.INTAKE_BORDER, Flow.INTAKE),
        (Flow.BOOK_INS_BORDER, Flow.BOOK_INS),
        (Flow.BOOK_INS_DOCKET, Flow.BOOK_INS),
        (Flow.RELEASES, Flow.BOOK_OUTS),
    ):
        if (flow[part] > flow[whole]).any():
            yield f"{part.name.lower()} is more than {whole.name.lower()}"
    arrests = sum(flow[way] for way in range(Flow.ARRESTS_JAIL, Flow.ARRESTS_INCIDENTAL + 1))
    without = arrests + flow[Flow.BOOK_INS_BORDER] - flow[Flow.BOOK_INS]
    new = (sight.after.cases["channel"] == Channel.BORDER_CUSTODY) & sight.new
    refused = flow[Flow.RELEASED_NO_BED] - by_office(sight.after.cases, new) + flow[Flow.BOOK_INS_BORDER]
    yield from differing("arrested without a bed", without, refused)


BOOKS = (
    cases_in_are_open_or_closed,
    docket_changes_by_its_flows,
    custody_changes_by_its_flows,
    programme_changes_by_its_flows,
    court_decides_in_three_ways,
    stages_change_by_their_flows,
    names_and_traits_stay,
    border_is_part_of_the_whole,
    as_many_enter_as_the_drivers_say,
)
