"""Arrests by four ways, and whom teams look for first."""

import math
from typing import NamedTuple

from sim.engine.jit import rule
from sim.vocabulary import WEEKS_PER_YEAR, Priority


class Arrests(NamedTuple):
    """The numbers of arrests.yaml that no lever moves."""

    local_per_year: float
    jail_weeks: float
    hours_per_jail_transfer: float
    hours_per_check_in_arrest: float
    at_large_hours_median: float
    at_large_tail: float
    absconded_hours_ratio: float
    susceptible_hours_ratio: float
    ankle_hours_ratio: float
    pause_hours: float
    planned_ahead_weeks: float
    encounter_per_thousand_field_hours: float
    new_per_thousand_field_hours: float


# Bounds of the classes of the policy "easiest first", in needed hours over the median.
EASY, FAIR, HARD = 0.75, 1.25, 2.5
# Hours worked on a case are kept in single precision: an attempt with less than this left is over.
ROUNDING_HOURS = 1e-3


@rule
def local_arrests_per_week(p):
    """Rate at which a person on the docket is arrested by local police."""
    return p.local_per_year / WEEKS_PER_YEAR


@rule
def leaves_jail_per_week(p):
    """Rate at which local custody ends."""
    return 1.0 / p.jail_weeks


@rule
def needed_hours(p, difficulty, absconded, susceptible, ankle):
    """Officer hours to locate, surveil and arrest one person; ``difficulty`` is uniform in (0, 1)."""
    hours = p.at_large_hours_median * math.exp(math.log(difficulty / (1.0 - difficulty)) / p.at_large_tail)
    if absconded:
        hours *= p.absconded_hours_ratio
    if susceptible:
        hours *= p.susceptible_hours_ratio
    if ankle:
        hours *= p.ankle_hours_ratio
    return hours


@rule
def priority_class(p, priority, convicted, monitored, hours):
    """Class of a removable person under the priority in force; the lowest is looked for first."""
    if priority == Priority.CONVICTED:
        return 0 if convicted else 1
    if priority == Priority.MONITORED:
        return 0 if monitored else 1
    if priority == Priority.FINAL_ORDER:
        return 0
    relative = hours / p.at_large_hours_median
    if relative < EASY:
        return 0
    if relative < FAIR:
        return 1
    if relative < HARD:
        return 2
    return 3


@rule
def hours_until_pause(p, worked):
    """Hours until a case goes back to the end of the line: each attempt has the same patience; nil if there is none."""
    if p.pause_hours <= 0.0:
        return 0.0
    left = p.pause_hours - worked % p.pause_hours
    return left if left > ROUNDING_HOURS else p.pause_hours


@rule
def most_waiting_for_a_bed(p, hours):
    """People a team with these weekly hours may have found and not booked before it stops."""
    return math.ceil(p.planned_ahead_weeks * hours / p.at_large_hours_median)


@rule
def jail_transfer_hours(p):
    """Officer hours for one transfer from a jail."""
    return p.hours_per_jail_transfer


@rule
def check_in_arrest_hours(p):
    """Officer hours for one arrest at a contact."""
    return p.hours_per_check_in_arrest


@rule
def encounters_per_thousand_hours(p):
    """Rate of being met by chance and arrested, per thousand field hours of the office."""
    return p.encounter_per_thousand_field_hours


@rule
def met_by_chance(p, thousand_field_hours):
    """People never on the docket who are arrested by chance."""
    return p.new_per_thousand_field_hours * thousand_field_hours
