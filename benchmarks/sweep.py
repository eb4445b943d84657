"""Sweeps: a thousand projections, what the machinery adds, workers, shared history, memory, the cost of a row.

``python -m benchmarks.sweep NAME`` runs one of the measurements in this process and prints a JSON object.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import Row, Seconds, fresh_process, in_words, timed, verdict

if TYPE_CHECKING:
    from sim.experiments.sweep_plan import SweepPlan

MODULE = "benchmarks.sweep"
SCALE = 100
VARIED = {"detention.beds": "40000:120000:10", "hiring.target": "0:18000:10"}
THOUSAND_DRAWS = 10
THOUSAND = 1000
MOST_THOUSAND = 90.0
MOST_OVERHEAD = 0.10
LEAST_SPEEDUP = 1.8
SHARING = 20
MOST_RATIO = 0.75  # well under 1
MANY = 100_000
MOST_GROWTH = 1.1  # "no more", but for the noise of an allocator
MEGABYTE = 1e6


def plan_of(varied: dict[str, str], draws: int, scale: int = SCALE, parameters: str | None = None) -> "SweepPlan":
    """A grid around ``frozen``, one replicate."""
    from sim.experiments.sweep_plan import planned

    options = {"draws": draws, "replicates": 1, "scale": scale, "parameters": parameters}
    return planned("frozen", varied, None, options)


def executed(plan: "SweepPlan", workers: int, out: Path | None, branches: Any = None) -> Seconds:
    """Wall and process time of a sweep, its workers' included."""
    from sim.experiments import sweep

    before = _children()
    own = timed(lambda: sweep.execute(plan, sweep.crew_of(workers), out, None, branches))
    return Seconds(own.wall, own.cpu + _children() - before)


def thousand(workers: str, folder: str) -> dict[str, float]:
    """A thousand experiments into a folder, and the size of what they leave."""
    plan = plan_of(VARIED, THOUSAND_DRAWS)
    warm(plan)
    out = Path(folder) / "out"
    found = executed(plan, int(workers), out)
    sizes = {path.name: path.stat().st_size for path in out.iterdir() if path.is_file()}
    rows = plan.experiments * plan.layout.width
    return {
        "wall": found.wall,
        "cpu": found.cpu,
        "experiments": float(plan.experiments),
        "rows": float(rows),
        "bytes_per_row": sizes["trajectories.parquet"] / rows,
        "bytes_per_experiment": sum(sizes.values()) / plan.experiments,
    }


def overhead() -> dict[str, float]:
    """A task of 50 experiments: bare runs that share their history, and all that a sweep does, in one process."""
    from sim.model.branches import trajectories
    from sim.parameters.resolve import resolve

    plan = plan_of({"detention.beds": "40000:120000:50"}, 1)
    warm(plan)

    def bare() -> None:
        cells = [plan.scenario_of(number) for number in range(plan.cells)]
        resolved = [resolve(cell, 0, 0, plan.plan.weeks, plan.plan.parameters) for cell in cells]
        for _ in trajectories(resolved, 0, 0, 0, SCALE, plan.plan.weeks):
            pass

    with tempfile.TemporaryDirectory() as folder:
        executed(
            plan_of({"detention.beds": "40000:120000:2"}, 1), 1, Path(folder) / "warm"
        )  # loads what draws pictures
        first, whole, second = timed(bare), executed(plan, 1, Path(folder) / "out"), timed(bare)
        fixed = executed(plan, 1, Path(folder) / "out")  # all is stored: only tables, pictures and the report
    return {"bare": (first.cpu + second.cpu) / 2, "whole": whole.cpu, "fixed": fixed.cpu}


def sharing() -> dict[str, float]:
    """Twenty scenarios in one draw: straight runs, and the tree of what they share."""
    from sim.model.branches import trajectories
    from sim.model.run import run
    from sim.parameters.resolve import resolve

    plan = plan_of({"detention.beds": f"40000:120000:{SHARING}"}, 1)
    warm(plan)
    numbers = [resolve(plan.scenario_of(one), 0, 0, plan.plan.weeks) for one in range(SHARING)]
    straight = timed(lambda: [run(one, 0, 0, 0, SCALE, plan.plan.weeks) for one in numbers])
    shared = timed(lambda: list(trajectories(numbers, 0, 0, 0, SCALE, plan.plan.weeks)))
    return {"straight": straight.cpu, "shared": shared.cpu}


