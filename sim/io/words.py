"""Numbers in words: sensible rounding, thousands separators, ISO dates. One place, so that all pages speak alike."""

import math
from datetime import date, datetime

_NAMES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
_DIGITS = 3
NO_VALUE = "no value"


def number(value: float) -> str:
    """Three digits: 7.53 million; 56,900; 843; 12.4; 0.071. NaN is "no value"."""
    if not math.isfinite(value):
        return NO_VALUE
    rounded = _rounded(value)
    for size, name in _NAMES:
        if abs(rounded) >= size:
            return _plain(rounded / size) + name
    return _plain(rounded)


def span(low: float, high: float) -> str:
    """An interval, the size said once: 7.12 to 7.96 million; 44,600 to 58,900."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NO_VALUE
    first, last = number(low), number(high)
    for _, name in _NAMES:
        if first.endswith(name) and last.endswith(name):
            first = first.removesuffix(name)
    return f"{first} to {last}"


def money(value: float) -> str:
    """US dollars: $4.51 billion."""
    text = number(value)
    return text if text == NO_VALUE else f"-${text[1:]}" if text.startswith("-") else f"${text}"


def percent(share: float) -> str:
    """A share as percent: 17 percent; 0.4 percent; under 0.1 percent."""
    if not math.isfinite(share):
        return NO_VALUE
    if 0 < share < 0.001:
        return "under 0.1 percent"
    return f"{_percent(share)} percent"


def percent_span(low: float, high: float) -> str:
    """Two shares as percent: 12 to 17 percent."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NO_VALUE
    return f"{_percent(low)} to {_percent(high)} percent"


def half_width(share: float) -> str:
    """The half width of a band over its middle: ±17%."""
    return "±" + (f"{_percent(share)}%" if math.isfinite(share) else "∞")


def signed(share: float) -> str:
    """A deviation in percent: +3.4%, -12%."""
    return f"{100 * share:+.{1 if abs(share) < 0.0995 else 0}f}%" if math.isfinite(share) else NO_VALUE


def change(value: float) -> str:
    """A difference with its sign: +7,530; -0.4 million; no change."""
    if value == 0:
        return "no change"
    return f"+{number(value)}" if value > 0 else number(value)


def times(ratio: float) -> str:
    """How many times as many: 12 times as many."""
    return f"{number(ratio)} times as many"


def unit(name: str) -> str:
    """A unit as it is read: cases per officer, US dollars."""
    return {"usd": "US dollars", "fte": "full-time equivalents"}.get(name, name.replace("_", " "))


def day(value: date) -> str:
    """2025-08-01."""
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def listed(parts: list[str]) -> str:
    """a, b and c."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else "none"


def sentence(text: str) -> str:
    """The first letter large, a full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _plain(value: float) -> str:
    digits = max(0, _DIGITS - 1 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:,.{min(digits, 6)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(share: float) -> str:
    value = 100 * share
    return f"{value:.0f}" if abs(value) >= 9.95 or value == 0 else f"{value:.1f}".removesuffix(".0")
