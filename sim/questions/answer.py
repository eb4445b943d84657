"""What all questions share: how they run experiments, and the form of their answers."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from sim.experiments import provenance
from sim.experiments.cluster import crew_of
from sim.experiments.ensemble import Ensemble
from sim.experiments.options import Options, Plan
from sim.io import folders
from sim.results.kept import EveryWeek
from sim.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.plots.style import Picture


def ensemble_of(plan: Plan, options: Options) -> Ensemble:
    """A crew for the experiments of a plan."""
    return Ensemble(plan, crew_of(options.workers, options.cluster), options.progress)


class Printed(NamedTuple):
    """A table for people: heads and rows of text; columns in ``right`` are aligned to the right."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()


@dataclass(frozen=True)
class Answer:
    """What a question found.

    ``tables``: tidy, by name. ``sentences``: the answer in words. ``pictures``: by name, drawn when asked for.
    ``printed``: what a terminal shows. ``manifest``: everything needed to ask again.
    """

    question: str
    tables: "dict[str, pd.DataFrame]"
    sentences: tuple[str, ...]
    pictures: "Mapping[str, Callable[[], Picture]]"
    manifest: dict[str, Any]
    printed: tuple[Printed, ...] = field(default=(), repr=False)

    def plot(self, name: str | None = None) -> "Picture":
        """One of the pictures, the first unless named. Raises ``ValueError`` for an unknown name."""
        chosen = next(iter(self.pictures)) if name is None else name
        if chosen not in self.pictures:
            raise ValueError(f"picture = {name!r}: this answer has {', '.join(self.pictures)}")
        return self.pictures[chosen]()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types; numbers that JSON does not know are null."""
        tables = {name: [_plain(row) for row in table.to_dict("records")] for name, table in self.tables.items()}
        return {"question": self.question, "sentences": list(self.sentences), "tables": tables}

    def write(self, out: str | Path) -> None:
        """A results folder with every table (CSV and Parquet), the pictures and answer.md. Raises ``StoreError``."""
        from sim.report.plots import style

        with folders.Folder(out) as folder:
            folder.describe(self.manifest)
            for name, table in self.tables.items():
                folder.add_table(name, table)
            for name, draw in self.pictures.items():
                folder.add_bytes(f"figures/{name}.svg", style.to_svg(draw()))
            folder.add_text("answer.md", self._page())

    def _page(self) -> str:
        lines = [f"# {self.question}", "", *(f"- {sentence}" for sentence in self.sentences)]
        for table in self.printed:
            lines += ["", f"## {table.title}", "", _line(table.heads), "|" + "---|" * len(table.heads)]
            lines += [_line(row) for row in table.rows]
        for name in self.pictures:
            lines += ["", f"![{name}](figures/{name}.svg)"]
        return "\n".join(lines) + "\n"


def manifest_of(plan: Plan, question: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of an answer: what a run of the plan says, and what was asked."""
    return provenance.manifest(plan, {}, "in-full") | {"question": {"command": question, **asked}}


def results_of(plan: Plan, values: np.ndarray, manifest: dict[str, Any]) -> Results:
    """Results from float64[scenarios, draws, replicates, width], rows of ``EveryWeek``."""
    import pandas as pd

    names = [scenario.name for scenario in plan.scenarios]
    order = sorted(range(len(names)), key=names.__getitem__)
    index = pd.MultiIndex.from_product(
        [sorted(names), range(plan.draws), range(plan.replicates)], names=["scenario", "draw", "replicate"]
    )
    every = EveryWeek().trajectories(values[order].reshape(-1, values.shape[3]), plan.weeks)
    return Results(*every, index.to_frame(index=False), manifest)


Kind = TypeVar("Kind", bound=Answer)


def answered(answer: Kind, options: Options) -> Kind:
    """The answer, written where a folder was asked for."""
    if options.out is not None:
        answer.write(options.out)
    return answer


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "item"):
        return _value(value.item())
    return value.isoformat() if isinstance(value, date) else value
