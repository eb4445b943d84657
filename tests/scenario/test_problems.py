"""Every mistake in a scenario file is named where it stands: one test a mistake, the whole line asserted."""

import os
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.io.marked_yaml import DEEPEST, MOST_PROBLEMS
from sim.scenario.files import KIND, load_scenario, validate_files

BEDS = "a number between 0 and 1,000,000 (beds)"


def test_all_problems_of_a_file_at_once_in_the_order_of_the_file(problems):
    assert problems("""
        name: x
        because: y
        polcy: []
        policy:
          - from: 2025-08-01
            set:
              detention.bed: 5
              detention.beds: -1
              hiring.target: "100"
        delivery: {detention.beds: in fall}
    """) == [
        "s.yaml:3:1: polcy: unknown key; known are name, extends, because, start, rewrites_history, sources, policy, "
        "delivery, assume, drivers (did you mean policy?)",
        "s.yaml:7:7: policy[0].set.detention.bed: no such lever (did you mean detention.beds?)",
        f"s.yaml:8:23: policy[0].set.detention.beds: -1 is out of range; allowed is {BEDS}",
        "s.yaml:9:22: policy[0].set.hiring.target: 100 is not a number; take off the quotes; "
        "allowed is a number between 0 and 200,000 (recruits)",
        "s.yaml:10:28: delivery.detention.beds: in fall is given; allowed is in full, uncertain, or a mapping "
        "(did you mean in full?)",
    ]


def test_all_files_at_once(write, tmp_path):
    one, two = write("nam: x", "one.yaml"), write("policy: 5", "two.yaml")
    found = [str(problem).replace(f"{tmp_path}/", "") for problem in validate_files([one, two, one])]
    assert [line.partition(": ")[0] for line in found] == ["one.yaml:1:1", "two.yaml:1:9"]


