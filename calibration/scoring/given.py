"""Which measures the model is given, so that their fit says nothing about it."""

from datetime import date

from sim.calendar import INFORMATION_DATE

DRIVEN: dict[str, tuple[str, ...]] = {
    "intake": ("intake.border_per_week", "intake.interior_per_week"),
    "intake_border": ("intake.border_per_week",),
    "book_ins_border": ("detention.border_book_ins_per_week",),
    "filings": ("courts.filings_per_week",),
    "removals_direct": ("removal.direct_per_week",),
}
"""Measures that are drivers of the model, and which: input at every date."""

ORDERED: dict[str, tuple[str, ...]] = {
    "beds": ("detention.beds",),
    "officers": ("officers.headcount",),
    "officers_docket": ("officers.headcount", "officers.docket_share"),
}
"""Measures that the history orders as they were: input up to the information date, an outcome of policy after it."""

SHAPED: dict[str, tuple[str, ...]] = {
    "docket": ("intake.border_per_week", "intake.interior_per_week"),
    "court_pending": ("courts.filings_per_week", "courts.completions_per_judge_year"),
    "book_ins": ("detention.border_book_ins_per_week", "arrests.detainer_share", "officers.at_large_share"),
    "detained": ("detention.border_book_ins_per_week", "detention.beds", "detention.release_per_bed_year"),
    "detained_border": ("detention.border_book_ins_per_week", "detention.release_per_bed_year"),
    "stay_days_of_leavers": ("detention.release_per_bed_year",),
    "book_outs": ("detention.release_per_bed_year",),
    "removals": ("removal.direct_per_week",),
    "monitored": ("monitoring.enrolments_per_week", "monitoring.exit_per_year"),
    "monitored_ankle": ("monitoring.enrolments_per_week", "monitoring.ankle_share"),
    "monitored_wrist": ("monitoring.enrolments_per_week", "monitoring.wrist_share"),
    "monitored_app": ("monitoring.enrolments_per_week", "monitoring.ankle_share", "monitoring.wrist_share"),
}
"""Outcomes whose path before the information date follows steps of the history that were set with this series (or
one it is a part of) in view. They are scored, and marked: a good score of those years is weak evidence."""


def inputs_of(measure: str, period_end: date) -> tuple[str, ...]:
    """The drivers and levers that a value of a measure is; empty where it is an outcome."""
    if measure in DRIVEN:
        return DRIVEN[measure]
    return ORDERED.get(measure, ()) if period_end <= INFORMATION_DATE else ()


def shaped_by(measure: str, first: date) -> tuple[str, ...]:
    """The steps of the history that shaped a measure, where rows scored from ``first`` on fall into it."""
    return SHAPED.get(measure, ()) if first <= INFORMATION_DATE else ()
