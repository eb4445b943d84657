"""What a tab asks for: a scenario with its levers, and one to compare with."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from sim.errors import ScenarioError
from sim.explorer import levers, moved
from sim.explorer.histories import FIRST_SCENARIO
from sim.explorer.said import plain
from sim.scenario.files import load_scenario
from sim.scenario.scenario import Scenario

OWN_FILE = "a file of your own"
NOTHING = "nothing"
UNMOVED = "the same without your levers"


@dataclass(frozen=True)
class Asked:
    """What is asked for. ``scenarios`` is empty while something is wrong; ``file`` is the first as a scenario file,
    ``settings`` its levers in words."""

    scenarios: tuple[Scenario, ...] = ()
    file: str = ""
    settings: str = ""

    @property
    def said(self) -> str:
        """The scenarios in a few words, with the levers set in the first."""
        first, *others = (one.name for one in self.scenarios)
        return " and ".join([f"{first} ({self.settings})" if self.settings else first, *others])


def show() -> Asked:
    """The widgets, and what is asked for. What is wrong stands beside the widget it was typed into."""
    st.header("Scenario and levers")
    reference = _reference("Scenario", "scenario", [])
    base = _loaded(reference)
    if base is None:
        return Asked()
    st.caption(plain(base.because))
    other = _compared(reference, base)
    wrong = levers.show(base)
    name = _name(base)
    if wrong or name is None or other == ():
        return Asked()
    settings = levers.settings()
    first = moved.explored(reference, settings, name)
    if other and other[0].name == first.name:
        st.error(
            f"Compare with: {plain(first.name)} is the scenario above; choose another, or give yours another name."
        )
        return Asked()
    file = moved.scenario_file(reference, base, settings, name)
    return Asked((first, *(other or ())), file, moved.said(settings))


def _reference(label: str, key: str, before: list[str]) -> str:
    """A shipped name or a path, as chosen; empty while a path is not yet typed."""
    names = moved.shipped_names()
    options = [*before, *names, OWN_FILE]
    first = 0 if before else names.index(FIRST_SCENARIO)
    picked = st.selectbox(label, options, index=first, key=key)
    if picked != OWN_FILE:
        return picked
    return st.text_input(f"{label}: path of a scenario file", key=f"{key} path", placeholder="mine.yaml").strip()


def _loaded(reference: str) -> Scenario | None:
    """The scenario; or a message, and nothing."""
    if not reference:
        st.info("Type the path of a scenario file on this machine.")
        return None
    try:
        return load_scenario(reference)
    except ScenarioError as error:
        st.error(plain(error))
        return None


def _name(base: Scenario) -> str | None:
    """What the scenario with its levers is called; None while that is no name."""
    if not levers.settings():
        return base.name
    st.session_state["name"] = st.session_state.get("own name") or f"{base.name}-moved"
    name = st.text_input("Name of your scenario", key="name", on_change=_take_name).strip()
    faults = moved.name_faults(name)
    for fault in faults:
        st.error(f"Name of your scenario: {plain(fault)}")
    return None if faults else name


def _take_name() -> None:
    """A name was typed: it stays, whatever scenario it is given to. An emptied field goes back to the usual one."""
    st.session_state["own name"] = st.session_state["name"].strip()


def _compared(reference: str, base: Scenario) -> tuple[Scenario, ...] | None:
    """The scenario to compare with; None for nothing, empty while something is wrong."""
    before = [NOTHING, UNMOVED] if levers.settings() else [NOTHING]
    picked = _reference("Compare with", "compare", before)
    if picked in (NOTHING, reference if not levers.settings() else NOTHING):
        return None
    other = base if picked == UNMOVED else _loaded(picked)
    return () if other is None else (other,)


def path_of_results(scenarios: tuple[Scenario, ...]) -> Path:
    """Where a full run of scenarios is stored unless the user says otherwise."""
    return Path("results") / "+".join(one.name for one in scenarios)
