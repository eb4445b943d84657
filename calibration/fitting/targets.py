"""The figures that the fit may see, and how each is read as evidence.

Only figures of role *calibrate* come through here: claims and scenario figures never reach the fitter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Literal, get_args

from sim.errors import EvidenceError
from sim.evidence.figures import Figure, figures, readings

Says = Literal["about", "more than", "just under", "at least", "at most"]
FILE = "targets.yaml"
_KEYS = {"says", "step", "judgement", "since", "weight", "because"}


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure as evidence on a quantity of the model.

    The truth, moved by a normal error of standard deviation ``judgement``, lies from ``low`` up to ``high``.
    ``since``: the quantity is the change (of stocks) or the sum (of flows) since that day. ``weight`` 0: compared
    and never fitted.
    """

    id: str
    quantity: str
    measure: tuple[str, ...]
    as_of: date
    since: date | None
    published: float
    unit: str
    says: Says
    step: float
    judgement: float
    weight: float
    because: str

    @property
    def low(self) -> float:
        """The least number that the article's words allow."""
        if self.says in ("just under", "at most"):
            return self.published - self.step if self.says == "just under" else -inf
        return self.published - self.step / 2 if self.says == "about" else self.published

    @property
    def high(self) -> float:
        """The largest number that the article's words allow."""
        if self.says in ("just under", "at least", "at most"):
            return inf if self.says == "at least" else self.published
        return self.published + self.step / (2 if self.says == "about" else 1)

    @property
    def is_fitted(self) -> bool:
        """Whether the fit uses it; one of weight 0 is shown only."""
        return self.weight > 0


def targets(published: Iterable[Figure] | None = None) -> list[Target]:
    """The targets in the order of the figures. Raises ``EvidenceError`` for a figure that no entry reads."""
    entries = readings()
    chosen = [one for one in (figures() if published is None else published) if one.role == "calibrate"]
    missing = {one.id for one in chosen} ^ set(entries)
    if missing:
        raise EvidenceError(f"{FILE} and the figures of role calibrate differ in: {', '.join(sorted(missing))}")
    return [_target(one, entries[one.id]) for one in chosen]


def _target(figure: Figure, entry: dict) -> Target:
    if figure.value is None or entry["says"] not in get_args(Says) or set(entry) - _KEYS:
        raise EvidenceError(f"{FILE}: {figure.id} cannot be read")
    return Target(
        figure.id,
        figure.quantity,
        figure.measure,
        figure.as_of,
        entry.get("since"),
        float(figure.value),
        figure.unit,
        entry["says"],
        float(entry.get("step", 0.0)),
        float(entry["judgement"]),
        float(entry.get("weight", 1.0)),
        entry["because"],
    )
