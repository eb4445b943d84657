"""Whatever is given and however it ends: a sentence, a place, an exit code, and never a traceback."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from calibration.fitting import config
from sim.cli import app
from sim.io import terminal
from sim.io.marked_yaml import parse


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name: a\nbecause: "\\UFFFFFFFF"\n', "2:8: : not YAML: an escape after this names no character"),
        ('name: a\nbecause: "\\U00110000"\n', "2:8: : not YAML: an escape after this names no character"),
        ('name: a\nextends: "./a\\0b"\n', "2:10: extends: character '\\x00' is not allowed"),
        ('name: a\nextends: "./\\ud800.yaml"\n', "2:10: extends: character '\\ud800' is not allowed"),
        ('name: a\nbecause: "\\e[2J"\n', "2:10: because: character '\\x1b' is not allowed"),
    ],
)
def test_a_character_that_no_medium_takes_has_a_place(text, said):
    found = [f"{one.line}:{one.column}: {one.path}: {one.message}" for one in parse(text, "s.yaml")[1]]
    assert found == [said]


def test_lines_and_tabs_are_allowed():
    assert parse('name: "a\\tb\\nc"\n', "s.yaml")[1] == []


def test_a_circle_of_links_is_told(problems, tmp_path):
    (tmp_path / "l.yaml").symlink_to("l.yaml")
    (found,) = problems("name: a\nextends: ./l.yaml\n", "s.yaml")
    assert found.startswith("s.yaml:2:")
    (found,) = problems_of(tmp_path / "l.yaml")
    assert "too many levels of symbolic links" in found


def problems_of(path: Path) -> list[str]:
    from sim.scenario.files import validate_files

    return list(map(str, validate_files([path])))


@pytest.mark.parametrize("unknowns", ["[[a]]", "[{}]", "[{a: b}, [c]]"])
def test_an_unknown_that_is_no_name_is_told(tmp_path, unknowns):
    file = tmp_path / "c.yaml"
    file.write_text(f"unknowns: {unknowns}\n")
    with pytest.raises(Exception, match="no parameter with a prior has this name") as told:
        config.load(file)
    assert "c.yaml:1:" in str(told.value)


def test_many_wrong_values_are_told_and_end():
    from sim.experiments.design_file import design_of

    problems: list[str] = []
    design_of((), {"detention.beds": "x," * 250 + "1"}, None, problems)
    assert 1 < len(problems) <= 201


def test_no_control_character_reaches_the_terminal(capsys):
    terminal.tell("\x1b[2J\x1b]0;pwned\x07 é\nnext")
    assert capsys.readouterr().err == "\\x1b[2J\\x1b]0;pwned\\x07 é\nnext\n"


def test_a_fault_of_ours_is_one_sentence_and_a_file(monkeypatch, capsys, tmp_path):
    def broken():
        raise RuntimeError("planted")

    monkeypatch.setattr(app, "app", broken)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said and "a fault of docketsim (RuntimeError: planted)" in said
    file = re.search(r"with the file (\S+)", said)
    assert file and "Traceback" in Path(file[1]).read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="shells differ")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_stop_nobody(closed):
    done = subprocess.run(f'"{sys.executable}" -m sim list scenarios {closed}', shell=True, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("asked", ["--version", "list levers", "explain detention.beds"])
def test_full_output_is_said(asked):
    done = subprocess.run(f'"{sys.executable}" -m sim {asked} > /dev/full', shell=True, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "standard output: No space left on device; what was written to a folder stands\n"


@pytest.mark.skipif(os.name == "nt", reason="shells differ")
@pytest.mark.parametrize("asked", ["--version", "list levers --json"])
def test_a_reader_that_leaves_is_no_error(asked):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-m", "sim", *asked.split()], stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_end_is_like_ctrl_c(monkeypatch, capsys, name):
    def working():
        signal.raise_signal(getattr(signal, name))

    monkeypatch.setattr(app, "app", working)
    before = signal.getsignal(getattr(signal, name))
    try:
        with pytest.raises(SystemExit) as ended:
            app.main()
    finally:
        signal.signal(getattr(signal, name), before)
    assert ended.value.code == 130
    assert capsys.readouterr().err == "interrupted\n"
