"""Whether two versions of docketsim give the same numbers: `python -m benchmarks.same_bits`, before and after a change.

    python -m benchmarks.same_bits --keep    # writes benchmarks/same_bits.json; before the change
    python -m benchmarks.same_bits           # after it: says which answers differ, ends with 1 where one does

Runs, a sweep, every question and a small fit are hashed, bit for bit. A change of the model is expected to change them;
a change of the house is not. ``--only NAME ...`` looks at some of them.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim

HERE = Path(__file__).parent
KEPT = HERE / "same_bits.json"
SMALL_FIT = HERE.parent / "tests" / "calibration" / "small.yaml"
SHORT: dict[str, Any] = {"draws": 3, "replicates": 2, "scale": 1000, "seed": 7, "until": "2027-06-30", "workers": 2}
UNITS = ("detention.beds", "officers.headcount")
TARGET = "removals@FY2026 >= 320000"


def main() -> int:
    """Compare, or keep the hashes. Exit code 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="write the hashes instead of comparing with them")
    parser.add_argument("--only", nargs="+", choices=ANSWERS, default=list(ANSWERS))
    given = parser.parse_args()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    found = {}
    for name in given.only:
        found[name] = ANSWERS[name]()
        print(name, "same" if kept.get(name) == found[name] else "DIFFERENT", flush=True)
    if given.keep:
        KEPT.write_text(json.dumps(kept | found, indent=1) + "\n", encoding="utf-8")
        return 0
    return int(any(kept.get(name) != value for name, value in found.items()))


def of_run() -> str:
    """Three scenarios by office, with a lever set."""
    results = sim.run(["frozen", "hire-10k", "baseline"], by_office=True, set={"detention.beds": 61000}, **SHORT)
    return _hash(results.values, results.by_office, results.experiments)


def of_priors() -> str:
    """Draws from the priors, to the end of the calendar."""
    results = sim.run("baseline", parameters="prior", **SHORT | {"until": None})
    return _hash(results.values, results.experiments, results.summary())


def of_sweep() -> str:
    """Two scenarios times four points of a grid, every week kept."""
    vary = {"detention.beds": [50000, 80000], "courts.judges": "600:900:2"}
    results = sim.sweep(["frozen", "all-hands"], vary=vary, keep="weekly", **SHORT)
    return _hash(results.trajectories["value"], results.experiments.drop(columns=["address"]))


def of_compare() -> str:
    """Two scenarios with common random numbers."""
    return _answer(sim.compare("frozen", "hire-10k", **SHORT).tables)


def of_marginal() -> str:
    """One unit more of each capacity."""
    return _answer(sim.marginal("frozen", **SHORT).tables)


def of_solve() -> str:
    """The least number of beds for a target."""
    return _answer(sim.solve("frozen", target=TARGET, vary="detention.beds=41500:200000", **SHORT).tables)


def of_decompose() -> str:
    """The parts of a difference by package."""
    return _answer(sim.decompose("frozen", "surge", **SHORT).tables)


def of_sensitivity() -> str:
    """Screening, then shares of variance."""
    return _answer(sim.sensitivity("frozen", trajectories=2, keep=2, **SHORT | {"draws": 4, "scale": 5000}).tables)


def of_fit() -> str:
    """A small fit, from its simulations to its draws."""
    import calibration

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "fit"
        calibration.fit(SMALL_FIT, out=out, workers=2, accept_unconverged=True)
        tables = {path.stem: pd.read_csv(path) for path in sorted(out.glob("*.csv"))}
    return _answer(tables)


ANSWERS: Mapping[str, Callable[[], str]] = {
    "run": of_run,
    "priors": of_priors,
    "sweep": of_sweep,
    "compare": of_compare,
    "marginal": of_marginal,
    "solve": of_solve,
    "decompose": of_decompose,
    "sensitivity": of_sensitivity,
    "fit": of_fit,
}


def _answer(tables: Mapping[str, pd.DataFrame]) -> str:
    return _hash(*(part for name in sorted(tables) for part in (name, tables[name])))


def _hash(*parts: Any) -> str:
    """sha256 of arrays, tables and texts, in this order; columns of a table in the order of their names."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, pd.DataFrame):
            for name in sorted(part.columns):
                digest.update(name.encode())
                digest.update(_bytes(part[name].to_numpy()))
        else:
            digest.update(part.encode() if isinstance(part, str) else _bytes(np.asarray(part)))
    return digest.hexdigest()


def _bytes(values: np.ndarray) -> bytes:
    return values.tobytes() if values.dtype.kind in "fiub" else "\0".join(map(str, values.tolist())).encode()


if __name__ == "__main__":
    sys.exit(main())
