"""One scenario file: from a tree with places to orders, delivery and assumptions, with every problem found."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sim.errors import Problem
from sim.evidence.quantities import levers, quantities
from sim.io.marked_yaml import Node, short
from sim.scenario.dated import dated_orders
from sim.scenario.reader import Reader, TooMany, is_lever, nearest
from sim.scenario.scenario import Assumption, Delivery, Order, Place

SECTIONS = ("name", "extends", "because", "policy", "delivery", "assume", "drivers")
NOTHING = "none"
"""``extends: none``: a scenario that stands alone."""
DEFAULT_EXTENDS = "frozen"

_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@dataclass(slots=True)
class Checked:
    """What one file says. ``extends`` is None where it stands alone; ``extends_at`` is where that is written."""

    name: str = ""
    because: str = ""
    extends: str | None = DEFAULT_EXTENDS
    extends_at: Place = Place("", 1, 1)
    orders: list[Order] = field(default_factory=list)
    delivery: dict[str, Delivery] = field(default_factory=dict)
    assume: dict[str, Assumption] = field(default_factory=dict)


def check(root: Node, file: str, label: str) -> tuple[Checked, list[Problem]]:
    """Read the tree of one file. ``file`` is shown in problems, ``label`` is remembered as the place of orders."""
    sections = _Sections(Reader(file, label))
    with suppress(TooMany):
        sections.scenario(root)
    return sections.found, sections.read.problems


@dataclass(slots=True)
class _Sections:
    """A method for each section of the file."""

    read: Reader
    found: Checked = field(default_factory=Checked)

    def scenario(self, root: Node) -> None:
        known = self.read.mapping(root, "", SECTIONS, "a mapping with " + ", ".join(SECTIONS))
        readers: dict[str, Callable[[Node], None]] = {
            "name": self.name,
            "extends": self.extends,
            "because": self.because,
            "policy": lambda node: self.found.orders.extend(dated_orders(self.read, "policy", node)),
            "drivers": lambda node: self.found.orders.extend(dated_orders(self.read, "drivers", node)),
            "delivery": self.delivery,
            "assume": self.assume,
        }
        for section, node in known.items():
            readers[section](node)
        if self.found.extends is None and self.found.delivery:
            self.read.wrong(known["delivery"], "delivery", "a scenario that stands alone states what arrived", True)

    def name(self, node: Node) -> None:
        self.found.name = self.read.text(node, "name")
        if not _NAME_LETTERS.issuperset(self.found.name) or self.found.name.startswith("."):
            self.read.wrong(
                node, "name", f"{short(self.found.name)} has other than letters, digits, dash, dot, underscore"
            )

    def because(self, node: Node) -> None:
        self.found.because = self.read.text(node, "because")

    def extends(self, node: Node) -> None:
        self.found.extends_at = Place(self.read.file, node.line, node.column)
        text = self.read.text(node, "extends") or DEFAULT_EXTENDS
        self.found.extends = None if text == NOTHING else text

    def delivery(self, node: Node) -> None:
        for name, child in self.read.named(node, "delivery", is_lever, "lever").items():
            path = f"delivery.{name}"
            if levers()[name].choices:
                self.read.wrong(child, path, "a choice is always delivered in full", True)
            elif child.content in ("in full", "uncertain"):
                mode = "in full" if child.content == "in full" else "uncertain"
                self.found.delivery[name] = Delivery(name, mode)  # type: ignore[arg-type]
            elif isinstance(child.content, dict):
                self.terms(name, child, path)
            else:
                near = nearest(child.text, ("in full", "uncertain"))
                self.read.wrong(
                    child, path, f"{child.shown()} is given; allowed is in full, uncertain, or a mapping{near}"
                )

    def terms(self, name: str, node: Node, path: str) -> None:
        given = self.read.mapping(node, path, ("share", "lag_weeks", "because"), "a mapping")
        numbers = {}
        for key, highest in (("share", 1.0), ("lag_weeks", 520.0)):
            allowed = f"a number between 0 and {highest:g}"
            value = (
                self.read.finite(given[key], f"{path}.{key}", allowed) if key in given else 1.0 - (key == "lag_weeks")
            )
            if value is not None and not 0.0 <= value <= highest:
                self.read.wrong(
                    given[key], f"{path}.{key}", f"{given[key].shown()} is out of range; allowed is {allowed}"
                )
            numbers[key] = value or 0.0
        because = self.read.text(given["because"], f"{path}.because") if "because" in given else ""
        self.found.delivery[name] = Delivery(name, "given", numbers["share"], numbers["lag_weeks"], because)

    def assume(self, node: Node) -> None:
        for name, child in self.read.named(node, "assume", lambda q: not q.is_dated, "quantity").items():
            path = f"assume.{name}"
            given = self.read.mapping(child, path, ("value", "because"), "a mapping with value and because")
            self.read.required(child, path, given, ("value", "because"))
            value = self.read.within(given["value"], f"{path}.value", quantities()[name]) if "value" in given else None
            because = self.read.text(given["because"], f"{path}.because") if "because" in given else ""
            if value is not None:
                self.found.assume[name] = Assumption(name, value, because, self.read.place(child))
