"""Small sweeps, and what all of their tests ask."""

import dataclasses

import pytest

from sim.experiments import run, sweep
from sim.experiments.cluster import crew_of
from sim.experiments.options import Options
from sim.experiments.sweep_plan import planned
from sim.report import page
from sim.report import sweep as sweep_report
from tests.experiments import fake_sweep

VARY = {"detention.beds": [50_000, 66_666, 80_000], "hiring.target": [0, 10_000]}
OPTIONS = {"draws": 4, "replicates": 2, "scale": 1000, "seed": 3, "until": "2025-12-31", "parameters": "prior"}
EXPERIMENTS = 2 * 6 * 4 * 2
RUN_EXPERIMENTS = 2 * 16 * 2


@pytest.fixture(autouse=True)
def few_pictures(request, monkeypatch):
    """Pictures take seconds; where they do not matter, the report is a line."""
    if "with_pictures" not in request.fixturenames:
        monkeypatch.setattr(sweep_report, "write", a_line)
        monkeypatch.setattr(page, "write", lambda results, folder, *_: a_line(folder))


def a_line(folder, *_):
    """A report that takes no time."""
    folder.add_text("report.html", "a report")


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


def begin(kind, out, crew, branches, progress=None):
    """A small ``sweep`` or ``run`` of the fake model, written to a folder."""
    if kind == "sweep":
        plan = planned(["frozen", "tag-4.5m"], VARY, None, OPTIONS | {"out": out})
        return sweep.execute(plan, crew, out, progress, branches)
    plan = Options(**OPTIONS | {"draws": RUN_EXPERIMENTS // 4}).plan(["frozen", "tag-4.5m"])
    return run.execute(plan, crew, out, progress, branches)


def bytes_of(folder):
    """Every file of a folder by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def replaced(plan, **changed):
    """A plan with something else in it."""
    return dataclasses.replace(plan, **changed)
