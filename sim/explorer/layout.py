"""The page from top to bottom: choose and move, look at the preview, run it properly, open stored results."""

import streamlit as st

from sim.explorer import full_run, preview, request, stored

STYLE = """<style>
  .block-container { padding-top: 2rem; max-width: 84rem; }
  .lever, .lever summary, [data-testid="stCaptionContainer"] { font-size: 0.85rem; color: #595959; }
  [data-testid="stSlider"] label p { font-weight: 600; }
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #595959 !important; opacity: 1; }
  .lever { margin-bottom: 0.6rem; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  [data-testid="stTable"] :is(td, th) { padding: 0.25rem 0.5rem; font-size: 0.85rem; }
  figure.chart { margin: 0 0 1rem 0; max-width: 46rem; }
  figure.chart img { width: 100%; height: auto; display: block; }
  figure.chart figcaption { font-size: 0.85rem; color: #595959; }
  figure.outdated img { opacity: 0.35; }
  p.outdated, figure.outdated figcaption { color: #A34700; font-weight: 600; }
  :focus-visible { outline: 3px solid #0072B2; outline-offset: 2px; }
</style>"""


KEPT = ("scenario path", "compare", "compare path", "group", "draws", "scale")
"""Widgets that a redraw may leave out: those below a scenario that cannot be read, or beside a run under way."""


def show() -> None:
    """Everything, for one tab."""
    st.set_page_config(page_title="docketsim explorer", layout="wide")
    _keep_choices()
    st.html(STYLE)
    st.title("docketsim explorer")
    st.markdown(
        "Choose a scenario and move levers; the preview answers at once. Levers hold from 1 August 2025 on."
        " Numbers to quote come from a full run."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        asked = request.show()
    with right:
        measure = preview.choose_measure()
        preview.show(asked, measure)
        full_run.show(asked)
    stored.show(measure)


def _keep_choices() -> None:
    """Hold on to what was chosen: Streamlit forgets it when a redraw leaves its widget out, unless it is set anew."""
    for key in KEPT:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
