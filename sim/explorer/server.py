"""Serving the page: what must be there first, where it listens, and how it ends."""

import os
import socket
import sys
import threading
import traceback
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.explorer import guard
from sim.io import terminal
from sim.report.plots import style

NEEDED = ("streamlit", "uvicorn")
PAGE = Path(__file__).with_name("page.py")
SECONDS_TO_CLOSE = 2
"""How long open tabs may hold up the end; assumption, because: they have nothing to save."""

LETTERS = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"
SETTINGS = {
    "browser.gatherUsageStats": False,
    "server.enableCORS": False,
    "server.enableXsrfProtection": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "logger.level": "warning",
    "server.fileWatcherType": "none",
    "server.headless": True,
    "runner.fastReruns": False,
    "theme.base": "light",
    "theme.primaryColor": style.BLUE,
    "theme.font": LETTERS,
    "theme.headingFont": LETTERS,
    "theme.headingFontSizes": ["2rem", "1.5rem", "1.2rem"],
    "theme.codeFont": "ui-monospace, 'Liberation Mono', monospace",
}
"""Of Streamlit, for this process: no telemetry, no stack traces, letters of the system, a colour of the palette.

Where its own look at the origin fails, Streamlit asks a machine outside for the address of this one; `guard` looks
before, and stricter. Its fast reruns start a second thread for a tab while the first still draws: the first one's
end takes back a click that the second one has not seen, and both change what the tab keeps. Without them a tab is one
thread, which turns to what is new at the next thing it draws.
"""


def serve(folders: list[Path], host: str, port: int, browser: bool) -> None:
    """Serve the page until Ctrl-C. Whatever stands in the way is said at once, and nothing is served."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        terminal.fail(
            f"explore needs {' and '.join(missing)}, which is not installed here. Type:\n"
            "  python -m pip install 'docketsim[explorer]'\n(in a checkout: make setup)"
        )
    problems = _unreadable(folders)
    listening = _socket(host, port, problems)
    if problems or listening is None:
        terminal.fail("\n".join(problems))
        return
    shown = f"[{host}]" if ":" in host else host
    port = listening.getsockname()[1]
    token = guard.new_token()
    address = f"http://{shown}:{port}/?token={token}"
    if not guard.is_this_machine(host):
        terminal.tell(
            f"warning: --host {host} serves other machines; whoever has the address can start runs on this machine and"
            " read scenario files and results, and nothing is encrypted on the way"
        )
    print(f"Explorer: {address}  (Ctrl-C ends it)", flush=True)
    try:
        _run(listening, address, browser, lambda app: guard.Guard(app, token, host, port))
    except KeyboardInterrupt:
        print("Explorer ended")


def _unreadable(folders: list[Path]) -> list[str]:
    """What is wrong with the results folders, one line each."""
    from sim.explorer import state

    problems = []
    for folder in folders:
        try:
            state.read_results(folder)
        except StoreError as error:
            problems.append(str(error))
    state.FOLDERS[:] = folders
    return problems


def _socket(host: str, port: int, problems: list[str]) -> socket.socket | None:
    """A socket that listens, so that a taken port is known before anything is served."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(f"--host {host} --port {port}: {reason}; choose another --port (0 takes a free one) or --host")
    return None


def _run(listening: socket.socket, address: str, browser: bool, guarded: Callable[[guard.Inner], guard.Inner]) -> None:
    import streamlit as st
    import uvicorn
    from streamlit import config

    for name, value in SETTINGS.items():
        config.set_option(name, value)

    @asynccontextmanager
    async def opened(_: Any) -> AsyncIterator[None]:
        if browser and _has_screen():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        yield

    app = st.App(PAGE, lifespan=opened, on_script_error=_say_sorry)
    threading.Thread(target=_prepare, daemon=True).start()
    options = uvicorn.Config(
        guarded(app), log_level="warning", access_log=False, timeout_graceful_shutdown=SECONDS_TO_CLOSE
    )
    uvicorn.Server(options).run(sockets=[listening])


def _has_screen() -> bool:
    """Whether a browser can open a window; without one, some start in the terminal and take it over."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _prepare() -> None:
    """Run the histories that most scenarios share, so that the first preview need not."""
    from sim.explorer import histories, state
    from sim.scenario.files import load_scenario

    histories.preview(state.HISTORIES, (load_scenario(histories.FIRST_SCENARIO),))


def _say_sorry(error: Exception) -> bool:
    """A fault of ours: a sentence on the page, the details at the terminal."""
    import streamlit as st

    traceback.print_exception(error, file=sys.stderr)
    st.error("Something went wrong in the explorer itself. The terminal it was started from says more.")
    return True
