"""One replicate of the real model in a process of its own: ``python -m benchmarks.one_run SCALE REPEATS``.

Prints a JSON object: seconds of the first run (which compiles, if nothing is kept), medians of the
later ones, case-weeks of a run, and the peak memory of the process.
"""

import json
import resource
import sys

from benchmarks.timing import repeated, timed

SCENARIO = "frozen"


def main(scale: int, repeats: int) -> dict[str, float]:
    """Measure; the first run is small, so that the peak is that of the run asked for."""
    from sim.calendar import WEEKS
    from sim.model.run import run
    from sim.parameters.resolve import resolve
    from sim.results.measures import INDEX
    from sim.scenario.files import load_scenario

    resolved = resolve(load_scenario(SCENARIO), None, 0)
    first = timed(lambda: run(resolved, 0, 0, 0, max(scale, 1000), WEEKS))
    warm = timed(lambda: run(resolved, 0, 0, 0, max(scale, 1000), WEEKS))
    kept = []
    found = repeated(lambda: kept.append(run(resolved, 0, 0, 0, scale, WEEKS)), repeats)
    values = kept[-1].values
    case_weeks = (values[1:, INDEX["docket"]] + values[1:, INDEX["detained"]]).sum() / scale
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "first_wall": first.wall - warm.wall,
        "first_cpu": first.cpu - warm.cpu,
        "wall": found.wall,
        "cpu": found.cpu,
        "case_weeks": float(case_weeks),
        "peak_bytes": float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
