"""What the published figures say about the model. Nothing in :mod:`sim` imports this package but the command line.

``calibration.fit(workers=2)``, ``calibration.score(results, "observed.csv")``, ``calibration.claims()``. No module
here has the name of a public function: importing it would hide the function.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.fitting import fit
    from calibration.ledger import claims
    from calibration.scoring import score

_WHERE = {"claims": "calibration.ledger", "fit": "calibration.fitting", "score": "calibration.scoring"}

__all__ = ["claims", "fit", "score"]


def __getattr__(name: str) -> Any:
    """Public names are loaded when they are first asked for, so that help is instant."""
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'calibration' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
