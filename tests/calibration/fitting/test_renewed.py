"""A stored posterior takes on the code as it is now, but only where the model still does the same."""

import shutil
from pathlib import Path

import pytest

import sim
from calibration import writing
from sim.experiments import fitted
from sim.parameters import basis, posterior

SMALL = Path(__file__).parents[1] / "small"


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def test_other_files_that_simulate_the_same_are_noted(copy, monkeypatch):
    before = posterior.read(copy)
    monkeypatch.setattr(basis, "code", lambda: {"sim.rules.courts": "1"})
    writing.renew(copy)
    after = posterior.read(copy)
    assert after.manifest["basis"] == before.manifest["basis"] | {"code": {"sim.rules.courts": "1"}}
    assert (after.rows == before.rows).all()
    assert sorted(path.name for path in copy.iterdir()) == sorted(path.name for path in SMALL.iterdir())


def test_a_model_that_does_something_else_needs_a_fit(copy, monkeypatch):
    monkeypatch.setattr(basis, "code", lambda: {"sim.rules.courts": "1"})
    monkeypatch.setattr(fitted, "simulated", lambda stored: {})
    before = (copy / "manifest.json").read_bytes()
    with pytest.raises(sim.PosteriorError, match="rules/courts.py changed since the fit"):
        writing.renew(copy)
    assert (copy / "manifest.json").read_bytes() == before
