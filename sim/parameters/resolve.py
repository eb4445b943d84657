"""The numbers of one run: what a scenario says, with what nobody knows drawn.

``sample`` draws from the priors, or takes joint draws of a posterior; ``assemble`` puts the numbers of one draw
together, ``resolve`` does both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.calendar import WEEKS
from sim.evidence.quantities import Prior, Quantity, levers, quantities
from sim.rules.absconding import Absconding
from sim.rules.arrests import Arrests
from sim.rules.checkins import Checkins
from sim.rules.conviction import Conviction
from sim.rules.costs import Costs
from sim.rules.courts import Courts, Filing
from sim.rules.departure import Departure
from sim.rules.detention import Detention
from sim.rules.impediments import Impediments
from sim.rules.intake import Intake
from sim.rules.monitoring import Monitoring
from sim.rules.officers import Hiring, Officers
from sim.rules.offices import Offices
from sim.rules.removal import Removal
from sim.rules.start import Start
from sim.scenario.scenario import Order, Scenario
from sim.scenario.weekly import Path, lever_table


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


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Joint draws that stand in for the priors of some names.

    ``rows`` is ``float64[draws, len(names)]``; a name is a quantity, or ``quantity@date`` for one dated value that a
    history states with a spread. ``digest`` is the sha256 of the file they come from, ``manifest`` what its maker
    says of it, ``tables`` the rows of what a report shows of the fit (empty where nothing is said).
    """

    id: str
    digest: str
    names: tuple[str, ...]
    rows: np.ndarray
    manifest: Mapping[str, Any]
    tables: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)

    def row(self, draw: int, seed: int) -> dict[str, float]:
        """The values of one draw, by name.

        Every row is used once before any is used again; their order is keyed by the seed and by how often all have
        been used, so scenarios of a draw share its row.
        """
        turn, place = divmod(draw, len(self.rows))
        chosen = self.rows[_order_of_rows(len(self.rows), seed, turn)[place]]
        return dict(zip(self.names, chosen.tolist(), strict=True))


@cache
def _order_of_rows(rows: int, seed: int, turn: int) -> tuple[int, ...]:
    return tuple(sorted(range(rows), key=lambda row: _uniform_for(f"row {row}", seed, turn)))


DrawsFrom = Literal["prior", "central"] | Posterior
"""Where the numbers of a draw come from: the priors, no draw at all, or joint draws that replace some of the priors."""


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


def resolve(
    scenario: Scenario, draw: int | None, seed: int, weeks: int = WEEKS, draws_from: DrawsFrom = "prior"
) -> Resolved:
    """The numbers of one draw of a scenario; ``draw=None`` and ``"central"`` take central values and draw nothing."""
    if draw is None or draws_from == "central":
        return assemble(scenario, {}, weeks)
    if not isinstance(draws_from, Posterior):
        return assemble(scenario, sample(scenario, draw, seed), weeks)
    drawn = sample(scenario, draw, seed, draws_from)
    return assemble(scenario, drawn, weeks, dict.fromkeys(draws_from.names, f"the posterior {draws_from.id}"))


def sample(scenario: Scenario, draw: int, seed: int, posterior: Posterior | None = None) -> dict[str, float]:
    """One joint draw of what nobody chooses, from the priors; or from a posterior, where it has the name.

    Each number of a prior depends on (seed, draw, its own name) only: scenarios of a draw share it, and a new
    quantity changes no other. What the scenario assumes, or orders with no spread, is not drawn.
    """
    assumed = {assumption.name for assumption in scenario.assume}
    given = posterior.row(draw, seed) if posterior else {}
    drawn: dict[str, float] = {}

    def draw_one(name: str, prior: Prior, quantity: Quantity) -> None:
        value = given[name] if name in given else prior.quantile(_uniform_for(name, seed, draw))
        drawn[name] = quantity.clipped(value)

    for name, quantity in quantities().items():
        orders = scenario.in_force.get(name, [])
        replaced = name in assumed or (quantity.kind == "driver" and orders and orders[0].week == 0)
        if quantity.prior and not replaced:
            draw_one(name, quantity.prior, quantity)
        for order in orders:
            if order.spread:
                draw_one(order.key, order.spread, quantity)
    return drawn


def _uniform_for(name: str, seed: int, draw: int) -> float:
    """The keyed uniform of one number: strictly between 0 and 1."""
    word = int.from_bytes(blake2b(f"{seed}|{draw}|{name}".encode(), digest_size=8).digest(), "big")
    return ((word >> 12) + 0.5) / 2.0**52


def assemble(
    scenario: Scenario, drawn: Mapping[str, float], weeks: int = WEEKS, joint: Mapping[str, str] | None = None
) -> Resolved:
    """Central values, replaced by what was drawn, replaced by what the scenario assumes; and the weekly levers.

    ``joint`` says in words where a drawn name comes from, if that is not its prior.
    """
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
    origins = _origins(scenario, drawn, joint or {})
    return Resolved(numbers, lever_table(scenario, known)[:, :weeks].copy(), dict(drawn), origins)


def _origins(scenario: Scenario, drawn: Mapping[str, float], joint: Mapping[str, str]) -> dict[str, str]:
    """Where the value of each quantity comes from, in words."""
    origin = {}
    for name, quantity in quantities().items():
        default = f"value in rules/{quantity.group}.yaml"
        if name in scenario.in_force:
            *earlier, last = scenario.in_force[name]
            fitted = sorted({joint[key] for key in joint.keys() & drawn.keys() if key.startswith(f"{name}@")})
            origin[name] = _said(last) + (f" (after {len(earlier)} earlier)" if earlier else "")
            origin[name] += f"; drawn from {fitted[0]}" if fitted else ""
        elif quantity.is_dated:
            origin[name] = f"drawn around the {default}" if name in drawn else default
        elif name in drawn:
            origin[name] = f"drawn from {joint.get(name, 'its prior')}"
        else:
            origin[name] = default
    assumed = {entry.name: f"assume, {entry.place}: {entry.because}" for entry in scenario.assume}
    return origin | assumed


def _said(order: Order) -> str:
    reason = order.because or order.source
    arrives = "" if order.delivery.mode == "in full" else f", delivery {order.delivery}"
    ends = f" until {order.until}" if order.until else ""
    return f"{order.section}, {order.place}, from {order.start}{ends}{arrives}" + (f": {reason}" if reason else "")
