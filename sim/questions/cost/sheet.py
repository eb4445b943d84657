"""Tables and words of the score sheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.evidence.money import price_year
from sim.io import words
from sim.questions.answer import Printed
from sim.questions.compare import Pair
from sim.questions.cost.ratios import per_unit
from sim.report.explain import origin_text
from sim.report.money.appropriated import READINGS, spent
from sim.report.money.outlays import ITEMS, PLAIN, TOTAL, Outlays, outlays, summed, windows
from sim.report.money.section import passing
from sim.results.measures import COST_ITEMS
from sim.results.results import measure_named
from sim.results.view import View, mean
from sim.scenario.prices import Prices, known

if TYPE_CHECKING:
    import pandas as pd

DOLLARS = ("nominal", "constant")
UNITS = {
    "removal": "removals",
    "hearing": "hearings_completed",
    "contact": "check_ins_done",
    "year of supervision": "monitored",
}
"""What one more costs, and the measure of which it is one; a stock counts in person-years."""
DAYS_A_YEAR = 365.25
MOST_ITEMS = 3
"""Items that a sentence names."""
LEAST_ITEM = 0.01
"""Of the largest item: smaller ones are in the table, not in the words."""
YEAR, SUM = "fiscal year", "total"


def tables(views: Sequence[View], pairs: Sequence[Pair], prices: Prices) -> "dict[str, pd.DataFrame]":
    """All tables of the sheet; those of differences are empty where there is one scenario."""
    import pandas as pd

    found = {view.scenario: outlays(view) for view in views}
    differing = {pair.other.scenario: _less(found[pair.other.scenario], found[pair.base.scenario]) for pair in pairs}
    made: dict[str, list[dict[str, Any]]] = {
        "outlays": [row for view in views for row in _rows(view, found[view.scenario], {"scenario": view.scenario})],
        "differences": [
            row
            for pair in pairs
            for row in _rows(
                pair.other,
                differing[pair.other.scenario],
                {"scenario": pair.other.scenario, "base": pair.base.scenario},
            )
        ],
        "appropriation": [row for view in views for row in _appropriation(view)],
        "additional": [row for pair in pairs for row in _additional(pair)],
        "prices": list(_prices(prices)),
    }
    return {name: pd.DataFrame(rows) for name, rows in made.items() if rows}


def _less(one: Outlays, other: Outlays) -> Outlays:
    return Outlays(one.years, {name: one.constant[name] - other.constant[name] for name in ITEMS})


def _rows(view: View, found: Outlays, head: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A row for each kind of dollars, item and year, then for each item and span of years."""
    for dollars in DOLLARS:
        for name, values in found.of(dollars).items():
            said = {**head, "item": name, "dollars": dollars}
            bands = view.bands(values, name)
            for place, (label, partial) in enumerate(zip(found.years.label, found.years.partial, strict=True)):
                centre = {"mean": float(mean(values)[place])}
                yield said | {"period": label, "kind": YEAR, "partial": partial} | centre | bands[place]._asdict()
            for window in windows(found.years, view.known):
                whole = summed(values, window)
                band = view.bands(whole, name)[0]._asdict()
                centre = {"mean": float(mean(whole)[0])}
                yield said | {"period": window.label, "kind": SUM, "partial": False} | centre | band


def _appropriation(view: View) -> Iterator[dict[str, Any]]:
    for one in spent(view):
        centre = float(mean(one.usd)[0])
        head = {"scenario": view.scenario, "appropriation": one.of.name, "counted": READINGS[one.reading]}
        head |= {"until": one.until.isoformat()}
        numbers = {"usd": one.of.usd, "mean": centre} | view.bands(one.usd, TOTAL)[0]._asdict()
        half = one.day(0.5)
        passed = {"share": centre / one.of.usd, "share_passed": one.share_passed}
        yield head | numbers | passed | {"half_passed_by": half.isoformat() if half else "", "text": passing(one)}