def memory(experiments: str) -> dict[str, float]:
    """Peak memory of a sweep whose model costs nothing, with its folder."""
    from benchmarks.sweep_model import nothing

    plan = plan_of(VARIED, int(experiments) // 100, scale=10_000, parameters="central")
    with tempfile.TemporaryDirectory() as folder:
        found = executed(plan, 2, Path(folder) / "out", nothing)
    unit = 1 if sys.platform == "darwin" else 1024
    peaks = [resource.getrusage(who).ru_maxrss * unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"own": float(peaks[0]), "worker": float(peaks[1]), "wall": found.wall, "cpu": found.cpu}


def warm(plan: "SweepPlan") -> None:
    """Compiled code and imports are there before the clock runs."""
    from sim.model.run import run
    from sim.parameters.resolve import resolve

    run(resolve(plan.scenario_of(0), 0, 0, plan.plan.weeks), 0, 0, 0, 10_000, plan.plan.weeks)


def rows(quick: bool) -> list[Row]:
    """All rows."""
    table = [_shared(fresh_process(MODULE, "sharing")), _overhead(fresh_process(MODULE, "overhead"))]
    if quick:
        return table
    with tempfile.TemporaryDirectory() as folder:
        two = fresh_process(MODULE, "thousand", 2, folder)
    with tempfile.TemporaryDirectory() as folder:
        one = fresh_process(MODULE, "thousand", 1, folder)
    few, many = (fresh_process(MODULE, "memory", count) for count in (THOUSAND, MANY))
    return [*_thousand(one, two), *table, *_memory(few, many)]


def _thousand(one: dict[str, float], two: dict[str, float]) -> list[Row]:
    speed = one["wall"] / two["wall"]
    each = two["cpu"] / two["experiments"]
    return [
        Row(
            f"1,000 experiments, scale {SCALE}, projection from shared history, two workers, with folder and report",
            f"wall {in_words(two['wall'])} (process time {in_words(two['cpu'])}, {in_words(each)} an experiment)",
            "90 s or less, aim 40 s",
            verdict(two["wall"], MOST_THOUSAND),
        ),
        Row(
            "the same, one worker over two",
            f"{speed:.2f} times (wall {in_words(one['wall'])})",
            f"{LEAST_SPEEDUP} times or more",
            verdict(-speed, -LEAST_SPEEDUP),
        ),
        Row(
            "what it leaves",
            f"{two['bytes_per_experiment'] / 1e3:.2f} kB an experiment, {two['bytes_per_row']:.2f} bytes a row"
            f" of trajectories ({two['rows'] / two['experiments']:.0f} rows an experiment)",
        ),
    ]


def _overhead(found: dict[str, float]) -> Row:
    adds = (found["whole"] - found["fixed"]) / found["bare"] - 1.0
    return Row(
        "what the machinery adds to the bare runs, one process, 50 experiments",
        f"{100 * adds:.1f} percent, and {in_words(found['fixed'])} once for tables, pictures and report",
        "under 10 percent",
        verdict(adds, MOST_OVERHEAD),
    )


def _shared(found: dict[str, float]) -> Row:
    ratio = found["shared"] / found["straight"]
    return Row(
        f"a sweep of {SHARING} scenarios over {SHARING} full runs, scale {SCALE}",
        f"{ratio:.2f} ({in_words(found['shared'])} and {in_words(found['straight'])})",
        "well under 1",
        verdict(ratio, MOST_RATIO),
    )


def _memory(few: dict[str, float], many: dict[str, float]) -> list[Row]:
    growth = max(many["own"] / few["own"], many["worker"] / few["worker"])
    text = ", ".join(
        f"{name} {few[key] / MEGABYTE:.0f} and {many[key] / MEGABYTE:.0f} MB"
        for name, key in (("this process", "own"), ("a worker", "worker"))
    )
    return [
        Row(
            "peak memory of 1,000 and of 100,000 experiments, a model that costs nothing",
            text,
            "no more (a tenth for noise)",
            verdict(growth, MOST_GROWTH),
        ),
        Row(
            "the machinery alone: 100,000 experiments, two workers",
            f"{in_words(many['cpu'] / MANY)} of process time an experiment (wall {in_words(many['wall'])})",
        ),
    ]


def _children() -> float:
    """Process time of children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    measured = {"thousand": thousand, "overhead": overhead, "sharing": sharing, "memory": memory}[sys.argv[1]]
    print(json.dumps(measured(*sys.argv[2:])))
