"""Plant small faults one by one in a copy of the project and count how many the tests notice.

``python -m tests.mutants.plant`` (``make mutants``) takes five minutes on two free cores. Nothing is compiled, so
that no fault waits for the compiler. ``WORKERS=1`` takes one core. Exit code 1 where too many survive.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("sim", "calibration", "tests", "scenarios", "benchmarks", "pyproject.toml")
MODEL = ("rules", "processes", "engine")
LEAST_SHARE = 0.9
"""Of all faults, this share must be noticed; of those in the model, all."""
LEAST_PATIENCE_SECONDS = 120
PATIENCE = 10
"""A fault may make a loop endless: tests that take so many times what they take without it have noticed it."""


class Edit(NamedTuple):
    """One fault: in ``path``, ``right`` at ``place`` becomes ``wrong``; ``command`` must then fail."""

    room: str
    at: str
    right: str
    wrong: str
    path: Path
    place: int
    command: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.room}: {self.at}: {self.right} -> {self.wrong or 'nothing'}"

    def planted(self) -> str:
        """The text of the file with the fault."""
        text = (ROOT / self.path).read_text(encoding="utf-8")
        return text[: self.place] + self.wrong + text[self.place + len(self.right) :]


def edits() -> list[Edit]:
    """All faults, found by their text. Raises ``LookupError`` with every one whose text is gone or stands twice."""
    listed = YAML(typ="safe", pure=True).load(Path(__file__).with_name("edits.yaml").read_text("utf-8"))
    noticers = listed.pop("noticers")
    texts = {path.relative_to(ROOT): path.read_text("utf-8") for path in sorted((ROOT / "sim").rglob("*.py"))}
    found, gone = [], []
    for room, entries in listed.items():
        for entry in entries:
            at, right, wrong = (str(entry[key]) for key in ("at", "right", "wrong"))
            paths = [path for path, text in texts.items() if text.count(at) == 1]
            place = texts[paths[0]].find(right, texts[paths[0]].index(at)) if len(paths) == 1 else -1
            if place < 0 or sum(text.count(at) for text in texts.values()) != 1:
                gone.append(f"{room}: {at}: {right}")
                continue
            found.append(Edit(room, at, right, wrong, paths[0], place, tuple(noticers[entry["noticed_by"]])))
    if gone:
        raise LookupError("the text of these faults is gone or stands twice; plant them anew:\n" + "\n".join(gone))
    return found


def is_noticed(copy: Path, command: Sequence[str], seconds: float | None = None) -> bool:
    """Whether tests (or a module that checks) fail in a copy of the project, or do not end within ``seconds``."""
    options = ("pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider")
    what = [*options, *command] if "/" in command[0] else list(command)
    place = {"PYTHONPATH": str(copy), "NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    # Its own session, and no pipe: what a test started ends with it, and nobody waits for that one's words.
    run = subprocess.Popen(
        [sys.executable, "-m", *what],
        cwd=copy,
        env=os.environ | place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return run.wait(seconds) != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()


def run(planted: Sequence[Edit], seconds: Mapping[tuple[str, ...], float], workers: int) -> dict[Edit, bool]:
    """Which of the faults are noticed, each command within its ``seconds``; each worker has its own copy."""
    with tempfile.TemporaryDirectory() as folder:
        copies: SimpleQueue[Path] = SimpleQueue()
        for worker in range(workers):
            copies.put(_copied(Path(folder) / str(worker)))

        def noticed(edit: Edit) -> bool:
            copy = copies.get()
            file = copy / edit.path
            right = file.read_text(encoding="utf-8")
            file.write_text(edit.planted(), encoding="utf-8")
            try:
                return is_noticed(copy, edit.command, seconds[edit.command])
            finally:
                file.write_text(right, encoding="utf-8")
                copies.put(copy)

        found = {}
        with ThreadPoolExecutor(workers) as pool:
            for edit, seen in zip(planted, pool.map(noticed, planted), strict=True):
                found[edit] = seen
                print(f"{'noticed' if seen else 'NOT NOTICED'}: {edit}", flush=True)
        return found


def patience(commands: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], float]:
    """Seconds that each noticer may take with a fault. Raises ``LookupError`` naming those that fail without one."""
    seconds, failing = {}, []
    for command in dict.fromkeys(commands):
        started = time.monotonic()
        if is_noticed(ROOT, command):
            failing.append(" ".join(command))
        seconds[command] = max(LEAST_PATIENCE_SECONDS, PATIENCE * (time.monotonic() - started))
    if failing:
        raise LookupError("these tests fail without a fault:\n" + "\n".join(failing))
    return seconds


def main(rooms: Sequence[str]) -> int:
    """Print each fault and whether it was noticed, and the share, of all rooms or of those that are named."""
    started = time.monotonic()
    planted = [edit for edit in edits() if not rooms or edit.room in rooms]
    workers = int(os.environ.get("WORKERS", os.cpu_count() or 1))
    found = run(planted, patience([edit.command for edit in planted]), workers)
    print()
    for room in dict.fromkeys(edit.room for edit in planted):
        of_room = [noticed for edit, noticed in found.items() if edit.room == room]
        print(f"{room:<10} {sum(of_room):>3} of {len(of_room)}")
    share = sum(found.values()) / len(found)
    print(f"Noticed: {share:.0%} of {len(found)} faults, in {(time.monotonic() - started) / 60:.0f} minutes.")
    in_model = all(noticed for edit, noticed in found.items() if edit.room in MODEL)
    return 0 if share >= LEAST_SHARE and in_model else 1


def _copied(to: Path) -> Path:
    to.mkdir(parents=True)
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, to / name)
    return to


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
