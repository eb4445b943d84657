"""``python -m tests.fuzz.run 1000000``: so many inputs, shared out among the targets and the cores, to their end."""

import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.targets import TARGETS, Finding, tried

CHUNK = 250
FIRST = 1_000_000
"""Seeds of `make fuzz` begin here: those of `make test` are other inputs."""


def chunk(asked: tuple[int, int]) -> tuple[int, int, list[str]]:
    """Inputs of one target: how many, how many were read, what was found."""
    which, first = asked
    target, read, found = TARGETS[which], 0, []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        for seed in range(first, first + CHUNK // target.weight):
            try:
                read += tried(target, seed, Path(place))
            except Finding as one:
                found.append(str(one))
    return which, read, found


def main(inputs: int) -> int:
    """The inputs, and what was found; 1 where something was."""
    rounds = -(-inputs // sum(CHUNK // target.weight for target in TARGETS))
    asked = [(which, FIRST + CHUNK * turn) for turn in range(rounds) for which in range(len(TARGETS))]
    began, total, read, found = time.monotonic(), [0] * len(TARGETS), [0] * len(TARGETS), []
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), maxtasksperchild=100) as pool:
        for which, accepted, findings in pool.imap_unordered(chunk, asked):
            total[which] += CHUNK // TARGETS[which].weight
            read[which] += accepted
            found += findings
            for one in findings:
                print(one, flush=True)
    for which, target in enumerate(TARGETS):
        print(f"{target.name}: {total[which]:,} inputs, {read[which]:,} of them read, the others refused with a place")
    minutes = (time.monotonic() - began) / 60
    print(f"{sum(total):,} inputs in {minutes:.1f} minutes: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
