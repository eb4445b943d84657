"""The figures of the articles: what the model is compared with, and what it is asked about."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from sim.evidence.quantities import package_yaml

Role = Literal["calibrate", "scenario", "claim", "context"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure. Its ``measure``s add up to it; ``value`` is None where the article gives no number."""

    id: str
    quantity: str
    value: float | None
    unit: str
    qualifier: str
    as_of: date
    source: tuple[str, ...]
    role: Role
    measure: tuple[str, ...]
    reading: str


@cache
def _read() -> tuple[Figure, ...]:
    entries = package_yaml("evidence/figures.yaml").plain()
    return tuple(
        Figure(id=key, **(entry | {"source": tuple(entry["source"]), "measure": tuple(entry["measure"])}))
        for key, entry in entries.items()
    )


@cache
def readings() -> dict[str, dict[str, Any]]:
    """How each figure of role calibrate is read as evidence, by its id, as ``targets.yaml`` says."""
    return package_yaml("evidence/targets.yaml").plain()


def figures() -> list[Figure]:
    """All figures, in the order of the file."""
    return list(_read())
