"""What ``docketsim score`` and ``docketsim claims`` do, once they are called."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calibration.errors import ObservedError
from calibration.scoring.pairing import compare
from sim.errors import StoreError
from sim.io import folders, terminal, words

REFERENCE = "frozen"
"""What claims are about that speak of no policy."""


def score_results(results: Path, observed: Path, as_of: str | None, out: Path | None) -> None:
    """``docketsim score``: check everything, say how the forecasts did, write tables and pictures."""
    from calibration.scoring import report as scoring

    folder = out or Path("results") / f"{results.resolve().name}-score"
    problems: list[str] = []
    try:
        folders.check_target(folder)
    except StoreError as error:
        problems.append(f"out {error}")
    if (folder / folders.TRAJECTORIES).exists():
        problems.append(f"out {folder}: it holds results, which scores must not replace; choose another folder")
    try:
        comparison = compare(results, observed, as_of)
    except ObservedError as error:
        raise ObservedError([*problems, *error.problems]) from None
    except StoreError as error:
        raise ObservedError([*problems, str(error)]) from None
    if problems:
        raise ObservedError(problems)
    scores = scoring.table(comparison)
    for scenario in dict.fromkeys(scores["scenario"]):
        title = f"{scenario}, forecasts as of {comparison.as_of}"
        terminal.table(title, scoring.HEADS, scoring.cells(scores, scenario), scoring.NUMBERS)
    print("\n".join(scoring.notes(comparison)))
    with folders.Folder(folder) as writing:
        scoring.write(comparison, observed, writing)
    print(f"Tables and pictures: {folder}")


def show_claims(scenarios: list[str], as_json: bool, options: Mapping[str, Any]) -> None:
    """``docketsim claims``: stage one, and with scenarios stage two under these."""
    from calibration.articles.claims import claims

    if not scenarios:
        table = claims()
    else:
        with terminal.progress() as progress:
            table = claims(scenarios, progress=progress, **options)
    if as_json:
        records = json.loads(table.to_json(orient="records", double_precision=10))
        print(json.dumps(records, indent=1, ensure_ascii=False))
        return
    first = table.drop_duplicates("claim")
    rows = [(row.claim, row.statement, row.verdict, row.finding, row.condition) for row in first.itertuples()]
    heads = ("claim", "what it says", "verdict", "numbers", "only if")
    terminal.table("What the articles claim, by arithmetic alone", heads, rows)
    if not scenarios:
        about = dict.fromkeys(name for name in first["about"] if name)
        print(
            f"How likely each is in the model: docketsim claims --scenario NAME...; they are about {', '.join(about)}."
        )
        return
    for scenario in dict.fromkeys(table["scenario"].dropna()):
        _show_outcomes(table[table["scenario"] == scenario], scenario)


def _show_outcomes(table: Any, scenario: str) -> None:
    """Stage two under one scenario."""
    rows = []
    for row in table.itertuples():
        about = "" if row.about in ("", REFERENCE, scenario) else f" (about {row.about})"
        chance = words.percent(row.probability)
        if row.probability == row.probability:  # a number
            chance += f" ({words.percent_span(row.probability_low, row.probability_high)})"
        middle = f"{words.number(row.p50)} ({words.span(row.p05, row.p95)})"
        rows.append((row.claim, row.outcome + about, middle, chance, row.change))
    heads = ("claim", "comes true if", "median (90 percent)", "probability (90 percent)", "what would have to change")
    terminal.table(f"{scenario}: how likely, draws {table['parameters'].iloc[0]}", heads, rows)
    for text in sorted({text for text in table["binds"] if text}):
        print(text)
