"""Settings of a fit: what is left out is as shipped, what is wrong is named with its place, all at once."""

import re

import pytest
from typer.testing import CliRunner

from calibration.errors import ConfigError
from calibration.fitting import config
from sim.cli.app import app

WRONG = """\
id: Two Words
simulatons: 100
seed: -1
replicates: 1
scale: 2.5
budget_minutes: soon
sampling: {walkers: many, step: 4}
unknowns:
  - start.docket
  - start.dockets
  - start.docket
"""


def test_what_is_left_out_is_as_shipped(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("seed: 7\nsampling: {steps: 100}\n")
    mine, shipped = config.load(file), config.load()
    assert (mine.seed, mine.sampling.steps) == (7, 100)
    assert mine.sampling.walkers == shipped.sampling.walkers
    assert mine.unknowns == shipped.unknowns


def test_the_shipped_settings_pass_their_own_check(tmp_path):
    file = tmp_path / "shipped.yaml"
    file.write_text(config.shipped_text())
    assert config.load(file) == config.load()
    assert 10 <= len(config.load().unknowns) <= 16


def test_every_mistake_is_named_at_once_with_its_place(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    with pytest.raises(ConfigError) as found:
        config.load(file)
    lines = {int(re.search(r"wrong\.yaml:(\d+):\d+", line)[1]) for line in str(found.value).splitlines()}
    assert lines == {1, 2, 3, 4, 5, 6, 7, 10, 11}
    assert "did you mean simulations?" in str(found.value)
    assert "did you mean start.docket" in str(found.value)
    assert "given twice" in str(found.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "empty"), ("- 1\n", "mapping"), ("seed: [", "not YAML"), ("sampling: {walkers: 20}\n", "at least")],
)
def test_a_file_that_is_no_settings_is_refused(tmp_path, text, message):
    file = tmp_path / "other.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=message):
        config.load(file)


def test_the_command_names_files_and_options_together_and_writes_nothing(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    out = tmp_path / "out"
    found = CliRunner().invoke(
        app, ["calibrate", "--config", str(file), "--workers", "0", "--seed", "-3", "--out", str(out)]
    )
    assert found.exit_code == 2
    assert "--workers 0" in found.stderr and "--seed -3" in found.stderr and "wrong.yaml:2:1" in found.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_settings_that_are_not_there_are_named(tmp_path):
    found = CliRunner().invoke(
        app, ["calibrate", "--config", str(tmp_path / "none.yaml"), "--out", str(tmp_path / "out")]
    )
    assert found.exit_code == 2
    assert "there is no such file" in found.stderr
