"""The numbers of one run: what a scenario says, with what nobody knows drawn.

``sample`` draws, ``assemble`` puts the numbers of one draw together (so that a posterior can stand in for the
priors), ``resolve`` does both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from sim.calendar import WEEKS
from sim.evidence import levers, quantities
from sim.lever_table import lever_table
from sim.orders import Order, Scenario
from sim.paths import Path
from sim.rules.absconding import Absconding
from sim.rules.arrests import Arrests
from sim.rules.checkins import Checkins
from sim.rules.conviction import Conviction
from sim.rules.costs import Costs
from sim.rules.courts import Courts
from sim.rules.departure import Departure
from sim.rules.detention import Detention
from sim.rules.filing import Filing
from sim.rules.hiring import Hiring
from sim.rules.impediments import Impediments
from sim.rules.intake import Intake
from sim.rules.monitoring import Monitoring
from sim.rules.officers import Officers
from sim.rules.offices import Offices
from sim.rules.removal import Removal
from sim.rules.start import Start


class Parameters(NamedTuple):
    """The numbers that hold for a whole run, a group for each rule file. Compiled code takes it as it is."""

    absconding: Absconding
    arrests: Arrests
    checkins: Checkins
    conviction: Conviction
    costs: Costs
    courts: Courts
    departure: Departure
    detention: Detention
    filing: Filing
    hiring: Hiring
    impediments: Impediments
    intake: Intake
    monitoring: Monitoring
    officers: Officers
    offices: Offices
    removal: Removal
    start: Start


@dataclass(frozen=True, slots=True)
class Resolved:
    """Everything a run needs to know.

    ``lever`` is ``float64[len(Lever), weeks]``, row by row after ``vocabulary.Lever``, in the unit of the quantity
    (choices as the number of their IntEnum). ``drawn`` holds what was drawn, by name of the quantity, or
    ``name@date`` for one dated value. ``origin`` says in words where each quantity's value comes from.
    """

    numbers: Parameters
    lever: Path
    drawn: dict[str, float]
    origin: dict[str, str]


def resolve(scenario: Scenario, draw: int | None, seed: int, weeks: int = WEEKS) -> Resolved:
    """The numbers of one draw of a scenario; ``draw=None`` takes central values and draws nothing."""
    return assemble(scenario, {} if draw is None else sample(scenario, draw, seed), weeks)


def sample(scenario: Scenario, draw: int, seed: int) -> dict[str, float]:
    """One joint draw of what nobody chooses, from the priors.

    Each number depends on (seed, draw, its own name) only: scenarios of a draw share it, and a new quantity
    changes no other. What the scenario assumes is not drawn.
    """
    assumed = {assumption.name for assumption in scenario.assume}
    drawn: dict[str, float] = {}
    for name, quantity in quantities().items():
        orders = scenario.in_force.get(name, [])
        replaced = name in assumed or (quantity.kind == "driver" and orders and orders[0].week == 0)
        if quantity.prior and not replaced:
            drawn[name] = quantity.clipped(quantity.prior.quantile(_uniform_for(name, seed, draw)))
        for order in orders:
            if order.spread:
                value = order.spread.quantile(_uniform_for(order.key, seed, draw))
                drawn[order.key] = quantity.clipped(value)
    return drawn


def _uniform_for(name: str, seed: int, draw: int) -> float:
    """The keyed uniform of one number: strictly between 0 and 1."""
    word = int.from_bytes(blake2b(f"{seed}|{draw}|{name}".encode(), digest_size=8).digest(), "big")
    return ((word >> 12) + 0.5) / 2.0**52


def assemble(scenario: Scenario, drawn: Mapping[str, float], weeks: int = WEEKS) -> Resolved:
    """Central values, replaced by what was drawn, replaced by what the scenario assumes; and the weekly levers."""
    central = {name: quantity.number(quantity.value) for name, quantity in quantities().items()}
    undated = {name: value for name, value in central.items() if name not in levers()}
    assumed = {assumption.name: assumption.value for assumption in scenario.assume}
    known = undated | dict(drawn) | assumed
    numbers = Parameters(
        **{
            group: cls(**{noun: known[f"{group}.{noun}"] for noun in cls._fields})
            for group, cls in Parameters.__annotations__.items()
        }
    )
    return Resolved(numbers, lever_table(scenario, known)[:, :weeks].copy(), dict(drawn), _origins(scenario, drawn))


def _origins(scenario: Scenario, drawn: Mapping[str, float]) -> dict[str, str]:
    """Where the value of each quantity comes from, in words."""
    origin = {}
    for name, quantity in quantities().items():
        default = f"value in rules/{quantity.group}.yaml"
        if name in scenario.in_force:
            *earlier, last = scenario.in_force[name]
            origin[name] = _said(last) + (f" (after {len(earlier)} earlier)" if earlier else "")
        elif quantity.is_dated:
            origin[name] = f"drawn around the {default}" if name in drawn else default
        else:
            origin[name] = "drawn from its prior" if name in drawn else default
    assumed = {entry.name: f"assume, {entry.place}: {entry.because}" for entry in scenario.assume}
    return origin | assumed


def _said(order: Order) -> str:
    reason = order.because or order.source
    return f"{order.section}, {order.place}, from {order.start}" + (f": {reason}" if reason else "")
