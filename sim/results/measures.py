"""Every output of the model, once: name, unit, kind, definition, and how it adds up over time.

All values are at full scale: counts are multiplied by the scale, so a run at scale 100 and one at scale 1
speak of the same quantity. The order of ``MEASURES`` is the order of columns in a trajectory.
"""

from typing import Literal, NamedTuple

from sim.vocabulary import Reason, Task

Kind = Literal["stock", "flow", "average"]


class Measure(NamedTuple):
    """One output.

    ``kind``: a *stock* is counted at the end of the week, a *flow* is counted over the week (row 0 has none), an
    *average* is a mean over those whom the flow ``weight`` counts in the week (no value in a week without any).
    ``ratio_of``: a stock that is a quotient of two others; it has no value where the second is zero.
    ``by_office``: whether ``--by office`` gives it for each office.
    """

    name: str
    unit: str
    kind: Kind
    definition: str
    by_office: bool
    weight: str | None = None
    ratio_of: tuple[str, str] | None = None

    @property
    def adds_up(self) -> str:
        """How values of weeks combine to the value of a longer period, in words."""
        if self.ratio_of:
            return f"ratio of {self.ratio_of[0]} to {self.ratio_of[1]}"
        if self.kind == "average":
            return f"weighted by {self.weight}"
        return "last" if self.kind == "stock" else "sum"


def _stock(name: str, unit: str, definition: str, by_office: bool = False) -> Measure:
    return Measure(name, unit, "stock", definition, by_office)


def _flow(name: str, unit: str, definition: str, by_office: bool = False) -> Measure:
    return Measure(name, unit, "flow", definition, by_office)


_WAITING: dict[Reason, str] = {
    Reason.FILING: "Not detained; the notice to appear is not yet filed with the court.",
    Reason.HEARING: "In proceedings, detained or not; a hearing has not yet decided.",
    Reason.IMPEDIMENT_STAY: "Final order held up by a stay, detained or not.",
    Reason.IMPEDIMENT_CLAIM: "Final order held up by an appeal or a protection claim, detained or not.",
    Reason.IMPEDIMENT_INFORMANT: "Final order held up because the person helps an investigation, detained or not.",
    Reason.IMPEDIMENT_COUNTRY: "Final order of a person whose country refuses to take them, detained or not.",
    Reason.IMPEDIMENT_LOCAL_CUSTODY: "Final order of a person in local or federal custody, detained or not.",
    Reason.CHECK_IN_HOURS: "Not detained; a contact is overdue because docket officers have no hours left.",
    Reason.BED: "Not detained; located and ready to be arrested, but no bed is free.",
    Reason.ARREST_HOURS: "Not detained; removable final order that at-large teams have not yet got to.",
    Reason.DOCUMENT: "Detained with an executable order; the travel document has not come.",
    Reason.SEAT: "Detained, with a travel document; no removal seat yet.",
    Reason.NOTHING: "Not detained: complying, no action due. Detained: casework or the agency's order is in progress.",
}

_WORK: dict[Task, str] = {
    Task.DOCKET: "contacts, enrolments, alerts and case review of the non-detained",
    Task.DETAINED: "casework of the detained",
    Task.AT_LARGE: "at-large teams, with staff detailed from other agencies",
    Task.JAIL: "taking people over from jails, with staff detailed from other agencies",
    Task.CHECK_IN_ARREST: "arrests at check-ins",
    Task.REMOVAL: "executing removals",
    Task.TRAINING: "training others",
    Task.OTHER: "all other work",
}

_DOCKET = (
    _stock("docket", "cases", "Open cases not detained: awaiting_filing + in_proceedings + final_order.", True),
    _stock("awaiting_filing", "cases", "Not detained, no pending court case and no final order.", True),
    _stock("in_proceedings", "cases", "Not detained, court case pending.", True),
    _stock("final_order", "cases", "Not detained, removal order final and not executed.", True),
    _stock("court_pending", "cases", "Court case pending, detained or not.", True),
    _stock("final_order_removable", "cases", "Not detained, final order that no impediment holds up.", True),
    _stock("convicted", "cases", "Not detained, with a criminal conviction.", True),
    _stock("absconded", "cases", "Not detained, lost contact with the agency.", True),
    _stock("untouched_year", "cases", "Not detained, no contact with an officer in the last 52 weeks.", True),
    _stock("never_touched", "cases", "Not detained, no contact with an officer since entry.", True),
)

_CUSTODY = (
    _stock("detained", "people", "People in custody at the end of the week.", True),
    _stock("detained_border", "people", "In custody, handed over by a border agency.", True),
    _stock("detained_final_order", "people", "In custody, with a final order.", True),
    _stock("detained_over_180d", "people", "In custody for more than 180 days.", True),
    _stock("beds", "beds", "Detention places that may be used in the week."),
)

