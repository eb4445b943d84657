"""What the commands do, once they are called."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.errors import nearest
from sim.io import terminal, words
from sim.report import explain
from sim.results import arrow


def settings_of(pairs: list[str]) -> dict[str, str]:
    """``--set`` options as lever and text. Raises ``OptionError`` with everything that is wrong with them."""
    from sim.errors import OptionError

    problems, found = [], {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals or not name or not value.strip():
            problems.append(f"--set {pair!r}: must be LEVER=VALUE, like detention.beds=60000")
        elif name in found:
            problems.append(f"--set {name}: given twice; give it once")
        found[name] = value.strip()
    if problems:
        raise OptionError(problems)
    return found


def stem(scenario: str) -> str:
    """What a scenario or design is called in the name of a results folder."""
    path = Path(scenario)
    return path.stem if path.suffix in (".yaml", ".yml") else path.name


def run_scenarios(scenarios: list[str], pairs: list[str], by: str | None, options: Mapping[str, Any]) -> None:
    """``docketsim run``: check, compute, write, and say what came out."""
    from sim.errors import OptionError
    from sim.experiments import provenance
    from sim.experiments import run as experiments
    from sim.experiments.cluster import crew_of
    from sim.experiments.options import Options
    from sim.parameters import posterior
    from sim.results.parts import check

    problems: list[str] = []
    settings: dict[str, str] = {}
    try:
        settings = settings_of(pairs)
    except OptionError as error:
        problems += map(str, error.problems)
    if by not in (None, "office"):
        problems.append(f"--by {by!r}: the only choice is office")
    folder = options["out"] or Path("results") / "+".join(map(stem, scenarios))
    asked = Options(**{**options, "out": folder})
    plan = asked.plan(scenarios, problems, overrides=settings or None, by_office=by == "office", check_out=check)
    announce_compilation()
    manifest = provenance.manifest(plan, settings, asked.delivery)
    warn(manifest)
    results = stored_in(folder, manifest, options)
    if results is None:
        with kept_in(folder), terminal.progress() as progress:
            crew = crew_of(asked.workers, asked.cluster)
            results = experiments.execute(plan, crew, folder, progress, manifest=manifest)
    show_summary(results)
    print(f"Draws: {posterior.in_words(posterior.of(results.manifest))}.")
    print(f"Report: {folder / 'report.html'}")


def warn(manifest: Mapping[str, Any]) -> None:
    """What a reader must know of where the draws come from."""
    for warning in manifest["draws_from"]["warnings"]:
        terminal.tell(f"warning: {warning}")


def stored_in(folder: Path, manifest: Mapping[str, Any], options: Mapping[str, Any]) -> Any:
    """The results of the same plan that a folder holds, and that it is so; None where they are to be run."""
    from sim.results import finished

    results = finished.results(folder, manifest, options["force"])
    if results is not None:
        terminal.tell(finished.found(folder))
    return results


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Ctrl-C keeps what is finished; say so."""
    try:
        yield
    except KeyboardInterrupt:
        kept = "what is finished is kept, and the same command goes on" if folder.exists() else "nothing was written"
        terminal.fail(f"interrupted; {kept}", terminal.INTERRUPTED)


def announce_compilation() -> None:
    """Tell what takes long, where nothing is compiled yet."""
    from sim.engine import jit

    if not jit.is_compiled():
        terminal.tell(f"compiling the model, once for this {'command' if jit.NOT_KEPT else 'version'}: about a minute")
        if jit.NOT_KEPT:
            terminal.tell(f"what is compiled is not kept: {jit.NOT_KEPT}")


def show_summary(results: Any) -> None:
    """Headline measures at the information date, a year later and at the end; what binds."""
    from sim.report import binding, findings
    from sim.results import view

    summary = results.summary()
    for one in view.views(results):
        rows = []
        of_one = summary[summary["scenario"] == one.scenario]
        for row in of_one.itertuples():
            basis = "" if row.basis == "on the date" else "year to "
            cells = (words.number(row.p50), words.span(row.p17, row.p83), words.span(row.p05, row.p95))
            note = "uninformative" if row.uninformative else ""
            rows.append((row.measure, f"{basis}{words.day(row.date)}", *cells, note))
        heads = ("measure", "on", "median", "66 percent", "90 percent", "")
        terminal.table(f"{one.scenario}: {results.draws} draws x {results.replicates} replicates", heads, rows)
        told = [findings.rewritten(one), findings.promised(one), *binding.sentences(one)]
        print("\n".join(text for text in told if text), end="\n\n")
    if results.scale > 100:
        print(
            f"At scale {results.scale} small pools lose more to chance; for results to quote use --scale 100 or less."
        )


