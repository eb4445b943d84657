"""A full run in a process of its own: the page stays quick, and a run can be called off.

``Running`` is that process as the page sees it; ``main`` is what happens in it. The page sends a pickled ``Request``
on standard input and keeps that open; when it is closed, by a button or because the page's own process is gone, the
run ends; what is finished is kept. Answers are lines of JSON on standard output.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from typing import Any, Literal, NamedTuple

from sim.errors import ExperimentError, OptionError, ScenarioError, StoreError
from sim.experiments import run as experiments
from sim.io.folders import PACKAGE
from sim.io.terminal import INTERRUPTED, WRONG_INPUT
from sim.scenario.scenario import Scenario

_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from sim.explorer.job import main; raise SystemExit(main())"
"""Not `-m`, which takes a folder `sim` in the current one for ours."""

State = Literal["running", "finished", "failed", "called off"]


class Request(NamedTuple):
    """What to run, and the folder that the results go to."""

    scenarios: tuple[Scenario, ...]
    draws: int
    scale: int
    out: str


class Running:
    """One full run in its own process. ``done`` of ``total`` experiments; ``problem`` when it failed."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.state: State = "running"
        self.done, self.total = 0, 0
        self.problem = ""
        self._begun = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN, str(PACKAGE.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C at the terminal is for the page; the run ends with it
        )
        assert self._process.stdin
        pickle.dump(request, self._process.stdin)
        self._process.stdin.flush()
        threading.Thread(target=self._listen, daemon=True).start()

    def call_off(self) -> None:
        """End it; nothing is written."""
        if self.state == "running":
            self.state = "called off"
            assert self._process.stdin
            self._process.stdin.close()

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before anything is done."""
        if not self.done:
            return None
        return (time.monotonic() - self._begun) / self.done * (self.total - self.done)

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._hear(json.loads(line))
        code = self._process.wait()
        if self.state == "running":
            self.state = "failed"
            self.problem = self.problem or f"The process of the run ended by itself (exit code {code})."

    def _hear(self, told: dict[str, Any]) -> None:
        if self.state != "running":
            return
        self.done, self.total = told.get("done", self.done), told.get("total", self.total)
        self.problem = told.get("problem", self.problem)
        if "finished" in told:
            self.state = "finished"


def main() -> int:
    """Run what is asked for; the exit code is that of the command line."""
    request: Request = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_page, daemon=True).start()
    try:
        experiments.run(
            request.scenarios,
            draws=request.draws,
            scale=request.scale,
            out=request.out,
            force=True,  # the page said so
            progress=_tell_progress,
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    except (OptionError, ScenarioError, StoreError, ExperimentError) as error:
        _tell(problem=str(error))
        return WRONG_INPUT
    _tell(finished=request.out)
    return 0


def _end_with_the_page() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGINT)


def _tell_progress(done: int, total: int, failed: int) -> None:
    _tell(done=done, total=total)


def _tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)
