"""What the published figures say about the model. Nothing in :mod:`sim` imports this package but the command line.

``calibration.fit(workers=2)``, ``calibration.score(results, "observed.csv")``, ``calibration.claims()``. No folder
here has the name of a public function: importing it would hide the function.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.articles.claims import claims
    from calibration.errors import ConfigError, ObservedError, OutOfTime, Unconverged
    from calibration.procedure import fit
    from calibration.scoring.report import score

_WHERE = {
    "ConfigError": "calibration.errors",
    "ObservedError": "calibration.errors",
    "OutOfTime": "calibration.errors",
    "Unconverged": "calibration.errors",
    "claims": "calibration.articles.claims",
    "fit": "calibration.procedure",
    "score": "calibration.scoring.report",
}

__all__ = ["ConfigError", "ObservedError", "OutOfTime", "Unconverged", "claims", "fit", "score"]


def __getattr__(name: str) -> Any:
    """Public names are loaded when they are first asked for, so that help is instant."""
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'calibration' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
