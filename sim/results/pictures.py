"""How results are drawn: pictures stand on a higher floor, so the top of the package says who draws."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.report.plots.style import Picture

_DRAWN_BY: "dict[str, Callable[..., Picture]]" = {}


def drawn_by(kind: str, draw: "Callable[..., Picture]") -> None:
    """From now on ``draw`` makes the pictures of this kind of results: ``run`` or ``sweep``."""
    _DRAWN_BY[kind] = draw


def picture(kind: str, results: Any, measure: str, **options: Any) -> "Picture":
    """A picture of one measure, as a matplotlib Figure."""
    return _DRAWN_BY[kind](results, measure, **options)
