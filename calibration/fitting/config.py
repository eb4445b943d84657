"""The settings of a fit: a YAML file, checked, every mistake with its line and column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from calibration.errors import ConfigError
from calibration.fitting.bank import prior_of
from calibration.fitting.settings import Config, Sampling
from calibration.fitting.targets import targets
from sim.errors import Problem, nearest, short
from sim.io import door
from sim.io.marked_yaml import Node, parse

SHIPPED = "calibrate.yaml"
WALKERS_PER_DIMENSION = 2
"""emcee refuses fewer. Beside the unknowns there is at most one factor for each fitted figure (``Problem``)."""
SEEDS = (0, 2**32 - 1)
_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


class _Range(NamedTuple):
    low: float
    high: float
    whole: bool = True


_NUMBERS: Mapping[str, _Range] = {
    "seed": _Range(*SEEDS),
    "simulations": _Range(50, 1_000_000),
    "replicates": _Range(2, 100),
    "scale": _Range(1, 10_000),
    "budget_minutes": _Range(0.001, 10_000, False),
    "draws": _Range(50, 1_000_000),
    "check_draws": _Range(2, 10_000),
    "fine_draws": _Range(0, 1_000),
    "projection_draws": _Range(0, 10_000),
    "ensembles": _Range(2, 100),
    "walkers": _Range(4, 10_000),
    "warmup": _Range(0, 1_000_000),
    "steps": _Range(10, 10_000_000),
    "thin": _Range(1, 100_000),
}
_KEYS = tuple(field.name for field in fields(Config))
_SAMPLING_KEYS = tuple(field.name for field in fields(Sampling))


KIND = door.Kind("a file of settings", "YAML text in UTF-8", 1_000_000, (".yaml", ".yml"))


def shipped_text() -> str:
    """The shipped settings as written."""
    return (resources.files("calibration") / SHIPPED).read_text("utf-8")


def load(file: str | Path | None = None) -> Config:
    """Settings from a file; what it leaves out is as shipped. Raises ``ConfigError``."""
    base = parse(shipped_text(), SHIPPED)[0]
    assert base is not None, SHIPPED
    default = base.plain()
    if file is None:
        return _config(default)
    name = str(file)
    text = door.text_of(Path(file), name, KIND)
    if isinstance(text, Problem):
        raise ConfigError([text])
    root, problems = parse(text, name)
    if root is not None:
        problems = problems + _Check(name).top(root)
    if problems or root is None:
        raise ConfigError(problems or [Problem(name, 1, 1, "", "empty; it needs keys like simulations")])
    given = root.plain()
    merged = default | given | {"sampling": default["sampling"] | given.get("sampling", {})}
    config = _config(merged)
    fewest = WALKERS_PER_DIMENSION * (len(config.unknowns) + sum(one.is_fitted for one in targets()))
    if config.sampling.walkers < fewest:
        text = f"{config.sampling.walkers}: {len(config.unknowns)} unknowns need at least {fewest} walkers"
        raise ConfigError([Problem(name, 1, 1, "sampling.walkers", text)])
    return config


def _config(plain: dict[str, Any]) -> Config:
    whole = {key: int(plain[key]) for key, allowed in _NUMBERS.items() if key in plain and allowed.whole}
    sampling = Sampling(**{key: int(plain["sampling"][key]) for key in _SAMPLING_KEYS})
    numbers: dict[str, Any] = whole | {"budget_minutes": float(plain["budget_minutes"])}
    return Config(id=plain["id"], **numbers, sampling=sampling, unknowns=tuple(plain["unknowns"]))


class _Check:
    """Everything that is wrong with a file of settings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def top(self, root: Node) -> list[Problem]:
        self._mapping(root, "", _KEYS, self._entry)
        return self.problems

    def _report(self, node: Node, path: str, message: str) -> None:
        self.problems.append(Problem(self.file, node.line, node.column, path, message))

    def _mapping(self, node: Node, path: str, keys: tuple[str, ...], check: Callable[[str, Node, str], None]) -> None:
        if not isinstance(node.content, dict):
            self._report(node, path, f"{node.shown()}: must be a mapping with keys {', '.join(keys)}")
            return
        for key, inner in node.content.items():
            place = f"{path}.{short(key)}" if path else short(key)
            if key in keys:
                check(key, inner, place)
                continue
            message = f"unknown key; known are {', '.join(keys)}{nearest(key, keys)}"
            self.problems.append(Problem(self.file, inner.key_line, inner.key_column, place, message))

    def _entry(self, key: str, node: Node, path: str) -> None:
        if key == "sampling":
            self._mapping(node, path, _SAMPLING_KEYS, self._entry)
        elif key == "unknowns":
            self._unknowns(node, path)
        elif key == "id":
            if not isinstance(node.content, str) or not _ID.fullmatch(node.content):
                self._report(node, path, f"{node.shown()}: must be a name of small letters, digits, dots and dashes")
        else:
            self._number(node, path, _NUMBERS[key])

    def _number(self, node: Node, path: str, allowed: _Range) -> None:
        value = node.content
        kind = "a whole number" if allowed.whole else "a number"
        good = isinstance(value, float) and allowed.low <= value <= allowed.high and not (allowed.whole and value % 1)
        if not good:
            self._report(node, path, f"{node.shown()}: must be {kind} from {allowed.low:,} to {allowed.high:,}")

    def _unknowns(self, node: Node, path: str) -> None:
        if not isinstance(node.content, list) or not node.content:
            self._report(node, path, f"{node.shown()}: must be a list of parameters")
            return
        known, seen = prior_of(), set()
        for place, inner in enumerate(node.content):
            where, name = f"{path}[{place}]", inner.content
            if not isinstance(name, str) or name not in known:
                message = f"{inner.shown()}: no parameter with a prior has this name{nearest(str(name), known, 2)}"
                self._report(inner, where, f"{message}; `docketsim list parameters` shows them")
            elif name in seen:
                self._report(inner, where, f"{name}: given twice")
            else:
                seen.add(name)
