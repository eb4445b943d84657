"""The JSON Schema of a scenario file, so that editors complete and check it.

Generated from the evidence: names, ranges, choices and meanings of levers, drivers and numbers stand there once.
"""

import math
from typing import Any

from sim.calendar import END, INFORMATION_DATE, START
from sim.evidence.quantities import UNITS, Quantity, levers, quantities, sources
from sim.scenario.sections import DEFAULT_EXTENDS, NOTHING

Schema = dict[str, Any]

_DATE: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": f"A day from {START} to {END}. A value holds from the first week that begins on or after it.",
}
_ONE_VALUE: Schema = {
    "anyOf": [{"required": ["value"]}, {"required": ["to"]}],
    "dependentRequired": {"to": ["by"], "by": ["to"], "p05": ["p95"], "p95": ["p05"]},
}
_TEXT: Schema = {"type": "string", "minLength": 1}


def scenario_schema() -> Schema:
    """JSON Schema (draft 2020-12) of a scenario file, as plain data."""
    dated = levers().values()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "docketsim scenario",
        "description": "What is chosen (policy), what arrives of it (delivery), what is believed (assume) and what "
        "is given (drivers).",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"},
            "extends": _TEXT
            | {
                "default": DEFAULT_EXTENDS,
                "description": f"A shipped name, a path relative to this file, or {NOTHING}.",
            },
            "because": _TEXT | {"description": "Why this scenario."},
            "policy": _entries("Levers: what a government chooses.", [q for q in dated if q.kind == "lever"]),
            "drivers": _entries("What is given from outside.", [q for q in dated if q.kind == "driver"]),
            "delivery": {
                "type": "object",
                "additionalProperties": False,
                "description": "What arrives of the orders for a lever; in full unless said otherwise.",
                "properties": {
                    q.name: {"$ref": "#/$defs/delivery"} for q in dated if q.kind == "lever" and not q.choices
                },
            },
            "assume": {
                "type": "object",
                "additionalProperties": False,
                "description": "Numbers believed in every draw and at all times, each with its reason.",
                "properties": {q.name: _assumption(q) for q in quantities().values() if not q.is_dated},
            },
        },
        "$defs": {
            "date": _DATE,
            "source": {"enum": list(sources())},
            "delivery": _delivery(),
            **{q.name: _dated_value(q) for q in dated},
            **{f"{q.name}.value": _value(q) for q in dated},
        },
    }


def _entries(description: str, named: list[Quantity]) -> Schema:
    return {
        "type": "array",
        "description": description,
        "items": _object(
            {
                "from": {"$ref": "#/$defs/date"},
                "set": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {q.name: {"$ref": f"#/$defs/{q.name}"} for q in named},
                },
            },
            required=["from", "set"],
        ),
    }


def _dated_value(quantity: Quantity) -> Schema:
    """A value, a value with its reason or a ramp, or a list of dated ones."""
    now = quantity.value if quantity.choices else f"{quantity.value:.10g} {UNITS[quantity.unit]}"
    value = {"$ref": f"#/$defs/{quantity.name}.value"}
    given = {"value": value}
    if not quantity.choices:
        given |= {"to": value, "by": {"$ref": "#/$defs/date"}}
    if quantity.kind == "driver":
        given |= {"p05": value, "p95": value}
    one = _object(given, []) | _ONE_VALUE
    dated = _object({"from": {"$ref": "#/$defs/date"}} | given, ["from"]) | _ONE_VALUE
    return {
        "description": f"{quantity.means} ({quantity.kind}; in force on {INFORMATION_DATE}: {now})",
        "oneOf": [value, one, {"type": "array", "minItems": 1, "items": dated}],
    }


def _object(properties: Schema, required: list[str]) -> Schema:
    reasons = {"because": _TEXT, "source": {"$ref": "#/$defs/source"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties | reasons,
        "required": required,
    }


def _value(quantity: Quantity) -> Schema:
    """A number in its range, or one of the choices."""
    if quantity.choices:
        return {"enum": list(quantity.choices)}
    low, high = quantity.limits
    bounds = {} if low == -math.inf else {"minimum": low}
    return {"type": "number"} | bounds | ({} if high == math.inf else {"maximum": high})


def _assumption(quantity: Quantity) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "description": f"{quantity.means} ({quantity.kind}, {UNITS[quantity.unit]}; otherwise {quantity.value:.10g})",
        "properties": {"value": _value(quantity), "because": _TEXT},
        "required": ["value", "because"],
    }


def _delivery() -> Schema:
    terms = {"share": {"type": "number", "minimum": 0, "maximum": 1}, "lag_weeks": {"type": "number", "minimum": 0}}
    return {
        "description": "before + share x (what was ordered lag_weeks ago - before)",
        "oneOf": [
            {"enum": ["in full", "uncertain"]},
            {"type": "object", "additionalProperties": False, "properties": terms | {"because": _TEXT}},
        ],
    }
