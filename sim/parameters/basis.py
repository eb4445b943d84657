"""What a posterior stands on, by name: beliefs, history, fitted figures, and the code that the model reaches.

Each part maps names to short digests, so that a comparison of two says which names differ. Texts and comments do not
count.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sim.evidence.figures import Figure, figures, readings
from sim.evidence.quantities import quantities
from sim.io import folders
from sim.scenario.scenario import Scenario

MODEL = "sim.model.run"
"""The door into the model: what it imports, directly or not, is the code of a simulation."""
UNFITTED = "costs."
"""Prices move no case, so no fit depends on them."""
Basis = dict[str, dict[str, str]]
"""Digests by part (numbers, history, figures, code, simulated) and name."""


def stated(history: Scenario) -> Basis:
    """What is written in files of data: every number with its prior, the history, the figures of the fit."""
    return {
        "numbers": {
            name: digest([one.kind, one.value, one.limits, one.choices, _prior(one.prior)])
            for name, one in quantities().items()
            if not name.startswith(UNFITTED)
        },
        "history": {key: digest(orders) for key, orders in _orders(history).items()},
        "figures": {one.id: digest(_evidence(one)) for one in fitted_figures()},
    }


def fitted_figures() -> list[Figure]:
    """The figures that move a fit: those of role calibrate whose weight is not 0."""
    return [one for one in figures() if one.role == "calibrate" and readings()[one.id].get("weight", 1.0) > 0]


def fitted_measures() -> tuple[str, ...]:
    """The measures that a fit compares with figures, each once, in the order of the figures."""
    return tuple(dict.fromkeys(name for one in fitted_figures() for name in one.measure))


@cache
def code() -> dict[str, str]:
    """A digest of each module that the model reaches through imports, without docstrings, comments and annotations."""
    found: dict[str, str] = {}
    ahead = [MODEL]
    while ahead:
        name = ahead.pop()
        if name in found or (text := folders.source(name)) is None:
            continue
        tree = ast.parse(text)
        found[name] = digest(_plain(_bare(tree)))
        ahead += _imports(tree)
    return dict(sorted(found.items()))


def changes(then: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Which stated things differ, in words: ``departure.ratio``, ``history: courts.judges@2022-01-01``.

    A number that is new and not drawn, and a date that only such a number has, is left to the simulation: a new
    lever that changes nothing is no change.
    """
    known = then["numbers"]
    drawn = {name for name, one in quantities().items() if one.prior}
    differing = {name for name in _differing(then["numbers"], now["numbers"]) if not name.startswith(UNFITTED)}
    numbers = {name for name in differing if name in known or name in drawn}
    dates = {key for key in _differing(then["history"], now["history"]) if key.partition("@")[0] in known}
    words = [*sorted(numbers), *(f"history: {key}" for key in sorted(dates))]
    return words + [f"figure {name}" for name in sorted(_differing(then["figures"], now["figures"]))]


def changed_code(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Modules that differ, the rules and processes first, as places in the package: ``rules/courts.py``."""
    names = sorted(_differing(then, now), key=lambda name: (_distance(name), name))
    return [f"{name.removeprefix('sim.').replace('.', '/')}.py" for name in names]


def digest(data: Any) -> str:
    """Sixteen hexadecimal digits of the sha256 of what ``data`` prints."""
    return hashlib.sha256(repr(data).encode("utf-8")).hexdigest()[:16]


def _distance(module: str) -> int:
    return next((k for k, start in enumerate(("sim.rules.", "sim.model.", "sim.engine.")) if start in module), 3)


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    return {name for name in then.keys() | now.keys() if then.get(name) != now.get(name)}


def _prior(prior: Any) -> Any:
    return prior and (prior.family, prior.p05, prior.p95)


def _orders(history: Scenario) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in history.orders:
        spread = one.spread and (one.spread.p05, one.spread.p95)
        found.setdefault(one.key, []).append((one.value, str(one.by), one.begin, spread))
    return found


def _evidence(figure: Figure) -> list[Any]:
    read_as = {key: str(value) for key, value in sorted(readings()[figure.id].items()) if key != "because"}
    return [figure.value, figure.unit, str(figure.as_of), figure.measure, read_as]


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _bare(tree: ast.Module) -> ast.Module:
    """A tree without what no simulation sees: texts that stand alone, the types of functions, imports for types."""
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [line for line in body if not (_is_text(line) or _is_for_types(line))]  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return tree


def _plain(node: Any) -> Any:
    """A tree as nested tuples, the same on every Python: what a node leaves empty is not said.

    A later version has fields that an earlier one does not know (``type_params``), which ``ast.dump`` writes, and
    3.12 ends some formatted texts with an empty one.
    """
    if isinstance(node, ast.JoinedStr):
        return ("JoinedStr", *(_plain(one) for one in node.values if getattr(one, "value", None) != ""))
    if isinstance(node, ast.AST):
        given = [(name, _plain(value)) for name, value in ast.iter_fields(node) if value is not None and value != []]
        return (type(node).__name__, *given)
    return [_plain(one) for one in node] if isinstance(node, list) else node


def _is_for_types(line: ast.stmt) -> bool:
    return isinstance(line, ast.If) and isinstance(line.test, ast.Name) and line.test.id == "TYPE_CHECKING"


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
