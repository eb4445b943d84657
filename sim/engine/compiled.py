"""Where compiled code is kept: a folder that only its owner can write, since whoever writes there decides what runs.

A folder for each version of the sources, named by their hash; the oldest are removed. A folder that somebody else owns
or can write is not used: then the code is compiled for one command only, in a new temporary folder.
"""

import atexit
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1]
MOST_VERSIONS = 8
"""Versions kept, 45 MB each; because: who works on the model goes back and forth between a few."""
_VERSION = re.compile(r"[0-9a-f]{16}")
_DIGEST = hashlib.sha256().digest_size
FOR_CHILDREN = "DOCKETSIM_CACHE_NOW"
"""Variable by which a command tells its workers the temporary folder that it made."""


def source_hash(machine: str) -> str:
    """Hash of every source that is compiled or holds coded words, of the interpreter and of ``machine``."""
    digest = hashlib.sha256(f"{sys.version} {machine}".encode())
    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_bytes()
        if path.name == "vocabulary.py" or b"engine.jit" in text:
            digest.update(path.relative_to(SOURCES).as_posix().encode())
            digest.update(text)
    return digest.hexdigest()[:16]


def folder_for(machine: str) -> tuple[Path, str]:
    """Where compiled code of these sources is kept, and why it is for this command only (empty where it stays)."""
    name = source_hash(machine)
    reason = "there is no home folder; DOCKETSIM_CACHE names another place"
    given = os.environ.get(FOR_CHILDREN)
    if given and not distrusted(Path(given)):
        return Path(given), "the command that started this process keeps it"
    for root in _roots():
        parent = root / "docketsim"
        try:
            root.mkdir(parents=True, exist_ok=True)
            for folder in (parent, parent / name):
                folder.mkdir(mode=0o700, exist_ok=True)
                reason = distrusted(folder)
                if reason:
                    break
            else:
                os.utime(parent / name)
                _forget_old(parent, name)
                return parent / name, ""
        except OSError as error:
            reason = f"{error.filename or parent}: {error.strerror}"
    return _temporary(), reason


def _roots() -> Iterator[Path]:
    """The folder of caches that is asked for, or that of the user; none where there is no home."""
    given = os.environ.get("DOCKETSIM_CACHE") or os.environ.get("XDG_CACHE_HOME")
    try:
        yield Path(given) if given else Path.home() / ".cache"
    except RuntimeError:  # neither HOME nor an entry of this user
        return


def distrusted(folder: Path) -> str:
    """Why code in a folder must not be run; empty where only this user can have put it there."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder} is a link or a file"
    if not hasattr(os, "geteuid"):
        return ""
    if found.st_uid != os.geteuid():
        return f"{folder} belongs to another user"
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"{folder} can be written by other users; `chmod 700` it"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written"


def _temporary() -> Path:
    """A new folder of this command and its workers, gone with it."""
    folder = Path(tempfile.mkdtemp(prefix="docketsim-"))
    os.environ[FOR_CHILDREN] = str(folder)
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == owner else None)
    return folder


def _forget_old(parent: Path, now: str) -> None:
    """Remove the versions that were used longest ago. Others may do the same at once."""
    ages: dict[Path, float] = {}
    for path in parent.iterdir():
        if _VERSION.fullmatch(path.name) and path.name != now and path.is_dir() and not path.is_symlink():
            ages[path] = path.stat().st_mtime
    for path in sorted(ages, key=ages.__getitem__, reverse=True)[MOST_VERSIONS - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def sealed(content: bytes) -> bytes:
    """Content with its checksum before it."""
    return hashlib.sha256(content).digest() + content


def unsealed(data: bytes) -> bytes | None:
    """The content of sealed data; None where a bit of it was lost."""
    content = data[_DIGEST:]
    return content if hashlib.sha256(content).digest() == data[:_DIGEST] else None
