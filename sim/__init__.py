"""docketsim: an agent-based simulation of the caseload capacity of an immigration-enforcement agency.

``results = sim.run("hire-10k", draws=50)``; ``results.trajectories``, ``results.quantiles("removals", by="FY")``,
``results.plot("detained")``; ``sim.read_results(folder)``, ``sim.load_scenario(path)``, ``sim.levers()``,
``sim.measures()``, ``sim.figures()``, ``sim.sources()``. What-if: ``sim.compare``, ``sim.marginal``, ``sim.solve``,
``sim.decompose``, ``sim.sensitivity``, ``sim.cost``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.results import pictures

if TYPE_CHECKING:
    from sim.errors import (
        CrewError,
        EvidenceError,
        ExperimentError,
        InputError,
        OptionError,
        PosteriorError,
        ScenarioError,
        StoreError,
    )
    from sim.evidence.figures import figures
    from sim.evidence.quantities import levers, sources
    from sim.experiments.run import run
    from sim.experiments.sweep import sweep
    from sim.questions.compare import compare
    from sim.questions.cost.score import cost
    from sim.questions.decompose import decompose
    from sim.questions.marginal.study import marginal
    from sim.questions.sensitivity.study import sensitivity
    from sim.questions.solve.search import solve
    from sim.questions.stories.flow import cohort
    from sim.questions.stories.story import follow
    from sim.report.plots.style import Picture
    from sim.results.measures import measures
    from sim.results.results import Results
    from sim.results.sweep_results import SweepResults
    from sim.results.sweep_results import read as read_results
    from sim.scenario.files import load_scenario
    from sim.scenario.scenario import Scenario

    __version__: str

_WHERE = {
    "CrewError": ("sim.errors", "CrewError"),
    "EvidenceError": ("sim.errors", "EvidenceError"),
    "ExperimentError": ("sim.errors", "ExperimentError"),
    "InputError": ("sim.errors", "InputError"),
    "OptionError": ("sim.errors", "OptionError"),
    "PosteriorError": ("sim.errors", "PosteriorError"),
    "Results": ("sim.results.results", "Results"),
    "Scenario": ("sim.scenario.scenario", "Scenario"),
    "ScenarioError": ("sim.errors", "ScenarioError"),
    "StoreError": ("sim.errors", "StoreError"),
    "SweepResults": ("sim.results.sweep_results", "SweepResults"),
    "cohort": ("sim.questions.stories.flow", "cohort"),
    "compare": ("sim.questions.compare", "compare"),
    "cost": ("sim.questions.cost.score", "cost"),
    "decompose": ("sim.questions.decompose", "decompose"),
    "figures": ("sim.evidence.figures", "figures"),
    "follow": ("sim.questions.stories.story", "follow"),
    "levers": ("sim.evidence.quantities", "levers"),
    "load_scenario": ("sim.scenario.files", "load_scenario"),
    "marginal": ("sim.questions.marginal.study", "marginal"),
    "measures": ("sim.results.measures", "measures"),
    "read_results": ("sim.results.sweep_results", "read"),
    "run": ("sim.experiments.run", "run"),
    "sensitivity": ("sim.questions.sensitivity.study", "sensitivity"),
    "solve": ("sim.questions.solve.search", "solve"),
    "sources": ("sim.evidence.quantities", "sources"),
    "sweep": ("sim.experiments.sweep", "sweep"),
}

__all__ = [
    "CrewError",
    "EvidenceError",
    "ExperimentError",
    "InputError",
    "OptionError",
    "PosteriorError",
    "Results",
    "Scenario",
    "ScenarioError",
    "StoreError",
    "SweepResults",
    "__version__",
    "cohort",
    "compare",
    "cost",
    "decompose",
    "figures",
    "follow",
    "levers",
    "load_scenario",
    "marginal",
    "measures",
    "read_results",
    "run",
    "sensitivity",
    "solve",
    "sources",
    "sweep",
]


def _fan_chart(*given: Any, **options: Any) -> "Picture":
    from sim.report.plots import fan_chart

    return fan_chart(*given, **options)


def _surface(*given: Any) -> "Picture":
    from sim.report import sweep

    return sweep.picture(*given)


pictures.drawn_by("run", _fan_chart)
pictures.drawn_by("sweep", _surface)


def __getattr__(name: str) -> Any:
    """Public names are loaded when they are first asked for, so that ``import sim`` and help are instant."""
    if name == "__version__":
        from importlib import metadata  # it takes as long to load as all the rest of the help

        return metadata.version("docketsim")
    if name in _WHERE:
        module, attribute = _WHERE[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
