"""A projection beside the one before it: what the numbers were, what they are, and which inputs changed."""

from typing import Any, NamedTuple

from sim.io import words
from sim.parameters import posterior
from sim.results.measures import HEADLINE
from sim.results.results import Results, measure_named
from sim.results.view import Band, View, views

INPUTS = {"figures.yaml": "figures of the articles", "sources.yaml": "bibliography"}
RULES = "rules/"
MODEL = ".py"
NO_CHANGE = "No input changed that the manifests record; the seed, the scale or the number of draws may differ."


class Row(NamedTuple):
    """One headline measure on one date, then and now. ``change``: of the median, as a share."""

    measure: str
    date: str
    before: Band
    now: Band
    change: float


class Compared(NamedTuple):
    """The report's comparison with a previous projection.

    ``rows``: by scenario, those in both. ``absent``: scenarios without a counterpart. ``inputs``: what changed.
    """

    made: str
    rows: dict[str, list[Row]]
    absent: list[str]
    inputs: list[str]


def compared(results: Results, previous: Results) -> Compared:
    """The two projections side by side, from stored results only."""
    earlier = {view.scenario: view for view in views(previous)}
    rows = {view.scenario: _rows(view, earlier[view.scenario]) for view in views(results) if view.scenario in earlier}
    absent = [name for name in results.scenarios if name not in earlier]
    before = previous.manifest
    made = (
        f"docketsim {before['versions']['docketsim']}, {before['draws']} draws x {before['replicates']} replicates,"
        f" scale {before['scale']}, seed {before['seed']}"
    )
    return Compared(made, rows, absent, _changed(results.manifest, before, list(rows)))


def _rows(view: View, earlier: View) -> list[Row]:
    days = [day for day in view.dates if day <= earlier.end]
    found = []
    for name in HEADLINE:
        basis = "" if measure_named(name).kind == "stock" else " (year to)"
        then = earlier.bands(earlier.summary_values(name, days), name)
        now = view.bands(view.summary_values(name, days), name)
        for day, one, two in zip(days, then, now, strict=True):
            change = two.p50 / one.p50 - 1.0 if one.p50 else float("nan")
            found.append(Row(name + basis, words.day(day), one, two, change))
    return found


def _changed(now: dict[str, Any], before: dict[str, Any], scenarios: list[str]) -> list[str]:
    """Inputs that differ, in words: numbers by name, files by kind."""
    found = []
    if posterior.of(now) != posterior.of(before):
        found.append("The draws come from another place: priors, or another posterior.")
    numbers = sorted(
        {
            name
            for scenario in scenarios
            for name, entry in now["parameters"][scenario].items()
            if entry["central"] != before["parameters"][scenario].get(name, {}).get("central")
        }
    )
    if numbers:
        found.append(f"Central values that changed: {words.listed(numbers)}.")
    files = {
        name for name in {**now["inputs"], **before["inputs"]} if now["inputs"].get(name) != before["inputs"].get(name)
    }
    found += [f"The {what} changed." for name, what in INPUTS.items() if name in files]
    texts = [{one["name"]: one["files"] for one in manifest["scenarios"]} for manifest in (now, before)]
    found += [f"The file of scenario {name} changed." for name in scenarios if texts[0][name] != texts[1][name]]
    if any(RULES in name and name.endswith(MODEL) for name in files):
        found.append("Rules changed.")
    elif any(name.endswith(MODEL) for name in files):
        found.append("The program changed, the rules did not.")
    return found or [NO_CHANGE]
