"""Everything that is measured, in one table: ``python -m benchmarks [--peers DIR] [--quick]``."""

import argparse
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import micro_rows, model_rows, pairing, peers, phases, sweep
from benchmarks.timing import Row

LATEST = Path(__file__).with_name("latest.md")
HEAD = """# Latest measurements

Written by `make bench`. A number without *wall* is process time (user and system) of one thread, so that other work on
the machine does not decide; *wall* is the clock on the wall. Medians of repeated runs. Python {python}, numba {numba},
NumPy {numpy}, {machine}, {cores} cores.
"""
COLUMNS = ("what", "found", "target, or ratio", "")


def tell(title: str, rows: list[Row]) -> str:
    """One Markdown table, printed as well."""
    lines = ["", f"## {title}", "", "| " + " | ".join(COLUMNS) + " |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    print("\n".join(lines), flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write ``latest.md`` (not when only a part was asked for)."""
    import os

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--peers", type=Path, metavar="DIR", help="folder of the other libraries' scripts")
    parser.add_argument("--quick", action="store_true", help="fewer repeats; no full scale, compilation or default run")
    options = parser.parse_args()
    if options.peers and not options.peers.is_dir():
        parser.error(f"--peers: no folder {options.peers}")
    micro_table, seconds = micro_rows.rows(options.quick)
    text = HEAD.format(
        python=platform.python_version(),
        numba=version("numba"),
        numpy=version("numpy"),
        machine=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count(),
    )
    text += tell("The same work as the peers", micro_table)
    if options.peers:
        text += tell("The peers", peers.rows(options.peers, seconds, options.quick))
    text += tell("The real model (`frozen`, January 2021 to January 2029)", model_rows.rows(options.quick))
    text += tell("Pairs: the same random numbers in both scenarios", pairing.rows(options.quick))
    text += tell("Sweeps", sweep.rows(options.quick))
    if not options.quick:
        text += tell("A week of the real model, statement by statement (scale 10)", phases.rows())
        LATEST.write_text(text, encoding="utf-8")
        print(f"\nWritten: {LATEST.relative_to(Path.cwd()) if LATEST.is_relative_to(Path.cwd()) else LATEST.name}")


if __name__ == "__main__":
    main()
