"""The planted faults are where their texts are, enough of them in each room, and a fault is seen."""

from collections import Counter

import pytest

from tests.mutants import plant
from tests.mutants.plant import ROOT, Edit, edits, is_noticed, run

LEAST = 60


def test_every_fault_is_found_by_its_text_and_changes_something():
    found = edits()
    assert len(set(found)) == len(found) >= LEAST
    assert set(Counter(edit.room for edit in found)) == {
        *("rules", "processes", "engine", "scenario", "results", "report", "questions"),
    }
    for edit in found:
        compile(edit.planted(), str(edit.path), "exec")
        assert edit.planted() != (ROOT / edit.path).read_text(encoding="utf-8")


def test_a_text_that_is_gone_is_refused(monkeypatch):
    monkeypatch.setattr(plant, "ROOT", ROOT / "docs")
    with pytest.raises(LookupError, match="gone or stands twice"):
        edits()


def test_a_fault_is_noticed_and_a_change_of_words_is_not():
    (fault,) = [edit for edit in edits() if edit.at == "def most_waiting_for_a_bed"]
    seconds = {fault.command: 600.0}
    neutral = Edit(*fault[:2], "booked before", "put to bed before", *fault[4:])
    assert run([fault], seconds, 1) == {fault: True}
    place = (ROOT / fault.path).read_text("utf-8").index("not booked")
    same = neutral._replace(right="not booked", wrong="not yet booked", place=place)
    assert run([same], seconds, 1) == {same: False}


def test_a_fault_that_makes_a_loop_endless_is_noticed():
    assert is_noticed(ROOT, ("timeit", "-n", "1", "while True: pass"), 1.0)
    assert not is_noticed(ROOT, ("timeit", "-n", "1", "pass"), 600.0)
