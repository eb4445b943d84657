"""A model that costs nothing and keeps a diary, for sweeps that are killed, starved and resumed."""

import os
import time
from hashlib import blake2b
from pathlib import Path

import numpy as np

from sim.experiments import work
from sim.model.branches import Grown
from sim.results.measures import INDEX, MEASURES
from sim.results.results import Trajectory

STOCKS = [column for column, measure in enumerate(MEASURES) if measure.kind == "stock"]


def branches(resolved, seed, draw, replicate, scale, weeks):
    """The signature of ``sim.model.branches.trajectories``: numbers that depend on everything they should depend on."""
    for place, one in enumerate(resolved):
        content = blake2b(one.lever.tobytes() + repr(tuple(one.numbers)).encode(), digest_size=8).digest()
        chance = np.random.default_rng((seed, draw, replicate, scale, int.from_bytes(content, "big")))
        values = scale * chance.integers(1, 4000, (weeks + 1, len(MEASURES))).astype(np.float64)
        values[:, INDEX["officers_docket"]] = 0.5 + chance.random(weeks + 1)
        values[0, [column for column in range(len(MEASURES)) if column not in STOCKS]] = np.nan
        _note(content.hex(), draw, replicate)
        yield Grown(place, Trajectory(values, None))


def failing(resolved, seed, draw, replicate, scale, weeks):
    """One experiment in a draw fails; the model may be mended."""
    for grown in branches(resolved, seed, draw, replicate, scale, weeks):
        broken = "FAKE_MENDED" not in os.environ and (draw, replicate) == (1, 0) and grown.place == 2
        yield Grown(grown.place, ZeroDivisionError("no officers")) if broken else grown


def slow(resolved, seed, draw, replicate, scale, weeks):
    """A model whose every experiment takes its time, so that a kill comes in the middle; parts are written soon."""
    work.WRITE_EVERY_SECONDS = 0.1
    for grown in branches(resolved, seed, draw, replicate, scale, weeks):
        time.sleep(float(os.environ["FAKE_SECONDS"]))
        yield grown


def deadly(resolved, seed, draw, replicate, scale, weeks):
    """A model that takes its process down in one experiment, as when memory runs out."""
    for place, grown in enumerate(branches(resolved, seed, draw, replicate, scale, weeks)):
        beds = resolved[place].lever.max(axis=1)
        if draw == 0 and 66_666.0 in beds:
            os._exit(9)
        yield grown


def interrupted(resolved, seed, draw, replicate, scale, weeks):
    """Somebody presses Ctrl-C in the third draw."""
    if draw == 2:
        raise KeyboardInterrupt
    yield from branches(resolved, seed, draw, replicate, scale, weeks)


def never(*_):
    """No experiment is left to run."""
    raise AssertionError("an experiment is run again")


def _note(content: str, draw: int, replicate: int) -> None:
    """One line in the diary for every experiment that is run."""
    diary = os.environ.get("FAKE_DIARY")
    if diary:
        with Path(diary).open("a") as file:
            file.write(f"{content} {draw} {replicate}\n")
