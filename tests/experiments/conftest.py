"""Small sweeps, and what all of their tests ask."""

import dataclasses

import pytest

from sim.experiments import sweep
from sim.experiments.cluster import crew_of
from sim.experiments.sweep_plan import planned
from sim.report import sweep as sweep_report
from tests.experiments import fake_sweep

VARY = {"detention.beds": [50_000, 66_666, 80_000], "hiring.target": [0, 10_000]}
OPTIONS = {"draws": 4, "replicates": 2, "scale": 1000, "seed": 3, "until": "2025-12-31", "parameters": "prior"}
EXPERIMENTS = 2 * 6 * 4 * 2


@pytest.fixture(autouse=True)
def few_pictures(request, monkeypatch):
    """Pictures take seconds; where they do not matter, the report is a line."""
    if "with_pictures" not in request.fixturenames:
        monkeypatch.setattr(sweep_report, "write", lambda folder, *_: folder.add_text("report.html", "a report"))


@pytest.fixture
def with_pictures():
    """For tests of the report itself."""


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """The experiments that the fake model has run, in any process."""
    path = tmp_path / "diary.txt"
    path.touch()
    monkeypatch.setenv("FAKE_DIARY", str(path))
    return lambda: path.read_text().splitlines()


@pytest.fixture
def run_sweep():
    """A sweep of the fake model: ``run_sweep(out, vary=..., crew=..., branches=...)``."""

    def run(out=None, vary=VARY, scenarios=("frozen", "tag-4.5m"), workers=1, branches=fake_sweep.branches, **options):
        plan = planned(list(scenarios), vary, None, OPTIONS | options | {"workers": workers, "out": out})
        return sweep.execute(plan, crew_of(workers), out, None, branches)

    return run


@pytest.fixture
def plan_of_sweep():
    """Its plan: ``plan_of_sweep(draws=2)``."""
    return lambda vary=VARY, scenarios=("frozen", "tag-4.5m"), **options: planned(
        list(scenarios), vary, None, OPTIONS | options
    )


def bytes_of(folder):
    """Every file of a folder by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def replaced(plan, **changed):
    """A plan with something else in it."""
    return dataclasses.replace(plan, **changed)
