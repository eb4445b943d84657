"""Claims about officers, devices, beds and removals: what the published numbers say, without a simulation."""

from datetime import date
from math import inf

from calibration.articles.docket import DAYS_PER_YEAR, days_between
from calibration.articles.intervals import Interval, Known, number
from calibration.articles.verdicts import NOT_TESTABLE, ONLY_IF, Verdict, judged, needed
from sim import calendar
from sim.io import words

DAYS_PER_WEEK = 7
MINUTES_PER_HOUR = 60


def _docket_hours(known: Known) -> Interval:
    """Hours a year of the officers assigned to the docket."""
    assigned = known["docket-2024-06"].over(known["caseload-2024"])
    return assigned.times(known.prior("officers.productive_hours_per_year"))


def too_many_untouched(known: Known) -> Verdict:
    """The minutes that a year has for each case."""
    minutes = known.prior("officers.productive_hours_per_year").scaled(MINUTES_PER_HOUR).over(known["caseload-2024"])
    finding = f"{known['caseload-2024'].text()} cases for an officer leave {minutes.text()} minutes a case and year"
    published = known.figures["claim-untouched"].value
    if published is None:
        finding += "; the article gives no share"
        return Verdict(NOT_TESTABLE, finding, "a share that counts as too many", minutes)
    return Verdict(ONLY_IF, finding, f"{words.percent(published)} or more of the docket is untouched", minutes)


def hiring_will_help(known: Known) -> Verdict:
    """How the load of the docket's officers changes with more of them."""
    hires = known["hires-goal-10k"]
    share = known["docket-2024-06"].over(known["caseload-2024"]).over(known["officers-2024"])
    middle = known.value("docket-2024-06") / known.value("caseload-2024") / known.value("officers-2024")
    more = known.value("officers-2025") + known.value("hires-goal-10k")
    now = known.value("docket-2025-08") / (known.value("officers-2025") * middle)
    later = known.value("docket-2025-08") / (more * middle)
    finding = (
        f"{number(more)} officers with the same share on the docket ({share.percent()}) would have"
        f" {number(later)} cases each, not {number(now)}"
    )
    condition = (
        f"recruits are put on the docket: {number(known.value('hires-goal-10k') * middle)} of them keep the share; with"
        " none the load stays as it is"
    )
    return Verdict(ONLY_IF, finding, condition, hires)


def more_than_double_officers(known: Known) -> Verdict:
    """Officers after over officers before."""
    before, hires = known["officers-2025"], known["hires-order-20k"]
    quotient = Interval(1 + hires.low / before.high, inf)
    total = known.value("officers-2025") + known.value("hires-order-20k")
    claimed = known["claim-more-than-double-officers"]
    middle = total / known.value("officers-2025")
    finding = (
        f"({number(known.value('officers-2025'))} + {number(known.value('hires-order-20k'))}) /"
        f" {number(known.value('officers-2025'))} = {number(middle)}, {number(quotient.low)} or more with rounding,"
        f" against {number(claimed.low)} claimed"
    )
    least = known.value("officers-2025") * (claimed.low - 1)
    condition = f"more than {number(least)} officers are hired and nobody leaves"
    return judged(quotient, claimed, finding, condition)


def tags_for_millions(known: Known) -> Verdict:
    """Tags against devices, and the hours that fitting them takes."""
    goal, spare, monitored = known["devices-goal"], known["devices-spare"], known["monitored-2025-08"]
    devices = Interval(spare.low, spare.high + monitored.high)  # of the monitored none or all wear a device
    missing = goal.minus(devices)
    hours = goal.times(known.prior("monitoring.enrolment_hours"))
    years = hours.over(_docket_hours(known))
    times = known.value("devices-goal") / known.value("monitored-2025-08")
    finding = (
        f"{number(known.value('devices-goal'))} are {number(times)} times those monitored and"
        f" {goal.over(known['docket-2025-08']).percent()} of the docket; devices in stock and worn are"
        f" {devices.text()}, {devices.over(goal).percent()} of it"
    )
    condition = (
        f"{missing.text()} more devices are bought, and {hours.text()} officer hours are found to fit them,"
        f" {number(years.low)} to {number(years.high)} years of all docket officers"
    )
    return needed(missing, finding, condition)


def monitoring_could_scale_up(known: Known) -> Verdict:
    """What the stock adds, and the share of a year's docket hours that fitting it takes."""
    spare, monitored = known["devices-spare"], known["monitored-2025-08"]
    share = spare.times(known.prior("monitoring.enrolment_hours")).over(_docket_hours(known))
    finding = (
        f"the stock adds {spare.over(monitored).percent()} to those monitored; fitting it takes {share.percent()} of"
        " the hours that docket officers have in a year"
    )
    condition = "the docket's officers do nothing else for longer than a year"
    return judged(share, Interval(0.0, 1.0), finding, condition)  # quickly: within a year, our reading


