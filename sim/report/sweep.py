"""The report of a sweep: what was varied, what came of it in the last whole fiscal year, and what failed."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sim.io import words
from sim.io.folders import Folder
from sim.report import parts
from sim.report.plots import surfaces
from sim.report.plots.style import Picture
from sim.results.last_year import LastYear
from sim.results.measures import HEADLINE
from sim.results.results import measure_named
from sim.results.sweep_results import SweepResults

PAGE = "sweep.html.j2"
MOST_ROWS = 500
"""Cells in the table of the report; all of them are in summary.csv."""
MOST_SCENARIOS = 8
"""Scenarios in pictures: more cannot be told apart."""


def write(folder: Folder, manifest: Mapping[str, Any], last: LastYear, errors: Mapping[int, str]) -> None:
    """Write report.html and figures/. The same sweep gives the same bytes."""
    shown = [name for name in HEADLINE if name in last.bands] or list(last.bands)
    names = list(last.scenarios)
    page = parts.template(PAGE).render(
        title=manifest["design"]["name"] or ", ".join(names),
        because=manifest["design"]["because"],
        manifest=manifest,
        year=last.label,
        varied=last.names,
        measures=[(name, measure_named(name).unit.replace("_", " ")) for name in shown],
        rows=_rows(last, names, shown),
        cells=len(names) * len(last.points),
        pictures=[one for name in shown for one in _pictures(folder, last, name)],
        failed=len(errors),
        reasons=Counter(errors.values()).most_common(MOST_SCENARIOS),
    )
    folder.add_text("report.html", page)


def _rows(last: LastYear, scenarios: list[str], shown: list[str]) -> list[dict[str, Any]]:
    """The first cells: scenario, values, and the median and 90 percent interval of each measure."""
    rows = []
    points = last.points
    for number in range(min(len(scenarios) * len(points), MOST_ROWS)):
        scenario, point = divmod(number, len(points))
        values = [value if isinstance(value, str) else words.number(value) for value in points[point]]
        found = [last.bands[name][number] for name in shown]
        texts = [(words.number(band[2]), words.span(band[0], band[-1])) for band in found]
        rows.append({"scenario": scenarios[scenario], "values": values, "found": texts})
    return rows


def _pictures(folder: Folder, last: LastYear, name: str) -> list[dict[str, str]]:
    """The pictures of one measure, put beside the report and into it."""
    found = []
    for which, picture in surfaces.pictures(surface_of(last, name)).items():
        alt = f"{name.replace('_', ' ')} {which} in {last.label}".replace("  ", " ")
        found.append(parts.illustration(folder, f"{name}{'-' if which else ''}{which}", alt, picture))
    return found


def picture(results: SweepResults, measure: str) -> Picture:
    """The first picture of one measure in the last whole fiscal year."""
    return next(iter(surfaces.pictures(surface_of(results.last_year(), measure)).values()))


def surface_of(last: LastYear, measure: str) -> surfaces.Surface:
    """One measure over what was varied, for the first scenarios."""
    bands = last.bands[measure].reshape(len(last.scenarios), len(last.points), -1)
    few = slice(MOST_SCENARIOS if last.names else None)
    return surfaces.Surface(measure, last.label, last.scenarios[few], last.names, last.points, bands[few])