def show_list(what: str, folder: Path | None, as_json: bool) -> None:
    """``docketsim list``."""
    if what not in _COLUMNS:
        terminal.fail(f"list {what!r}: choose {', '.join(_COLUMNS)}{nearest(what, _COLUMNS)}")
    if folder is not None and what != RESULTS:
        terminal.fail(f"list {what} {folder}: only results are in a folder")
    records = _results_in(folder) if what == RESULTS else explain.records(what)
    if as_json:
        import json

        print(json.dumps(records, indent=1, ensure_ascii=False, default=str))
        return
    heads, keys = _COLUMNS[what]
    foreign = [Path(record["folder"]).name for record in records if record.get("state") == "foreign"]
    records = [record for record in records if record.get("state") != "foreign"]
    rows = [[_cell(record.get(key)) for key in keys] for record in records]
    terminal.table("", heads, rows, [place for place, key in enumerate(keys) if key in ("value", "megabytes")])
    for record in records if what == RESULTS else ():
        if record["goes_on"]:
            print(f"{record['folder']} goes on with: {record['goes_on']}")
    if foreign:
        shown = ", ".join(foreign[:MOST_FOREIGN]) + (", ..." if len(foreign) > MOST_FOREIGN else "")
        print(f"Folders that hold no results of docketsim: {len(foreign)} ({shown})")


def _results_in(folder: Path | None) -> list[dict[str, Any]]:
    from dataclasses import asdict

    from sim.results.listing import listed

    return [asdict(one) for one in listed(folder or Path(RESULTS))]


RESULTS = "results"
MOST_FOREIGN = 3
"""Names shown of folders that are somebody else's; ``--json`` has them all."""
_COLUMNS = {
    "scenarios": (("name", "because"), ("name", "because")),
    "levers": (("lever", "kind", "now", "unit", "meaning"), ("name", "kind", "value", "unit", "means")),
    "parameters": (
        ("parameter", "kind", "value", "unit", "meaning", "fit"),
        ("name", "kind", "value", "unit", "means", "fit"),
    ),
    "measures": (("measure", "kind", "unit", "definition"), ("name", "kind", "unit", "definition")),
    "figures": (
        ("figure", "value", "unit", "as of", "role", "quantity"),
        ("id", "value", "unit", "as_of", "role", "quantity"),
    ),
    "sources": (("source", "title", "publisher", "date"), ("key", "title", "publisher", "date")),
    RESULTS: (
        ("folder", "question", "scenarios", "state", "", "MB", "written"),
        ("folder", "question", "scenarios", "state", "says", "megabytes", "date"),
    ),
}


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else explain.value_text(value) if isinstance(value, float | int) else str(value)


def show_explanation(name: str) -> None:
    """``docketsim explain``."""
    try:
        lines = explain.lines(name)
    except KeyError:
        terminal.fail(
            f"explain {name!r}: nothing has this name{nearest(name, explain.names(), 3)}"
            "\n`docketsim list measures|levers|parameters|figures` shows them all"
        )
        return
    width = max(len(head) for head, _ in lines)
    for head, text in lines:
        print(f"{head.ljust(width)}  {text}")


def write_report(folder: Path, previous: Path | None) -> None:
    """``docketsim report``."""
    from sim.io import folders
    from sim.report import page, sweep
    from sim.results import sweep_results

    results = sweep_results.read(folder)
    if isinstance(results, sweep_results.SweepResults):
        if previous is not None:
            terminal.fail(f"--previous {previous}: {folder} holds a sweep; only the reports of two runs are compared")
            return
        with folders.Rewrite(folder) as rewrite:
            sweep.write(rewrite, results.manifest, results.last_year(), results.errors)
    else:
        earlier = None if previous is None else arrow.read(previous)
        with folders.Rewrite(folder) as rewrite:
            page.write(results, rewrite, earlier)
    print(f"Report: {folder / 'report.html'}")
