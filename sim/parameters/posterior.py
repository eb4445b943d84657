"""Posteriors as files: joint draws that a fit left behind, read and checked before they stand in for the priors.

A posterior is a folder with ``posterior.parquet`` (a column for each quantity, or ``quantity@date``; a row for each
joint draw) and a ``manifest.json``, or such a Parquet file alone.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import PosteriorError, nearest, short
from sim.evidence.quantities import quantities
from sim.io import folders as store
from sim.io import manifests
from sim.parameters.resolve import DrawsFrom, Posterior
from sim.scenario.scenario import Scenario

TABLE = "posterior.parquet"
SHOWN = ("fit", "contraction", "densities", "left_out", "held_out", "shares", "claims")
"""Tables of a fit that results carry along, so that their report can show it."""
CHOICES = ("posterior", "prior", "central")
NEAREST = 2
LEAST_CONTRACTION = 0.1
"""A fit that takes less than a tenth off the spread of a prior has not identified the number."""
IDENTIFIED, ASSUMED = "identified", "assumed, not identified"


def shipped() -> Path | None:
    """The folder of the posterior that comes with the package; None where none does."""
    found = find_spec("calibration")  # finds the place and imports nothing: the model does not know its fit
    places = found.submodule_search_locations if found else None
    for place in places or ():
        folders = sorted(path.parent for path in (Path(place) / "posterior").glob(f"*/{store.MANIFEST}"))
        if folders:
            return folders[-1]
    return None


def chosen(parameters: "str | Path | Posterior | None") -> DrawsFrom:
    """What an option asks for: a posterior (shipped, a file, a folder), ``prior`` or ``central``.

    ``None`` takes the shipped posterior, and the priors where none is shipped. Raises ``PosteriorError``, or
    ``StoreError`` for a file or folder that cannot be read.
    """
    if isinstance(parameters, Posterior):
        return _checked(parameters)
    if parameters == "prior":
        return "prior"
    if parameters == "central":
        return "central"
    default = shipped()
    if parameters is None and default is None:
        return "prior"
    if parameters in (None, "posterior"):
        if default is None:
            raise PosteriorError(["no posterior is shipped; give a folder that `docketsim calibrate` wrote, or prior"])
        return _checked(read(default))
    place = Path(str(parameters))
    if not os.path.exists(place):
        near = nearest(str(parameters), CHOICES)
        raise PosteriorError(
            [f"{short(str(parameters))!r}: choose {', '.join(CHOICES)}, or a file or folder with joint draws{near}"]
        )
    return _checked(read(place))


def read(place: str | Path) -> Posterior:
    """The joint draws in a folder or a Parquet file. Raises ``StoreError`` or ``PosteriorError``."""
    path = Path(place)
    folder = path if path.is_dir() else path.parent
    manifest: dict[str, Any] = {}
    if path.is_dir() or path.name in (TABLE, store.MANIFEST) and (folder / store.MANIFEST).is_file():
        manifest = store.verify(folder, store.POSTERIOR_FORMAT)
        path = folder / TABLE
    columns = store.read_columns(path)
    problems = [f"{path}: {text}" for text in _faults(columns)]
    if problems:
        raise PosteriorError(problems)
    rows = np.column_stack(list(columns.values()))
    beside = [name for name in SHOWN if f"{name}.csv" in manifest.get("outputs", ())]
    tables = {name: store.read_records(folder / f"{name}.csv") for name in beside}
    if wrong := manifests.faults_of_tables(tables):
        raise PosteriorError([f"{folder}: {text}; it is not as docketsim writes it" for text in wrong])
    return Posterior(str(manifest.get("id", path.stem)), store.sha256(path), tuple(columns), rows, manifest, tables)


def _faults(columns: Mapping[str, np.ndarray]) -> list[str]:
    """What is wrong with a table of joint draws, whatever the model."""
    if not columns or not len(next(iter(columns.values()))):
        return ["holds no joint draws; it needs a column for each parameter and a row for each draw"]
    texts = [name for name, column in columns.items() if not np.issubdtype(column.dtype, np.number)]
    gaps = [name for name, column in columns.items() if name not in texts and not np.isfinite(column).all()]
    problems = [f"{name} holds something else than numbers" for name in texts]
    return problems + [f"{name} holds values that are missing or infinite" for name in gaps]


def _checked(posterior: Posterior) -> Posterior:
    """The same, when the model has every name. Raises ``PosteriorError`` with all that it has not."""
    known = drawn_names()
    gone = [name for name in posterior.names if name not in known]
    if not gone:
        return posterior
    problems = [f"{posterior.id}: {name} is not drawn in this model{nearest(name, known, NEAREST)}" for name in gone]
    advice = "The posterior is of another version: fit again with `docketsim calibrate`, or run with --parameters prior"
    raise PosteriorError([*problems, f"{posterior.id}: {advice}"])


def drawn_names() -> tuple[str, ...]:
    """Every name that is drawn in some scenario: quantities with a prior, and dated values of the history."""
    return (*(name for name, quantity in quantities().items() if quantity.prior), *_history_keys())


def _history_keys() -> tuple[str, ...]:
    return tuple(order.key for order in history().orders if order.spread)


@cache
def history() -> Scenario:
    """The shipped history, which every scenario extends."""
    from sim.scenario.files import load_scenario

    return load_scenario("history")


def described(draws_from: DrawsFrom, warnings: Sequence[str] = ()) -> dict[str, Any]:
    """What a manifest of results says of where its draws come from, with what a reader must know; plain JSON types."""
    if not isinstance(draws_from, Posterior):
        return {"kind": draws_from, "warnings": []}
    return {
        "kind": "posterior",
        "id": draws_from.id,
        "sha256": draws_from.digest,
        "rows": len(draws_from.rows),
        "names": list(draws_from.names),
        "converged": draws_from.manifest.get("converged"),
        "warnings": list(warnings),
        "tables": dict(draws_from.tables),
    }


def statuses(tables: Mapping[str, list[dict[str, str]]]) -> dict[str, str]:
    """What a fit says of each drawn name, in words: ``identified: a third narrower than its prior`` and the like."""
    found = {}
    for row in tables.get("contraction", ()):
        narrower = max(float(row["contraction"]), 0.0)
        fitted = f"{narrower:.0%} narrower than its prior" if row["fitted"] == "True" else "not fitted"
        found[row["name"]] = f"{row['status']} ({fitted})"
    return found


def status_of(name: str, said: Mapping[str, str]) -> str:
    """What a fit says of a quantity and of its dated values; empty where it says nothing."""
    texts = [said[name]] if name in said else []
    return "; ".join(
        texts + [f"from {key.partition('@')[2]} {said[key]}" for key in said if key.startswith(f"{name}@")]
    )


@cache
def shipped_statuses() -> dict[str, str]:
    """``statuses`` of the shipped posterior; empty where none is shipped."""
    folder = shipped()
    return statuses(read(folder).tables) if folder else {}


def in_words(described: Mapping[str, Any]) -> str:
    """``from posterior articles-1 (1,000 joint draws of 15 numbers) and the priors of the others``."""
    if described["kind"] == "prior":
        return "from the priors"
    if described["kind"] == "central":
        return "none: central values"
    digest = described["sha256"][:12]
    return (
        f"from posterior {described['id']} ({described['rows']:,} joint draws of {len(described['names'])} numbers,"
        f" sha256 {digest}), the other numbers from their priors"
    )


def of(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a manifest of results says of its draws; results older than posteriors came from the priors."""
    return manifest.get("draws_from", described("prior"))