_MONITORING = (
    _stock("monitored", "people", "Not detained, on any monitoring technology.", True),
    _stock("monitored_ankle", "people", "Monitored by an ankle device.", True),
    _stock("monitored_wrist", "people", "Monitored by a wrist-worn device.", True),
    _stock("monitored_app", "people", "Monitored by the phone app.", True),
    _stock("monitored_other", "people", "Monitored by another technology.", True),
    _stock("devices_spare", "devices", "Ankle and wrist devices bought, neither worn nor lost."),
    _stock("devices_spare_ankle", "devices", "Ankle devices bought, neither worn nor lost."),
    _stock("devices_spare_wrist", "devices", "Wrist-worn devices bought, neither worn nor lost."),
    _stock("devices_lost", "devices", "Ankle and wrist devices lost since the first day of the run."),
)

_OFFICERS = (
    _stock("officers", "officers", "Officers on board, from the first day of training."),
    _stock("officers_vetting", "officers", "Recruits selected who have not begun training; not on board."),
    _stock("officers_in_training", "officers", "Officers in the academy or in field training."),
    _stock(
        "officers_productive",
        "fte",
        "Full-time equivalents at work: full, trainees in part, less their trainers.",
        True,
    ),
    _stock("officers_docket", "officers", "Officers assigned to the non-detained docket, by headcount.", True),
    Measure(
        "caseload_per_docket_officer",
        "cases_per_officer",
        "stock",
        "Cases on the docket for each officer assigned to it; no value where nobody is.",
        True,
        ratio_of=("docket", "officers_docket"),
    ),
)

_LEDGER = tuple(
    _stock(f"waiting_{reason.name.lower()}", "cases", f"{_WAITING[reason]} Part of the ledger.", True)
    for reason in Reason
)

_CASE_FLOWS = (
    _flow("intake", "cases", "Cases that enter the docket from outside: border, interior, released for want of a bed."),
    _flow("intake_border", "cases", "Cases released onto the docket at the border."),
    _flow("filings", "cases", "Notices to appear filed with the court, detained or not."),
    _flow("hearings_completed", "cases", "Court cases decided, detained or not."),
    _flow("orders_issued", "orders", "Removal orders of the court, detained or not."),
    _flow("orders_in_absentia", "orders", "Removal orders of the court for people not detained who had absconded."),
    _flow("orders_expedited", "orders", "Orders of the agency itself for detained people: expedited, reinstated."),
    _flow("relief_or_closed", "cases", "Court cases that ended the matter without an order: relief or termination."),
    _flow("administrative_closures", "cases", "Court cases taken off the calendar without an end: they stay open."),
    _flow("orders_reopened", "orders", "Final orders of the non-detained that went back to the court."),
    _flow("departures", "cases", "Cases closed because the person left by themselves."),
    _flow("other_closures", "cases", "Cases closed by death or otherwise, outside court and custody."),
    _flow("check_ins_due", "contacts", "Contacts that fell due.", True),
    _flow("check_ins_done", "contacts", "Contacts that took place.", True),
    _flow("abscondings", "cases", "Non-detained people who lost contact with the agency.", True),
    _flow("enrolments", "people", "People put on a monitoring technology by a docket officer.", True),
    _flow(
        "monitoring_exits",
        "people",
        "People who came off a technology: programme exit, lost contact, arrest, or the case closed.",
    ),
)

_CUSTODY_FLOWS = (
    _flow("arrests", "arrests", "Arrests by the agency: jail, at large, check-in, incidental.", True),
    _flow("arrests_jail", "arrests", "People taken over from a jail that cooperates.", True),
    _flow("arrests_at_large", "arrests", "People found and arrested by at-large teams.", True),
    _flow("arrests_check_in", "arrests", "People arrested when they reported.", True),
    _flow(
        "arrests_incidental", "arrests", "People met by chance in the field, with those let go for want of a bed.", True
    ),
    _flow("book_ins", "people", "People who took a bed."),
    _flow("book_ins_border", "people", "People handed over by a border agency who took a bed."),
    _flow("book_ins_docket", "people", "People who took a bed and were on the docket the moment before."),
    _flow("book_outs", "people", "People who left a bed: removed, released, or closed by the court."),
    _flow("book_outs_removed", "people", "People who left a bed to be removed: docket, new and border."),
    Measure(
        "stay_days_of_leavers",
        "days",
        "average",
        "Mean days in custody of those who left in the week.",
        False,
        "book_outs",
    ),
    _flow("releases", "people", "People released from a bed onto the docket: bond, recognisance, parole."),
    _flow("released_no_bed", "people", "People arrested or handed over and let go because no bed was free."),
    _flow("removals", "people", "The agency's count: removals_docket + _new + _border + _direct."),
    _flow("removals_docket", "people", "Removed from a bed; on the docket before the arrest."),
    _flow("removals_new", "people", "Removed from a bed; arrested by the agency, never on the docket."),
    _flow("removals_border", "people", "Removed from a bed; handed over by a border agency."),
    _flow("removals_direct", "people", "Removed without ever taking a bed; a driver, not an outcome of capacity."),
)