ONE_PROBLEM = {
    "duplicate key": (
        "name: x\nname: y",
        "s.yaml:2:1: name: key given twice; first in line 1",
    ),
    "duplicate lever": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: 1, detention.beds: 2}",
        "s.yaml:3:28: policy[0].set.detention.beds: key given twice; first in line 3",
    ),
    "bool for a number": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: true}",
        f"s.yaml:3:25: policy[0].set.detention.beds: true is not a number; allowed is {BEDS}",
    ),
    "text for a number": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: many}",
        f"s.yaml:3:25: policy[0].set.detention.beds: many is not a number; allowed is {BEDS}",
    ),
    "nothing for a number": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: }",
        f"s.yaml:3:24: policy[0].set.detention.beds: nothing is not a number; allowed is {BEDS}",
    ),
    "not a number": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: .nan}",
        f"s.yaml:3:25: policy[0].set.detention.beds: .nan is not a number; allowed is {BEDS}",
    ),
    "infinite": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: .inf}",
        f"s.yaml:3:25: policy[0].set.detention.beds: .inf is not a number; allowed is {BEDS}",
    ),
    "too large for a float": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: 1e999}",
        f"s.yaml:3:25: policy[0].set.detention.beds: 1e999 is not a number; allowed is {BEDS}",
    ),
    "choice": (
        "policy:\n- from: 2025-08-01\n  set: {arrests.priority: easyest}",
        "s.yaml:3:27: policy[0].set.arrests.priority: easyest is not a choice; allowed is one of convicted, "
        "final_order, monitored, easiest (did you mean easiest?)",
    ),
    "choice in a ramp": (
        "policy:\n- from: 2025-08-01\n  set: {arrests.priority: {to: easiest, by: 2026-01-01}}",
        "s.yaml:3:28: policy[0].set.arrests.priority.to: a choice cannot go in a ramp",
    ),
    "date too early": (
        "policy:\n- from: 2021-01-19\n  set: {detention.beds: 1}",
        "s.yaml:2:9: policy[0].from: 2021-01-19 is outside 2021-01-20 to 2036-10-01",
    ),
    "date too late": (
        "policy:\n- from: 2036-10-02\n  set: {detention.beds: 1}",
        "s.yaml:2:9: policy[0].from: 2036-10-02 is outside 2021-01-20 to 2036-10-01",
    ),
    "no such day": (
        "policy:\n- from: 2025-02-30\n  set: {detention.beds: 1}",
        "s.yaml:2:9: policy[0].from: 2025-02-30 is not a date; write it as 2025-08-01",
    ),
    "year for a date": (
        "policy:\n- from: 2025\n  set: {detention.beds: 1}",
        "s.yaml:2:9: policy[0].from: 2025 is not a date; write it as 2025-08-01",
    ),
    "no date": (
        "policy:\n- set: {detention.beds: 1}",
        "s.yaml:2:3: policy[0]: from: is missing",
    ),
    "nothing set": (
        "policy:\n- from: 2025-08-01",
        "s.yaml:2:3: policy[0]: set: is missing (or add:, times:, buy:)",
    ),
    "ramp without end": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: {to: 1}}",
        "s.yaml:3:25: policy[0].set.detention.beds: needs value (a step), or to and by (a ramp; with value it begins "
        "there)",
    ),
    "ramp backwards": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: {to: 1, by: 2025-08-01}}",
        "s.yaml:3:37: policy[0].set.detention.beds.by: 2025-08-01 is not after 2025-08-01, where the ramp begins",
    ),
    "steps backwards": (
        "policy:\n- from: 2025-08-01\n  set:\n    detention.beds:\n    - {from: 2026-01-01, value: 1}\n"
        "    - {from: 2025-12-31, value: 2}",
        "s.yaml:6:14: policy[0].set.detention.beds[1].from: 2025-12-31 is before 2026-01-01; steps go forward",
    ),
    "step before its entry": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: [{from: 2025-07-01, value: 1}]}",
        "s.yaml:3:33: policy[0].set.detention.beds[0].from: 2025-07-01 is before 2025-08-01; steps go forward",
    ),
    "step without date": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: [{value: 1}]}",
        "s.yaml:3:26: policy[0].set.detention.beds[0]: from: is missing",
    ),
    "bare number among steps": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: [5]}",
        "s.yaml:3:26: policy[0].set.detention.beds[0]: 5 is given; a step with from and value is needed",
    ),
    "no steps": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: []}",
        "s.yaml:3:25: policy[0].set.detention.beds: the list is empty; steps of {from, value} are needed",
    ),
    "set twice": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: 1}\n- from: 2025-08-01\n  set: {detention.beds: 2}",
        "s.yaml:5:25: detention.beds: set twice from 2025-08-01; first in line 3",
    ),
    "key of a value": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: {valu: 1, value: 2}}",
        "s.yaml:3:26: policy[0].set.detention.beds.valu: unknown key; known are value, to, by, p05, p95, because, "
        "source (did you mean value?)",
    ),
    "driver as policy": (
        "policy:\n- from: 2025-08-01\n  set: {intake.border_per_week: 1}",
        "s.yaml:3:9: policy[0].set.intake.border_per_week: is a driver; set it under drivers:",
    ),
    "lever as driver": (
        "drivers:\n- from: 2025-08-01\n  set: {detention.beds: 1}",
        "s.yaml:3:9: drivers[0].set.detention.beds: is a lever; set it under policy:",
    ),
    "assumption as policy": (
        "policy:\n- from: 2025-08-01\n  set: {absconding.app_ratio: 1}",
        "s.yaml:3:9: policy[0].set.absconding.app_ratio: is an assumption; believe another value under assume:",
    ),
    "lever as assumption": (
        "assume: {detention.beds: {value: 1, because: x}}",
        "s.yaml:1:10: assume.detention.beds: is a lever; set it under policy:",
    ),
    "assumption without reason": (
        "assume: {absconding.app_ratio: {value: 0.5}}",
        "s.yaml:1:32: assume.absconding.app_ratio: because: is missing",
    ),
    "assumption as a bare number": (
        "assume: {absconding.app_ratio: 0.5}",
        "s.yaml:1:32: assume.absconding.app_ratio: 0.5 is given; a mapping with value and because is needed",
    ),
    "assumption out of range": (
        "assume: {courts.closed_share: {value: 1.5, because: x}}",
        "s.yaml:1:39: assume.courts.closed_share.value: 1.5 is out of range; allowed is a number between 0 and 1",
    ),
    "negative assumption": (
        "assume: {absconding.app_ratio: {value: -1, because: x}}",
        "s.yaml:1:40: assume.absconding.app_ratio.value: -1 is out of range; allowed is a number of at least 0 (times)",
    ),
    "uncertain lever": (
        "policy:\n- from: 2025-08-01\n  set: {detention.beds: {value: 5, p05: 1, p95: 9}}",
        "s.yaml:3:36: policy[0].set.detention.beds.p05: a lever is chosen; only a driver's value is uncertain",
    ),
    "half an uncertainty": (
        "drivers:\n- from: 2025-08-01\n  set: {removal.direct_per_week: {value: 5, p05: 1}}",
        "s.yaml:3:45: drivers[0].set.removal.direct_per_week.p05: stands alone; p05 and p95 come together",
    ),
    "uncertainty beside the value": (
        "drivers:\n- from: 2025-08-01\n  set: {removal.direct_per_week: {value: 5, p05: 6, p95: 9}}",
        "s.yaml:3:45: drivers[0].set.removal.direct_per_week.p05: needs 0 < p05 < p95 around the value "
        "(and a share below 1)",
    ),
    "source": (
        "policy:\n- from: 2025-08-01\n  source: article_01\n  set: {detention.beds: 1}",
        "s.yaml:3:11: policy[0].source: no such source (did you mean article_001?); a source of "
        "your own stands under sources:",
    ),
    "delivery of a choice": (
        "delivery: {arrests.priority: uncertain}",
        "s.yaml:1:12: delivery.arrests.priority: a choice is always delivered in full",
    ),
    "delivery of a driver": (
        "delivery: {courts.order_share: uncertain}",
        "s.yaml:1:12: delivery.courts.order_share: is a driver; set it under drivers:",
    ),
    "delivery of more than all": (
        "delivery: {detention.beds: {share: 1.2}}",
        "s.yaml:1:36: delivery.detention.beds.share: 1.2 is out of range; allowed is a number between 0 and 1",
    ),
    "delivery in history": (
        "extends: none\ndelivery: {detention.beds: uncertain}",
        "s.yaml:2:1: delivery: a scenario that stands alone states what arrived",
    ),
    "name of a folder": (
        "name: ../x",
        "s.yaml:1:7: name: ../x has other than letters, digits, dash, dot, underscore",
    ),
    "number for a name": (
        "name: 2025",
        "s.yaml:1:7: name: 2025 is given; a text is needed; put it in quotes",
    ),
    "mapping for a list": (
        "policy: {from: 2025-08-01}",
        "s.yaml:1:9: policy: a mapping is given; a list of {from, set} is needed",
    ),
    "list for a file": (
        "- name: x",
        "s.yaml:1:1: a list is given; a mapping with name, extends, because, start, rewrites_history, sources, policy, "
        "delivery, assume, drivers is needed",
    ),
    "object tag": (
        "name: !!python/object/apply:os.system [ls]",
        "s.yaml:1:7: name: tag tag:yaml.org,2002:python/object/apply... is not allowed; write plain values",
    ),
    "alias": (
        "because: &b x\nname: *b",
        "s.yaml:2:7: name: alias *b is not allowed; write the value again",
    ),
    "two documents": (
        "name: x\n---\nname: y",
        "s.yaml:2:1: a second document; a file holds one",
    ),
    "syntax": (
        "name: x\npolicy: [",
        "s.yaml:2:10: not YAML: expected the node content, but found '<stream end>'",
    ),
    "tab": (
        "name: x\npolicy:\n\t- from: 2025-08-01",
        "s.yaml:3:1: not YAML: found character '\\t' that cannot start any token",
    ),
    "control character": (
        "name: x\nbecause: a\x01b",
        "s.yaml:2:11: not YAML: character '\\x01' is not allowed",
    ),
    "key that is a list": (
        "? [a]\n: 1",
        "s.yaml:1:3: a key must be a single text",
    ),
    "extends nothing known": (
        "extends: frozn",
        "s.yaml:1:10: extends: frozn: no scenario of this name is shipped, and no such file is there "
        "(did you mean frozen?)",
    ),
    "extends a missing file": (
        "extends: other.yaml",
        "s.yaml:1:10: extends: other.yaml: there is no such file",
    ),
    "comments only": ("# nothing\n", "s.yaml:1:1: is empty but for comments"),
    "empty": ("", "s.yaml:1:1: is empty; a scenario has name:, because:, policy: and so on"),
    "blank": (" \n\n", "s.yaml:1:1: is empty; a scenario has name:, because:, policy: and so on"),
    "binary": (b"\x89PNG\r\n\x00\x01", "s.yaml:1:1: is a binary file; a scenario is YAML text in UTF-8"),
    "not UTF-8": (
        "name: x\nbecause: Zürich".encode("latin-1"),
        "s.yaml:2:11: byte 0xfc is not UTF-8; save the file as UTF-8 text",
    ),
}


