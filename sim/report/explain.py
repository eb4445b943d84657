"""Lists and explanations: every name of the model, in words."""

from dataclasses import asdict
from typing import Any

from sim.evidence.figures import Figure, figures
from sim.evidence.money import spending
from sim.evidence.quantities import UNITS, Quantity, levers, quantities, sources
from sim.parameters import posterior
from sim.parameters.resolve import Parameters
from sim.results.measures import INDEX, MEASURES, Measure
from sim.scenario.weekly import lever_row, uncertain_terms

LISTS = ("scenarios", "levers", "parameters", "measures", "figures", "sources")


def records(what: str) -> list[dict[str, Any]]:
    """Everything of one kind (one of ``LISTS``), as plain data."""
    if what == "scenarios":
        from sim.scenario.files import shipped

        return [{"name": one.name, "because": one.because} for one in shipped()]
    if what == "levers":
        return [_of_quantity(one) for one in levers().values()]
    if what == "parameters":
        dated = levers()
        return [_of_quantity(one) for name, one in quantities().items() if name not in dated]
    if what == "measures":
        return [_of_measure(one) for one in MEASURES]
    if what == "figures":
        return [_of_figure(one) for one in figures()]
    return [asdict(one) for one in sources().values()]


def names() -> list[str]:
    """Everything that can be explained."""
    return [*INDEX, *quantities(), *(one.id for one in figures())]


def lines(name: str) -> list[tuple[str, str]]:
    """Heads and texts that explain a measure, lever, parameter or figure. Raises ``KeyError`` for another name."""
    if name in INDEX:
        return _measure_lines(MEASURES[INDEX[name]])
    if name in quantities():
        return _quantity_lines(quantities()[name])
    for figure in figures():
        if figure.id == name:
            return _figure_lines(figure)
    raise KeyError(name)


def prior_text(quantity: Quantity) -> str:
    """``lognormal, 90 percent between 0.3 and 1``, or that there is none."""
    if quantity.prior is None:
        return "none: held at its value"
    low, high = value_text(quantity.prior.p05), value_text(quantity.prior.p95)
    return f"{quantity.prior.family}, 90 percent between {low} and {high}"


def origin_text(quantity: Quantity) -> str:
    """The source as title, publisher and date, or why it is assumed."""
    if quantity.source:
        source = sources()[quantity.source]
        text = f"{source.title}, {source.publisher}, {source.date} ({source.key})"
        return f"{text}. {quantity.because}" if quantity.because else text
    return f"assumption, because: {quantity.because}"


def spending_text(name: str) -> str:
    """In which items of cost a lever or driver pays for what it buys, and why."""
    said = spending()[name]
    return f"{', '.join(said.items) or 'nothing of its own'}. {said.because}"


def range_text(quantity: Quantity) -> str:
    """The choices, or the least and the largest value of a dated quantity; empty for others."""
    if quantity.choices:
        return " | ".join(quantity.choices)
    low, high = quantity.limits
    return f"{value_text(low)} to {value_text(high)}" if quantity.is_dated else ""


def value_text(value: float | str) -> str:
    """A value as people write it."""
    return value if isinstance(value, str) else f"{value:,.10g}"


def _of_quantity(one: Quantity) -> dict[str, Any]:
    prior = None if one.prior is None else asdict(one.prior)
    record: dict[str, Any] = {"name": one.name, "kind": one.kind, "value": one.value, "unit": one.unit}
    if one.is_dated:
        record["choices" if one.choices else "range"] = list(one.choices or one.limits)
    fit = posterior.status_of(one.name, posterior.shipped_statuses()) or None
    return record | {"prior": prior, "fit": fit, "means": one.means, "source": one.source, "because": one.because}


def _of_measure(one: Measure) -> dict[str, Any]:
    record = {"name": one.name, "kind": one.kind, "unit": one.unit, "adds_up": one.adds_up, "by_office": one.by_office}
    return record | {"definition": one.definition}


