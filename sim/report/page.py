"""The report: one page that stands alone, from stored results only."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sim.evidence.figures import figures
from sim.evidence.quantities import UNITS, quantities, sources
from sim.io import words
from sim.io.folders import Folder
from sim.parameters import posterior
from sim.report import binding, descriptions, explain, findings, fit, plausible
from sim.report import parts as page_parts
from sim.report import previous as comparison
from sim.report import texts as report_texts
from sim.report.money import section as money
from sim.report.plots import fans, stacks, style
from sim.results.measures import HEADLINE
from sim.results.results import Results, measure_named
from sim.results.view import View, views

TABLE = (
    "docket",
    "final_order",
    "convicted",
    "detained",
    "monitored",
    "untouched_year",
    "intake",
    "relief_or_closed",
    "departures",
    "arrests",
    "book_ins",
    "removals",
    "removals_docket",
    "officers_productive",
    "cost_total_usd",
)
DRAWN: dict[str, Callable[[View], style.Picture]] = {
    "waiting": stacks.ledger,
    "untouched": stacks.untouched,
    "officers": stacks.officers,
    "hours": stacks.hours,
    "costs": stacks.costs,
}
PAGE = "report.html.j2"


def write(results: Results, folder: Folder, previous: Results | None = None) -> None:
    """Write report.html and figures/ of a results folder. The same results give the same bytes.

    ``previous``: results of an earlier projection, to be compared with.
    """
    sections = [_section(view, folder) for view in views(results)]
    page = page_parts.template(PAGE).render(
        title=", ".join(results.scenarios),
        sections=sections,
        compared=None if previous is None else comparison.compared(results, previous),
        fit=fit.page(results, folder),
        method=report_texts.METHOD,
        conflicts=report_texts.CONFLICTS,
        caveats=[*posterior.of(results.manifest)["warnings"], *report_texts.beyond(results.end), *report_texts.CAVEATS],
        quantities=_assumptions(results),
        sources=[*sources().values(), *_own_sources(results)],
        figures=figures(),
        made=_made(results),
        manifest=results.manifest,
        words=words,
    )
    folder.add_text("report.html", page)


def _section(view: View, folder: Folder) -> dict[str, Any]:
    """One scenario: findings, pictures, tables."""
    pictures, parts = [], []
    for name, caption in report_texts.FANS:
        picture = fans.fan_chart(view.results, name, view.scenario)
        pictures.append(_stored(folder, view, name, caption, descriptions.of_fan(view, name), picture))
    for name, caption in report_texts.PARTS.items():
        picture = DRAWN[name](view)
        parts.append(_stored(folder, view, name, caption, descriptions.of_part(view, name), picture))
    described = next(one for one in view.results.manifest["scenarios"] if one["name"] == view.scenario)
    return {
        "name": view.scenario,
        "because": described["because"],
        "findings": findings.findings(view),
        "headline": _headline(view),
        "pictures": pictures,
        "parts": parts,
        "binds": binding.sentences(view),
        "capacities": binding.capacities(view),
        "money": money.section(view),
        "plausible": plausible.checks(view),
        "plausible_said": plausible.sentences(view),
        "fits": findings.fits(view),
        "uninformative": findings.uninformative(view),
        "years": _years(view),
        "band_note": findings.band_note(view),
        "changed": _changed(view),
    }


def _stored(folder: Folder, view: View, name: str, caption: str, alt: str, picture: style.Picture) -> dict[str, str]:
    """Put the picture beside the report, and into it."""
    shown = page_parts.illustration(folder, f"{view.scenario}-{name}", alt, picture)
    return {"name": name, "caption": caption} | shown


def _headline(view: View) -> list[dict[str, Any]]:
    """Headline measures on the dates of a summary."""
    rows = []
    for name in HEADLINE:
        found = view.bands(view.summary_values(name, view.dates), name)
        basis = "" if measure_named(name).kind == "stock" else " (year to)"
        for day, band in zip(view.dates, found, strict=True):
            rows.append({"measure": name + basis, "date": words.day(day), "band": band})
    return rows


def _years(view: View) -> dict[str, Any]:
    """Table of fiscal years: medians and 90 percent intervals."""
    periods = view.fiscal_years()
    labels = [
        f"{label}{' (part)' if partial else ''}" for label, partial in zip(periods.label, periods.partial, strict=True)
    ]
    rows = []
    for name in TABLE:
        bands = view.bands(view.in_fiscal_years(name), name)
        texts = [(words.number(band.p50), words.span(band.p05, band.p95)) for band in bands]
        rows.append((name, measure_named(name).unit.replace("_", " "), texts))
    return {"labels": labels, "rows": rows}


def _changed(view: View) -> list[tuple[str, str, str, str]]:
    """Levers and drivers that change after the information date: name, as ordered, as delivered, why."""
    found = []
    for name, entry in view.results.manifest["parameters"][view.scenario].items():
        if not isinstance(entry["central"], dict) or name.startswith("intake."):
            continue
        both = (entry.get("ordered", entry["central"]), entry["central"])
        asked, arrived = (_last_change(changes, view.known) for changes in both)
        if asked or arrived:
            found.append((name, asked, arrived, entry["origin"]))
    return found


def _last_change(changes: dict[str, float | str], known: date) -> str:
    """The last value after the information date, from when, in how many steps; or nothing."""
    later = {day: value for day, value in changes.items() if day > known.isoformat()}
    if not later:
        return ""
    day, last = max(later.items())
    value = last if isinstance(last, str) else words.number(last)
    return f"{value} from {day}" + (f", in {len(later)} steps" if len(later) > 1 else "")


def _assumptions(results: Results) -> list[dict[str, str]]:
    """Every number of the model, for the table of assumptions, and what the fit behind the results says of it."""
    said = posterior.statuses(posterior.of(results.manifest).get("tables", {}))
    return [
        {
            "name": one.name,
            "means": one.means,
            "value": explain.value_text(one.value),
            "unit": UNITS[one.unit],
            "kind": one.kind,
            "prior": explain.prior_text(one),
            "fit": posterior.status_of(one.name, said),
            "origin": explain.origin_text(one),
        }
        for one in quantities().values()
    ]


def _own_sources(results: Results) -> list[dict[str, Any]]:
    """Sources that the scenarios add to the bibliography, each once."""
    found: list[dict[str, Any]] = []
    for scenario in results.manifest["scenarios"]:
        found += [one for one in scenario.get("sources", ()) if one not in found]
    return found


def _made(results: Results) -> list[tuple[str, str]]:
    """How the results were made."""
    manifest = results.manifest
    overrides = ", ".join(f"{name} = {value}" for name, value in manifest["overrides"].items()) or "none"
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    return [
        ("draws", f"{results.draws}, {posterior.in_words(posterior.of(manifest))}"),
        ("replicates", f"{results.replicates} of each draw, to estimate chance"),
        ("scale", f"one case in {results.scale}; values are at full scale"),
        ("seed", str(manifest["seed"])),
        ("until", manifest["until"]),
        ("levers set by hand", f"{overrides} (delivery {manifest['delivery']})"),
        ("versions", versions),
    ]
