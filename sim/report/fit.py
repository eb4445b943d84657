"""The page of a report about the fit behind its draws: from what the results carry along, and nothing else."""

from collections.abc import Mapping
from typing import Any

from sim.io import words
from sim.io.folders import Folder
from sim.parameters import posterior
from sim.report.parts import illustration
from sim.report.plots import fit
from sim.results.results import Results

Row = dict[str, str]

_PRIORS = "The draws of these results come from the priors: nothing in them is fitted to the figures of the articles."
_CENTRAL = "These results draw nothing: every number is at its central value, so bands show chance only."
_BARE = "The joint draws came without tables of a fit: nothing can be shown of how they were found."


def page(results: Results, folder: Folder) -> dict[str, Any]:
    """What the template ``fit.html.j2`` shows. Writes the pictures into ``figures/``, too."""
    said = posterior.of(results.manifest)
    tables: Mapping[str, list[Row]] = said.get("tables", {})
    shown: dict[str, Any] = {"source": posterior.in_words(said), "warnings": said["warnings"], "note": _note(said)}
    if "fit" in tables:
        rows = tables["fit"]
        alt = f"{_held(rows)} of {len(_weighed(rows))} fitted figures lie inside their 90 percent band."
        shown["pictures"] = [
            illustration(folder, "fit-figures", alt, fit.dots_and_bands(rows)),
            illustration(folder, "fit-densities", _taught(tables), fit.densities(tables["densities"])),
        ]
        shown["summary"] = [alt, _taught(tables)]
        shown["figures"] = [_figure(row) for row in rows]
        shown["conflicts"] = [row["figure"] for row in _weighed(rows) if row["inside"] != "True"]
        shown["moved"] = [_moved(row) for row in tables["contraction"] if row["fitted"] == "True"]
        shown["untouched"] = sum(row["fitted"] != "True" for row in tables["contraction"])
        shown["left_out"] = [_left_out(row) for row in tables.get("left_out", [])]
        shown["held_out"] = [_held_out(row) for row in tables.get("held_out", [])]
        shown["shares"] = [_share(row) for row in tables.get("shares", [])]
    shown["claims"] = tables.get("claims", [])
    return shown


def _note(said: Mapping[str, Any]) -> str:
    if said["kind"] != "posterior":
        return _PRIORS if said["kind"] == "prior" else _CENTRAL
    return "" if "fit" in said.get("tables", {}) else _BARE


def _weighed(rows: list[Row]) -> list[Row]:
    return [row for row in rows if float(row["weight"]) > 0]


def _held(rows: list[Row]) -> int:
    return sum(row["inside"] == "True" for row in _weighed(rows))


def _taught(tables: Mapping[str, list[Row]]) -> str:
    fitted = [row for row in tables["contraction"] if row["fitted"] == "True"]
    known = [row for row in fitted if row["status"] == posterior.IDENTIFIED]
    return (
        f"The figures narrow {len(known)} of {len(fitted)} fitted numbers by a tenth or more. All others are"
        f" {posterior.ASSUMED}."
    )


def _number(text: str) -> str:
    return words.number(float(text)) if text not in ("", "inf") else ""


def _band(row: Row, prefix: str = "") -> str:
    return words.span(float(row[f"{prefix}p05"]), float(row[f"{prefix}p95"]))


def _figure(row: Row) -> dict[str, str]:
    if float(row["weight"]) == 0:
        verdict = f"no weight; {float(row['conflict_size']):+.1f} spreads off"
    else:
        inside = row["inside"] == "True"
        verdict = "inside" if inside else f"conflict: {float(row['conflict_size']):+.1f} spreads off"
    return {
        "quantity": row["quantity"],
        "as_of": row["as_of"],
        "published": f"{row['says']} {_number(row['published'])}",
        "prior": _band(row, "prior_"),
        "median": _number(row["posterior_p50"]),
        "posterior": _band(row, "posterior_"),
        "verdict": verdict,
    }


def _moved(row: Row) -> dict[str, str]:
    return {
        "name": row["name"],
        "prior": f"{_number(row['prior_p50'])} ({_band(row, 'prior_')})",
        "posterior": f"{_number(row['posterior_p50'])} ({_band(row, 'posterior_')})",
        "contraction": f"{float(row['contraction']):.0%}",
        "status": row["status"],
    }


def _left_out(row: Row) -> dict[str, str]:
    return {
        "figure": row["figure"],
        "published": f"{row['says']} {_number(row['published'])}",
        "median": _number(row["p50"]),
        "band": _band(row),
        "inside": "yes" if row["inside"] == "True" else "no",
        "naive": _number(row["naive"]) or "none",
        "method": row["method"],
    }


def _held_out(row: Row) -> dict[str, str]:
    return {
        "figure": row["figure"],
        "published": _number(row["published"]),
        "median": _number(row["p50"]),
        "band": _band(row),
        "inside": "yes" if row["inside"] == "True" else "no",
        "error": words.signed(float(row["error"])),
        "persistence": words.signed(float(row["persistence_error"])),
        "trend": words.signed(float(row["trend_error"])) if row["trend_error"] else "no trend known",
    }


def _share(row: Row) -> dict[str, str]:
    shares = {name: f"{float(row[name]):.0%}" if row[name] else "" for name in ("identified", "assumed")}
    return {"measure": row["measure"], "date": row["date"]} | shares
