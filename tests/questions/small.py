"""Small runs that all tests of questions share: few cases, few months after the information date."""

from typing import Any

from sim.experiments.options import Options

END = "2026-01-07"
SMALL: dict[str, Any] = {
    "draws": 3,
    "replicates": 2,
    "scale": 10_000,
    "until": END,
    "workers": 1,
    "parameters": "prior",
}
WORDS = [word for name, value in SMALL.items() for word in (f"--{name}", str(value))]
"""The same on the command line."""


def plan_of(*scenarios, **options):
    """The plan of a small run."""
    return Options(**(SMALL | options)).plan(list(scenarios))
