"""What all tests share: the same examples on CI and new ones elsewhere, without a deadline; scenarios of a test."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from sim.scenario.files import Scenario, load_scenario, validate_files

# A shell that starts the tests in the background has Ctrl-C ignored, here and in all that the tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("docketsim", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("docketsim")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a scenario file and give its path."""

    def write_file(text: str | bytes, name: str = "s.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode())
        return path

    return write_file


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Scenario]:
    """Write a scenario and load it."""
    return lambda text, name="s.yaml": load_scenario(write(text, name))


@pytest.fixture
def problems(write: Callable[..., Path], tmp_path: Path) -> Callable[..., list[str]]:
    """The problems of a scenario text, as printed, without the folder."""

    def find(text: str | bytes, name: str = "s.yaml") -> list[str]:
        return [str(problem).replace(f"{tmp_path}/", "") for problem in validate_files([write(text, name)])]

    return find
