"""Files and paths of others come in through one door, and each that does not is told in a line."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.errors import Problem
from sim.io import door

KIND = door.Kind("a thing", "text in UTF-8", 100, (".txt",))
TINY = ["--draws", "1", "--replicates", "1", "--scale", "10000", "--until", "2025-10-01", "--workers", "1"]


def said(*arguments: str | Path) -> str:
    """What a command says that refuses."""
    found = CliRunner().invoke(app, [*map(str, arguments)])
    assert found.exit_code == 2, (found.output, found.exception)
    return found.stderr


def test_text_comes_in(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa\n")
    assert door.text_of(tmp_path / "a.txt", "a.txt", KIND) == "a\n"


@pytest.mark.parametrize(
    ("content", "where", "reason"),
    [
        (b"x" * 101, "1:1", "has 101 bytes; a thing has at most 100"),
        (b"a\0", "1:1", "is a binary file; a thing is text in UTF-8"),
        (b"one\nt\xffwo", "2:2", "byte 0xff is not UTF-8; save the file as UTF-8 text"),
    ],
)
def test_content_that_does_not(tmp_path, content, where, reason):
    (tmp_path / "a.txt").write_bytes(content)
    assert str(door.text_of(tmp_path / "a.txt", "a.txt", KIND)) == f"a.txt:{where}: {reason}"


def test_places_that_hold_no_file(tmp_path):
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "nowhere.txt").symlink_to("gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    places = {
        tmp_path: "is a directory",
        tmp_path / "pipe.tx": "there is no such file (did you mean pipe.txt?)",
        tmp_path / "loop.txt": "too many levels of symbolic links",
        tmp_path / "nowhere.txt": "is a link that leads nowhere",
        tmp_path / "pipe.txt": "is not a regular file",
        Path("/dev/zero"): "is not a regular file",
        tmp_path / "a\0b": "a path cannot hold the character NUL",
        tmp_path / "\ud800": "a path here is text in UTF-8",
        tmp_path / ("a" * 5000): "file name too long",
    }
    for place, reason in places.items():
        found = door.text_of(place, "it", KIND)
        assert isinstance(found, Problem), place
        assert found.message.startswith(reason), place


@pytest.mark.parametrize("extended", [r"./a\0b", r"./\ud800.yaml", "./loop.yaml"])
def test_what_a_scenario_extends(tmp_path, extended):
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "s.yaml").write_text(f'name: s\nextends: "{extended}"\n')
    assert "s.yaml:2:10: " in said("validate", tmp_path / "s.yaml")


@pytest.mark.parametrize("command", [["score", "results"], ["calibrate", "--config"], ["sweep"]])
def test_commands_that_read_a_file_wait_for_none(tmp_path, command):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is not a regular file" in said(*command, tmp_path / "pipe.yaml")


def test_folders_that_cannot_be(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    assert "too many levels of symbolic links" in said("run", "frozen", *TINY, "--out", tmp_path / "loop" / "x")
    assert "text in UTF-8; this one is not" in said("run", "frozen", *TINY, "--out", tmp_path / "bad\udcff")
    assert len(said("run", "frozen", *TINY, "--parameters", "a" * 5000)) < 300


def test_a_name_stays_in_its_line(tmp_path):
    assert str(Problem("a\nb.yaml", 1, 1, "", "is wrong")) == "a\\nb.yaml:1:1: is wrong"
    assert r"a\nb.yaml:1:1: there is no such file" in said("validate", tmp_path / "a\nb.yaml")


def test_no_message_moves_the_terminal(tmp_path):
    (tmp_path / "s.yaml").write_text('name: s\nextends: "\\x1b[2J\\x1b]0;pwned\\x07"\n')
    assert all(one.isprintable() or one == "\n" for one in said("validate", tmp_path / "s.yaml"))
