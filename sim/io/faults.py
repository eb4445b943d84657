"""The last net: a fault of ours leaves a file for a report, and streams that are closed stop nobody."""

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path


def open_streams() -> None:
    """Where output or messages were closed before the start (``>&-``), they go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


def refused_output(error: Exception) -> str | None:
    """What to say where the error is that standard output takes no more, such as on a full disk; else None."""
    if not isinstance(error, OSError) or error.filename is not None:
        return None
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # where Python flushes at its end
        return f"standard output: {error.strerror}; what was written to a folder stands"
    return None


def report_of(error: BaseException) -> str:
    """What went wrong in one sentence, and the file that holds what a report of it needs."""
    versions = f"Python {platform.python_version()}, {platform.platform()}"
    text = f"{versions}\n{' '.join(map(ascii, sys.argv[1:]))}\n\n{''.join(traceback.format_exception(error))}"
    said = f"{type(error).__name__}: {error}".splitlines()[0][:LONGEST_SAID]
    try:
        handle, name = tempfile.mkstemp(prefix="docketsim-fault-", suffix=".txt")
        os.close(handle)
        Path(name).write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return f"a fault of docketsim ({said}). Please report it with these lines:\n{text}"
    return f"a fault of docketsim ({said}). Please report it with the file {name}"


LONGEST_SAID = 300
"""Letters of an error that are shown; the file has them all."""
