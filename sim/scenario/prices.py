"""A list of prices that replaces those of the model: a YAML file with a value and a source for each.

``prices: {costs.bed_usd_per_day: {value: 165, price_year: 2024, source: "Budget request for 2025, page 12"}}``. A
price of another year is brought to the price year of the model by its path of the price level.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from sim.calendar import HORIZON
from sim.errors import ScenarioError, nearest, printable, short
from sim.evidence.money import price_level, price_year
from sim.evidence.quantities import Quantity, quantities
from sim.io import door
from sim.io.marked_yaml import Node, parse
from sim.scenario.reader import Reader, TooMany
from sim.scenario.scenario import Assumption, Scenario, Text

GROUP = "costs"
KIND = door.Kind("a list of prices", "YAML text in UTF-8", 100_000, (".yaml", ".yml"))
"""There are fewer than twenty prices."""
FIRST_YEAR = 2000
KEYS = ("value", "price_year", "source")
EXAMPLE = "{value: 165, price_year: 2024, source: where it stands}"


class Price(NamedTuple):
    """A price as given (in dollars of ``year``) and as the model takes it; ``year`` is None for a share."""

    name: str
    given: float
    year: int | None
    source: str
    assumption: Assumption


class Prices(NamedTuple):
    """A list of prices and the file that it comes from."""

    prices: tuple[Price, ...] = ()
    text: Text | None = None

    def in_place_of_those_of(self, scenario: Scenario) -> Scenario:
        """The scenario with these prices in every draw."""
        if not self.prices:
            return scenario
        return scenario.with_layer([], {}, {one.name: one.assumption for one in self.prices}, self.text)


def read(path: str | Path) -> Prices:
    """The prices of a file. Raises ``ScenarioError`` with every problem."""
    file, shown = Path(path), printable(str(path))
    text = door.text_of(file, shown, KIND)
    if not isinstance(text, str):
        raise ScenarioError([text])
    root, problems = parse(text, shown)
    reader = Reader(shown, file.name, problems)
    found: list[Price] = []
    with suppress(TooMany):
        if root is not None:
            found = _prices(reader, root)
        elif not problems:
            reader.wrong(Node(None, 1, 1), "", "is empty; a list of prices has prices:")
    told = sorted(reader.problems, key=lambda one: (one.line, one.column))
    if told:
        raise ScenarioError(told)
    return Prices(tuple(found), Text(file.name, text))


def known() -> dict[str, Quantity]:
    """The prices of the model by name."""
    return {name: one for name, one in quantities().items() if one.group == GROUP}


def _prices(reader: Reader, root: Node) -> list[Price]:
    given = reader.mapping(root, "", ("prices",), "a mapping with prices:")
    reader.required(root, "", given, ("prices",))
    node = given.get("prices")
    if node is None:
        return []
    if not isinstance(node.content, dict) or not node.content:
        reader.wrong(node, "prices", f"{node.shown()} is given; a price for each name is needed, such as {EXAMPLE}")
        return []
    found = []
    for name, child in node.content.items():
        path = f"prices.{short(name)}"
        if name not in known():
            message = f"no such price{nearest(name, known(), 3)}; `docketsim list parameters` shows them as {GROUP}.*"
            reader.wrong(child, path, message, at_key=True)
        elif price := _price(reader, child, path, known()[name]):
            found.append(price)
    return found


def _price(reader: Reader, node: Node, path: str, quantity: Quantity) -> Price | None:
    """One price; None where anything of it is wrong."""
    before = len(reader.problems)
    said = reader.mapping(node, path, KEYS, f"a mapping such as {EXAMPLE}")
    reader.required(node, path, said, ("value", "source"))
    value = reader.within(said["value"], f"{path}.value", quantity) if "value" in said else None
    source = reader.text(said["source"], f"{path}.source") if "source" in said else ""
    year = quantity.price_year
    if "price_year" in said:
        year = _year(reader, said["price_year"], f"{path}.price_year", quantity)
    if len(reader.problems) > before or value is None:
        return None
    taken = value / price_level(year) if year is not None else value
    because = f"{source} (dollars of {year})" if year is not None else source
    return Price(quantity.name, value, year, source, Assumption(quantity.name, taken, because, reader.place(node)))


def _year(reader: Reader, node: Node, path: str, quantity: Quantity) -> int | None:
    if quantity.price_year is None:
        reader.wrong(node, path, f"{quantity.name} is no number of dollars; it has no price year", at_key=True)
        return None
    value: Any = reader.between(node, path, FIRST_YEAR, HORIZON.year)
    if value is not None and value != int(value):
        reader.wrong(node, path, f"{node.shown()} is no fiscal year; write it as {price_year()}")
        return None
    return None if value is None else int(value)
