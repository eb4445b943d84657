"""Whatever comes in, a reader gives what it read, or a place; and a bug in a reader would be found."""

from collections import Counter

import pyarrow.parquet as pq
import pytest

from calibration.fitting import config
from calibration.scoring import observed
from sim.experiments import design_file, options
from sim.io import manifests, sheets
from sim.questions.solve import target
from sim.results import sweep_results
from sim.scenario import files
from tests.fuzz import targets
from tests.fuzz.run import chunk
from tests.fuzz.targets import TARGETS, Finding, tried

INPUTS = 200
NAMES = [one.name for one in TARGETS]


def all_of(target, place):
    """How many inputs were read, and how many refused."""
    return Counter(tried(target, seed, place) for seed in range(INPUTS))


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_every_input_has_an_answer(target, tmp_path):
    answers = all_of(target, tmp_path)
    assert answers[False] or target.name == "list of results"  # which lists what is damaged
    assert answers[True]


def breaks_at(*letters):
    """A function in place of another one, with the bug that it forgets some letters."""

    def in_place_of(right):
        def wrong(*given, **options):
            if any(one in str(given[0]) for one in letters):
                raise IndexError("planted")
            return right(*given, **options)

        return wrong

    return in_place_of


BUGS = {
    "scenario": (files, "_checked", breaks_at("\r", "\t")),
    "design": (design_file, "parse", breaks_at("\r", "\t")),
    "settings": (config, "parse", breaks_at("\r", "\t")),
    "observed": (observed, "_starts", breaks_at('"')),
    "options": (options, "_weeks_until", breaks_at("\r", "\t", "{", "[", "\\")),
    "target": (target, "_number", breaks_at("e", "_")),
    "set": (targets, "settings_of", breaks_at("\\r", "\\t", "{", "[")),
    "vary": (design_file, "_spelled", breaks_at("-inf", "nan", "=1+1")),
    "run folder": (manifests, "faults", lambda _: lambda manifest: []),
    "sweep folder": (sweep_results, "_check", lambda _: lambda *given: None),
    "posterior": (sheets, "read_table", lambda _: lambda path, rows=None: pq.read_table(path)),
    "list of results": (manifests, "faults", lambda _: lambda manifest: []),
}


@pytest.mark.parametrize("which", TARGETS, ids=NAMES)
def test_a_planted_bug_is_found(which, tmp_path, monkeypatch):
    module, name, bug = BUGS[which.name]
    monkeypatch.setattr(module, name, bug(getattr(module, name)))
    with pytest.raises(Finding):
        all_of(which, tmp_path)


def test_what_is_written_or_never_ends_is_a_finding(tmp_path, monkeypatch):
    def writing(given):
        (tmp_path / "out").write_text("x")

    monkeypatch.setattr(targets, "LONGEST_SECONDS", 1)
    with pytest.raises(Finding, match="something was written"):
        tried(targets.Target("writer", lambda dice, folder: None, writing), 1, tmp_path)
    with pytest.raises(Finding, match="TimeoutError: no answer within 1 seconds"):
        tried(targets.Target("waiter", lambda dice, folder: None, forever), 1, tmp_path)


def forever(_):
    while True:
        pass


def test_the_long_run_counts_its_inputs():
    assert chunk((NAMES.index("target"), 7))[0] == NAMES.index("target")
    assert chunk((NAMES.index("target"), 7))[2] == []
