"""What each picture of the report shows, in words, for those who do not see it."""

from sim.io import words
from sim.report import binding
from sim.report.plots.fans import marks_of, title_of
from sim.results.measures import MEASURES
from sim.results.results import measure_named
from sim.results.view import Band, View, mean, ratio


def of_fan(view: View, name: str) -> str:
    """A fan chart: its medians on the dates of a summary, its last band, and the figures shown as dots."""
    measure = measure_named(name)
    bands = view.bands(view.summary_values(name, view.dates), name)
    when = "on" if measure.kind == "stock" else "in the year to"
    path = [f"{words.number(band.p50)} {when} {words.day(day)}" for day, band in zip(view.dates, bands, strict=True)]
    dots = [f"{mark.qualifier} {words.number(float(mark.value or 0))}" for mark in marks_of(measure, view.results)]
    shown = f" Dots: {words.listed(dots)}." if dots else ""
    return f"{title_of(measure)} over time. Median {words.listed(path)}; {_interval(bands[-1])} at the end.{shown}"


def of_part(view: View, name: str) -> str:
    """A picture of parts: what they are at the end of the run."""
    return {"waiting": _waiting, "untouched": _untouched, "officers": _officers, "hours": _hours, "costs": _costs}[
        name
    ](view)


def _interval(band: Band) -> str:
    return f"90 percent interval {words.span(band.p05, band.p95)}"


def _waiting(view: View) -> str:
    parts = [f"{name} {words.number(size)}" for name, size in binding.waits(view) if size > 0]
    return f"Stacked areas: what open cases wait for. At the end: {words.listed(parts)}."


def _untouched(view: View) -> str:
    share = view.bands(ratio(view.on("untouched_year", view.dates), view.on("docket", view.dates)))
    parts = [f"{words.percent(band.p50)} on {words.day(day)}" for day, band in zip(view.dates, share, strict=True)]
    last = f"90 percent interval {words.percent_span(share[-1].p05, share[-1].p95)} at the end"
    return f"Share of the docket without a contact for a year: {words.listed(parts)}; {last}."


def _officers(view: View) -> str:
    names = ("officers", "officers_productive", "officers_in_training", "officers_docket")
    now = {name: float(mean(view.on(name, [view.end]))[0]) for name in names}
    return (
        f"Lines. At the end {words.number(now['officers'])} officers are on board,"
        f" {words.number(now['officers_productive'])} full-time equivalents work,"
        f" {words.number(now['officers_in_training'])} are in training and"
        f" {words.number(now['officers_docket'])} are assigned to the docket."
    )


def _hours(view: View) -> str:
    names = [measure.name for measure in MEASURES if measure.name.startswith("hours_available_")]
    year = [view.year_to(view.end)]
    sizes = {name.removeprefix("hours_available_"): float(mean(view.values(name, year))[0]) for name in names}
    order = sorted(sizes, key=lambda name: -sizes[name])
    parts = [f"{name.replace('_', ' ')} {words.number(sizes[name])}" for name in order if sizes[name] > 0]
    return f"Stacked areas: officer hours by task. In the last year: {words.listed(parts)}."


def _costs(view: View) -> str:
    years = view.fiscal_years()
    total = mean(view.in_fiscal_years("cost_total_usd"))
    whole = [place for place, partial in enumerate(years.partial) if not partial]
    parts = [f"{words.money(float(total[place]))} in {years.label[place]}" for place in whole]
    return f"Stacked columns: costs by item and fiscal year. In all {words.listed(parts)}."
