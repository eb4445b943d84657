"""Write the generated parts of the documents again, from the code: ``python -m docs.generate_tables``.

A table stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``; what is
between them is replaced. A test fails when the document and the code differ.
"""

import inspect
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from docs import draw_house
from sim.evidence import money, quantities
from sim.model import case, officers, week
from sim.results import measures

ODD = Path(__file__).with_name("odd.md")
INDEX = Path(__file__).with_name("index.md")
GLOSSARY = Path(__file__).with_name("glossary.md")
MONEY = Path(__file__).with_name("guide") / "money.md"
BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.S)


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def columns() -> str:
    """State variables of a case."""
    head = ("column", "type", "unit", "meaning")
    return table(head, ((f"`{c.name}`", dtype(c), c.unit, c.meaning) for c in case.COLUMNS))


def dtype(column: case.Column) -> str:
    """Type of a column, with the number of its values if there are several."""
    return column.dtype + "".join(f" x {length}" for length in column.shape)


def roster() -> str:
    """Columns of an officer, as the class that holds them says: `name: np.ndarray  # [room] type meaning`."""
    fields = re.findall(r"^    (\w+): np\.ndarray  # \[room\] (\w+) ?(.*)$", inspect.getsource(officers.Roster), re.M)
    return table(("column", "type", "meaning"), ((f"`{name}`", kind, what or name) for name, kind, what in fields))


def schedule() -> str:
    """The steps of a week, in order."""
    rows = ((number, f"`{name}`", caption) for number, (name, caption) in enumerate(week.SCHEDULE, 1))
    return table(("step", "name", "what happens"), rows)


def parameters() -> str:
    """Every quantity: value, prior and where it comes from."""
    head = ("quantity", "kind", "value", "unit", "5 to 95 percent", "means", "source or reason")
    return table(head, map(quantity, quantities.quantities().values()))


def quantity(q: quantities.Quantity) -> tuple[object, ...]:
    """One row of the table of parameters."""
    prior = f"{q.prior.p05:g} to {q.prior.p95:g}" if q.prior else ""
    return (f"`{q.name}`", q.kind, q.value, q.unit, prior, q.means, q.source or q.because)


def outputs() -> str:
    """Every measure: unit, definition, and how it adds up over time."""
    head = ("measure", "unit", "kind", "adds up as", "definition")
    return table(head, ((f"`{m.name}`", m.unit, m.kind, m.adds_up, m.definition) for m in measures.MEASURES))


def spending() -> str:
    """Every lever and driver: the items of cost in which it pays for what it buys, and why."""
    said = money.spending().items()
    rows = ((f"`{name}`", ", ".join(f"`{item}`" for item in one.items) or "nothing", one.because) for name, one in said)
    return table(("lever or driver", "spends", "because"), rows)


def units() -> str:
    """Every unit of a quantity, and how to read it."""
    return table(("unit", "reads"), ((f"`{name}`", text) for name, text in sorted(quantities.UNITS.items())))


def headline() -> str:
    """The measures that every summary shows: what each counts."""
    head = ("measure", "unit", "kind", "definition")
    named = (measures.measures()[name] for name in measures.HEADLINE)
    return table(head, ((f"`{m.name}`", m.unit, m.kind, m.definition) for m in named))


TABLES: dict[str, Callable[[], str]] = {
    "cases": columns,
    "officers": roster,
    "schedule": schedule,
    "parameters": parameters,
    "measures": outputs,
}
PAGES: dict[Path, dict[str, Callable[[], str]]] = {
    ODD: TABLES,
    INDEX: {"tree": draw_house.tree, "way": draw_house.way},
    MONEY: {"spending": spending},
    GLOSSARY: {"headline": headline, "units": units},
}
"""The generated parts of each document, by name."""


def written_again(text: str, parts: dict[str, Callable[[], str]] = TABLES) -> str:
    """The document with every generated part replaced."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{parts[block[2]]()}\n{block[3]}", text)


if __name__ == "__main__":
    for page, parts in PAGES.items():
        page.write_text(written_again(page.read_text(encoding="utf-8"), parts), encoding="utf-8")