def detention_is_full(known: Known) -> Verdict:
    """People in custody against places that were funded."""
    held, funded = known["detained-2025-08"], known["funded-beds"]
    finding = (
        f"{held.text()} people against {number(known.value('funded-beds'))} funded places,"
        f" {held.over(funded).percent()}; the article gives no number of places"
    )
    return judged(held, Interval(funded.low, inf), finding, f"no more than {held.text()} places were in use")


def hundred_thousand_removed(known: Known) -> Verdict:
    """The article against the agency's count of the same weeks."""
    claimed, count = known["removals-2025-ytd"], known["removals-2025-count"]
    missing = claimed.low - known.value("removals-2025-count")
    finding = (
        f"the agency counted {known.value('removals-2025-count'):,.0f} from 21 January to"
        f" {known.day('removals-2025-count')}; the article says {number(claimed.low)} or more, of no stated scope"
    )
    condition = f"{number(missing)} removals or more by others, or before 20 January, are counted too"
    return judged(count, Interval(claimed.low, inf), finding, condition)


def million_removals_pace(known: Known) -> Verdict:
    """The pace of the first weeks over the year, and the pace that is left to find."""
    goal, done = known["removals-goal"], known["removals-2025-ytd"]
    since, now = known.reading("removals-2025-ytd").since, known.day("removals-2025-ytd")
    assert since is not None
    passed, left = days_between(since, now), days_between(now, date(now.year + 1, 1, 1))
    year = done.plus(done.scaled(left / passed))
    pace = (goal.low - known.value("removals-2025-ytd")) / left
    times = pace / (known.value("removals-2025-ytd") / passed)
    finding = f"{done.text()} in {passed} days, carried on to the end of {now.year}, make {year.text()}"
    condition = f"{number(pace * DAYS_PER_WEEK)} are removed a week from then on, {number(times)} times the pace so far"
    missing = Interval(goal.low - year.high, goal.low - year.low)
    return needed(missing, finding, condition)._replace(value=year, claimed=goal)


def million_removals_beds(known: Known) -> Verdict:
    """Little's law: a place passes 365 over the stay people a year; those removed are a share of them."""
    goal, beds, stay = known["removals-goal"], known["detained-2025-08"], known["stay-days"]
    share, direct = known["removed-share"], known["direct-per-week"].scaled(DAYS_PER_YEAR / DAYS_PER_WEEK)
    passed = beds.scaled(DAYS_PER_YEAR).over(stay)
    removed = passed.times(share).plus(direct)
    all_from_beds = stay.scaled(goal.low / DAYS_PER_YEAR).over(share)
    rest = Interval(max(0.0, goal.low - direct.high), max(0.0, goal.low - direct.low))
    with_direct = rest.times(stay).scaled(1 / DAYS_PER_YEAR).over(share)
    days = known.value("stay-days")
    middle = goal.low * days / DAYS_PER_YEAR / share.low
    finding = (
        f"{number(known.value('detained-2025-08'))} beds at {stay.text()} days pass {passed.text()} people a year; with"
        f" {share.percent()} of them removed and {direct.text()} removals that need no bed, {removed.text()} a year"
    )
    times = Interval(with_direct.low, all_from_beds.high).scaled(1 / known.value("detained-2025-08"))
    condition = (
        f"{all_from_beds.text()} beds are in use ({number(stay.low)} days and all leavers removed, to"
        f" {number(stay.high)} days and {words.percent(share.low)}; {number(middle)} at {number(days)} days and"
        f" {words.percent(share.low)}), or {with_direct.text()} where removals without a bed go on; that is"
        f" {times.text()} times those of August 2025"
    )
    missing = Interval(goal.low - removed.high, goal.low - removed.low)
    return needed(missing, finding, condition)._replace(value=removed, claimed=goal)


def all_two_million_unlikely(known: Known) -> Verdict:
    """What the beds in use could pass until the end of the calendar, were they for these people only."""
    people, beds = known["claim-nearly-two-million"], known["detained-2025-08"]
    days = days_between(known.day("detained-2025-08"), calendar.END)
    removed = beds.scaled(days).over(known["stay-days"]).times(known["removed-share"])
    finding = (
        f"{number(known.value('detained-2025-08'))} beds used for nobody else would pass {removed.text()} people to"
        f" removal by {calendar.END}, of {people.text()}"
    )
    least = people.low * known["stay-days"].low / days
    condition = f"no more than {number(least)} beds are in use"
    return judged(removed, Interval(0.0, people.low), finding, condition)
