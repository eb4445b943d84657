"""Claims about the docket and those on it: what the published numbers say of each, without a simulation."""

from datetime import date
from math import inf

from calibration.articles.intervals import Interval, Known, number
from calibration.articles.verdicts import CONSISTENT, CONTRADICTED, NOT_TESTABLE, ONLY_IF, Verdict, equal, judged
from sim.io import words

DAYS_PER_YEAR = 365


def days_between(first: date, last: date) -> int:
    """Days from the first to the second; negative where the second is the earlier one."""
    return (last - first).days


def caseload_of_every_officer(known: Known) -> Verdict:
    """Officers times cases against the docket."""
    officers, each, docket = known["officers-2024"], known["claim-caseload-each-agent"], known["docket-2024-06"]
    product = officers.times(each)
    numbers = known.value("officers-2024"), known.value("claim-caseload-each-agent"), known.value("docket-2024-06")
    times = numbers[0] * numbers[1] / numbers[2]
    finding = (
        f"{number(numbers[0])} x {number(numbers[1])} = {number(numbers[0] * numbers[1])}"
        f" ({product.text()}), {number(times)} times the docket of {number(numbers[2])}; over all officers"
        f" it is {number(numbers[2] / numbers[0])} cases each ({docket.over(officers).text()})"
    )
    condition = f"the divisor is {docket.over(each).text()} officers, not all of them"
    return equal(product, docket, finding, condition)


def caseload_of_the_assigned(known: Known) -> Verdict:
    """How many officers must be assigned to the docket for the caseload to hold."""
    officers, each, docket = known["officers-2024"], known["caseload-2024"], known["docket-2024-06"]
    assigned = docket.over(each)
    middle = known.value("docket-2024-06") / known.value("caseload-2024")
    share = words.percent(middle / known.value("officers-2024"))
    finding = (
        f"{number(known.value('docket-2024-06'))} / {number(known.value('caseload-2024'))} ="
        f" {number(middle)} officers ({assigned.text()}), {share} of {number(known.value('officers-2024'))};"
        " the article does not say how many are assigned"
    )
    condition = f"{assigned.text()} officers are assigned to the docket, {assigned.over(officers).percent()} of all"
    if assigned.low > officers.high:
        return Verdict(CONTRADICTED, finding, condition, assigned, officers)
    verdict = ONLY_IF if assigned.misses(officers) else CONSISTENT
    return Verdict(verdict, finding, condition if verdict == ONLY_IF else "", assigned, officers)


def nearly_two_million(known: Known) -> Verdict:
    """The union of two sets lies between the larger of them and their sum."""
    orders, convicted = known["orders-2025-08"], known["convicted-2025"]
    claimed = Interval(known["claim-nearly-two-million"].low, inf)
    union = Interval(max(orders.low, convicted.low), orders.high + convicted.high)
    total = known.value("orders-2025-08") + known.value("convicted-2025")
    overlap = Interval(max(0.0, total - claimed.low), max(0.0, union.high - claimed.low))
    finding = (
        f"{number(known.value('orders-2025-08'))} + {number(known.value('convicted-2025'))} ="
        f" {number(total)} if nobody is in both sets; with full overlap it is"
        f" {number(max(known.value('orders-2025-08'), known.value('convicted-2025')))}; rounding allows"
        f" {union.text()}"
    )
    condition = (
        f"at most {number(overlap.low)} of the {number(known.value('convicted-2025'))} convicted"
        f" ({words.percent(overlap.low / known.value('convicted-2025'))}) have a removal order; with rounding in favour"
        f" of the claim {number(overlap.high)}"
    )
    return judged(union, claimed, finding, condition)


def eight_million(known: Known) -> Verdict:
    """The pace since October, carried on to the end of September; and the count that came."""
    goal, docket, growth = (known[id_] for id_ in _EIGHT)
    start, now, end = known.reading(_EIGHT[2]).since, known.day(_EIGHT[1]), known.day(_EIGHT[0])
    assert start is not None
    passed, left = days_between(start, now), days_between(now, end)
    reached = known.value(_EIGHT[1]) + known.value(_EIGHT[2]) * left / passed
    growth_needed = (known.value(_EIGHT[0]) - known.value(_EIGHT[1])) * passed / left
    finding = (
        f"{number(known.value(_EIGHT[1]))} and {number(known.value(_EIGHT[2]))} in {passed} days, carried on for"
        f" {left} days, make {number(reached)}; the agency counted {known['docket-fy24-end'].text()} at the end of"
        " the fiscal year"
    )
    condition = (
        f"the docket had grown by {number(growth_needed)} since {start} and went on so,"
        f" {number(growth_needed / known.value(_EIGHT[2]))} times what is reported, and the agency's count is wrong"
    )
    on_track = docket.plus(growth.scaled(left / passed))
    came = judged(known["docket-fy24-end"], goal, finding, condition)
    return judged(on_track, goal, finding, condition) if came.verdict == CONSISTENT else came


_EIGHT = ("docket-fy24-end-projected", "docket-2024-06", "docket-fy24-start-growth")


