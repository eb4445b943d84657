"""The part of a page about money: sentences and tables of one scenario."""

from typing import Any

from sim.evidence.money import price_year
from sim.io import words
from sim.report.money.appropriated import READINGS, Spent, spent
from sim.report.money.outlays import ITEMS, PLAIN, TOTAL, Outlays, outlays, summed, windows
from sim.results.view import Band, View, mean

MOST_ITEMS = 3
"""Items that a sentence names."""
BESIDE = (
    "Yearly appropriations go on beside the act and are not in the model: what is taken from it lies between the two"
    " readings."
)


def section(view: View) -> dict[str, Any]:
    """Sentences, the table of items by fiscal year, and the table of the appropriation."""
    found = outlays(view)
    used = spent(view)
    said = [*totals(view, found), *(text for one in used if one.reading == "all" for text in act(view, one))]
    return {
        "sentences": said + ([BESIDE] if used else []),
        "years": years(found),
        "act": [row(view, one) for one in used],
    }


def totals(view: View, found: Outlays) -> list[str]:
    """What all items cost in the years to come, and which items are the largest."""
    lines = []
    for window in windows(found.years, view.known):
        nominal, constant = (
            {name: summed(values, window) for name, values in found.of(dollars).items()}
            for dollars in ("nominal", "constant")
        )
        sizes = {name: float(mean(nominal[name])[0]) for name in ITEMS if name != TOTAL}
        largest = sorted(sizes, key=lambda name: -sizes[name])[:MOST_ITEMS]
        parts = [f"{PLAIN[name]} {words.money(sizes[name])}" for name in largest]
        lines.append(
            f"{window.label}: all items cost {_interval(view, nominal[TOTAL])} in nominal dollars, and"
            f" {words.money(float(mean(constant[TOTAL])[0]))} in dollars of {price_year()}; most is"
            f" {words.listed(parts)}."
        )
    return lines


def act(view: View, one: Spent) -> list[str]:
    """How much of an appropriation is spent, and when it is passed."""
    share = float(mean(one.usd)[0]) / one.of.usd
    text = (
        f"Of the {words.money(one.of.usd)} for {one.of.name} appropriated in July 2025, as if nothing else paid:"
        f" {_interval(view, one.usd)} is spent by {words.day(one.until)}, {words.percent(share)}."
    )
    return [f"{text} {passing(one)}"]


def passing(one: Spent) -> str:
    """In which share of draws an appropriation is passed, and by when half of them do."""
    middle = one.day(0.5)
    if one.share_passed == 0.0:
        return "No draw passes it."
    when = f", half of all draws by {words.day(middle)}" if middle else ""
    return f"It is passed in {words.percent(one.share_passed)} of draws{when}."


def row(view: View, one: Spent) -> dict[str, str]:
    """A line of the table of the appropriation."""
    band = _band(view, one.usd)
    return {
        "means": one.of.means,
        "reading": READINGS[one.reading],
        "usd": words.money(one.of.usd),
        "spent": words.money(float(mean(one.usd)[0])),
        "band": words.span(band.p05, band.p95),
        "until": words.day(one.until),
        "share": words.percent(float(mean(one.usd)[0]) / one.of.usd),
        "passing": passing(one),
    }


def years(found: Outlays) -> dict[str, Any]:
    """Items by fiscal year in nominal dollars; a year that the run covers in part is named so."""
    labels = [
        f"{label}{' (part)' if partial else ''}"
        for label, partial in zip(found.years.label, found.years.partial, strict=True)
    ]
    nominal = found.nominal
    rows = [(PLAIN[name], [words.money(float(one)) for one in mean(nominal[name])]) for name in ITEMS]
    constant = [words.money(float(one)) for one in mean(found.constant[TOTAL])]
    return {"labels": labels, "rows": [*rows, (f"all items, dollars of {price_year()}", constant)]}


def _band(view: View, usd: Any) -> Band:
    return view.bands(usd, TOTAL)[0]


def _interval(view: View, usd: Any) -> str:
    """``$61.2 billion (90 percent interval 55.1 to 66.2 billion)``, the mean first."""
    band = _band(view, usd)
    return f"{words.money(float(mean(usd)[0]))} (90 percent interval {words.span(band.p05, band.p95)})"
