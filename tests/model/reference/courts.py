"""Steps 4 and 5: filing, and the immigration court."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.vocabulary import WEEKS_PER_YEAR, Stage
from tests.model.reference import custody

if TYPE_CHECKING:
    from tests.model.reference.case import Case
    from tests.model.reference.line import Line
    from tests.model.reference.model import Reference


def file(model: Reference) -> None:
    """As many notices as there is capacity, first come first served."""
    notices = model.carry("filings", model.lever.courts_filings_per_week / model.scale)
    for case, _ in zip(model.filing_line, range(notices), strict=False):
        case.stage = Stage.PROCEEDINGS
        case.filed = model.week
        model.count("filings")
        model.count("filings_docket")
        case.settle(model.week + 0.0)


def hear(model: Reference) -> None:
    """Hearings: the detained first, within their share; then the docket."""
    numbers = model.numbers.courts
    completions = model.carry("completions", completions_per_week(model))
    for_detained = model.carry("detained_completions", model.detained_share * completions)
    held = _hear_line(model, model.detained_hearing_line, for_detained, numbers.preparation_detained_weeks)
    _hear_line(model, model.hearing_line, completions - held, numbers.preparation_weeks)


def completions_per_week(model: Reference) -> float:
    """Fewer than capacity when the list is short."""
    numbers, lever = model.numbers.courts, model.lever
    waiting = len(model.hearing_line) + len(model.detained_hearing_line)
    a_year = lever.courts_judges * lever.courts_completions_per_judge_year * numbers.completions_ratio
    capacity = a_year / WEEKS_PER_YEAR / model.scale
    if capacity <= 0 or waiting == 0:
        return 0.0
    return capacity * (1.0 - math.exp(-(waiting / capacity) / numbers.short_list_weeks))


def _hear_line(model: Reference, line: Line[Case], places: int, preparation_weeks: float) -> int:
    held = 0
    while held < places and len(line) and model.week - line.first().filed >= preparation_weeks:
        decide(line.first())
        held += 1
    return held


def decide(case: Case) -> None:
    """The outcome of a hearing, in the middle of the week."""
    model = case.model
    numbers, now = model.numbers.courts, model.week + 0.5
    model.count("hearings_completed")
    if case.detained:
        order_share = numbers.order_share_detained
    elif case.absconded:
        order_share = numbers.order_share_absconded
    else:
        order_share = model.lever.courts_order_share
    if model.random.random() < order_share:
        model.count("orders_issued")
        if case.absconded and not case.detained:
            model.count("orders_in_absentia")
        custody.order(case, now)
    elif not case.detained and model.random.random() < numbers.closed_share:
        model.count("administrative_closures")
        case.stage = Stage.DORMANT
        if "contact" in case.lines and not case.owes_contact:
            case.leave("contact")
            case.next_contact(now)
        case.settle(now)
    else:
        model.count("relief_or_closed")
        if case.detained:
            custody.leave_bed(case, now)
        model.close_case(case, now)
