"""A full run in a process of its own: the page stays quick, and a run can be called off.

The page sends a pickled ``Request`` on standard input and keeps that open; when it is closed, by a button or because
the page's own process is gone, the run ends; what is finished is kept. Answers are lines of JSON on standard output.
"""

import json
import os
import pickle
import signal
import sys
import threading
from typing import Any, NamedTuple

from sim.errors import ExperimentError, OptionError, ScenarioError, StoreError
from sim.experiments import run as experiments
from sim.io.terminal import INTERRUPTED, WRONG_INPUT
from sim.scenario.scenario import Scenario


class Request(NamedTuple):
    """What to run, and the folder that the results go to."""

    scenarios: tuple[Scenario, ...]
    draws: int
    scale: int
    out: str


def main() -> int:
    """Run what is asked for; the exit code is that of the command line."""
    request: Request = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_page, daemon=True).start()
    try:
        experiments.run(
            request.scenarios, draws=request.draws, scale=request.scale, out=request.out, progress=_tell_progress
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
