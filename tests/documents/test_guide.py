"""Every example of the guide is executed, and prints what the page shows."""

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from tests.documents.examples import commands, examples, is_printed
from tests.shape.house import ROOT

PAGES = [*sorted((ROOT / "docs/guide").glob("*.md")), ROOT / "docs/api.md"]
SHOWN_ONLY = {"sh"}  # commands that need a network or a minute: install, make


def docketsim(words: str) -> str:
    """What a command prints. A command that fails prints a message and ends with 2."""
    program, *rest = shlex.split(words)
    assert program == "docketsim", words
    result = CliRunner().invoke(app, rest)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 2)
    return result.output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_do_what_the_page_says(page: Path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {"__name__": "__main__"}
    for example in examples(page):
        place = f"{page.name}:{example.line}"
        if example.language == "console":
            for command in commands(example.text):
                printed = docketsim(command.words)
                assert is_printed(command.printed, printed), f"{place}: {command.words} printed\n{printed}"
        elif example.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(example.text, place, "exec"), scope)
        elif example.language == "yaml":
            (tmp_path / re.match(r"# (\S+\.yaml)\n", example.text)[1]).write_text(example.text, encoding="utf-8")
        else:
            assert example.language in SHOWN_ONLY | {"toctree"}, place


def test_a_wrong_example_is_found():
    assert is_printed(["a ...", "...", "z"], "a b\nc\nd\nz\n")
    assert not is_printed(["a", "z"], "a\nb\nz\n")
    assert not is_printed(["a"], "b")
    assert [c.printed for c in commands("$ one\nx\ny\n$ two\n")] == [["x", "y"], []]
