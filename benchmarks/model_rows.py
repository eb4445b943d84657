"""The real model's rows: one replicate at four scales, memory, compilation, the command line, the reference model."""

import math
import os
import sys
import tempfile

from benchmarks.timing import Row, command, fresh_process, in_words, repeated, verdict

SCALES = (1000, 100, 10, 1)
MOST = {
    1000: (0.040, "40 ms or less, aim 10 ms"),
    100: (0.2, "0.2 s or less, aim 0.06 s"),
    1: (12.0, "12 s or less, aim 4 s"),
}
MOST_BYTES = 1.5e9
MOST_TO_COMPILE = 45.0
MOST_DEFAULT_RUN = 20.0
DEFAULT_RUNS = 200  # 100 draws, two replicates each
PROGRAM = [sys.executable, "-m", "sim"]


def scales(quick: bool) -> tuple[list[Row], dict[int, dict[str, float]]]:
    """One replicate at each scale, each in a process of its own."""
    table, found = [], {}
    for scale in SCALES[:-1] if quick else SCALES:
        one = found[scale] = fresh_process("benchmarks.one_run", scale, {1000: 9, 100: 5}.get(scale, 1))
        most, target = MOST.get(scale, (math.inf, ""))
        speed = one["case_weeks"] / one["cpu"]
        text = f"{in_words(one['cpu'])} (wall {in_words(one['wall'])}; {speed:,.0f} case-weeks a second)"
        what = f"one replicate, 418 weeks, scale {scale}"
        table.append(Row(what, text, target, verdict(one["cpu"], most) if target else ""))
    return table, found


def growth(found: dict[int, dict[str, float]]) -> Row:
    """Whether cost grows no faster than the number of cases."""
    steps = ", ".join(f"scale {scale}: {one['cpu'] * scale:.3g} s" for scale, one in found.items())
    least, most = min(found), max(found)
    ratio = found[least]["cpu"] / found[most]["cpu"]
    return Row(
        f"growth of cost from scale {most} to scale {least}",
        f"{ratio:.0f} times (seconds times scale: {steps})",
        f"{most // least} times or less",
        verdict(ratio, most / least),
    )


def memory(found: dict[int, dict[str, float]]) -> list[Row]:
    """Peak memory of the largest run."""
    scale = min(found)
    peak = found[scale]["peak_bytes"]
    target = "1.5 GB or less" if scale == 1 else ""
    return [
        Row(f"peak memory, scale {scale}", f"{peak / 1e9:.2f} GB", target, verdict(peak, MOST_BYTES) if target else "")
    ]


def compilation() -> Row:
    """First run with an empty cache, less a warm one."""
    with tempfile.TemporaryDirectory() as folder:
        one = fresh_process("benchmarks.one_run", 1000, 1, DOCKETSIM_CACHE=folder)
    found = f"{in_words(one['first_cpu'])} (wall {in_words(one['first_wall'])})"
    return Row("compilation, once", found, "45 s or less", verdict(one["first_cpu"], MOST_TO_COMPILE))


def command_line() -> list[Row]:
    """What people type first."""
    table = []
    for words, most, target in ((["--help"], 0.4, "0.4 s or less"), (["list", "scenarios"], 1.0, "1 s or less")):
        found, _ = command([*PROGRAM, *words], repeats=7)
        what = f"docketsim {' '.join(words)}"
        table.append(Row(what, f"wall {in_words(found.wall)}", target, verdict(found.wall, most)))
    return table


def default_run(found: dict[int, dict[str, float]]) -> list[Row]:
    """What `make run` does, warm, and how much of it is not the model."""
    with tempfile.TemporaryDirectory() as folder:
        taken, _ = command([*PROGRAM, "run", "baseline", "--out", f"{folder}/baseline"])
    cores = os.cpu_count() or 1
    models = DEFAULT_RUNS * found[100]["wall"] / cores
    return [
        Row(
            "make run: baseline, 100 draws x 2 replicates, scale 100, warm",
            f"wall {in_words(taken.wall)}",
            "20 s or less",
            verdict(taken.wall, MOST_DEFAULT_RUN),
        ),
        Row(
            f"of it not the model: all but {DEFAULT_RUNS} replicates on {cores} cores",
            f"wall {in_words(max(taken.wall - models, 0.0))}",
        ),
    ]


def reference(found: dict[int, dict[str, float]]) -> Row:
    """Case-weeks a second of the reference model, and how many times as many the engine does."""
    from sim.results.measures import INDEX
    from tests.model.reference import model, world

    kept = []
    resolved = world.scarce()
    seconds = repeated(lambda: kept.append(model.run(resolved, world.WEEKS, world.SCALE, world.OFFICES)), 3).cpu
    values = kept[-1]
    theirs = (values[1:, INDEX["docket"]] + values[1:, INDEX["detained"]]).sum() / world.SCALE / seconds
    ours = max(one["case_weeks"] / one["cpu"] for one in found.values())
    return Row(
        "reference model (plain Mesa, its own small world)",
        f"{theirs:,.0f} case-weeks a second; the engine does {ours / theirs:,.0f} times as many",
    )


def rows(quick: bool) -> list[Row]:
    """All rows."""
    table, found = scales(quick)
    table += memory(found)
    table.append(growth(found))
    if not quick:
        table.append(compilation())
    table += command_line()
    if not quick:
        table += default_run(found)
    return [*table, reference(found)]
