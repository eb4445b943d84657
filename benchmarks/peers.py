"""The scripts of other libraries on the same micro-model: ``SCRIPT time N T repeats`` prints a JSON object."""

import json
import sys
from pathlib import Path

from benchmarks.micro_rows import WEEKS
from benchmarks.timing import Row, command, in_words

NOT_A_PEER = "common.py"
SLOW = "idiom"  # once is enough


def last_json(text: str) -> dict:
    """The last line that is a JSON object."""
    return json.loads([line for line in text.splitlines() if line.startswith("{")][-1])


def measured(script: Path, size: int, repeats: int) -> Row:
    """One script at one size."""
    repeats = 1 if SLOW in script.stem else repeats
    arguments = [sys.executable, script.name, "time", str(size), str(WEEKS), str(repeats)]
    what = f"{script.stem}, {size:,} cases x {WEEKS} weeks"
    try:
        _, text = command(arguments, cwd=script.parent)
    except ChildProcessError as problem:
        words = str(problem)
        missing = words.startswith("ModuleNotFoundError")
        return Row(what, f"not installed: {words.split()[-1]}" if missing else f"failed: {words}")
    found = last_json(text)
    return Row(what, in_words(found["run_s"]), f"{found['run_s']}")


def rows(folder: Path, ours: dict[int, float], quick: bool) -> list[Row]:
    """Every script of the folder at 10,000 and 100,000 cases; how many times our wall time it takes in this run."""
    table = []
    for size in (10_000,) if quick else (10_000, 100_000):
        for script in sorted(folder.glob("*.py")):
            if script.name == NOT_A_PEER:
                continue
            row = measured(script, size, 1 if quick else 3)
            if row.target:
                row = row._replace(target=f"{float(row.target) / ours[size]:,.0f} times ours")
            table.append(row)
    return table
