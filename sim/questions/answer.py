"""What all questions share: how they run experiments, and the form of their answers."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import numpy as np

from sim.errors import StoreError
from sim.experiments import provenance
from sim.experiments.cluster import crew_of
from sim.experiments.ensemble import Ensemble
from sim.experiments.options import Options, Plan
from sim.io import folders
from sim.results import finished
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
    ``printed``: what a terminal shows. ``manifest``: everything needed to ask again. ``is_stored``: it was read from
    the folder that was asked for, which held it already; its pictures are drawn by asking again.
    """

    question: str
    tables: "dict[str, pd.DataFrame]"
    sentences: tuple[str, ...]
    pictures: "Mapping[str, Callable[[], Picture]]"
    manifest: dict[str, Any]
    printed: tuple[Printed, ...] = field(default=(), repr=False)
    is_stored: bool = field(default=False, repr=False, kw_only=True)

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
            spoken: dict[str, Any] = {"question": self.question, "sentences": self.sentences}
            spoken |= {"tables": list(self.tables), "pictures": list(self.pictures), "printed": self.printed}
            folder.describe(self.manifest | {"answer": spoken})
            for name, table in self.tables.items():
                folder.add_table(name, table)
            for name, draw in self.pictures.items():
                folder.add_bytes(f"figures/{name}.svg", style.to_svg(draw()))
            folder.add_text("answer.md", self._page())

    @classmethod
    def read(cls, out: str | Path, again: "Callable[[], Answer]") -> Self:
        """The answer that ``write`` left in a folder; ``again`` asks anew. Raises ``StoreError``."""
        import pandas as pd

        folder, asked = Path(out), cache(again)
        manifest = folders.verify(folder)
        spoken = manifest["answer"]
        return cls(
            spoken["question"],
            {name: pd.DataFrame(folders.read_columns(folder / f"{name}.parquet")) for name in spoken["tables"]},
            tuple(spoken["sentences"]),
            {name: partial(lambda name: asked().plot(name), name) for name in spoken["pictures"]},
            manifest,
            tuple(Printed(*one) for one in spoken["printed"]),
            is_stored=True,
        )

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


def answered(options: Options, manifest: dict[str, Any], kind: type[Kind], ask: Callable[[], Kind]) -> Kind:
    """The answer that stands in the folder asked for, or else what ``ask`` finds, written there.

    ``manifest``: what is asked. Raises ``OptionError`` where the folder holds another one, unless it may be replaced.
    """
    if options.out is not None and finished.holds(options.out, manifest, options.force):
        try:
            return kind.read(options.out, ask)
        except StoreError:  # damaged: asking again mends it
            pass
    answer = ask()
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
