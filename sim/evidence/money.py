"""How money is counted: what each lever spends, the path of prices, and what was appropriated in July 2025."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sim.evidence.quantities import package_yaml


@dataclass(frozen=True, slots=True)
class Spending:
    """The items of cost (names of measures) in which a lever or driver pays for what it buys, and why."""

    items: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Appropriation:
    """Money for some items of cost (names of measures), nominal, from a day to the last one."""

    name: str
    means: str
    usd: float
    start: date
    until: date
    items: tuple[str, ...]
    source: str
    because: str


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = package_yaml(f"evidence/{name}.yaml").plain()
    return found


def spending() -> dict[str, Spending]:
    """What every lever and driver spends, by its name."""
    entries = _read("spending").items()
    return {name: Spending(_items(entry["spends"]), entry["because"]) for name, entry in entries}


def appropriations() -> list[Appropriation]:
    """The money of July 2025, in the order of the file."""
    return [
        Appropriation(
            name,
            entry["means"],
            entry["usd"],
            entry["from"],
            entry["until"],
            _items(entry["items"]),
            entry["source"],
            entry["because"],
        )
        for name, entry in _read("appropriations").items()
    ]


def price_year() -> int:
    """The fiscal year of whose dollars costs are counted."""
    return int(_read("price_level")["price_year"])


def price_change(fiscal_year: int) -> float:
    """Change of the price level from the fiscal year before to this one, as a share.

    Years before the first of the list change as the first does.
    """
    said = _read("price_level")
    changes = {int(year): change for year, change in said["changes"].items()}
    if fiscal_year > max(changes):
        return float(said["after"])
    return float(changes[max(fiscal_year, min(changes))])


def price_level(fiscal_year: int) -> float:
    """Nominal dollars of a fiscal year for one dollar of the price year; 1 in the price year."""
    level, base = 1.0, price_year()
    for year in range(base + 1, fiscal_year + 1):
        level *= 1.0 + price_change(year)
    for year in range(fiscal_year + 1, base + 1):
        level /= 1.0 + price_change(year)
    return level


def _items(names: list[str]) -> tuple[str, ...]:
    return tuple(f"cost_{name}_usd" for name in names)
