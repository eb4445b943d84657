"""Pictures of parts: what cases wait for, officers, hours by task, costs. Means over draws, so that parts add up."""

from datetime import date

import numpy as np

from sim.report.plots import style
from sim.report.plots.fans import draw, fan_of, spans_of
from sim.results.measures import COST_ITEMS, MEASURES
from sim.results.results import measure_named
from sim.results.view import View, mean, ratio

MOST_PARTS = 8
COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.SKY, style.VERMILLION, style.YELLOW, style.GREY)


def _by_month(view: View, names: list[str]) -> tuple[list[date], dict[str, np.ndarray]]:
    """Means at the turns of the month (stocks) or over whole months (flows)."""
    spans = spans_of(view, measure_named(names[0]))
    days = [start + (end - start) // 2 for start, end in spans]
    return days, {name: mean(view.values(name, spans)) for name in names}


def _largest(parts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The largest parts by name, most first; the others together."""
    order = sorted(parts, key=lambda name: -float(np.nanmax(parts[name])))
    if len(order) <= MOST_PARTS:
        return {name: parts[name] for name in order if np.nanmax(parts[name]) > 0} or {order[0]: parts[order[0]]}
    kept = {name: parts[name] for name in order[: MOST_PARTS - 1]}
    return kept | {"other": sum((parts[name] for name in order[MOST_PARTS - 1 :]), np.zeros_like(parts[order[0]]))}


def _stack(title: str, unit: str, days: list[date], parts: dict[str, np.ndarray], view: View) -> style.Picture:
    with style.drawing():
        picture, axes = style.blank(title, "")
        shown = _largest(parts)
        axes.stackplot(days, *shown.values(), labels=list(shown), colors=COLOURS, linewidth=0)
        top = float(np.nanmax(np.sum(list(shown.values()), axis=0)))
        size = style.value_axis(axes, top)
        axes.texts[0].set_text(f"{size} {unit}".strip())
        style.time_axis(axes, view.start, view.end, view.known)
        style.legend(axes, 4)
    return picture


def ledger(view: View) -> style.Picture:
    """What open cases wait for, detained or not; the parts add up to all open cases."""
    names = [measure.name for measure in MEASURES if measure.name.startswith("waiting_")]
    days, parts = _by_month(view, names)
    named = {name.removeprefix("waiting_").replace("_", " "): values for name, values in parts.items()}
    return _stack("What open cases wait for", "cases", days, named, view)


def hours(view: View) -> style.Picture:
    """Officer hours by task."""
    names = [measure.name for measure in MEASURES if measure.name.startswith("hours_available_")]
    days, parts = _by_month(view, names)
    named = {name.removeprefix("hours_available_").replace("_", " "): values for name, values in parts.items()}
    return _stack("Officer hours by task", "hours a month", days, named, view)


def officers(view: View) -> style.Picture:
    """Officers on board, in training, productive, and on the docket."""
    names = ["officers", "officers_productive", "officers_in_training", "officers_vetting", "officers_docket"]
    days, lines = _by_month(view, names)
    with style.drawing():
        picture, axes = style.blank("Officers", "")
        for colour, name in zip(style.CYCLE, names, strict=False):
            label = "on board" if name == "officers" else name.removeprefix("officers_").replace("_", " ")
            axes.plot(days, lines[name], color=colour, linewidth=1.8, label=label)
        size = style.value_axis(axes, max(float(np.nanmax(values)) for values in lines.values()))
        axes.texts[0].set_text(f"{size} officers".strip())
        style.time_axis(axes, view.start, view.end, view.known)
        style.legend(axes, 5)
    return picture


def untouched(view: View) -> style.Picture:
    """Share of the docket that no officer has contacted for a year, in percent."""
    measure = measure_named("untouched_year")
    spans = spans_of(view, measure)
    share = 100.0 * ratio(view.values("untouched_year", spans), view.values("docket", spans))
    fan = fan_of(view, share, measure)
    return draw("Untouched for a year", "percent of the docket", [fan], [view.scenario], [], view.results, 100.0)


def costs(view: View) -> style.Picture:
    """Costs by item and fiscal year."""
    periods = view.fiscal_years()
    whole = [place for place, partial in enumerate(periods.partial) if not partial]
    labels = [str(periods.label[place]) for place in whole]
    with style.drawing():
        picture, axes = style.blank("Costs by fiscal year", "")
        base = np.zeros(len(whole))
        parts = {
            name.removeprefix("cost_").removesuffix("_usd"): mean(view.in_fiscal_years(name))[whole]
            for name in COST_ITEMS
        }
        for colour, (label, values) in zip(COLOURS, _largest(parts).items() if whole else (), strict=False):
            axes.bar(labels, values, bottom=base, color=colour, label=label, width=0.7)
            base = base + values
        size = style.value_axis(axes, float(base.max()) if len(base) else 1.0)
        axes.texts[0].set_text(f"{size} US dollars".strip())
        style.legend(axes, 4)
    return picture