def docket_grew_by_a_million(known: Known) -> Verdict:
    """The difference to the agency's count at the end of the fiscal year before."""
    growth = known["docket-2024-06"].minus(known["docket-fy23-end"])
    claimed = known["docket-fy24-start-growth"]
    finding = (
        f"{known['docket-2024-06'].text()} less the agency's {known['docket-fy23-end'].text()} of"
        f" {known.day('docket-fy23-end')} is {growth.text()}"
    )
    return judged(growth, claimed, finding, f"the growth was at least {number(claimed.low)}")


def docket_more_than_doubled(known: Known) -> Verdict:
    """The quotient of two rounded numbers."""
    before, after = known["docket-2021-01"], known["docket-2024-06"]
    claimed = known["claim-docket-doubled"]
    quotient = after.over(before)
    finding = (
        f"{number(known.value('docket-2024-06'))} / {number(known.value('docket-2021-01'))} ="
        f" {number(known.value('docket-2024-06') / known.value('docket-2021-01'))}; rounding allows"
        f" {quotient.low:.3f} to {quotient.high:.3f}"
    )
    condition = (
        f"the docket of January 2021 was below {number(known.value('docket-2024-06') / claimed.low)} if that of"
        f" June 2024 was {number(known.value('docket-2024-06'))}; below {number(after.low / claimed.low)} if it"
        f" was {number(after.low)}"
    )
    return judged(quotient, claimed, finding, condition)


def orders_grew(known: Known) -> Verdict:
    """The growth that rounding leaves open, and what the agency's own count leaves of it."""
    before, after, count = known["orders-2024-11"], known["orders-2025-08"], known["orders-2024-11-count"]
    rounded, growth = after.minus(before), after.minus(count)
    published = known.value("orders-2025-08") - known.value("orders-2024-11")
    claimed = Interval(published / 2, inf)  # what rounds to the published growth, or to more
    finding = (
        f"rounding allows a growth of {number(max(rounded.low, 0.0))} to {number(rounded.high)}; against the"
        f" agency's count of {known.value('orders-2024-11-count'):,.0f} it is {growth.text()}"
    )
    least = number(known.value("orders-2024-11-count") + claimed.low)
    condition = f"there were at least {least} orders in August 2025, a growth of {number(claimed.low)} or more"
    return judged(growth, claimed, finding, condition)


def convicted_stood_still(known: Known) -> Verdict:
    """The change of the stock, and the inflow that it takes beside removals."""
    before, after, removed = known["convicted-2024"], known["convicted-2025"], known["convicted-removed"]
    change = after.minus(before)
    share = Interval(change.low / known.value("convicted-2024"), change.high / known.value("convicted-2024"))
    span = days_between(known.day("convicted-2024"), known.day("convicted-2025"))
    inflow = removed.scaled(span / DAYS_PER_YEAR).plus(change)
    finding = (
        f"the stock changed by {number(change.low)} to {number(change.high)} in {span} days"
        f" ({100 * share.low:+.1f} to {100 * share.high:+.1f} percent), while {removed.text()} a year were removed"
    )
    condition = (
        f"at least {inflow.text()} people were convicted or came with a conviction in that time, and as many more as"
        " left by themselves or had their case closed"
    )
    still = judged(share, known["hardly-changed"], finding, condition)
    if still.verdict != CONSISTENT or inflow.high <= 0:
        return still
    return still._replace(verdict=ONLY_IF, condition=condition)


def never_in_contact(known: Known) -> Verdict:
    """People outside the docket, beside those on it."""
    people, docket, officers = known["gotaways"], known["docket-2024-06"], known["officers-2024"]
    finding = (
        f"{number(known.value('gotaways'))} are {people.over(docket).percent()} of the docket and not on it; with them"
        f" there would be {people.plus(docket).over(officers).text()} cases for each of all officers, not"
        f" {docket.over(officers).text()}"
    )
    return _outside(known, "gotaways", finding)


def twenty_million(known: Known) -> Verdict:
    """A number of people of whom the docket holds a part."""
    most = known["docket-2025-08"].over(known["undocumented-claim"]).high
    finding = (
        f"the docket holds {known['docket-2025-08'].text()}, at most {words.percent(most)} of"
        f" {known['undocumented-claim'].text()}; nothing published here counts the others"
    )
    return _outside(known, "undocumented-claim", finding)


def _outside(known: Known, figure: str, finding: str) -> Verdict:
    """Not testable where no measure of the model counts it; else nothing speaks against it."""
    if known.is_outside_the_model(figure):
        return Verdict(NOT_TESTABLE, finding, "a count of people who are not on the docket", known[figure])
    return Verdict(CONSISTENT, finding, "", known[figure])


def docket_is_monitored(known: Known) -> Verdict:
    """The monitored as a share of the docket."""
    share = known["monitored-2025-04"].over(known["docket-2024-06"])
    finding = (
        f"{number(known.value('monitored-2025-04'))} monitored of {number(known.value('docket-2024-06'))} are"
        f" {share.percent()}"
    )
    left = known["docket-2024-06"].minus(known["monitored-2025-04"])
    condition = f"{left.text()} more people were in the programme"
    return equal(share, known["claim-docket-is-monitored"], finding, condition)