@pytest.mark.parametrize(("text", "line"), ONE_PROBLEM.values(), ids=ONE_PROBLEM)
def test_problem(problems, text, line):
    found = problems(text)
    assert line in found
    assert all(other.startswith("s.yaml:") for other in found)


def test_a_cycle_is_shown_as_a_circle(write, tmp_path):
    write("extends: b.yaml", "a.yaml")
    path = write("extends: a.yaml", "b.yaml")
    (problem,) = validate_files([path])
    shown = str(problem).replace(f"{tmp_path}/", "")
    assert shown == "a.yaml:1:10: extends: b.yaml: extends itself: b.yaml -> a.yaml -> b.yaml"


def test_a_file_that_extends_itself(problems):
    assert problems("extends: s.yaml") == ["s.yaml:1:10: extends: s.yaml: extends itself: s.yaml -> s.yaml"]


def test_problems_of_what_is_extended_carry_its_name(write, tmp_path):
    write("polcy: 1", "base.yaml")
    path = write("name: x\nextends: base.yaml\nbecaus: y")
    lines = [str(problem).replace(f"{tmp_path}/", "").split(": ")[0] for problem in validate_files([path])]
    assert lines == ["s.yaml:3:1", "base.yaml:1:1"]


def test_missing_file_names_the_nearest(write, tmp_path):
    write("name: x", "hire.yaml")
    (problem,) = validate_files([tmp_path / "hires.yaml"])
    assert str(problem) == f"{tmp_path}/hires.yaml:1:1: there is no such file (did you mean hire.yaml?)"