def _of_figure(one: Figure) -> dict[str, Any]:
    return asdict(one) | {"as_of": one.as_of.isoformat(), "source": list(one.source), "measure": list(one.measure)}


def _measure_lines(one: Measure) -> list[tuple[str, str]]:
    met = [figure.id for figure in figures() if one.name in figure.measure]
    return [
        ("measure", one.name),
        ("definition", one.definition),
        ("unit", one.unit.replace("_", " ")),
        ("kind", one.kind),
        ("adds up over time", one.adds_up),
        ("by office", "yes" if one.by_office else "no, the whole agency only"),
        ("figures it meets", ", ".join(met) or "none"),
    ]


def _quantity_lines(one: Quantity) -> list[tuple[str, str]]:
    found = [
        (one.kind, one.name),
        ("means", one.means),
        ("value", f"{value_text(one.value)} {UNITS[one.unit] if not one.choices else ''}".strip()),
    ]
    if range_text(one):
        found.append(("allowed", range_text(one)))
    said = posterior.status_of(one.name, posterior.shipped_statuses())
    found += [("fit", said)] if said else []
    if one.price_year:
        found.append(("dollars of", f"fiscal year {one.price_year}"))
    if one.is_dated:
        found.append(("spends", spending_text(one.name)))
    if one.kind == "lever" and not one.choices:
        found += [("delivery", _delivery_text(one.name)), *_ordered_by(one)]
    found += [("prior", prior_text(one)), ("source", origin_text(one)), ("read by", reader_of(one))]
    return found


def _delivery_text(name: str) -> str:
    """How an order for a lever arrives."""
    share, lag = uncertain_terms(name, quantities())
    terms = f"a share of {_spread_text(share)} of what is ordered, {_spread_text(lag)} weeks late"
    return f"in full, unless the scenario that orders it says otherwise; uncertain is {terms}"


def _spread_text(one: Quantity) -> str:
    spread = f" ({value_text(one.prior.p05)} to {value_text(one.prior.p95)})" if one.prior else ""
    return value_text(one.value) + spread


def _ordered_by(one: Quantity) -> list[tuple[str, str]]:
    """What the shipped scenarios order of a lever, and what is delivered of it in the end, at central values."""
    from sim.parameters.resolve import resolve
    from sim.scenario.files import file_text, load_scenario, shipped

    row, found = lever_row(one.name), []
    for entry in shipped():
        if one.name not in file_text(entry.name, ("",))[2]:
            continue
        scenario = load_scenario(entry.name)
        if any(order.name == one.name and order.layer == scenario.layers - 1 > 0 for order in scenario.orders):
            both = (scenario.as_ordered(), scenario)
            asked, arrived = (float(resolve(each, None, 0).lever[row, -1]) for each in both)
            found.append((f"in {entry.name}", f"ordered {value_text(asked)}, delivered {value_text(arrived)}"))
    return found


def reader_of(one: Quantity) -> str:
    """Which file of the model reads the number."""
    if one.is_dated:
        return f"the weekly lever table (sim/vocabulary.py, Lever.{one.name.upper().replace('.', '_', 1)})"
    if one.group == "delivery":
        return "sim/scenario/weekly.py"
    if one.group == "intake" and one.noun in ("drift_per_year", "level_after_ratio"):
        return "sim/scenario/weekly.py"
    record = Parameters.__annotations__[one.group]
    return f"{record.__module__.replace('.', '/')}.py"


def _figure_lines(one: Figure) -> list[tuple[str, str]]:
    value = "no number" if one.value is None else f"{one.qualifier} {value_text(one.value)} {one.unit}"
    return [
        ("figure", one.id),
        ("quantity", one.quantity),
        ("value", value),
        ("as of", one.as_of.isoformat()),
        ("role", one.role),
        ("source", ", ".join(sources()[key].title for key in one.source)),
        ("measure", " + ".join(one.measure) or "none"),
        ("reading", one.reading),
    ]
