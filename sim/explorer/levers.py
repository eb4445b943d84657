"""Levers on the page: a slider and a field for each, in words what it is, and what was set.

What is set lives in one dictionary of the tab, lever and text as typed; the widgets only show it.
"""

import math
from collections.abc import Mapping
from html import escape
from typing import Literal

import streamlit as st

from sim.calendar import INFORMATION_DATE
from sim.evidence.quantities import Quantity, levers
from sim.explorer import moved
from sim.explorer.said import plain
from sim.io import words
from sim.parameters.resolve import resolve
from sim.report import explain
from sim.scenario.reader import limits_text
from sim.scenario.scenario import Scenario
from sim.scenario.weekly import INFORMATION_WEEK, lever_row

FIRST = (
    "hiring.target",
    "detention.beds",
    "courts.judges",
    "monitoring.enrolments_per_week",
    "arrests.local_cooperation_share",
    "officers.docket_share",
    "checkins.interval_weeks",
    "removal.seats_per_week",
    "intake.border_per_week",
)
"""Levers that the articles speak of most."""
FIRST_GROUP = "often moved"
SLIDER_REACH = 4  # times the value now; assumption, because: most ranges are far wider than what is asked about
SLIDER_STEPS = 200  # about the pixels of a slider on a phone


def settings() -> dict[str, str]:
    """The levers set in this tab, as typed."""
    return st.session_state.setdefault("settings", {})


def show(base: Scenario) -> dict[str, str]:
    """Widgets for the levers of one group. Gives back what is wrong with the levers set, by name."""
    central = resolve(base, None, 0).lever
    wrong = moved.faults(base, settings())
    groups = [FIRST_GROUP, *dict.fromkeys(quantity.group for quantity in levers().values())]
    group = st.selectbox("Group of levers", groups, key="group")
    names = FIRST if group == FIRST_GROUP else [name for name, one in levers().items() if one.group == group]
    with st.container():  # there also while empty, so that widgets below keep their place and the focus
        _show_set({name: fault for name, fault in wrong.items() if name not in names})
    for name in names:
        path = central[lever_row(name)]
        _lever(levers()[name], float(path[INFORMATION_WEEK]), float(path[-1]), wrong.get(name))
    return wrong


def _lever(quantity: Quantity, now: float, later: float, fault: str | None) -> None:
    """One lever: what it is, where it stands, a slider or a choice, and a field for an exact value."""
    name = quantity.name
    given = settings().get(name)
    if quantity.choices:
        _choice(quantity, quantity.choices[int(now)] if given is None else given)
    else:
        wide, narrow = st.columns([3, 1], vertical_alignment="bottom")
        with wide:
            _slider(quantity, now, given)
        with narrow:
            _exact(name, text_of(now) if given is None else given)
    if fault:
        st.error(plain(f"{name}: {fault}"))
    st.html(_about(quantity, now, later, is_set=given is not None))


def _slider(quantity: Quantity, now: float, given: str | None) -> None:
    name, key = quantity.name, f"slider {quantity.name}"
    value = _number(given, now)
    low, high, step = span(quantity, now, value)
    digits = max(0, -math.floor(math.log10(step)))
    _widget(key, min(max(value, low), high))
    st.slider(name, low, high, step=step, format=f"%.{digits}f", key=key, on_change=_take, args=(name, key))


def _exact(name: str, text: str) -> None:
    key = f"exact {name}"
    _widget(key, text)
    hidden: Literal["collapsed"] = "collapsed"  # the slider beside it shows the name; a screen reader hears this one
    st.text_input(f"{name}, exact value", key=key, on_change=_take, args=(name, key), label_visibility=hidden)


def _choice(quantity: Quantity, value: str) -> None:
    key = f"choice {quantity.name}"
    _widget(key, value if value in quantity.choices else quantity.choices[0])
    st.selectbox(quantity.name, quantity.choices, key=key, on_change=_take, args=(quantity.name, key))


def span(quantity: Quantity, now: float, value: float) -> tuple[float, float, float]:
    """Ends and step of a slider: as far as one would move it, and always as far as the lever is set."""
    low, high = quantity.limits
    default = quantity.number(quantity.value)
    reach = SLIDER_REACH * max(abs(now), abs(default))
    if 0 < reach < high:
        high = max(reach, min(value, high))
    step = 10.0 ** math.floor(math.log10((high - low) / SLIDER_STEPS))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= SLIDER_STEPS)
    return low, high, step


def text_of(value: float) -> str:
    """A number as one would type it."""
    return f"{value:.10g}"


def _number(given: str | None, instead: float) -> float:
    """What was typed as a number, as far as it is one."""
    try:
        value = instead if given is None else float(given)
    except ValueError:
        return instead
    return value if math.isfinite(value) else instead


def _widget(key: str, value: object) -> None:
    """A widget shows what is set, whoever set it."""
    st.session_state[key] = value


def _take(name: str, key: str) -> None:
    """A widget was moved: that is what is set now. An emptied field puts the lever back."""
    value = st.session_state[key]
    text = text_of(value) if isinstance(value, float) else str(value).strip()
    if text:
        settings()[name] = text
    else:
        settings().pop(name, None)


def _about(quantity: Quantity, now: float, later: float, is_set: bool) -> str:
    """Meaning, unit and range in words; value in the scenario and source to open below."""
    where = _shown(quantity, now) + (f", later {_shown(quantity, later)}" if later != now else "")
    source = words.sentence(("source: " if quantity.source else "") + explain.origin_text(quantity))
    mark = "<strong>Set by you.</strong> " if is_set else ""
    return (
        f'<div class="lever">{mark}{escape(quantity.means)} Allowed: {escape(limits_text(quantity))}.<details>'
        f'<summary>Value in the scenario, and source<span class="hidden"> of {quantity.name}</span></summary>'
        f"In the scenario: {escape(where)}. {escape(source)}</details></div>"
    )


def _shown(quantity: Quantity, value: float) -> str:
    return quantity.choices[int(value)] if quantity.choices else words.number(value)


def _put_back(name: str) -> None:
    del settings()[name]


def _show_set(elsewhere: Mapping[str, str]) -> None:
    """Everything that is set, whichever group is shown, with a button to put it back; what is wrong ``elsewhere``."""
    if not settings():
        return
    st.markdown(f"**Set by you, from {INFORMATION_DATE} on**")
    for name, given in list(settings().items()):
        st.button(plain(f"Put back {name} = {given}"), key=f"back {name}", on_click=_put_back, args=(name,))
    if len(settings()) > 1:
        st.button("Put back all", on_click=settings().clear)
    for name, fault in elsewhere.items():
        st.error(plain(f"{name}: {fault}" if name else fault))
