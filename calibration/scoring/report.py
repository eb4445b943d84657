"""The scores of a comparison: as tables, as words, and as a folder."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.scoring.given import shaped_by
from calibration.scoring.pairing import MODEL, Comparison, Part, compare
from calibration.scoring.scores import LEVELS, NO_SCORES, crps, ratios_of, scores_of
from sim import calendar
from sim.errors import nearest, short
from sim.io import words
from sim.io.folders import Folder
from sim.io.sheets import csv_of
from sim.parameters import posterior
from sim.results.measures import INDEX, MEASURES
from sim.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

DIGITS = "%.6g"
MADE = ("seed", "scale", "draws", "replicates", "until", "draws_from", "versions")
"""What of a manifest says how the results were made."""


def score(results: Results | str | Path, observed: str | Path, as_of: date | str | None = None) -> "pd.DataFrame":
    """How well results met what was observed: one row for each scenario, measure, kind and forecast.

    ``results``: results, or their folder. ``observed``: a CSV file with period_end, measure, value and kind.
    ``as_of``: where the naive forecasts are made (default: the information date); rows that end later are scored.
    Columns: scenario, measure, unit, kind, status (scored, input, skipped), forecast (model, persistence, linear
    trend), rows, bias (forecast median less observed), mape_percent, crps (unit of the measure), coverage_50, _66,
    _90 (shares), crps_ratio and mape_ratio (model over the better naive forecast), rows_known, rows_before_run,
    rows_after_run, rows_input, why.

    Raises ``ObservedError`` (an ``OptionError``) with every problem of the file and the date, ``StoreError`` where
    the folder does not verify.
    """
    return table(compare(results, observed, as_of))


def table(comparison: Comparison) -> "pd.DataFrame":
    """The table of ``score``."""
    import pandas as pd

    records: list[dict[str, Any]] = []
    for part in comparison.parts:
        unit = MEASURES[INDEX[part.measure]].unit if part.measure in INDEX else ""
        head = {"scenario": part.view.scenario, "measure": part.measure, "unit": unit, "kind": part.kind}
        head |= {"status": part.status}
        scores = [scores_of(one, part.observed) for one in part.forecasts]
        ratios = ratios_of(scores)
        for forecast, found in zip(part.forecasts, scores, strict=True):
            extra = ratios if forecast.name == MODEL else dict.fromkeys(ratios, np.nan)
            why = part.why if forecast.name == MODEL else forecast.why
            records.append(
                head | {"forecast": forecast.name, "rows": len(part.rows)} | found | extra | _tail(part, why)
            )
        if not part.forecasts:
            records.append(head | {"forecast": "", "rows": 0} | NO_SCORES | ratios | _tail(part, part.why))
    return pd.DataFrame(records)


def rows_table(comparison: Comparison) -> "pd.DataFrame":
    """Every scored row: scenario, measure, kind, period_end, observed, forecast, point, p05 to p95, crps."""
    import pandas as pd

    records: list[dict[str, Any]] = []
    for part in comparison.parts:
        for forecast in part.forecasts:
            quantiles = np.quantile(forecast.members, LEVELS, axis=0)
            each = crps(forecast.members, part.observed)
            for place, row in enumerate(part.rows):
                head: dict[str, Any] = {"scenario": part.view.scenario, "measure": part.measure, "kind": part.kind}
                head |= {"period_end": row.period_end.isoformat(), "observed": row.value, "forecast": forecast.name}
                levels = {f"p{100 * level:02.0f}": quantiles[at, place] for at, level in enumerate(LEVELS)}
                records.append(head | {"point": forecast.point[place]} | levels | {"crps": each[place]})
    return pd.DataFrame(records)


def _tail(part: Part, why: str) -> dict[str, int | str]:
    return {
        "rows_known": len(part.known),
        "rows_before_run": part.counts["before_run"],
        "rows_after_run": part.counts["after_run"],
        "rows_input": part.counts["input"],
        "why": why,
    }


def notes(comparison: Comparison) -> list[str]:
    """What was left out, counted and named, and how far the scores can be trusted."""
    parts = [part for part in comparison.parts if part.view.scenario == comparison.parts[0].view.scenario]
    said = []
    unknown = [part for part in parts if part.measure not in INDEX]
    if unknown:
        named = [f"{short(part.measure)} ({_rows(part)}{nearest(part.measure, INDEX)})" for part in unknown]
        said.append(f"Skipped, the model has no such measure: {words.listed(named)}.")
    for place, text in (
        ("after_run", f"Skipped, after the end of the run ({parts[0].view.end})"),
        ("before_run", f"Before the start of the run ({calendar.START}), for the naive forecasts only"),
        ("known", f"Known at {comparison.as_of}, for the naive forecasts only"),
    ):
        named = [
            f"{part.measure} ({part.counts[place]})" for part in parts if part.counts[place] and part not in unknown
        ]
        if named:
            said.append(f"{text}: rows of {words.listed(named)}.")
    given = [f"{part.measure} ({part.why})" for part in parts if part.status == "input"]
    if given:
        said.append(f"Input, not scored: {words.listed(given)}.")
    remarks = [f"{part.measure} ({part.why})" for part in parts if part.status == "scored" and part.why]
    if remarks:
        said.append(f"Remarks: {'; '.join(remarks)}.")
    shaped = [part.measure for part in parts if part.rows and shaped_by(part.measure, part.rows[0].period_end)]
    if shaped:
        said.append(
            f"Scored with care: the history up to {calendar.INFORMATION_DATE} was set with {words.listed(shaped)} in"
            " view, so a good score of those years is weak evidence."
        )
    if comparison.as_of < calendar.INFORMATION_DATE:
        said.append(
            f"The model was given the steps of its history up to {calendar.INFORMATION_DATE}: before that date this"
            " tests its mechanism with known inputs. The naive forecasts knew nothing after the as-of date."
        )
    manifest = parts[0].view.results.manifest
    if "draws_from" in manifest:  # results of earlier versions do not say
        said.append(f"Draws {posterior.in_words(manifest['draws_from'])}.")
    return [*said, manifest["bands"]]


def _rows(part: Part) -> str:
    count = part.counts["before_run"] + part.counts["after_run"] + part.counts["known"] + part.counts["unknown"]
    return f"{count} row{'s' if count > 1 else ''}"


HEADS = ("measure", "kind", "forecast", "rows", "bias", "MAPE %", "CRPS", "in 50", "in 66", "in 90", "CRPS ratio")
NUMBERS = range(HEADS.index("rows"), len(HEADS))


def cells(scores: "pd.DataFrame", scenario: str) -> list[list[str]]:
    """The table of one scenario for a terminal, after ``HEADS``."""
    found = []
    for row in scores[scores["scenario"] == scenario].itertuples():
        if row.status != "scored":
            found.append([short(row.measure), row.kind, row.status, *[""] * len(NUMBERS)])
            continue
        shares = [_share(value) for value in (row.coverage_50, row.coverage_66, row.coverage_90)]
        numbers = [words.number(row.bias), _digits(row.mape_percent), words.number(row.crps), *shares]
        ratio = _digits(row.crps_ratio) if row.forecast == MODEL else ""
        found.append([row.measure, row.kind, row.forecast, str(row.rows), *numbers, ratio])
    return found


def _share(value: float) -> str:
    return words.percent(value).removesuffix(" percent") if np.isfinite(value) else "-"


def _digits(value: float) -> str:
    return f"{value:.3g}" if np.isfinite(value) else "-"


def write(comparison: Comparison, observed: str | Path, folder: Folder) -> None:
    """score.csv, score.json, forecasts.csv and a picture of each scored measure."""
    from calibration.scoring.picture import picture
    from sim.report.plots import style

    scores, rows = table(comparison), rows_table(comparison)
    folder.add_text("score.csv", csv_of(scores, DIGITS))
    folder.add_text("forecasts.csv", csv_of(rows, DIGITS))
    folder.add_text("score.json", _json(comparison, scores, Path(observed)))
    for part in comparison.parts:
        if part.status == "scored":
            name = picture_name(part, comparison.parts)
            folder.add_bytes(f"figures/{name}.svg", style.to_svg(picture(part, comparison.as_of)))


def picture_name(part: Part, parts: Sequence[Part]) -> str:
    """``baseline-detained``; with its kind where a measure was observed in more than one."""
    kinds = {one.kind for one in parts if one.measure == part.measure}
    name = f"{part.view.scenario}-{part.measure}"
    return f"{name}-{part.kind.replace(' ', '-')}" if len(kinds) > 1 else name


def _json(comparison: Comparison, scores: "pd.DataFrame", observed: Path) -> str:
    """Scores with what they were made from: no time and no path, so that equal inputs give equal bytes."""
    results = comparison.parts[0].view.results
    content = {
        "as_of": comparison.as_of.isoformat(),
        "observed": {"name": observed.name, "sha256": hashlib.sha256(observed.read_bytes()).hexdigest()},
        "results": {key: results.manifest.get(key) for key in MADE},
        "notes": notes(comparison),
        "scores": json.loads(scores.to_json(orient="records", double_precision=10)),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