def test_unknown_name():
    with pytest.raises(ScenarioError, match=r"^hire10k:1:1: no scenario of this name .* \(did you mean hire-10k\?\)$"):
        load_scenario("hire10k")


def test_directory(tmp_path):
    (problem,) = validate_files([tmp_path])
    assert str(problem) == f"{tmp_path}:1:1: is a directory; a scenario is YAML text in UTF-8"


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000, "~", ".", "../"])
def test_odd_names_are_errors(name):
    assert len(validate_files([name])) == 1


def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "s.yaml")
    (problem,) = validate_files([tmp_path / "s.yaml"])
    assert problem.message == "is not a regular file"


def test_100_megabytes_are_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "s.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    (problem,) = validate_files([path])
    assert problem.message == f"has 100,000,000 bytes; a scenario has at most {KIND.largest:,}"


def test_deep_nesting_ends_early(problems):
    (line,) = problems("policy: " + "[" * 100_000)
    assert line.endswith(f"nested more than {DEEPEST} levels deep")


def test_billion_laughs_stay_small(problems):
    text = "a: &a [x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    assert len([line for line in problems(text) if "is not allowed; write the value again" in line]) == 12


def test_a_hopeless_file_ends_early(problems):
    assert len(problems("\n".join(f"key{index}: 1" for index in range(5000)))) == MOST_PROBLEMS
    assert len(problems("\n".join(f"key{index}: !a 1" for index in range(5000)))) == MOST_PROBLEMS


def test_error_text_has_a_line_for_each_problem(write):
    with pytest.raises(ScenarioError) as raised:
        load_scenario(write("nam: x\npolcy: y"))
    assert len(raised.value.problems) == 2
    assert str(raised.value).count("\n") == 1


def test_windows_line_ends_and_byte_order_mark(load):
    assert load("\ufeffname: x\r\nbecause: y\r\n".encode()).because == "y"
