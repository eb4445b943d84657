"""The micro-model's rows: is it the same process as the peers', and how fast."""

import math

import numpy as np

from benchmarks import micro
from benchmarks.timing import Row, Seconds, in_words, median, timed, verdict

SIZES = (10_000, 100_000, 1_000_000, 7_500_000)
WEEKS = 208
MOST = {10_000: (0.002, "2 ms or less, aim 0.5 ms"), 7_500_000: (1.0, "1 s or less, aim 0.4 s")}
# Published for N = 100,000 and T = 104: mean and standard deviation of a run.
PUBLISHED = {
    "proceedings": (80_200, 0),
    "ordered": (24_320, 76),
    "detained": (230, 11),
    "removed": (4_530, 32),
    "closed": (11_520, 71),
    "absconded": (20_425, 129),
    "arrests": (4_260, 30),
}
ROUNDING = 5  # the published means are rounded to tens
SEEDS = 40
FARTHEST = 4.0  # standard errors


def last_week(seed: int) -> list[int]:
    """The numbers that are published, of one run."""
    found = micro.run(100_000, 104, seed)
    return [*found.count[-1].tolist(), int(found.absconded[-1]), found.arrests]


def agreement() -> Row:
    """Means of the micro-model against the published ones."""
    means = np.mean([last_week(seed) for seed in range(SEEDS)], axis=0)
    found, farthest = [], 0.0
    for mean, (name, (published, spread)) in zip(means.tolist(), PUBLISHED.items(), strict=True):
        beyond = max(abs(mean - published) - ROUNDING, 0.0)
        error = spread * math.sqrt(1 / SEEDS + 1 / SEEDS)  # theirs is a mean of runs as well
        farthest = max(farthest, beyond / error if error else beyond * math.inf if beyond else 0.0)
        found.append(f"{name} {mean:,.0f}")
    return Row(
        f"micro-model, 100,000 x 104: means of {SEEDS} runs, farthest {farthest:.1f} standard errors",
        ", ".join(found),
        "the published means",
        verdict(farthest, FARTHEST),
    )


def speed(size: int, repeats: int) -> tuple[Seconds, float]:
    """Median seconds of the weeks, and of setting up."""
    micro.run(1000, 10)
    runs, set_up = [], []
    for seed in range(repeats):
        states = []
        set_up.append(timed(lambda: states.append(micro.open_state(size, WEEKS, seed))))  # noqa: B023
        room = micro.record_of(WEEKS)
        runs.append(timed(lambda: micro.run_weeks(*states[0], *room)))  # noqa: B023
    return median(runs), median(set_up).cpu


def rows(quick: bool) -> tuple[list[Row], dict[int, float]]:
    """All rows, and the wall seconds by size, which the peers are compared with."""
    table, seconds = [agreement()], {}
    for size in SIZES:
        found, set_up = speed(size, 3 if quick or size > 1_000_000 else 15)
        most, target = MOST.get(size, (math.inf, ""))
        seconds[size] = found.wall
        table.append(
            Row(
                f"micro-model, {size:,} cases x {WEEKS} weeks",
                f"{in_words(found.cpu)} (wall {in_words(found.wall)}; setting up {in_words(set_up)})",
                target,
                verdict(found.cpu, most) if target else "",
            )
        )
    return table, seconds
