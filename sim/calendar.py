"""The weeks of the model: Wednesday to Tuesday, numbered from 20 January 2021."""

from datetime import date, timedelta

START = date(2021, 1, 20)
"""First day of week 0: the first docket figure."""
END = date(2029, 1, 24)
"""First day after the last week."""
INFORMATION_DATE = date(2025, 8, 1)
"""What was known: orders of history end here, policy and drawn drivers begin."""

WEEKS = (END - START).days // 7


def date_of(week: int) -> date:
    """First day of a week; ``date_of(WEEKS)`` is END."""
    return START + timedelta(weeks=week)


def week_of(day: date) -> int:
    """The first week that begins on or after a day: from then on a value of that date holds.

    Raises ValueError for a day outside START to END.
    """
    if not START <= day <= END:
        raise ValueError(f"{day} is outside {START} to {END}")
    return -((START - day).days // 7)
