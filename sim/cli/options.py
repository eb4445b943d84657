"""Options that several commands share. Those of a run are made from the fields of ``Options``, which checks them."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.experiments.options import Options

Scenarios = Annotated[
    list[str],
    typer.Argument(help="Shipped names or files; several share draws and random numbers.", metavar="SCENARIO..."),
]
OneScenario = Annotated[str, typer.Argument(help="A shipped name or a file.", metavar="SCENARIO")]
Json = Annotated[bool, typer.Option("--json", help="The answer as JSON on standard output.")]

_FIELDS: Mapping[str, Field[Any]] = {one.name: one for one in fields(Options) if one.metadata}
_KINDS: Mapping[str, Any] = {"out": Path}
"""The type of an option on the command line, where its default does not say it; others are text."""
EVERY = tuple(name for name in _FIELDS if name != "delivery")
"""The options of every question."""


def with_options(
    names: Sequence[str] = EVERY, defaults: Mapping[str, Any] | None = None, says: Mapping[str, str] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command that also takes these fields of ``Options``: its own last parameter ``options`` is given them by name.

    ``defaults`` and ``says``: another default or help than that of the field.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = [one for one in inspect.signature(command).parameters.values() if one.name != "options"]
        shared = [_parameter(name, defaults or {}, says or {}) for name in names]

        @wraps(command)
        def called(**given: Any) -> None:
            options = {name: given.pop(name) for name in names}
            command(**given, options=options)

        together = [*(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own), *shared]
        called.__signature__ = inspect.Signature(together)  # type: ignore[attr-defined]  # what typer reads
        called.__annotations__ = {one.name: one.annotation for one in together}
        del called.__wrapped__
        return called

    return decorate


def _parameter(name: str, defaults: Mapping[str, Any], says: Mapping[str, str]) -> inspect.Parameter:
    one = _FIELDS[name]
    assert one.default is not MISSING, name
    default = defaults.get(name, one.default)
    kind: Any = bool
    words = says.get(name, one.metadata["help"])
    if isinstance(one.default, bool):
        option = typer.Option(f"--{name}", help=words)
    else:
        option = typer.Option(f"--{name}", help=words, metavar=one.metadata["metavar"])
        kind = _KINDS.get(name) or (int if isinstance(one.default, int) or name == "workers" else str)
    taken: Any = kind if default is not None else kind | None
    annotation: Any = Annotated[taken, option]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
