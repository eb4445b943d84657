"""A folder that is filled beside its target and then takes its place.

While it is filled it is held by a lock that the system lets go of when its process ends, however it ends. So what a
killed process left behind is told from what another one is working on: the first is cleared at the next start, and
results that were moved aside when the kill came are put back.
"""

import fcntl
import os
import shutil
import stat
from contextlib import suppress
from itertools import count
from pathlib import Path

PARTIAL, FORMER = ".partial", ".former"


class Staging:
    """The folder beside a target. ``Staging(target)`` makes it; ``swap`` puts it in place; ``discard`` takes it away.

    Raises ``OSError`` where it cannot be made or put in place.
    """

    def __init__(self, target: Path) -> None:
        mend(target)
        self._target = target
        for number in count():
            self.path = target.parent / f".{target.name}.{os.getpid()}-{number}{PARTIAL}"
            with suppress(FileExistsError):
                self.path.mkdir()
                break
        self._lock = _held(self.path)

    def swap(self) -> None:
        """Put it in place of the target; what was there is kept until the new one stands, with its rights."""
        target, former, lock = self._target, self.path.with_suffix(FORMER), None
        try:
            if target.exists():
                _with_rights_of(target, self.path)
                lock = _held(target)
                target.rename(former)
            try:
                self.path.rename(target)
            except OSError:
                if former.exists():
                    former.rename(target)
                raise
            shutil.rmtree(former, ignore_errors=True)
        finally:
            if lock is not None:
                os.close(lock)

    def discard(self) -> None:
        """Take it away, where it was not put in place."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def mend(target: Path) -> None:
    """Clear what killed processes left beside a target; results that one of them had moved aside go back."""
    left = (
        [path for path in target.parent.iterdir() if _is_of(path.name, target.name)] if target.parent.is_dir() else []
    )
    for path in sorted(left):
        lock = _held(path)
        if lock is None:
            continue  # somebody is at work
        try:
            if path.suffix == FORMER and not target.exists():
                path.rename(target)
            else:
                shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(lock)


def _is_of(name: str, target: str) -> bool:
    """Whether a name is one that a process has given to what stands beside this target."""
    middle = name.removeprefix(f".{target}.").removesuffix(PARTIAL).removesuffix(FORMER)
    return name in (f".{target}.{middle}{PARTIAL}", f".{target}.{middle}{FORMER}") and set(middle) <= set("0123456789-")


def _held(path: Path) -> int | None:
    """A lock on a folder until it is closed or the process ends; None where another process holds it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _with_rights_of(there: Path, new: Path) -> None:
    """A folder that a group shares stays one."""
    said = there.stat()
    with suppress(OSError):
        os.chown(new, -1, said.st_gid)
    new.chmod(stat.S_IMODE(said.st_mode))