def units_of(pair: Pair, measure: str) -> np.ndarray:
    """How many more the other scenario has since the two are compared: float64[draws, replicates]."""
    span = (pair.since, pair.base.end)
    if measure_named(measure).kind == "stock":
        years = (span[1] - span[0]).days / DAYS_A_YEAR
        return (pair.other.values(measure, [span], "mean") - pair.base.values(measure, [span], "mean"))[:, :, 0] * years
    return pair.difference(measure, [span])[:, :, 0]


def _additional(pair: Pair) -> Iterator[dict[str, Any]]:
    span = (pair.since, pair.base.end)
    usd = pair.difference(TOTAL, [span])[:, :, 0]
    for unit, measure in UNITS.items():
        units = units_of(pair, measure)
        found = per_unit(usd, units)
        head: dict[str, Any] = {"scenario": pair.other.scenario, "base": pair.base.scenario, "one_more": unit}
        head |= {"measure": measure, "start": span[0].isoformat(), "end": span[1].isoformat()}
        sizes = {"additional": float(units.mean()), "usd": float(usd.mean())}
        yield head | sizes | {"usd_per_unit": found.value, "low": found.low, "high": found.high, "status": found.status}


def _prices(own: Prices) -> Iterator[dict[str, Any]]:
    given = {one.name: one for one in own.prices}
    for name, one in known().items():
        head = {"name": name, "means": one.means, "unit": one.unit}
        if name in given:
            replaced = given[name]
            year = replaced.year or 0
            value = {"value": replaced.given, "price_year": year, "used": replaced.assumption.value}
            yield head | value | {"is_replaced": True, "source": replaced.source}
        else:
            value = {"value": float(one.value), "price_year": one.price_year or 0, "used": float(one.value)}
            yield head | value | {"is_replaced": False, "source": origin_text(one)}


def largest_window(differences: "pd.DataFrame", scenario: str) -> tuple[list[str], np.ndarray]:
    """Items that differ over the longest span of years, and by how many nominal dollars; for a picture."""
    rows = _totals(differences, scenario, "nominal")
    if not len(rows):
        return [], np.empty(0)
    rows = rows[(rows["period"] == rows["period"].iloc[-1]) & rows["item"].isin(COST_ITEMS)]
    sizes = rows["mean"].abs()
    rows = rows[sizes > LEAST_ITEM * max(float(sizes.max()), 1e-9)]
    return [PLAIN[name] for name in rows["item"]], rows["mean"].to_numpy()


def _totals(rows: "pd.DataFrame", scenario: str, dollars: str) -> "pd.DataFrame":
    chosen = (rows["scenario"] == scenario) & (rows["dollars"] == dollars) & (rows["kind"] == SUM)
    return rows[chosen]


def sentences(views: Sequence[View], pairs: Sequence[Pair], found: "Mapping[str, pd.DataFrame]") -> list[str]:
    """What the scenarios cost, what they cost more than the base, and what one more costs."""
    lines = [text for pair in pairs for text in _difference_lines(pair, found["differences"])]
    if not pairs:
        lines += [text for view in views for text in _outlay_lines(view, found["outlays"])]
    for pair in pairs:
        rows = found["additional"][found["additional"]["scenario"] == pair.other.scenario]
        lines += [additional_line(row) for row in rows.to_dict("records")]
    lines += _act_lines(found)
    replaced = found["prices"][found["prices"]["is_replaced"]]
    if len(replaced):
        lines.append(f"Prices of your own stand in place of: {words.listed(list(replaced['name']))}.")
    return lines


def _difference_lines(pair: Pair, rows: "pd.DataFrame") -> Iterator[str]:
    other, base = pair.other.scenario, pair.base.scenario
    nominal, constant = (_totals(rows, other, dollars) for dollars in DOLLARS)
    for period in dict.fromkeys(nominal["period"]):
        now, then = (one[one["period"] == period].set_index("item") for one in (nominal, constant))
        total = now.loc[TOTAL]
        yield (
            f"{other} less {base}, {period}: {dollar_change(total['mean'])} in nominal dollars (90 percent interval"
            f" {words.span(total['p05'], total['p95'])}), {dollar_change(then.loc[TOTAL]['mean'])} in dollars of"
            f" {price_year()}; {_largest(now['mean'])}."
        )


