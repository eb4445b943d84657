"""The words of the report that do not depend on results: captions, method, caveats, figures in conflict."""

from datetime import date

from sim.calendar import END

FANS = (
    ("docket", "Cases on the docket, not detained."),
    ("final_order", "Cases with a final order, not detained. The figure of November 2024 counts 13,000 detained too."),
    ("convicted", "Convicted people on the docket."),
    ("detained", "People in custody."),
    ("monitored", "People on monitoring technology."),
    ("caseload_per_docket_officer", "Cases for each officer assigned to the docket, not for each officer."),
    ("removals", "Removals a month, the agency's count, with and without a bed."),
)
"""Measures shown as fan charts, and their captions."""

PARTS = {
    "waiting": "What every open case waits for; the parts add up to the docket and the detained.",
    "untouched": "Share of the docket without a contact for a year. It emerges; nobody sets it.",
    "officers": "Officers on board, in training, at work, and assigned to the docket.",
    "hours": "Hours of officers and detailed staff by task.",
    "costs": "Costs by item; means over draws, whole fiscal years.",
}
"""Pictures of parts, and their captions."""

METHOD = (
    "One case is one agent, and so is one officer. A case enters at the border or in the interior, is filed, waits for"
    " a hearing, is ordered removed or closed, reports or loses contact, is arrested when hours and a bed are there,"
    " and leaves by removal, departure, relief or closure.",
    "What happens by itself follows clocks: a threshold drawn once for each case, an event where the accumulated hazard"
    " reaches it. What somebody must do takes places in a line: officers' hours by task and office, beds, hearings,"
    " devices, seats. Nothing is done without the hours and places for it, and what a case waits for is counted each"
    " week.",
    "A draw is one joint sample of everything that nobody chooses and nobody knows for sure. A replicate repeats a draw"
    " with other random numbers. All scenarios share draws and random numbers (common random numbers), so that their"
    " differences are due to what differs in them.",
    "Levers hold what a government chooses, drivers what it is given; both change on dates. Up to the information date"
    " all scenarios are the same history.",
)

CONFLICTS = (
    "The article's 3.7 million for January 2021 stands beside 3.26 million (September 2020) and 3.6 million (September"
    " 2021) in the agency's reports. The article rules here; the opening stock is drawn.",
    "More than 100,000 removed by May 2025 stands beside the agency's own count of 84,187 from 21 January to 12 May."
    " It carries no weight.",
    "56,000 in custody on 1 August 2025 stands beside a mean of 58,317 in July.",
)


def beyond(end: date) -> list[str]:
    """What a run says that goes on after the usual end; or nothing."""
    if end <= END:
        return []
    return [
        f"After {END} the model knows nothing: levers hold their last value, intake goes on along its drawn path, and"
        f" law, courts and other countries stay as they are. Read the years to {end} as arithmetic with wide bands, not"
        " as a forecast."
    ]


CAVEATS = (
    "The fall of the docket after 2025 is first a statement about intake and court completions, not about enforcement.",
    "Intake, filing capacity, border book-ins and arrest intensity of 2021 to 2025 are inputs shaped on published"
    " counts: where they make the docket fit, that is no validation.",
    "What cases wait for is not yet what binds: executable orders read “arrest hours” for years while more hours buy"
    " nothing without beds. Only paired runs show what one more officer, bed, device, judge or seat does.",
    "Deterrence, detention conditions, court rulings and what other agencies do are outside the model, except where a"
    " lever or driver stands for them.",
    "The 25 offices are synthetic; none stands for a place. No record of a person is used.",
)
