"""What a results folder says of itself: what was run, on which inputs, with which versions. No time, host or path."""

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib import metadata
from typing import Any

import numpy as np

from sim import calendar
from sim.experiments import fitted
from sim.experiments.options import Plan
from sim.io import folders
from sim.model.world import OFFICES
from sim.parameters import posterior
from sim.results import bands
from sim.scenario.scenario import Scenario

PACKAGES = ("docketsim", "numpy", "numba", "pandas", "pyarrow")


def manifest(plan: Plan, overrides: Mapping[str, Any], delivery: str) -> dict[str, Any]:
    """Everything needed to run a plan again and to see whether it would be the same; plain JSON types."""
    return {
        "seed": int(plan.seed),
        "scale": int(plan.scale),
        "draws": int(plan.draws),
        "replicates": int(plan.replicates),
        "begins": plan.start.isoformat(),
        "information_date": plan.known.isoformat(),
        "until": plan.end.isoformat(),
        "weeks": int(plan.weeks),
        "offices": OFFICES if plan.by_office else 0,
        "delivery": delivery,
        "draws_from": posterior.described(plan.parameters, fitted.warnings(plan.parameters)),
        "overrides": {str(name): _plain(value) for name, value in overrides.items()},
        "bands": bands.note(plan.draws, plan.replicates, plan.scale),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "scenarios": [_described(scenario) for scenario in plan.scenarios],
        "parameters": {scenario.name: _parameters(scenario, plan) for scenario in plan.scenarios},
        "inputs": folders.input_hashes(),
    }


def _described(scenario: Scenario) -> dict[str, Any]:
    """A scenario and the files it extends, the root first, as written."""
    files = [
        {"name": text.name, "sha256": hashlib.sha256(text.text.encode("utf-8")).hexdigest(), "text": text.text}
        for text in scenario.texts
    ]
    said = {"name": scenario.name, "because": scenario.because, "files": files}
    said |= {"rewrites_history": scenario.rewrites_history} if scenario.rewrites_history else {}
    return said | ({"sources": [asdict(one) for one in scenario.sources]} if scenario.sources else {})


def _parameters(scenario: Scenario, plan: Plan) -> dict[str, dict[str, Any]]:
    """Each quantity: its central value (dated ones: by the first day of each change) and where it comes from.

    The central value of a lever is what is delivered; ``ordered`` stands beside it where that is not the same.
    """
    from sim.evidence.quantities import quantities
    from sim.parameters.resolve import resolve
    from sim.scenario.weekly import lever_row

    central = resolve(scenario, None, plan.seed, plan.weeks)
    asked = resolve(scenario.as_ordered(), None, plan.seed, plan.weeks).lever
    origin = resolve(scenario, 0, plan.seed, plan.weeks, plan.parameters).origin
    assumed = {entry.name: entry.value for entry in scenario.assume}
    described: dict[str, Any] = {}
    for name, quantity in quantities().items():
        described[name] = {"unit": quantity.unit, "origin": origin[name]}
        if quantity.is_dated:
            row = lever_row(name)
            described[name]["central"] = _changes(central.lever[row], quantity.choices, plan.start)
            if (asked[row] != central.lever[row]).any():
                described[name]["ordered"] = _changes(asked[row], quantity.choices, plan.start)
        else:
            described[name]["central"] = float(assumed.get(name, quantity.number(quantity.value)))
    return described


def _changes(path: np.ndarray, choices: tuple[str, ...], begins: date) -> dict[str, float | str]:
    """The weeks in which a path changes, by date."""
    starts = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist()]
    values = [choices[int(path[week])] if choices else float(path[week]) for week in starts]
    return {calendar.date_of(week, begins).isoformat(): value for week, value in zip(starts, values, strict=True)}


def _plain(value: Any) -> Any:
    """A value of an override as JSON can hold it; what it cannot hold, such as dates, as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def version(name: str) -> str:
    """The version of an installed package."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
