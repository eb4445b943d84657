"""What can be wrong with what is given or asked: one base class, ``InputError``, that a caller can catch."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file (line and column from 1) or in an option (line 0)."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        file = printable(self.file)
        where = f"{file}:{self.line}:{self.column}" if self.line else file
        return printable(f"{where}: {self.path}: {self.message}" if self.path else f"{where}: {self.message}", "\n")


def printable(text: str, keep: str = "") -> str:
    """The text with signs for what a terminal would obey, such as ``\\x1b``, but for the characters to ``keep``."""
    return "".join(one if one.isprintable() or one in keep else ascii(one)[1:-1] for one in text)


def short(text: str) -> str:
    """A given text, printable and no longer than 40 characters."""
    text = text if text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= 40 else text[:37] + "..."


def nearest(given: str, known: Iterable[str], most: int = 1) -> str:
    """`` (did you mean a, b?)`` with at most ``most`` names that look like the given one or hold it; or nothing."""
    names = list(known)
    close = get_close_matches(given, names, most)
    close = close or [name for name in names if len(given) >= _TELLING and given in name][:most]
    return f" (did you mean {', '.join(close)}?)" if close else ""


_TELLING = 3
"""Letters that say enough for the names that hold them."""


class InputError(Exception):
    """Something that cannot be used or done. ``problems`` lists every reason; the text has a line for each."""

    def __init__(self, problems: str | Iterable[Problem | str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return printable("\n".join(map(str, self.problems)), "\n")


class ScenarioError(InputError):
    """Problems of scenario or design files, each with its place."""

    problems: tuple[Problem, ...]


class OptionError(InputError, ValueError):
    """Options that cannot be run; each problem names the option, what was given, and what is allowed."""


class PosteriorError(InputError, ValueError):
    """Joint draws that cannot be used."""


class EvidenceError(InputError):
    """Numbers, figures or readings that do not fit together: those of the package, or figures given in their place."""


class StoreError(InputError):
    """A folder that cannot be written or read; the message says which, why, and what to do."""


class CrewError(InputError):
    """Workers that cannot be reached, or that would compute something else; the message says what to do."""


class ExperimentError(InputError):
    """An experiment that could not be run; the message names it. ``details`` holds the traceback of its process."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details

    def __reduce__(self) -> tuple[type["ExperimentError"], tuple[str, str]]:
        return type(self), (str(self), self.details)
