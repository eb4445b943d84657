"""Made-up results: a model that costs nothing, and ensembles with a known variance."""

import os

import numpy as np

from sim.experiments.options import Plan
from sim.model.branches import Grown
from sim.results import bands
from sim.results.measures import BY_OFFICE, INDEX, MEASURES
from sim.results.results import Results, Trajectory
from sim.scenario.scenario import Scenario, Text

PLAN = Plan(
    scenarios=(Scenario("two", "A test."), Scenario("one", "Another.", texts=(Text("one.yaml", "name: one\n"),))),
    draws=3,
    replicates=2,
    scale=100,
    seed=7,
    weeks=5,
    by_office=False,
)
OFFICES = 3
STOCKS = [column for column, measure in enumerate(MEASURES) if measure.kind == "stock"]
LEDGER = [column for column, measure in enumerate(MEASURES) if measure.name.startswith("waiting_")]


def simulate(resolved, seed, draw, replicate, scale, weeks, by_office):
    """The signature of a run of the model: whole numbers times the scale, and a ledger that sums to the open cases."""
    chance = np.random.default_rng((seed, draw, replicate))
    values = scale * chance.integers(1, 4000, (weeks + 1, len(MEASURES))).astype(np.float64)
    values[:, INDEX["docket"]] = values[:, LEDGER].sum(axis=1) - values[:, INDEX["detained"]]
    values[:, INDEX["officers_productive"]] /= 7.0
    values[0, [column for column in range(len(MEASURES)) if column not in STOCKS]] = np.nan
    split = chance.random((weeks + 1, len(BY_OFFICE), OFFICES)) if by_office else None
    if split is not None:
        split[0, [column for column, measure in enumerate(BY_OFFICE) if measure.kind != "stock"]] = np.nan
    return Trajectory(values, split)


def branches(resolved, seed, draw, replicate, scale, weeks, by_office=False):
    """The signature of ``sim.model.branches.trajectories``."""
    for place, one in enumerate(resolved):
        yield Grown(place, simulate(one, seed, draw, replicate, scale, weeks, by_office))


def failing(resolved, seed, draw, replicate, scale, weeks):
    """A model that fails in one experiment."""
    try:
        if (draw, replicate) == (1, 1):
            raise ZeroDivisionError("no officers")
        yield from branches(resolved, seed, draw, replicate, scale, weeks)
    except ZeroDivisionError as error:
        yield from (Grown(place, error) for place in range(len(resolved)))


def killed(resolved, seed, draw, replicate, scale, weeks):
    """A model whose process ends at once, as when memory runs out."""
    os._exit(9)


def described(*scenarios):
    """What a manifest must say that nobody here asks about."""
    return {
        "scenarios": [{"name": name, "because": "A test.", "files": []} for name in scenarios],
        "parameters": {},
        "draws_from": {"kind": "prior", "warnings": []},
        "versions": {"python": "3"},
        "seed": 0,
        "until": "2029-01-24",
        "delivery": "in-full",
        "overrides": {},
        "inputs": {},
    }


def results_of(columns, draws=1, replicates=1, scale=100, scenarios=("frozen",), weeks=None):
    """Results that hold the given measures: name to an array that fits [experiments, weeks + 1]; the rest is zero."""
    import pandas as pd  # not in the processes that import this file for its models

    experiments = pd.DataFrame(
        [
            (name, draw, replicate)
            for name in sorted(scenarios)
            for draw in range(draws)
            for replicate in range(replicates)
        ],
        columns=["scenario", "draw", "replicate"],
    )
    weeks = weeks if weeks is not None else np.shape(next(iter(columns.values())))[-1] - 1
    values = np.zeros((len(experiments), weeks + 1, len(MEASURES)))
    for name, column in columns.items():
        values[:, :, INDEX[name]] = column
    values[:, 0, [column for column in range(len(MEASURES)) if column not in STOCKS]] = np.nan
    manifest = described(*scenarios) | {
        "scale": scale,
        "draws": draws,
        "replicates": replicates,
        "weeks": weeks,
        "offices": 0,
        "bands": bands.note(draws, replicates, scale),
    }
    return Results(values, None, experiments, manifest)
