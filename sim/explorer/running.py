"""Full runs under way, as the page sees them."""

import json
import pickle
import subprocess
import sys
import threading
import time
from typing import Any, Literal

from sim.explorer.job import Request
from sim.io.folders import PACKAGE

_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from sim.explorer.job import main; raise SystemExit(main())"
"""Not `-m`, which takes a folder `sim` in the current one for ours."""

State = Literal["running", "finished", "failed", "called off"]


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