_OFFICER_FLOWS = (
    _flow("hires", "officers", "Officers who came on board: recruits on their first day, and replacements."),
    _flow("officer_exits", "officers", "Officers and trainees who left."),
)

_HOURS = tuple(
    _flow(f"hours_{what}_{task.name.lower()}", "hours", f"Officer hours {what}: {_WORK[task]}.")
    for what in ("available", "used")
    for task in Task
)

_CAPACITIES = (
    _stock("judges", "judges", "Immigration judges who hear cases."),
    _stock("academy_seats", "seats", "Recruits the academy holds at one time."),
    _stock("officers_academy", "officers", "Recruits in the academy or in the short course."),
    _stock("devices", "devices", "Ankle and wrist devices bought so far: worn, spare or lost."),
    _flow("capacity_hearings", "cases", "Court cases that the judges can decide when the list is full."),
    _flow("capacity_filings", "cases", "Notices to appear that can be filed for people not detained."),
    _flow("filings_docket", "cases", "Notices to appear filed for people not detained."),
    _flow("capacity_seats", "people", "Places on removal flights, buses and commercial flights."),
    _flow("capacity_enrolments", "people", "Enrolments that are ordered."),
    _flow("capacity_selection", "recruits", "Recruits that can be selected."),
    _flow("recruits_selected", "recruits", "Recruits selected, not yet on board."),
)

_COSTS = (
    _flow("cost_detention_usd", "usd", "Occupied beds at the daily cost of a bed, and empty ones at theirs."),
    _flow("cost_monitoring_usd", "usd", "Worn devices, the phone app and case management at their daily cost."),
    _flow("cost_devices_usd", "usd", "Devices bought in the week; those of the first day are not counted."),
    _flow("cost_officers_usd", "usd", "Pay and overhead of officers on board and of detailed staff."),
    _flow("cost_hiring_usd", "usd", "Selecting and training all who are hired, and bonuses for the re-hired."),
    _flow("cost_courts_usd", "usd", "Judges with staff and space."),
    _flow("cost_filing_usd", "usd", "Cases filed, at what the agency's attorneys cost for a case."),
    _flow("cost_removal_usd", "usd", "Removals at the unit cost of a removal, from a bed or direct."),
    _flow("cost_departures_usd", "usd", "Payments claimed by people who left by themselves."),
    _flow("cost_total_usd", "usd", "The sum of all cost items. Dollars of the price year, as all items."),
)

COST_ITEMS: tuple[str, ...] = tuple(measure.name for measure in _COSTS[:-1])
"""What the total cost adds up from."""

MEASURES: tuple[Measure, ...] = (
    *_DOCKET,
    *_CUSTODY,
    *_MONITORING,
    *_OFFICERS,
    *_LEDGER,
    *_CASE_FLOWS,
    *_CUSTODY_FLOWS,
    *_OFFICER_FLOWS,
    *_HOURS,
    *_CAPACITIES,
    *_COSTS,
)
"""All measures; column j of a trajectory is ``MEASURES[j]``."""

INDEX: dict[str, int] = {measure.name: column for column, measure in enumerate(MEASURES)}
"""Name of a measure to its column."""

BY_OFFICE: tuple[Measure, ...] = tuple(measure for measure in MEASURES if measure.by_office)
"""The measures that exist for each office, in the order of ``MEASURES``; axis 1 of ``Trajectory.by_office``."""

BY_OFFICE_INDEX: dict[str, int] = {measure.name: column for column, measure in enumerate(BY_OFFICE)}
"""Name of a measure to its column in ``Trajectory.by_office``."""

HEADLINE: tuple[str, ...] = (
    "docket",
    "final_order",
    "convicted",
    "detained",
    "monitored",
    "removals",
    "untouched_year",
    "caseload_per_docket_officer",
)
"""What a summary shows first."""

FULL_SCALE: frozenset[str] = frozenset(
    {measure.name for measure in (*_OFFICERS, *_OFFICER_FLOWS) if measure.ratio_of is None}
    | {"officers_academy", "recruits_selected"}
    | {name for name in INDEX if name.startswith("hours_available_")}
    | {"cost_officers_usd", "cost_hiring_usd"}
)
"""Measures of officers, who are all simulated at every scale: their chance does not depend on the scale."""


def measures() -> dict[str, Measure]:
    """All measures by name."""
    return {measure.name: measure for measure in MEASURES}
