"""The hazard of every clock, given what is true of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import WEEKS_PER_YEAR, Country, Impediment, Stage, Technology
from tests.model.reference.clock import Path

if TYPE_CHECKING:
    from tests.model.reference.case import Case

CLOCKS = ("compliance", "impediment", "stage", "local", "depart", "close", "programme", "release", "paper", "encounter")
"""Memoryless clocks, in the order in which ties are taken. ``contact`` (the next report) is set by hand."""


def hazard_of(case: Case, clock: str) -> tuple[float, Path]:
    """Own hazard (per unit of the path; zero: the clock stands still) and the path it runs on."""
    return _HAZARDS[clock](case)


def compliance(case: Case) -> tuple[float, Path]:
    """Losing contact, or coming back."""
    numbers, paths = case.model.numbers.absconding, case.model.paths
    if case.absconded:
        return (numbers.return_per_year / WEEKS_PER_YEAR if case.on_docket else 0.0), paths.comeback
    if not case.on_docket or not case.susceptible:
        return 0.0, paths.loss
    hazard = numbers.none_per_year * technology_ratio(case)
    if case.stage == Stage.DORMANT:
        hazard *= numbers.dormant_ratio
    return hazard / WEEKS_PER_YEAR, paths.loss


def technology_ratio(case: Case) -> float:
    """Rate of losing contact with this technology over that without."""
    numbers = case.model.numbers.absconding
    if case.technology in (Technology.APP, Technology.OTHER):
        return numbers.app_ratio
    if case.technology == Technology.NONE:
        return 1.0
    ratio = numbers.wrist_ratio if case.technology == Technology.WRIST else numbers.ankle_ratio
    return ratio * (numbers.tampering_ratio if case.model.lever.absconding_tampering_crime > 0.5 else 1.0)


def impediment(case: Case) -> tuple[float, Path]:
    """An impediment begins or ends; in custody too."""
    numbers = case.model.numbers.impediments
    if case.stage != Stage.FINAL_ORDER:
        rate = 0.0
    elif case.impediment == Impediment.NONE:
        rate = numbers.begin_per_year
    elif case.impediment == Impediment.COUNTRY:
        rate = numbers.country_expire_per_year
    else:
        rate = numbers.expire_per_year
    return rate / WEEKS_PER_YEAR, case.model.paths.steady


def stage(case: Case) -> tuple[float, Path]:
    """A dormant case comes back to be filed; an order is reopened."""
    numbers = case.model.numbers
    rate = 0.0
    if case.on_docket and case.stage == Stage.DORMANT:
        rate = numbers.filing.dormant_per_year
    elif case.on_docket and case.stage == Stage.FINAL_ORDER:
        rate = numbers.departure.reopened_per_year
    return rate / WEEKS_PER_YEAR, case.model.paths.steady


def local(case: Case) -> tuple[float, Path]:
    """Arrested by local police, or free again."""
    numbers, steady = case.model.numbers, case.model.paths.steady
    if case.jailed:
        return 1.0 / numbers.arrests.jail_weeks, steady
    if not case.on_docket:
        return 0.0, steady
    ratio = numbers.conviction.local_arrest_ratio if case.convicted else 1.0
    return numbers.arrests.local_per_year * ratio / WEEKS_PER_YEAR, steady


def depart(case: Case) -> tuple[float, Path]:
    """Leaving the country by oneself."""
    numbers = case.model.numbers
    if not case.on_docket:
        return 0.0, case.model.paths.depart
    final = case.stage == Stage.FINAL_ORDER
    rate = numbers.departure.final_order_per_year if final else numbers.departure.no_order_per_year
    ratio = numbers.conviction.departure_ratio if case.convicted else 1.0
    return rate * ratio / WEEKS_PER_YEAR, case.model.paths.depart


def close(case: Case) -> tuple[float, Path]:
    """Death, grant of status, other closure."""
    rate = case.model.numbers.departure.other_closure_per_year if case.on_docket else 0.0
    return rate / WEEKS_PER_YEAR, case.model.paths.steady


def programme(case: Case) -> tuple[float, Path]:
    """Leaving the monitoring programme."""
    monitored = case.on_docket and case.technology != Technology.NONE
    return (1.0 if monitored else 0.0), case.model.paths.programme_exit


def release(case: Case) -> tuple[float, Path]:
    """Released from a bed: bond, recognisance, parole."""
    if not case.detained:
        return 0.0, case.model.paths.release
    numbers = case.model.numbers.detention
    ratio = numbers.release_convicted_ratio if case.convicted else 1.0
    if case.impediment != Impediment.NONE:
        ratio *= numbers.release_impeded_ratio
    return ratio, case.model.paths.release


def paper(case: Case) -> tuple[float, Path]:
    """In custody, once casework is done: the agency's order, then the travel document."""
    numbers, paths = case.model.numbers, case.model.paths
    if not case.detained or not case.casework_done or case.ready is not None:
        return 0.0, paths.document
    if case.stage != Stage.FINAL_ORDER:
        return (numbers.detention.expedited_per_year / WEEKS_PER_YEAR if case.expedited else 0.0), paths.document
    return document_per_year(case) / WEEKS_PER_YEAR, paths.document


def document_per_year(case: Case) -> float:
    """How quickly the country issues a document; a third country takes as long as a slow one."""
    removal = case.model.numbers.removal
    if case.country == Country.QUICK:
        return removal.document_quick_per_year
    if case.country == Country.SLOW or case.third_country < case.model.lever.removal_third_country_share:
        return removal.document_slow_per_year
    return removal.document_refused_per_year


def encounter(case: Case) -> tuple[float, Path]:
    """Met by chance by officers in the field."""
    at_risk = case.on_docket and not case.jailed
    hazard = case.model.numbers.arrests.encounter_per_thousand_field_hours if at_risk else 0.0
    return hazard, case.office.field


_HAZARDS = {
    "compliance": compliance,
    "impediment": impediment,
    "stage": stage,
    "local": local,
    "depart": depart,
    "close": close,
    "programme": programme,
    "release": release,
    "paper": paper,
    "encounter": encounter,
}

assert tuple(_HAZARDS) == CLOCKS
