"""Write docs/data-dictionary.md again: ``make generated``.

The columns are those of the files that small runs write. What each means stands in docs/data-dictionary.yaml; a column
without a meaning, or a meaning without a column, ends with an error.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from ruamel.yaml import YAML

import sim
from docs.generate_tables import outputs, table
from sim.evidence import quantities

PAGE = Path(__file__).with_name("data-dictionary.md")
MEANINGS = Path(__file__).with_name("data-dictionary.yaml")
SMALL = {"seed": 0, "scale": 10_000, "workers": 1, "parameters": "prior"}
FEW = {"draws": 2, "replicates": 1, "until": "2025-10-01"} | SMALL


class Table(NamedTuple):
    """A stored table: its file, and its columns with their types."""

    name: str
    columns: list[tuple[str, str]]


class DictionaryError(Exception):
    """Columns without a meaning, or meanings without a column; the message lists them all."""


def folders(place: Path) -> Iterator[tuple[str, Path]]:
    """A small folder of each kind, with the command that writes it."""
    sim.run("frozen", **FEW, by_office=True, out=place / "run")
    yield "run", place / "run"
    sim.compare("frozen", "surge", **FEW, out=place / "compare")
    yield "compare", place / "compare"
    sim.cost("frozen", "surge", **FEW | {"until": "FY2026"}, out=place / "cost")
    yield "cost", place / "cost"
    sim.sweep("frozen", vary={"detention.beds": [41500, 60000]}, **FEW, out=place / "sweep")
    yield "sweep", place / "sweep"
    sim.follow("frozen", case=[0, 1], scale=10_000, until="2022-06-01", parameters="prior", out=place / "story")
    yield "story", place / "story"
    sim.cohort("frozen", 2021, draws=2, scale=10_000, until="2024-01-01", parameters="prior", out=place / "cohort")
    yield "story --cohort", place / "cohort"


def tables_of(folder: Path, drawn: set[str]) -> list[Table]:
    """The tables of a folder; CSV only where there is no Parquet of the same name. ``drawn``: names of quantities."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet":
            schema = pq.read_schema(path)
        elif path.suffix == ".csv" and not path.with_suffix(".parquet").exists():
            schema = pacsv.read_csv(path).schema
        else:
            continue
        columns = [(field.name, kind(str(field.type))) for field in schema if quantity(field.name) not in drawn]
        found.append(Table(path.name, columns))
    return found


def quantity(column: str) -> str:
    """The quantity of a column of drawn values: `NAME`, `NAME@date`, or `NAME (drawn)` beside one that is varied."""
    return column.removesuffix(" (drawn)").partition("@")[0]


def kind(arrow: str) -> str:
    """An Arrow type in a word."""
    if "string" in arrow:
        return "text"
    if arrow.startswith(("timestamp", "date")):
        return "date"
    return {"bool": "yes or no", "double": "number"}.get(arrow, "whole number")


def page() -> str:
    """The whole page. Raises ``DictionaryError``."""
    meanings = YAML(typ="safe").load(MEANINGS)
    drawn = set(quantities.quantities())
    used, missing, parts = set(), [], []
    with tempfile.TemporaryDirectory() as place:
        for command, folder in folders(Path(place)):
            about = meanings["folders"][command]
            parts.append(f"## `docketsim {command}`\n\n{about}\n")
            for one in tables_of(folder, drawn):
                known = meanings["tables"].get(one.name, {}) | {}
                rows = []
                for name, type_ in one.columns:
                    meaning = known.get(name) or meanings["everywhere"].get(name)
                    used |= {(one.name, name)} if name in known else {("", name)}
                    if meaning is None:
                        missing.append(f"{one.name}: {name}")
                    rows.append((f"`{name}`", type_, meaning))
                note = meanings["notes"].get(one.name)
                used |= {("note", one.name)} if note else set()
                parts.append(f"### `{one.name}`\n\n{note + chr(10) + chr(10) if note else ''}{_columns(rows)}")
    stated = {("", name) for name in meanings["everywhere"]} | {("note", name) for name in meanings["notes"]}
    stated |= {(name, column) for name, columns in meanings["tables"].items() for column in columns}
    if missing or stated - used:
        stale = [" ".join(pair).strip() for pair in sorted(stated - used)]
        raise DictionaryError(f"without a meaning: {missing}; meanings of nothing: {stale}")
    return "\n".join([meanings["head"], *parts, "## Measures\n", meanings["measures"], outputs()])


def _columns(rows: list[tuple[str, str, str | None]]) -> str:
    return table(("column", "type", "meaning"), rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
