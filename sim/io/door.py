"""The door for files and paths of others: what comes in as text, and why something does not."""

import errno
import os
from pathlib import Path
from typing import NamedTuple

from sim.errors import Problem, nearest


class Kind(NamedTuple):
    """A kind of text file, for messages: ``Kind("a scenario", "YAML text in UTF-8", 1_000_000, (".yaml",))``."""

    what: str
    form: str
    largest: int
    """Bytes. Assumption, because: what people write by hand is far smaller, and one that is not is a mistake."""
    suffixes: tuple[str, ...]
    """Endings of files that may have been meant."""


def impossible(path: str | Path) -> str:
    """Why no file can be at a path, or nothing."""
    text = str(path)
    if "\0" in text:
        return "a path cannot hold the character NUL"
    try:
        text.encode()
        os.stat(text)
    except UnicodeEncodeError:
        return "a path here is text in UTF-8; this one is not"
    except OSError as error:
        return (error.strerror or "").lower() if error.errno in (errno.ELOOP, errno.ENAMETOOLONG) else ""
    return ""


def text_of(path: Path, shown: str, kind: Kind) -> str | Problem:
    """The text of a regular file of bounded size, or why it is not taken, with its place. ``shown``: its name there."""

    def problem(message: str) -> Problem:
        return Problem(shown, 1, 1, "", message)

    reason = impossible(path)
    if reason:
        return problem(reason)
    try:
        if path.is_dir():
            return problem(f"is a directory; {kind.what} is {kind.form}")
        if path.is_symlink() and not path.exists():
            return problem("is a link that leads nowhere")
        if not path.exists():
            return problem(f"there is no such file{nearest(path.name, neighbours(path, kind.suffixes))}")
        if not path.is_file():
            return problem("is not a regular file")
        size = path.stat().st_size
        if size > kind.largest:
            return problem(f"has {size:,} bytes; {kind.what} has at most {kind.largest:,}")
        with path.open("rb") as file:
            raw = file.read(kind.largest + 1)
    except OSError as error:
        return problem(f"cannot be read: {error.strerror or error}")
    if len(raw) > kind.largest:  # what calls itself regular and has no size, such as files of the system
        return problem(f"has more bytes than it says; {kind.what} has at most {kind.largest:,}")
    if b"\0" in raw:
        return problem(f"is a binary file; {kind.what} is {kind.form}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = error.start - before.rfind(b"\n")
        message = f"byte {raw[error.start]:#04x} is not UTF-8; save the file as UTF-8 text"
        return Problem(shown, before.count(b"\n") + 1, column, "", message)


def neighbours(path: Path, suffixes: tuple[str, ...], but: str = "") -> list[str]:
    """Names of the files with these endings in the folder of a path."""
    return [entry.name for entry in path.parent.glob("*") if entry.suffix in suffixes and entry.name != but]
