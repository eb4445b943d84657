"""The JSON Schema of a scenario file, so that editors complete and check it.

Made from the grammar and the evidence. Quantities of one kind and range share their shapes in ``$defs``.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sim.calendar import INFORMATION_DATE
from sim.evidence.quantities import UNITS, Quantity, quantities, sources
from sim.scenario.grammar import (
    NOTHING,
    SCENARIO,
    Dated,
    Fields,
    Items,
    Keyed,
    Leaf,
    Named,
    Number,
    Shape,
    Words,
    is_driver,
)
from sim.scenario.reader import LINK, SOURCE_KEY, WHEN

Schema = dict[str, Any]

_NAME = r"^\s*[A-Za-z0-9_-][A-Za-z0-9._-]*\s*$"
_DAY = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_ALONE: Schema = {
    "if": {"properties": {"extends": {"pattern": rf"^\s*{NOTHING}\s*$"}}, "required": ["extends"]},
    "then": {"properties": {"delivery": {"maxProperties": 0}}},
}
"""A scenario that stands alone has no delivery."""


def scenario_schema() -> Schema:
    """JSON Schema (draft 2020-12) of a scenario file, as plain data."""
    book = _Book()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "docketsim scenario",
        "description": "What is chosen (policy), what arrives of it (delivery), what is believed (assume) and what "
        "is given (drivers).",
    }
    return head | book.fields(SCENARIO, None) | _ALONE | {"$defs": book.shared}


@dataclass(slots=True)
class _Book:
    """Writes shapes; those that are used more than once stand in ``shared``."""

    shared: dict[str, Schema] = field(default_factory=dict)

    def ref(self, name: str, write: Callable[[], Schema]) -> Schema:
        """A reference to a shared shape, which is written when it is first needed."""
        if name not in self.shared:
            self.shared[name] = {}
            self.shared[name] = write()
        return {"$ref": f"#/$defs/{name}"}

    def shape(self, shape: Shape, quantity: Quantity | None) -> Schema:
        match shape:
            case Leaf():
                return self.leaf(shape, quantity)
            case Number(low, high):
                return {"type": "number", "minimum": low, "maximum": high}
            case Items(_, inside):
                return {"type": "array", "items": self.fields(inside, None)}
            case Named(_, wanted, inside):
                names = [one for one in quantities().values() if wanted(one)]
                described = {one.name: {"description": _described(one)} | self.shape(inside, one) for one in names}
                return {"type": "object", "additionalProperties": False, "properties": described}
            case Words(words, fields):
                return self.ref("delivery", lambda: {"oneOf": [{"enum": list(words)}, self.fields(fields, None)]})
            case Keyed(_, inside):
                keys: Schema = {"pattern": f"^{SOURCE_KEY}$", "not": {"enum": list(sources())}}
                return {"type": "object", "propertyNames": keys, "additionalProperties": self.fields(inside, None)}
            case Dated(fields, _, leaf):
                name = f"dated.{_range(quantity)}" if leaf is Leaf.VALUE else fields.name
                return self.ref(name, lambda: self.dated(shape, quantity))
            case Fields():
                return self.ref(f"{shape.name}.{_range(quantity)}", lambda: self.fields(shape, quantity))

    def dated(self, dated: Dated, quantity: Quantity | None) -> Schema:
        one, step = self.fields(dated.fields, quantity), self.fields(dated.steps, quantity)
        return {"oneOf": [self.leaf(dated.leaf, quantity), one, {"type": "array", "minItems": 1, "items": step}]}

    def fields(self, fields: Fields, quantity: Quantity | None) -> Schema:
        """A mapping with known keys."""
        properties = {
            key: ({"description": entry.means} if entry.means else {}) | self.shape(entry.shape, quantity)
            for key, entry in fields.keys.items()
            if entry.fits(quantity)
        }
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        needed = [key for key, entry in fields.keys.items() if entry.needed]
        if needed:
            schema["required"] = needed
        least = [{"required": [key]} for key in fields.least if key in properties]
        if least:
            schema["anyOf"] = least
        if fields.never:
            schema["allOf"] = [{"not": {"required": list(pair)}} for pair in fields.never]
        both = {one: [two] for pair in fields.pairs for one, two in (pair, pair[::-1]) if one in properties}
        return schema | ({"dependentRequired": both} if both else {})

    def leaf(self, leaf: Leaf, quantity: Quantity | None) -> Schema:
        match leaf:
            case Leaf.TEXT:
                return self.ref("text", lambda: {"type": "string", "pattern": r"\S"})
            case Leaf.NAME:
                return {"type": "string", "pattern": _NAME}
            case Leaf.SOURCE:
                return self.ref("source", lambda: {"anyOf": [{"enum": list(sources())}, _text(SOURCE_KEY)]})
            case Leaf.WHEN:
                return {"anyOf": [_text(WHEN), {"type": "integer", "minimum": 1000, "maximum": 9999}]}
            case Leaf.LINK:
                return _text(LINK)
            case Leaf.AMOUNT:
                return {"type": "number"}
            case Leaf.FACTOR:
                return {"type": "number", "minimum": 0}
            case Leaf.START:
                return {"type": "string", "pattern": _DAY}
            case Leaf.DAY:
                return self.ref("day", lambda: {"type": "string", "pattern": _DAY, "description": leaf.value})
            case Leaf.VALUE:
                assert quantity is not None, "a value is that of a quantity"
                return {"enum": list(quantity.choices)} if quantity.choices else _number(quantity)
            case Leaf.PERCENTILE:
                assert quantity is not None, "a percentile is that of a quantity"
                below = {"exclusiveMaximum": 1} if quantity.unit == "share" else {}
                return _number(quantity) | {"exclusiveMinimum": 0} | below


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _number(quantity: Quantity) -> Schema:
    """A number in the range of a quantity."""
    low, high = quantity.limits
    bounds = {"minimum": low} if low > -math.inf else {}
    return {"type": "number"} | bounds | ({"maximum": high} if high < math.inf else {})


def _range(quantity: Quantity | None) -> str:
    """What quantities of the same shapes have in common, as a name."""
    assert quantity is not None, "a shape with a range is that of a quantity"
    if quantity.choices:
        return quantity.name
    kind = ("driver" if is_driver(quantity) else quantity.kind) if quantity.is_dated else "number"
    share = "share." if quantity.unit == "share" else ""
    low, high = quantity.limits
    return f"{kind}.{share}{low:.10g}..{high:.10g}"


def _described(quantity: Quantity) -> str:
    """What a quantity means, and what it is unless somebody says otherwise."""
    now = quantity.value if isinstance(quantity.value, str) else f"{quantity.value:.10g} {UNITS[quantity.unit]}"
    when = f"in force on {INFORMATION_DATE}" if quantity.is_dated else "otherwise"
    return f"{quantity.means} ({quantity.kind}; {when}: {now})"
