"""The preview: pictures, numbers and downloads, never without saying what they were made for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape

import streamlit as st

from sim.errors import ExperimentError, OptionError
from sim.explorer import histories, pictures, state
from sim.explorer.pictures import Drawn
from sim.explorer.request import Asked
from sim.explorer.said import plain
from sim.io.sheets import csv_of
from sim.report import binding
from sim.report.parts import data_of
from sim.report.plots import fans
from sim.results.measures import HEADLINE, MEASURES
from sim.results.results import Results, measure_named
from sim.results.view import views

MARK = f"Preview: {histories.DRAWS} draws at scale {histories.SCALE}"


@dataclass
class Shown:
    """Results on the page: what they were made for, and the pictures drawn of them so far."""

    asked: Asked
    results: Results
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def picture(self, name: str, draw: Callable[[], Drawn]) -> Drawn:
        """A picture, drawn once."""
        if name not in self.drawn:
            self.drawn[name] = draw()
        return self.drawn[name]


def choose_measure() -> str:
    """The measure that all charts show."""
    names = [*HEADLINE, *(one.name for one in MEASURES if one.name not in HEADLINE)]
    st.header("Preview")
    measure = st.selectbox("Measure", names, format_func=lambda name: fans.title_of(measure_named(name)), key="measure")
    st.caption(measure_named(measure).definition)
    return measure


def show(asked: Asked, measure: str) -> None:
    """The preview of what is asked for; while that is wrong or under way, the one before, marked as outdated."""
    shown: Shown | None = st.session_state.get("shown")
    slot = st.empty()
    if not asked.scenarios:
        with slot.container():
            _outdated(shown, "What is asked for cannot be shown yet; see the message beside the levers.")
        return
    if shown is None or shown.asked.scenarios != asked.scenarios:
        with slot.container():
            _outdated(shown, f"Computing a preview of {asked.said}.")
            shown = _computed(asked)
        if shown is None:
            return
        st.session_state["shown"] = shown
    with slot.container():
        _current(shown, measure)


def _computed(asked: Asked) -> Shown | None:
    """A new preview, or a message and nothing."""
    bar = st.progress(0.0, "Starting; the first preview after an installation takes about a minute")
    try:
        results = histories.preview(
            state.HISTORIES, asked.scenarios, lambda done, all_, _: bar.progress(done / all_, f"{done} of {all_} draws")
        )
    except (OptionError, ExperimentError) as error:
        st.error(plain(error))
        return None
    return Shown(asked, results)


def _outdated(shown: Shown | None, why: str) -> None:
    """The pictures of before, marked, without anything to download."""
    st.html(f'<p role="status" class="outdated">{escape(why)}</p>')
    if shown:
        for drawn in shown.drawn.values():
            figure(drawn, f"Outdated: made for {shown.asked.said}.", outdated=True)


def _current(shown: Shown, measure: str) -> None:
    results, caption = shown.results, f"{MARK}, of {shown.asked.said}."
    st.html(f'<p role="status">{escape(caption)} Good for directions, not for quoting.</p>')
    shown.drawn = {name: drawn for name, drawn in shown.drawn.items() if name.split()[0] in (measure, "ledger")}
    fan = shown.picture(measure, lambda: pictures.fan(results, measure, preview=True))
    figure(fan, caption)
    st.table(pictures.numbers(results, measure))
    if len(results.scenarios) == 2:
        paired = shown.picture(f"{measure} difference", lambda: pictures.difference(results, measure, preview=True))
        figure(paired, f"Paired: both scenarios share their draws and their random numbers. {caption}")
    downloads("", results, measure, fan, f"preview: {histories.DRAWS} draws, scale {histories.SCALE}", shown.asked)
    ledgers(shown, preview=True, caption=caption)


def ledgers(shown: Shown, preview: bool, caption: str) -> None:
    """What cases wait for, and what binds, in each scenario."""
    for view in views(shown.results):
        st.subheader(f"What cases wait for: {plain(view.scenario)}")
        name = f"ledger {view.scenario}"
        figure(shown.picture(name, partial(pictures.ledger, view, preview)), caption)
        st.markdown("\n".join(f"- {plain(line)}" for line in binding.sentences(view)))


def figure(drawn: Drawn, caption: str, outdated: bool = False) -> None:
    """A picture with its text alternative and what it was made for."""
    kind = "chart outdated" if outdated else "chart"
    st.html(
        f'<figure class="{kind}"><img alt="{escape(drawn.alt)}" src="{data_of(drawn.svg)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def downloads(of: str, results: Results, measure: str, fan: Drawn, basis: str, asked: Asked | None) -> None:
    """What one may take along: data, picture, scenario. ``of``: goes before each label, empty for the preview."""
    stem = f"{'+'.join(results.scenarios)}-{measure}"
    takes: list[tuple[str, Callable[[], str | bytes], str, str]] = [
        ("Data (CSV)", lambda: csv_of(pictures.rows(results, measure, basis), None), f"{stem}.csv", "text/csv"),
        ("Picture (SVG)", lambda: fan.svg, f"{stem}.svg", "image/svg+xml"),
        ("Picture (PNG)", fan.png, f"{stem}.png", "image/png"),
    ]
    if asked:
        name = asked.scenarios[0].name
        takes.append(("Scenario (YAML)", lambda: asked.file, f"{name}.yaml", "application/yaml"))
    with st.container(horizontal=True):
        for label, data, name, mime in takes:
            st.download_button(f"{of}{label}", data, name, mime, on_click="ignore")
