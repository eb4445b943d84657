"""Whatever is written, the answer is a scenario or a list of problems; never another exception."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import Problem
from sim.scenario.files import validate_files

PIECES = (
    "name: x|extends: none|extends: frozen|because: y|policy:|drivers:|delivery:|assume:|- from: 2025-08-01|  set:|"
    "    detention.beds: 5|    detention.beds: {to: 5, by: 2026-01-01}|    officers.docket_share: 0.9|"
    "    detention.beds: [{from: 2026-01-01, value: 1}]|    officers.jail_share: 1|  detention.beds: uncertain|"
    "  absconding.app_ratio: 1|  absconding.app_ratio: {value: 1, because: x}|"
    "  until: 2026-01-01|  add:|  times:|  buy:|sources:|  mine: {title: x, publisher: y, date: 2025}|"
    "  source: mine|+1|"
    "    intake.border_per_week: {value: 2, p05: 1, p95: 3}|  - a|? b|: c|[|]|{|}|&a|*a|!!x|'|\"|>|%|\t|#"
).split("|")


def check(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        path.write_bytes(raw)
        for problem in validate_files([path]):
            assert isinstance(problem, Problem)
            assert problem.line >= 1 and problem.column >= 1 and problem.message


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_scraps_of_scenarios(lines):
    check("\n".join(lines).encode())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text):
    check(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(raw):
    check(raw)
