"""A bank that is broken off goes on, whoever works on it; one made from something else is refused."""

import subprocess
import sys
import time

import numpy as np
import pytest

from calibration.errors import OutOfTime
from calibration.fitting import bank
from sim.errors import StoreError
from sim.io import folders
from tests.experiments.fake_sweep import never

PLAN = bank.plan_of(6, 2, 10_000, 3)


def fill(folder, plan=PLAN, workers=1, resume=True, minutes=10.0):
    return bank.fill(plan, folder, workers, resume, minutes)


def same(one, other):
    return np.array_equal(one.reported, other.reported) and np.array_equal(one.drawn, other.drawn)


def test_a_bank_is_the_same_for_any_workers_and_after_a_kill(tmp_path):
    whole = fill(tmp_path / "whole")
    two = fill(tmp_path / "two", workers=2)
    assert same(whole, two)
    first, second, *_ = sorted((tmp_path / "two" / "parts").glob("*.parquet"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-20])
    (tmp_path / "two" / "parts" / "other.partial").write_bytes(b"cut off")
    again = fill(tmp_path / "two")
    assert same(whole, again)
    assert whole.reported.shape == (6, 2, len(whole.points))
    assert np.isfinite(whole.reported).all()


def test_finished_simulations_are_not_run_again(tmp_path, monkeypatch):
    whole = fill(tmp_path / "bank")
    monkeypatch.setattr("sim.model.branches.trajectories", never)
    assert same(whole, fill(tmp_path / "bank"))
    assert same(whole, bank.read(tmp_path / "bank"))


def test_more_simulations_are_added_to_those_that_are_there(tmp_path):
    fill(tmp_path / "bank", bank.plan_of(3, 2, 10_000, 3))
    parts = {path.name for path in (tmp_path / "bank" / "parts").iterdir()}
    assert same(fill(tmp_path / "bank"), fill(tmp_path / "whole"))
    assert parts < {path.name for path in (tmp_path / "bank" / "parts").iterdir()}


def test_the_budget_stops_and_what_is_finished_is_kept(tmp_path):
    with pytest.raises(OutOfTime, match="the same command goes on"):
        fill(tmp_path / "bank", minutes=0.0)
    assert any((tmp_path / "bank" / "parts").glob("*.parquet"))
    assert same(fill(tmp_path / "bank"), fill(tmp_path / "other"))


def test_a_bank_of_other_settings_is_refused_and_anew_keeps_it_beside(tmp_path):
    fill(tmp_path / "bank")
    parts = {path.name for path in (tmp_path / "bank" / "parts").iterdir()}
    other = bank.plan_of(6, 2, 10_000, 4)
    with pytest.raises(StoreError, match="other seed.*--anew"):
        fill(tmp_path / "bank", other)
    assert same(fill(tmp_path / "bank", other, resume=False), fill(tmp_path / "other", other))
    assert parts < {path.name for path in (tmp_path / "bank" / "parts").iterdir()}


def test_a_bank_of_other_code_is_refused(tmp_path, monkeypatch):
    fill(tmp_path / "bank")
    hashes = folders.input_hashes() | {"rules/courts.yaml": "another"}
    monkeypatch.setattr(folders, "input_hashes", lambda: hashes)
    with pytest.raises(StoreError, match="other code"):
        fill(tmp_path / "bank")


def test_words_of_a_report_are_no_other_code(monkeypatch):
    before = bank.experiments_of(PLAN).addresses
    hashes = folders.input_hashes() | {"report/page.py": "another"}
    monkeypatch.setattr(folders, "input_hashes", lambda: hashes)
    assert (bank.experiments_of(PLAN).addresses == before).all()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="not ours"):
        fill(tmp_path / "bank")
    assert (tmp_path / "bank" / "letter.txt").read_text() == "mine"


def test_deviates_of_a_bank_are_those_of_its_priors(tmp_path):
    found = fill(tmp_path / "bank")
    priors = bank.prior_of()
    for name in found.names:
        again = [priors[name].place(priors[name].quantile(u)) for u in (0.05, 0.5, 0.95)]
        assert again == pytest.approx([-1.645, 0.0, 1.645], abs=1e-3)
    assert np.abs(found.places).max() < 5


BROKEN_OFF = """
from calibration.fitting import bank
bank.fill(bank.plan_of(6, 2, 10_000, 3), {folder!r}, 1, True, 10.0)
"""


def test_a_killed_process_leaves_a_bank_that_goes_on(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", BROKEN_OFF.format(folder=str(tmp_path / "bank"))])
    while process.poll() is None and not any((tmp_path / "bank" / "parts").glob("*.parquet")):
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert same(fill(tmp_path / "bank"), fill(tmp_path / "whole"))