def _outlay_lines(view: View, rows: "pd.DataFrame") -> Iterator[str]:
    nominal = _totals(rows, view.scenario, "nominal")
    for period in dict.fromkeys(nominal["period"]):
        now = nominal[nominal["period"] == period].set_index("item")
        total = now.loc[TOTAL]
        yield (
            f"{view.scenario}, {period}: {words.money(total['mean'])} in nominal dollars (90 percent interval"
            f" {words.span(total['p05'], total['p95'])})."
        )


def _largest(means: "pd.Series") -> str:
    parts = means.drop(TOTAL)
    parts = parts[parts.abs() > LEAST_ITEM * parts.abs().max()]
    order = parts.abs().sort_values(ascending=False, kind="stable").index[:MOST_ITEMS]
    said = [f"{PLAIN[name]} {dollar_change(parts[name])}" for name in order]
    return f"most of it is {words.listed(said)}" if said else "no item differs"


def additional_line(row: Mapping[str, Any]) -> str:
    """What one more of something costs, or why that is not known."""
    pair, unit = f"{row['scenario']} less {row['base']}", row["one_more"]
    size = words.change(row["additional"])
    if row["status"] == "resolved":
        return (
            f"{pair}: one more {unit} costs {words.money(row['usd_per_unit'])} (90 percent interval"
            f" {words.span(row['low'], row['high'])}, dollars of {price_year()}); the difference is {size}."
        )
    why = {
        "exactly zero": "nothing differs",
        "fewer": f"there are fewer ({size}), so one more has no price",
        "not resolved": f"not resolved: the difference, {size}, is not told from zero",
    }[row["status"]]
    return f"{pair}: one more {unit}: {why}."


def _act_lines(found: "Mapping[str, pd.DataFrame]") -> Iterator[str]:
    if "appropriation" not in found:
        return
    rows = found["appropriation"]
    for (name, counted), of_one in rows.groupby(["appropriation", "counted"], sort=False):
        parts = [f"{row.scenario} {words.percent(row.share)}" for row in of_one.itertuples()]
        first = of_one.iloc[0]
        yield (
            f"Of the {words.money(first['usd'])} for {name} of July 2025, counting {counted}, by {first['until']}:"
            f" {words.listed(parts)}."
        )


def printed(found: "Mapping[str, pd.DataFrame]", base: str) -> tuple[Printed, ...]:
    """What a terminal shows: totals by item, and what one more costs."""
    rows = found["outlays"]
    scenarios = list(dict.fromkeys(rows["scenario"]))
    nominal = rows[(rows["dollars"] == "nominal") & (rows["kind"] == SUM)]
    shown = []
    for period in list(dict.fromkeys(nominal["period"]))[-1:]:
        lines = []
        for item in ITEMS:
            of_item = nominal[(nominal["period"] == period) & (nominal["item"] == item)].set_index("scenario")["mean"]
            costs = [words.money(of_item[name]) for name in scenarios]
            more = [dollar_change(of_item[name] - of_item[base]) for name in scenarios[1:]]
            lines.append((PLAIN[item], *costs, *more))
        heads = ("item", *scenarios, *(f"{name} less {base}" for name in scenarios[1:]))
        shown.append(Printed(f"Outlays, {period}, nominal dollars", heads, lines, tuple(range(1, len(heads)))))
    if "additional" in found:
        lines = [
            (row["scenario"], row["one_more"], words.change(row["additional"]), *_price(row))
            for row in found["additional"].to_dict("records")
        ]
        heads = ("scenario", "one more", "difference", "dollars for one", "90 percent", "status")
        shown.append(Printed(f"Dollars of {price_year()} for one more, less {base}", heads, lines, (2, 3)))
    return tuple(shown)


def _price(row: Mapping[str, Any]) -> tuple[str, str, str]:
    if row["status"] != "resolved":
        return "", "", row["status"]
    return words.money(row["usd_per_unit"]), words.span(row["low"], row["high"]), row["status"]


def dollar_change(usd: float) -> str:
    """A difference with its sign: +$1.2 billion; -$30 million; no change."""
    if usd == 0:
        return "no change"
    return f"+{words.money(usd)}" if usd > 0 else words.money(usd)
