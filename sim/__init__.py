"""docketsim: an agent-based simulation of the caseload capacity of an immigration-enforcement agency.

``results = sim.run("hire-10k", draws=50)``; ``results.trajectories``, ``results.quantiles("removals", by="FY")``,
``results.plot("detained")``; ``sim.read_results(folder)``, ``sim.load_scenario(path)``, ``sim.levers()``,
``sim.measures()``, ``sim.figures()``, ``sim.sources()``. What-if: ``sim.compare``, ``sim.marginal``, ``sim.solve``,
``sim.decompose``, ``sim.sensitivity``.
"""

import sys
from importlib import import_module, metadata
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.compare import compare
    from sim.decompose import decompose
    from sim.evidence import levers, sources
    from sim.experiments import ExperimentError, OptionError, run
    from sim.figures import figures
    from sim.flow import cohort
    from sim.marginal import marginal
    from sim.measures import measures
    from sim.orders import Scenario
    from sim.results import Results
    from sim.scenario import load_scenario
    from sim.sensitivity import sensitivity
    from sim.solve import solve
    from sim.store import StoreError
    from sim.story import follow
    from sim.sweep_results import SweepResults
    from sim.sweep_results import read as read_results
    from sim.sweeps import sweep

    __version__: str

_WHERE = {
    "ExperimentError": ("sim.experiments", "ExperimentError"),
    "OptionError": ("sim.experiments", "OptionError"),
    "Results": ("sim.results", "Results"),
    "Scenario": ("sim.orders", "Scenario"),
    "StoreError": ("sim.store", "StoreError"),
    "SweepResults": ("sim.sweep_results", "SweepResults"),
    "cohort": ("sim.flow", "cohort"),
    "follow": ("sim.story", "follow"),
    "levers": ("sim.evidence", "levers"),
    "load_scenario": ("sim.scenario", "load_scenario"),
    "read_results": ("sim.sweep_results", "read"),
    "run": ("sim.experiments", "run"),
    "sources": ("sim.evidence", "sources"),
    "sweep": ("sim.sweeps", "sweep"),
}
_CALLABLE_MODULES = ("compare", "decompose", "figures", "marginal", "measures", "sensitivity", "solve")

__all__ = [
    "ExperimentError",
    "OptionError",
    "Results",
    "Scenario",
    "StoreError",
    "SweepResults",
    "__version__",
    "cohort",
    "compare",
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


def __getattr__(name: str) -> Any:
    """Public names are loaded when they are first asked for, so that ``import sim`` and help are instant."""
    if name == "__version__":
        return metadata.version("docketsim")
    if name in _CALLABLE_MODULES:
        return import_module(f"sim.{name}")
    if name in _WHERE:
        module, attribute = _WHERE[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


class _Callable(ModuleType):
    """A module that answers with its function of the same name."""

    def __call__(self, *given: Any, **options: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*given, **options)


class _Package(ModuleType):
    """Lets ``sim.measures()``, ``sim.compare(...)`` and the like answer, though modules have these names."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _CALLABLE_MODULES and isinstance(value, ModuleType):
            value.__class__ = _Callable
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
