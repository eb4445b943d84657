"""Running it properly: a full run in a process of its own, with progress, called off at will, stored under results/."""

from pathlib import Path

import streamlit as st

from sim.errors import OptionError, StoreError
from sim.experiments.options import DRAWS, REPLICATES, SCALE, Options
from sim.explorer import state, stored
from sim.explorer.job import Request, Running
from sim.explorer.request import Asked, path_of_results
from sim.explorer.said import plain
from sim.io import terminal

SECONDS_BETWEEN_LOOKS = 1.0


def show(asked: Asked) -> None:
    """The button and its options, or the progress of the run under way."""
    st.header("Run it properly")
    running: Running | None = st.session_state.get("running")
    if running and running.state == "running":
        st.fragment(_watch, run_every=SECONDS_BETWEEN_LOOKS)()
        return
    if running:
        _tell_end(running)
    _offer(asked)


def _offer(asked: Asked) -> None:
    st.session_state.setdefault("draws", str(DRAWS))
    st.session_state.setdefault("scale", str(SCALE))
    few, fewer = st.columns(2)
    draws = few.text_input("Draws", key="draws")
    scale = fewer.text_input("Scale: keep one case in", key="scale")
    if not asked.scenarios:
        st.button("Run it properly", disabled=True)
        return
    folder = path_of_results(asked.scenarios)
    st.caption(
        f"{REPLICATES} replicates of each draw, in a process of its own. Stored in {plain(folder)}; earlier"
        " results of that name are replaced."
    )
    if not st.button("Run it properly", type="primary"):
        return
    problems = _faults(asked, draws, scale, folder)
    for problem in problems:
        st.error(plain(problem))
    if not problems:
        request = Request(asked.scenarios, int(draws), int(scale), str(folder.resolve()))
        st.session_state["running"] = state.start(request)
        st.rerun()


def _faults(asked: Asked, draws: str, scale: str, folder: Path) -> list[str]:
    """What is wrong with the options, in the words of the command line."""
    options = [_whole(text) for text in (draws, scale)]
    try:
        Options(draws=options[0], scale=options[1], workers=1, out=folder).plan(asked.scenarios)
    except OptionError as error:
        return list(map(str, error.problems))
    return []


def _whole(text: str) -> int:
    """The number, or the text for others to complain of."""
    try:
        return int(text)
    except ValueError:
        return text  # type: ignore[return-value]


def _watch() -> None:
    """How far the run is; looks again each second."""
    running: Running = st.session_state["running"]
    if running.state != "running":
        st.rerun()
    st.progress(running.done / running.total if running.total else 0.0, _progress_of(running))
    if st.button("Call it off"):
        running.call_off()
        st.rerun()


def _progress_of(running: Running) -> str:
    """How far it is, in words."""
    if not running.total:
        return "Starting"
    text = f"{running.done} of {running.total} experiments"
    if running.done == running.total:
        return f"{text} done; writing tables and the report"
    left = running.seconds_left
    return text if left is None else f"{text}, {terminal.clock(left)} left"


def _tell_end(running: Running) -> None:
    folder = running.request.out
    if running.state == "finished":
        st.success(f"Done. The report is {plain(Path(folder) / 'report.html')}; the results are opened below.")
        _open_once(running)
    elif running.state == "called off":
        st.info("Called off; what is finished is kept, and the same run goes on.")
    else:
        st.error(plain(running.problem))


def _open_once(running: Running) -> None:
    """Show what a run left, as it is now."""
    if st.session_state.get("opened run") is not running:
        st.session_state["opened run"] = running
        try:
            state.read_results(Path(running.request.out), again=True)
        except StoreError as error:
            st.error(plain(error))
            return
        stored.add(Path(running.request.out))
