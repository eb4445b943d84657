"""One case: what is true of it, which lines it stands in, which clocks run for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from sim.vocabulary import Channel, Country, Custody, Impediment, Reason, Stage, Technology
from tests.model.reference.clock import Clock, Path
from tests.model.reference.hazards import CLOCKS, hazard_of
from tests.model.reference.line import Line

if TYPE_CHECKING:
    from tests.model.reference.model import Reference
    from tests.model.reference.office import Office

NOT_OPEN = (Stage.CLOSED, Stage.PROSPECT)
FREE = Custody.NONE
DEVICES = (Technology.WRIST, Technology.ANKLE)
ORDER = {name: order for order, name in enumerate((*CLOCKS[:-1], "contact", CLOCKS[-1]))}
"""Ties in time are taken in this order."""


class Case(mesa.Agent):
    """A case, from its entry until it is closed."""

    model: Reference

    def __init__(self, model: Reference, channel: Channel) -> None:
        super().__init__(model)
        numbers, chance = model.numbers, model.random.random
        self.channel = channel
        # traits, fixed for life
        self.office: Office = model.office_of(chance())
        self.country = self._country(chance())
        self.susceptible = chance() < numbers.absconding.susceptible_share
        self.difficulty = chance()
        self.cooperation = chance()
        self.duty = chance()
        self.third_country = chance()
        # standing
        self.stage = Stage.NOT_FILED
        self.convicted = chance() < numbers.conviction.entry_share
        self.impediment = Impediment.NONE
        self.absconded = False
        self.jailed = False
        self.technology = Technology.NONE
        self.last_contact: int | None = None  # week
        self.contact_luck: tuple[float, float] | None = None  # of the contact to come: arrest, technology
        self.filed = 0  # week
        # at-large work
        self.work_hours = 0.0
        self.attempt_hours = 0.0
        # custody
        self.custody = Custody.NONE
        self.booked_in = 0.0
        self.on_docket_before = False
        self.expedited = False
        self.casework_done = False
        self.ready: float | None = None  # since when document and order are there
        self.lines: dict[str, Line[Case]] = {}
        self.clocks: dict[str, Clock] = {}
        self.place = model.take_place()
        model.cases[self] = None

    def remove(self) -> None:
        """Out of the model."""
        del self.model.cases[self]
        self.model.left_places.append(self.place)
        super().remove()

    def _country(self, chance: float) -> Country:
        intake = self.model.numbers.intake
        if chance < intake.country_quick_share:
            return Country.QUICK
        slow_share = 1.0 - intake.country_quick_share - intake.country_refused_share
        return Country.SLOW if chance < intake.country_quick_share + slow_share else Country.REFUSED

    # what can be said of it

    @property
    def open(self) -> bool:
        return self.stage not in NOT_OPEN

    @property
    def detained(self) -> bool:
        return self.custody != FREE

    @property
    def on_docket(self) -> bool:
        return self.open and not self.detained

    @property
    def removable(self) -> bool:
        return self.stage == Stage.FINAL_ORDER and self.impediment == Impediment.NONE

    @property
    def findable(self) -> bool:
        """Whether at-large teams may look for the person, or hold a place for them."""
        return self.removable and not self.detained and not self.jailed

    @property
    def owes_contact(self) -> bool:
        return self.stage != Stage.DORMANT or self.duty < self.model.lever.checkins_dormant_share

    @property
    def reason(self) -> Reason:
        """What an open case waits for: the first that matches."""
        if self.stage == Stage.NOT_FILED and not self.detained:
            return Reason.FILING
        if self.stage == Stage.PROCEEDINGS:
            return Reason.HEARING
        if self.stage == Stage.FINAL_ORDER and self.impediment != Impediment.NONE:
            return Reason[f"IMPEDIMENT_{self.impediment.name}"]
        if self.detained:
            if self.stage != Stage.FINAL_ORDER or not self.casework_done:
                return Reason.NOTHING
            return Reason.DOCUMENT if self.ready is None else Reason.SEAT
        if "contact" in self.lines:
            return Reason.CHECK_IN_HOURS
        if "picked" in self.lines:
            return Reason.BED
        return Reason.ARREST_HOURS if self.stage == Stage.FINAL_ORDER else Reason.NOTHING

    # lines and clocks follow what is true of it

    def settle(self, now: float) -> None:
        """Stand in the lines that fit, and no other; let the clocks run at the hazards that hold from now on."""
        self._stand_in_line()
        for name in CLOCKS:
            hazard, path = hazard_of(self, name)
            clock = self.clocks.get(name)
            if clock is not None:
                clock.change(hazard, path, now)
            elif hazard > 0:
                self.clocks[name] = Clock(self.model.exponential(), hazard, path, now)
        if "contact" in self.clocks:
            self.clocks["contact"].change(1.0, self.contact_path, now)

    def _stand_in_line(self) -> None:
        right = self._right_lines()
        for name in tuple(self.lines):
            if right.get(name) is not self.lines[name]:
                self.leave(name)
        for name in ("filing", "hearing", "arrest", "seat"):
            if name in right and name not in self.lines:
                self.join(name, right[name])

    def _right_lines(self) -> dict[str, Line[Case]]:
        """The lines the case must (filing, hearing, arrest, seat) or may (others) stand in."""
        model, office, right = self.model, self.office, {}
        if self.jailed:
            right["jail"] = office.jail_line
        if self.stage == Stage.PROCEEDINGS:
            right["hearing"] = model.detained_hearing_line if self.detained else model.hearing_line
        if self.detained:
            right["casework"] = office.casework_line
            if self.removable and self.ready is not None:
                right["seat"] = model.seat_line
        elif self.open:
            if not self.absconded:
                right["contact"] = office.contact_line
            if self.stage == Stage.NOT_FILED:
                right["filing"] = model.filing_line
            if self.findable:
                right["picked"] = office.picked_line
                if "picked" not in self.lines:
                    right["arrest"] = office.arrest_lines[model.priority_class(self)]
        return right

    def join(self, name: str, line: Line[Case]) -> None:
        """Go to the end of a line."""
        line.join(self)
        self.lines[name] = line

    def leave(self, name: str) -> None:
        """Leave a line."""
        self.lines.pop(name).leave(self)

    @property
    def contact_path(self) -> Path:
        paths = self.model.paths
        return paths.check_in if self.technology == Technology.NONE else paths.check_in_monitored

    def next_contact(self, now: float, intervals: float = 1.0) -> None:
        """Owe a contact that many intervals from now."""
        self.clocks["contact"] = Clock(intervals, 1.0, self.contact_path, now)

    def next_event(self) -> tuple[float, str] | None:
        """The first thing that happens in the open week: its time and the name of its clock."""
        due = [(clock.due(), name) for name, clock in self.clocks.items() if clock.target <= clock.path.end]
        return min(due, key=lambda event: (event[0], ORDER[event[1]])) if due else None
