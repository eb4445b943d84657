"""What ``docketsim sweep`` does, once it is called."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.cli import run as commands
from sim.errors import InputError, OptionError
from sim.experiments import sweep
from sim.experiments.cluster import crew_of
from sim.experiments.sweep_plan import planned
from sim.io import terminal, words
from sim.results.sweep_results import SweepResults

SHOWN = ("removals", "detained", "docket")
"""Headline measures in the table at the end; all are in the report."""
MOST_ROWS = 12
SOME_FAILED = 1


def vary_of(pairs: list[str]) -> dict[str, str]:
    """``--vary`` options as name and text. Raises ``OptionError`` with everything that is wrong with them."""
    problems, found = [], {}
    for pair in pairs:
        name, equals, values = (part.strip() for part in pair.partition("="))
        if not (name and equals and values):
            problems.append(f"vary {pair}: must be LEVER=a,b,c or LEVER=lo:hi:n, like detention.beds=40000:120000:5")
        elif name in found:
            problems.append(f"vary {name}: given twice; give all its values at once")
        found[name] = values
    if problems:
        raise OptionError(problems)
    return found


def run(given: list[str], pairs: list[str], keep: str | None, options: Mapping[str, Any]) -> None:
    """Check, compute, write, and say what came out. Ends with 1 where experiments failed."""
    problems: list[str] = []
    vary: dict[str, str] = {}
    try:
        vary = vary_of(pairs)
    except OptionError as error:
        problems += map(str, error.problems)
    folder = options["out"] or Path("results") / "-".join(["sweep", *map(commands.stem, given), *vary])
    design = given[0] if len(given) == 1 and not vary else given
    try:
        plan = planned(design, vary or None, None, {**options, "out": folder, "keep": keep})
    except InputError as error:
        if not problems and not isinstance(error, OptionError):
            raise
        problems += map(str, error.problems)
    if problems:
        raise OptionError(problems)
    if options["cluster"] is None:
        commands.announce_compilation()
    manifest = sweep.manifest_of(plan)
    commands.warn(manifest)
    terminal.tell(
        f"{plan.cells:,} cells x {plan.plan.draws:,} draws x {plan.plan.replicates:,} replicates:"
        f" {plan.experiments:,} experiments"
    )
    results = commands.stored_in(folder, manifest, options)
    if results is None:
        with commands.kept_in(folder), terminal.progress() as progress:
            crew = crew_of(options["workers"], options["cluster"])
            results = sweep.execute(plan, crew, folder, progress, manifest=manifest)
    show(results)
    print(f"Report: {folder / 'report.html'}")
    failures = results.failures
    if len(failures):
        first = failures.iloc[0]
        terminal.fail(
            f"{len(failures):,} of {plan.experiments:,} experiments failed; each is a row of experiments.parquet with"
            f" its error, and the same command tries them again. The first: scenario {first['scenario']}, point"
            f" {first['point']}, draw {first['draw']}, replicate {first['replicate']}: {first['error']}",
            SOME_FAILED,
        )


def show(results: SweepResults) -> None:
    """The first cells in the last whole fiscal year."""
    last = results.last_year()
    measures = [name for name in SHOWN if name in last.bands] or list(last.bands)[: len(SHOWN)]
    rows = []
    for number, cell in enumerate(results.cells.head(MOST_ROWS).itertuples(index=False)):
        values = [value if isinstance(value, str) else words.number(value) for value in cell[2:]]
        found = [last.bands[name][number] for name in measures]
        rows.append([cell[0], *values, *(f"{words.number(b[2])} ({words.span(b[0], b[-1])})" for b in found)])
    terminal.table(f"{last.label}: median (90 percent)", ("scenario", *results.varied, *measures), rows)
    if len(results.cells) > MOST_ROWS:
        print(f"The first {MOST_ROWS} of {len(results.cells):,} cells.")
