"""One officer: from selection to the last day; and those who hire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.vocabulary import WEEKS_PER_YEAR, OfficerChannel, OfficerStatus
from tests.model.reference.line import Carry

if TYPE_CHECKING:
    from tests.model.reference.model import Reference
    from tests.model.reference.office import Office


class Officer(mesa.Agent):
    """An officer or a recruit. Recruits in vetting are not on board and do not age."""

    model: Reference

    def __init__(self, model: Reference, office: Office, channel: OfficerChannel, status: OfficerStatus) -> None:
        super().__init__(model)
        self.office = office
        self.channel = channel
        self.status = status
        self.until = 0.0  # when vetting, the academy or field training ends
        self.leaves = float("inf")
        if status == OfficerStatus.FULL:
            self.begin_to_age(float(model.week))

    def begin_to_age(self, now: float) -> None:
        """Set the clock of attrition."""
        rate = self.model.numbers.officers.attrition_per_year / WEEKS_PER_YEAR
        self.leaves = now + self.model.exponential() / rate if rate > 0 else float("inf")

    @property
    def short_course(self) -> bool:
        return self.channel in (OfficerChannel.REHIRE, OfficerChannel.LATERAL)

    @property
    def on_board(self) -> bool:
        return self.status != OfficerStatus.VETTING

    @property
    def in_training(self) -> bool:
        return self.status in (OfficerStatus.ACADEMY, OfficerStatus.FIELD_TRAINING)

    def advance(self) -> None:
        """Leave, or go on to the next step, if it is time. A seat in the academy is given by ``Hiring``."""
        model, hiring = self.model, self.model.numbers.hiring
        while self.leaves < model.week + 1:
            if self.in_training:
                return self.leave()
            self.be_replaced()
        if self.status == OfficerStatus.ACADEMY and self.until <= model.week:
            pass_share = (
                hiring.short_course_graduation_share if self.short_course else model.lever.hiring_graduation_share
            )
            if model.random.random() >= pass_share:
                return self.leave()
            self.status = OfficerStatus.FIELD_TRAINING
            self.until += hiring.field_training_short_weeks if self.short_course else hiring.field_training_weeks
        if self.status == OfficerStatus.FIELD_TRAINING and self.until <= model.week:
            self.status = OfficerStatus.FULL
        return None

    def leave(self) -> None:
        """Gone, and nobody takes the place."""
        self.model.count("officer_exits")
        self.remove()

    def be_replaced(self) -> None:
        """Gone; a full officer of the same office takes the place at once."""
        self.model.count("officer_exits")
        self.model.count("hires")
        self.channel = OfficerChannel.REPLACEMENT
        self.begin_to_age(self.leaves)


class Hiring:
    """Selects recruits until the order is filled; the academy holds so many at one time."""

    def __init__(self, model: Reference) -> None:
        self.model = model
        self.selected = 0
        self.pace = Carry()
        self.added = dict.fromkeys(range(len(model.offices)), 0)
        self.headcount = round(model.lever.officers_headcount)
        for office, staff in zip(model.offices, self._shared_out(self.headcount), strict=True):
            for _ in range(staff):
                Officer(model, office, OfficerChannel.VETERAN, OfficerStatus.FULL)

    def _shared_out(self, total: int) -> list[int]:
        """Whole officers by office, by largest remainder."""
        exact = [total * office.officers_share for office in self.model.offices]
        whole = [int(part) for part in exact]
        by_remainder = sorted(range(len(exact)), key=lambda number: whole[number] - exact[number])
        for number in by_remainder[: total - sum(whole)]:
            whole[number] += 1
        return whole

    def week(self) -> None:
        """Officers advance; the headcount follows its lever; recruits are selected and begin."""
        for officer in self.model.officers:
            officer.advance()
        self._follow_headcount()
        self._select()
        self._begin_training()

    def _follow_headcount(self) -> None:
        model, wanted = self.model, round(self.model.lever.officers_headcount)
        for _ in range(wanted - self.headcount):
            Officer(model, self._next_office(), OfficerChannel.VETERAN, OfficerStatus.FULL)
            model.count("hires")
        for _ in range(self.headcount - wanted):
            full = [officer for officer in model.officers if officer.status == OfficerStatus.FULL]
            full[-1].leave()
        self.headcount = wanted

    def _select(self) -> None:
        model, lever = self.model, self.model.lever
        wanted = max(0, round(lever.hiring_target) - self.selected)
        recruits = min(wanted, self.pace.take(lever.hiring_pace_per_week)) if wanted else 0
        self.selected += recruits
        model.flows["recruits_selected"] += recruits
        for _ in range(recruits):
            chance = model.random.random()
            if chance < lever.hiring_rehire_share:
                channel = OfficerChannel.REHIRE
            elif chance < lever.hiring_rehire_share + lever.hiring_lateral_share:
                channel = OfficerChannel.LATERAL
            else:
                channel = OfficerChannel.ACADEMY
            recruit = Officer(model, self._next_office(), channel, OfficerStatus.VETTING)
            short = model.numbers.hiring.time_to_rehire_weeks
            recruit.until = model.week + (short if recruit.short_course else lever.hiring_time_to_hire_weeks)

    def _begin_training(self) -> None:
        model, lever = self.model, self.model.lever
        waiting = [o for o in model.officers if o.status == OfficerStatus.VETTING and o.until <= model.week]
        held = sum(officer.status == OfficerStatus.ACADEMY for officer in model.officers)
        free = max(0, int(lever.hiring_academy_seats) - held)
        for recruit in sorted(waiting, key=lambda officer: officer.until)[:free]:
            recruit.status = OfficerStatus.ACADEMY
            short = model.numbers.hiring.short_course_weeks
            recruit.until = model.week + (short if recruit.short_course else lever.hiring_academy_weeks)
            recruit.begin_to_age(float(model.week))
            model.count("hires")
            model.begun.append(recruit.channel)

    def _next_office(self) -> Office:
        """Where the next officer goes: the office furthest behind its share of those added so far."""
        total = sum(self.added.values()) + 1
        office = max(self.model.offices, key=lambda one: one.officers_share * total - self.added[one.number])
        self.added[office.number] += 1
        return office
