"""What a scenario changes: differences of pairs that share parameters and random numbers, and where they come from."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import calendar
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Options, Progress
from sim.experiments.plan import Cell
from sim.io import words
from sim.questions.answer import Answer, Printed, answered, ensemble_of, manifest_of, results_of
from sim.results.kept import EveryWeek
from sim.results.measures import COST_ITEMS, HEADLINE, MEASURES
from sim.results.results import measure_named
from sim.results.view import Band, Span, View, mean

if TYPE_CHECKING:
    import pandas as pd

OPEN_CASES = "docket + detained"
PARTS: dict[str, tuple[str, ...]] = {
    "removals": ("removals_docket", "removals_new", "removals_border", "removals_direct"),
    "arrests": ("arrests_jail", "arrests_at_large", "arrests_check_in", "arrests_incidental"),
    "docket": ("awaiting_filing", "in_proceedings", "final_order"),
    OPEN_CASES: tuple(one.name for one in MEASURES if one.name.startswith("waiting_")),
    "monitored": ("monitored_ankle", "monitored_wrist", "monitored_app", "monitored_other"),
    "cost_total_usd": COST_ITEMS,
}
"""What adds up to what: by channel, kind of arrest, stage, reason of the ledger, technology, item of cost."""
LEAST_PART = 0.01  # of the largest part: smaller ones are in the table, not in the words


class Pair(NamedTuple):
    """Two scenarios with common random numbers. Differences, other less base: float64[draws, replicates, spans]."""

    base: View
    other: View

    def difference(self, measure: str, spans: Sequence[Span]) -> np.ndarray:
        """Difference of a measure; see ``Results.period_values``."""
        return self.other.values(measure, spans) - self.base.values(measure, spans)

    @property
    def since(self) -> date:
        """The day from which they are compared: the information date, or the first day where they differ before."""
        known, begins = self.base.known, self.base.start
        row = calendar.week_of(known, begins)
        one, other = (view.results.values[view.rows, :row] for view in self)
        same = np.array_equal(one, other, equal_nan=True) and self.base.end > known
        return known if same else begins

    def span_of(self, measure: str) -> Span:
        """A flow since they are compared, a stock at the end."""
        stock = measure_named(measure).kind == "stock"
        return (self.base.end, self.base.end) if stock else (self.since, self.base.end)


def compare(  # noqa: PLR0913 - public: each option by its name
    base: AnyScenario,
    *others: AnyScenario,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: AnyParameters = None,
    out: str | Path | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """How other scenarios differ from ``base``, paired on draw and replicate.

    The options are those of ``sim.run``.
    Tables of the answer: ``headline`` (differences of headline measures on the dates of a summary), ``months`` (every
    measure by month), ``parts`` (which channels, stages, reasons and items the difference consists of), ``pairing``
    (how many times as many runs it would take without pairs). Raises what ``sim.run`` raises.
    """
    options = Options(
        draws=draws,
        replicates=replicates,
        scale=scale,
        seed=seed,
        until=until,
        workers=workers,
        parameters=parameters,
        out=out,
        cluster=cluster,
        force=force,
        progress=progress,
    )
    problems = [] if others else ["compare: give at least two scenarios, BASE and OTHER"]
    plan = options.plan([base, *others], problems)
    manifest = manifest_of(plan, "compare", {})

    def ask() -> Answer:
        with ensemble_of(plan, options) as ensemble:
            values = ensemble.outcomes([Cell(scenario) for scenario in plan.scenarios], EveryWeek())
        results = results_of(plan, values, manifest)
        first, *rest = (View(results, name) for name in results.scenarios)
        return _answer([Pair(first, view) for view in rest], manifest)

    return answered(options, manifest, Answer, ask)


def pairing_gain(base: np.ndarray, other: np.ndarray) -> float:
    """How many times as many runs it takes without pairs for the same interval of the mean difference.

    Arrays are float64[draws, replicates] with common random numbers. Infinite where pairs differ by a constant, NaN
    where nothing varies.
    """
    paired = float((other - base).var(ddof=1)) if base.size > 1 else 0.0
    apart = float(base.var(ddof=1) + other.var(ddof=1)) if base.size > 1 else 0.0
    if paired == 0.0:
        return float("inf") if apart > 0 else float("nan")
    return apart / paired


def luck_gain(base: np.ndarray, other: np.ndarray) -> float:
    """The same within draws, so that only random numbers vary; NaN with one replicate."""
    if base.shape[1] < 2:
        return float("nan")
    paired = float((other - base).var(axis=1, ddof=1).mean())
    apart = float((base.var(axis=1, ddof=1) + other.var(axis=1, ddof=1)).mean())
    if paired == 0.0:
        return float("inf") if apart > 0 else float("nan")
    return apart / paired


def _answer(pairs: list[Pair], manifest: dict[str, Any]) -> Answer:
    import pandas as pd

    from sim.report.plots import bars, differences

    tables = {
        "headline": pd.concat([_headline(pair) for pair in pairs], ignore_index=True),
        "months": pd.concat([_months(pair) for pair in pairs], ignore_index=True),
        "parts": pd.concat([_parts(pair) for pair in pairs], ignore_index=True),
        "pairing": pd.concat([_pairing(pair) for pair in pairs], ignore_index=True),
    }
    pictures = {name: partial(differences.difference_fan, pairs, name) for name in HEADLINE}
    for pair in pairs:
        of_one = tables["parts"][lambda rows, name=pair.other.scenario: rows["scenario"] == name]
        for whole in ("removals", "docket"):
            parts = of_one[of_one["measure"] == whole]
            pictures[f"{pair.other.scenario}-{whole}-parts"] = partial(
                bars.waterfall,
                f"{words.sentence(whole).rstrip('.')}: {pair.other.scenario} less {pair.base.scenario}",
                measure_named(whole).unit,
                list(parts["part"]),
                parts["mean"].to_numpy(),
            )
    sentences = [sentence for pair in pairs for sentence in _sentences(pair, tables)]
    title = f"compare {' '.join([pairs[0].base.scenario, *(pair.other.scenario for pair in pairs)])}"
    return Answer(title, tables, tuple(sentences), pictures, manifest, _printed(tables, pairs[0].base.scenario))


def _row(pair: Pair, measure: str, differences: np.ndarray) -> dict[str, float]:
    """Mean and band of differences, float64[draws, replicates]."""
    band = pair.base.bands(differences[:, :, None], measure)[0]
    return {"mean": float(mean(differences[:, :, None])[0])} | band._asdict()


def _headline(pair: Pair) -> "pd.DataFrame":
    import pandas as pd

    rows = []
    for name in HEADLINE:
        measure = measure_named(name)
        stock = measure.kind == "stock"
        for day in pair.base.dates:
            span = (day, day) if stock else pair.base.year_to(day)
            one, other = (view.values(name, [span])[:, :, 0] for view in pair)
            head: dict[str, Any] = {"scenario": pair.other.scenario, "base": pair.base.scenario, "measure": name}
            head |= {"unit": measure.unit}
            head |= {"date": pd.Timestamp(day), "basis": "on the date" if stock else "365 days before"}
            head |= {"base_mean": float(mean(one[:, :, None])[0]), "scenario_mean": float(mean(other[:, :, None])[0])}
            rows.append(head | _row(pair, name, other - one))
    return pd.DataFrame(rows)


def _months(pair: Pair) -> "pd.DataFrame":
    import pandas as pd

    parts = []
    for measure in MEASURES:
        periods = pair.base.results.period_values("docket", "month")[1]
        kept = [place for place, partial_month in enumerate(periods.partial) if not partial_month]
        spans = [(periods.start[place], periods.end[place]) for place in kept]
        if measure.kind == "stock":
            spans = [(end, end) for _, end in spans]
        if not spans:
            continue
        differences = pair.difference(measure.name, spans)
        columns: dict[str, Any] = {"scenario": pair.other.scenario, "base": pair.base.scenario}
        columns |= {"measure": measure.name, "unit": measure.unit}
        columns["month"] = [periods.label[place] for place in kept]
        columns["mean"] = mean(differences)
        found = np.array(pair.base.bands(differences, measure.name))
        parts.append(pd.DataFrame(columns | dict(zip(Band._fields, found.T, strict=True))))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["scenario", "measure", "month"])


def _parts(pair: Pair) -> "pd.DataFrame":
    import pandas as pd

    rows = []
    for whole, names in PARTS.items():
        span = pair.span_of(names[0])
        found = {name: pair.difference(name, [span])[:, :, 0] for name in names}
        total = float(np.sum([mean(one[:, :, None])[0] for one in found.values()]))
        for name, differences in found.items():
            head = {"scenario": pair.other.scenario, "base": pair.base.scenario, "measure": whole, "part": name}
            head |= {"unit": measure_named(name).unit, "start": pd.Timestamp(span[0]), "end": pd.Timestamp(span[1])}
            row: dict[str, Any] = head | _row(pair, name, differences)
            rows.append(row | {"share_of_total": row["mean"] / total if total else float("nan")})
    return pd.DataFrame(rows)


def _pairing(pair: Pair) -> "pd.DataFrame":
    import pandas as pd

    rows = []
    for name in HEADLINE:
        one, other = (view.values(name, [pair.span_of(name)])[:, :, 0] for view in pair)
        gain = {"times_fewer_runs": pairing_gain(one, other), "times_fewer_runs_luck_only": luck_gain(one, other)}
        rows.append({"scenario": pair.other.scenario, "base": pair.base.scenario, "measure": name} | gain)
    return pd.DataFrame(rows)


def _sentences(pair: Pair, tables: "dict[str, pd.DataFrame]") -> list[str]:
    """Differences at the end, what they consist of, and what pairing saved."""
    of_pair = {name: rows[rows["scenario"] == pair.other.scenario] for name, rows in tables.items()}
    last = of_pair["headline"][of_pair["headline"]["date"] == of_pair["headline"]["date"].max()]
    found = []
    for row in last[last["measure"].isin(("docket", "removals"))].itertuples():
        when = f"on {words.day(row.date)}" if row.basis == "on the date" else f"in the year to {words.day(row.date)}"
        interval = f"{words.change(row.mean)} (90 percent interval {words.span(row.p05, row.p95)})"
        found.append(f"{pair.other.scenario} less {pair.base.scenario}: {row.measure} {when} {interval}.")
    for whole in ("removals", OPEN_CASES):
        parts = of_pair["parts"][of_pair["parts"]["measure"] == whole]
        sizes = parts["mean"].abs()
        shown = parts[sizes > LEAST_PART * sizes.max()].sort_values("mean", key=lambda one: -one.abs())
        texts = [f"{row.part.removeprefix('waiting_')} {words.change(row.mean)}" for row in shown.itertuples()]
        if texts:
            start, end = parts["start"].iloc[0], parts["end"].iloc[0]
            when = f"on {words.day(end)}" if start == end else f"from {words.day(start)} to {words.day(end)}"
            found.append(f"The difference in {whole} {when} consists of {words.listed(texts)}.")
    gain = of_pair["pairing"].set_index("measure")["times_fewer_runs"]
    texts = [f"{words.times(gain[name])} for {name}" for name in ("removals", "docket") if np.isfinite(gain[name])]
    if texts:
        found.append(f"Runs that it would take without pairs, for intervals of the same width: {words.listed(texts)}.")
    return found


def _printed(tables: "dict[str, pd.DataFrame]", base: str) -> tuple[Printed, ...]:
    heads = ("scenario", "measure", "on", base, "difference", "66 percent", "90 percent")
    rows = []
    for row in tables["headline"].itertuples():
        when = f"{'' if row.basis == 'on the date' else 'year to '}{words.day(row.date)}"
        intervals = (words.span(row.p17, row.p83), words.span(row.p05, row.p95))
        cells = (row.scenario, row.measure, when, words.number(row.base_mean), words.change(row.mean), *intervals)
        rows.append(cells)
    return (Printed(f"Differences from {base}", heads, rows, (3, 4)),)
