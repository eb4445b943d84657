"""Stored results, opened beside the preview: those of the command line, of full runs, and any folder one names."""

from pathlib import Path

import streamlit as st

from sim.errors import StoreError
from sim.explorer import pictures, preview, state
from sim.explorer.preview import Shown
from sim.explorer.request import Asked
from sim.explorer.said import plain
from sim.report import findings
from sim.results.view import views


def folders() -> list[Path]:
    """The folders open in this tab."""
    return st.session_state.setdefault("folders", list(state.FOLDERS))


def add(folder: Path) -> None:
    """Open a folder in this tab, in front of the others; what was drawn of it before is forgotten."""
    folders()[:] = [folder, *(one for one in folders() if one.resolve() != folder.resolve())]
    _pictures().pop(str(folder.resolve()), None)


def show(measure: str) -> None:
    """Each folder with its chart, its ledger and its downloads, and a field to open another."""
    st.header("Stored results")
    with st.form("open results", border=False):
        st.text_input("Results folder to open", key="folder", placeholder="results/baseline")
        if st.form_submit_button("Open results"):
            _open(st.session_state["folder"].strip())
    for folder in folders():
        _show(folder, measure)


def _open(text: str) -> None:
    if not text:
        st.error("Results folder to open: nothing is given; type the path of a folder that `docketsim run` wrote.")
        return
    try:
        state.read_results(Path(text), again=True)
    except StoreError as error:
        st.error(plain(error))
        return
    add(Path(text))


def _show(folder: Path, measure: str) -> None:
    st.subheader(plain(folder))
    try:
        results = state.read_results(folder)
    except StoreError as error:
        st.error(plain(error))
        return
    shown = _pictures().setdefault(str(folder.resolve()), Shown(Asked(), results))
    basis = f"{results.draws} draws, {results.replicates} replicates, scale {results.scale}"
    caption = f"Stored results: {basis}, of {' and '.join(results.scenarios)}."
    fan = shown.picture(measure, lambda: pictures.fan(results, measure, preview=False))
    left, right = st.columns(2, gap="large")
    with left:
        preview.figure(fan, caption)
        preview.downloads(f"{plain(folder)}: ", results, measure, fan, basis, None)
    with right:
        st.table(pictures.numbers(results, measure))
        st.caption(findings.band_note(views(results)[0]))
    with st.expander(f"What cases wait for in {plain(folder)}"):
        preview.ledgers(shown, preview=False, caption=caption)
    st.button(f"Close {plain(folder)}", on_click=folders().remove, args=(folder,))


def _pictures() -> dict[str, Shown]:
    return st.session_state.setdefault("stored", {})
