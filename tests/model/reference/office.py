"""A field office: its lines, its hours, what it may move between tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.vocabulary import OfficerStatus, Task
from tests.model.reference.clock import Path
from tests.model.reference.line import Carry, Line

if TYPE_CHECKING:
    from tests.model.reference.case import Case
    from tests.model.reference.model import Reference

FLEXIBLE_TASKS = (Task.DOCKET, Task.DETAINED, Task.AT_LARGE, Task.JAIL, Task.REMOVAL)
PRIORITY_CLASSES = 4
PLAN_WEEKS = 4


class Office:
    """One of the synthetic offices. ``docket_share`` and ``officers_share`` are its parts of the nation."""

    def __init__(self, number: int, docket_share: float, officers_share: float) -> None:
        self.number = number
        self.docket_share = docket_share
        self.officers_share = officers_share
        self.contact_line: Line[Case] = Line()
        self.jail_line: Line[Case] = Line()
        self.casework_line: Line[Case] = Line()
        self.picked_line: Line[Case] = Line()
        self.arrest_lines: tuple[Line[Case], ...] = tuple(Line() for _ in range(PRIORITY_CLASSES))
        self.field = Path()  # thousand hours in the field, full scale, of the week before
        self.chance_new = Carry()
        self.field_hours = 0.0  # used by at-large teams in the last week
        self.hours = dict.fromkeys(Task, 0.0)
        self.used = dict.fromkeys(Task, 0.0)
        self.idle = dict.fromkeys(Task, 0.0)
        self.kept = dict.fromkeys(Task, 0.0)  # hours carried over: at most those of one case
        self.alerts = 0
        self.enrolment_quota = 0.0
        self.own_hours = dict.fromkeys(Task, 0.0)  # before hours are moved
        self.given = dict.fromkeys(Task, 0.0)  # plan: share of its hours that a task gives away
        self.takers: list[Task] = []  # plan: tasks that share what is given
        self.moved = dict.fromkeys(Task, 0.0)  # hours of this week moved to the task, or (negative) from it
        self.unused = dict.fromkeys(Task, 0.0)  # idle hours since the last plan, had none been moved

    # hours

    def staff(self, model: Reference) -> tuple[int, int]:
        """Full officers, officers in field training."""
        statuses = [officer.status for officer in model.officers if officer.office is self]
        return statuses.count(OfficerStatus.FULL), statuses.count(OfficerStatus.FIELD_TRAINING)

    def productive(self, model: Reference) -> float:
        """Full-time equivalents at work: trainees count in part, their trainers not."""
        hiring = model.numbers.hiring
        full, trainees = self.staff(model)
        trainers = max(0.0, hiring.trainer_per_trainee * trainees - model.lever.officers_training_share * full)
        return full + hiring.trainee_productivity * trainees - trainers

    def staff_up(self, model: Reference) -> None:
        """The hours of each task this week, at the scale of the model."""
        numbers, lever = model.numbers.officers, model.lever
        week_hours = numbers.productive_hours_per_year / model.weeks_per_year / model.scale
        own = self.productive(model) * week_hours
        lent = lever.officers_detailed_from_others * self.officers_share * week_hours
        for task in Task:
            self.own_hours[task] = own * getattr(lever, f"officers_{task.name.lower()}_share")
        self.own_hours[Task.AT_LARGE] += lent * numbers.detailed_at_large_share
        self.own_hours[Task.JAIL] += lent * (1.0 - numbers.detailed_at_large_share)
        self.move_hours(lever.officers_flexible_share)
        self.hours = {task: self.own_hours[task] + self.moved[task] for task in Task}
        self.used = dict.fromkeys(Task, 0.0)
        self.idle = dict.fromkeys(Task, 0.0)
        for task in (Task.TRAINING, Task.OTHER):
            self.used[task] = self.hours[task]

    def move_hours(self, flexible: float) -> None:
        """What the plan says, of the hours there are this week."""
        self.moved = dict.fromkeys(Task, 0.0)
        weight = sum(self.own_hours[task] for task in self.takers)
        if weight <= 0:
            return
        for task in FLEXIBLE_TASKS:
            self.moved[task] -= min(self.given[task], flexible) * self.own_hours[task]
        pool = -sum(self.moved.values())
        for task in self.takers:
            self.moved[task] += pool * self.own_hours[task] / weight

    def book(self, task: Task, hours: float, left: float, each: float) -> None:
        """Hours of a task after its work: the hours of one case at most are kept for next week, the rest was idle."""
        self.used[task] = hours - left
        self.kept[task] = min(left, each)
        self.idle[task] = left - self.kept[task]

    def close_week(self) -> None:
        """Remember what the plan needs."""
        for task in FLEXIBLE_TASKS:
            self.unused[task] += self.idle[task] - self.moved[task]
        self.field_hours = self.used[Task.AT_LARGE]
        self.alerts = 0

    # plans

    def plan(self, model: Reference) -> None:
        """Lend hours of tasks that would be idle, and have nobody waiting, to tasks with work waiting."""
        self.takers = [task for task in FLEXIBLE_TASKS if self._work_waits(model, task)]
        for task in FLEXIBLE_TASKS:
            # what would have been idle had no hours been moved
            spare = max(0.0, self.unused[task] / PLAN_WEEKS)
            own = self.own_hours[task]
            gives = task not in self.takers and own > 0
            self.given[task] = min(model.lever.officers_flexible_share, spare / own) if gives else 0.0
            self.unused[task] = 0.0

    def _work_waits(self, model: Reference, task: Task) -> bool:
        if task in (Task.AT_LARGE, Task.JAIL) and model.free_beds < 1:
            return False
        if task == Task.AT_LARGE:
            return any(len(line) for line in self.arrest_lines)
        lines = {
            Task.DOCKET: self.contact_line,
            Task.JAIL: self.jail_line,
            Task.DETAINED: self.casework_line,
            Task.REMOVAL: model.seat_line,
        }
        return len(lines[task]) > 0
