"""Made-up series for the tests of scores."""

from pathlib import Path

import numpy as np

from sim.calendar import WEEKS
from sim.results.results import Results
from tests.results.fake import results_of

HEAD = "period_end,measure,value,kind\n"


def series(folder: Path, *lines: str, head: str = HEAD) -> Path:
    """A file of these lines below a header."""
    path = folder / "observed.csv"
    path.write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def flat(*levels: float, **measures: float) -> Results:
    """Results over the whole calendar in which ``detained`` stays at one level in each draw, all else as given.

    One replicate a draw and scale 1, so that the draws are the predictive values.
    """
    draws = np.array(levels, dtype=float)[:, None] * np.ones(WEEKS + 1)
    columns = {name: np.full((len(levels), WEEKS + 1), value) for name, value in measures.items()}
    return results_of({"detained": draws} | columns, draws=len(levels), replicates=1, scale=1)
