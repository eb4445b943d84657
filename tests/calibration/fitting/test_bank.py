"""A bank that is broken off goes on, whoever works on it; one made from something else is refused."""

import subprocess
import sys
import time

import numpy as np
import pytest

from calibration.fitting import bank
from sim.errors import StoreError

PLAN = bank.plan_of(6, 2, 10_000, 3)


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(bank, "BATCH", 2)


def fill(folder, plan=PLAN, workers=1, resume=False, minutes=10.0):
    return bank.fill(plan, folder, workers, resume, minutes)


def same(one, other):
    return np.array_equal(one.reported, other.reported) and np.array_equal(one.drawn, other.drawn)


def test_a_bank_is_the_same_for_any_workers_and_after_a_kill(tmp_path, small_batches):
    whole = fill(tmp_path / "whole")
    two = fill(tmp_path / "two", workers=2)
    assert same(whole, two)
    (tmp_path / "two" / "batch-0001.parquet").unlink()
    (tmp_path / "two" / "batch-0002.partial").write_bytes(b"cut off")
    again = fill(tmp_path / "two", resume=True)
    assert same(whole, again)
    assert whole.reported.shape == (6, 2, len(whole.points))
    assert np.isfinite(whole.reported).all()


def test_finished_batches_are_not_run_again(tmp_path, small_batches, monkeypatch):
    whole = fill(tmp_path / "bank")
    monkeypatch.setattr(bank, "simulate", None)
    assert same(whole, fill(tmp_path / "bank", resume=True))


def test_the_budget_stops_and_what_is_finished_is_kept(tmp_path, small_batches):
    with pytest.raises(bank.OutOfTime, match="go on with --resume"):
        fill(tmp_path / "bank", minutes=0.0)
    assert (tmp_path / "bank" / "batch-0000.parquet").exists()
    assert same(fill(tmp_path / "bank", resume=True), fill(tmp_path / "other"))


def test_a_bank_of_other_settings_is_refused_and_without_resume_begun_anew(tmp_path, small_batches):
    fill(tmp_path / "bank")
    other = bank.plan_of(6, 2, 10_000, 4)
    with pytest.raises(StoreError, match="other seed"):
        fill(tmp_path / "bank", other, resume=True)
    assert fill(tmp_path / "bank", other).reported.shape[0] == 6


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="not ours"):
        fill(tmp_path / "bank")
    assert (tmp_path / "bank" / "letter.txt").read_text() == "mine"


def test_deviates_of_a_bank_are_those_of_its_priors(tmp_path, small_batches):
    found = fill(tmp_path / "bank")
    priors = bank.prior_of()
    for name in found.names:
        again = [priors[name].place(priors[name].quantile(u)) for u in (0.05, 0.5, 0.95)]
        assert again == pytest.approx([-1.645, 0.0, 1.645], abs=1e-3)
    assert np.abs(found.places).max() < 5


BROKEN_OFF = """
from calibration import bank
bank.BATCH = 2
bank.fill(bank.plan_of(6, 2, 10_000, 3), {folder!r}, 1, False, 10.0)
"""


def test_a_killed_process_leaves_a_bank_that_goes_on(tmp_path, small_batches):
    process = subprocess.Popen([sys.executable, "-c", BROKEN_OFF.format(folder=str(tmp_path / "bank"))])
    while process.poll() is None and not (tmp_path / "bank" / "batch-0000.parquet").exists():
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert same(fill(tmp_path / "bank", resume=True), fill(tmp_path / "whole"))
