"""The reference model alone: its books balance, nothing is overfull, and nil is a legal value of everything."""

import math

import numpy as np
import pytest

from sim.results.measures import INDEX
from sim.vocabulary import Stage, Task
from tests.model.reference import measure, world
from tests.model.reference.case import Case
from tests.model.reference.clock import Clock, Path
from tests.model.reference.line import Carry, Line
from tests.model.reference.model import Reference, run

WEEKS = 60


@pytest.fixture(scope="module", params=["scarce", "ample"])
def stepped(request: pytest.FixtureRequest) -> tuple[list[Reference], np.ndarray]:
    """One replicate, looked at every week: the model at its end and its rows."""
    model = Reference(getattr(world, request.param)(), world.SCALE, world.OFFICES, seed=5)
    rows = [measure.row(model, first=True)]
    for _ in range(WEEKS):
        model.step()
        _everybody_stands_right(model)
        rows.append(measure.row(model))
    return model, np.array(rows)


def _everybody_stands_right(model: Reference) -> None:
    for case in model.cases:
        right = case._right_lines()
        assert all(right[name] is line and case in line for name, line in case.lines.items())
        assert all(name in case.lines for name in right if name in ("filing", "hearing", "arrest", "seat"))
        assert "contact" not in case.clocks or "contact" not in case.lines
        owed = "contact" in case.clocks or "contact" in case.lines
        assert owed == (case.on_docket and not case.absconded)


def _column(rows: np.ndarray, name: str) -> np.ndarray:
    return rows[:, INDEX[name]]


def test_cases_in_are_cases_open_and_closed(stepped):
    _, rows = stepped
    open_cases = _column(rows, "docket") + _column(rows, "detained")
    came = _column(rows, "intake") + _column(rows, "book_ins") - _column(rows, "book_ins_docket")
    went = sum(
        _column(rows, name) for name in ("departures", "other_closures", "relief_or_closed", "book_outs_removed")
    )
    assert np.allclose(np.diff(open_cases), (came - went)[1:])
    assert came[1:].sum() > 0 and went[1:].sum() > 0


def test_bed_stock_changes_by_its_flows(stepped):
    _, rows = stepped
    flow = _column(rows, "book_ins") - _column(rows, "book_outs")
    assert np.allclose(np.diff(_column(rows, "detained")), flow[1:])


def test_ledger_sums_to_open_cases(stepped):
    _, rows = stepped
    waiting = sum(_column(rows, name) for name in INDEX if name.startswith("waiting_"))
    assert np.array_equal(waiting, _column(rows, "docket") + _column(rows, "detained"))


def test_stages_sum_to_the_docket(stepped):
    _, rows = stepped
    stages = sum(_column(rows, name) for name in ("awaiting_filing", "in_proceedings", "final_order"))
    assert np.array_equal(stages, _column(rows, "docket"))


def test_beds_are_overfull_only_after_a_cut_and_then_only_empty(stepped):
    _, rows = stepped
    held, beds = _column(rows, "detained"), _column(rows, "beds")
    over = held[1:] > beds[1:]
    assert np.all(np.diff(held)[over] <= 0)
    assert np.all(beds[1:][over] < held[:-1][over] + 1)


def test_devices_are_conserved(stepped):
    model, rows = stepped
    for name in ("ankle", "wrist"):
        bought = getattr(model.lever, f"monitoring_{name}_devices")
        worn, spare = _column(rows, f"monitored_{name}"), _column(rows, f"devices_spare_{name}")
        assert np.all(spare >= 0)
        assert np.all(worn + spare <= bought)
    lost = _column(rows, "devices_lost")
    all_bought = model.lever.monitoring_ankle_devices + model.lever.monitoring_wrist_devices
    worn = _column(rows, "monitored_ankle") + _column(rows, "monitored_wrist")
    assert np.allclose(worn + lost + _column(rows, "devices_spare"), all_bought)
    assert np.all(np.diff(lost) >= 0) and worn.max() > 0


def test_hours_used_never_exceed_those_given_so_far(stepped):
    _, rows = stepped
    for task in Task:
        used = np.cumsum(_column(rows, f"hours_used_{task.name.lower()}")[1:])
        given = np.cumsum(_column(rows, f"hours_available_{task.name.lower()}")[1:])
        assert np.all(used <= given + 4.0 * world.SCALE)  # removals: at most one journey ahead of its hours


def test_nil_is_a_legal_value_of_every_lever():
    nil = {name.replace(".", "__"): 0 for name in world.LEVERS if not name.startswith("officers.")}
    rows = run(world.small_world(officers__headcount=0, **nil), 8, world.SCALE)
    for name in ("intake", "filings", "hearings_completed", "check_ins_done", "book_ins", "removals", "hires"):
        assert np.nansum(_column(rows, name)) == 0


def test_a_seed_is_a_history():
    resolved = world.scarce()
    assert np.array_equal(run(resolved, 8, 2.0, seed=1), run(resolved, 8, 2.0, seed=1), equal_nan=True)
    assert not np.array_equal(run(resolved, 8, 2.0, seed=1), run(resolved, 8, 2.0, seed=2), equal_nan=True)


def test_a_clock_rings_where_the_accumulated_hazard_reaches_its_threshold():
    path = Path()
    path.advance(0.5)
    clock = Clock(left=1.0, hazard=0.5, path=path, now=0.0)  # needs the path to advance by 2
    assert clock.due() == math.inf
    path.advance(2.0)
    assert clock.due() == pytest.approx(1.75)


def test_a_clock_that_stands_still_keeps_what_is_left():
    path = Path()
    path.advance(1.0)
    clock = Clock(left=2.0, hazard=1.0, path=path, now=0.0)
    clock.change(0.0, path, 0.5)
    for _ in range(3):
        path.advance(1.0)
    assert clock.due() == math.inf
    clock.change(3.0, path, 3.0)
    assert clock.due() == pytest.approx(3.5)


def test_carry_takes_whole_units_and_keeps_the_rest():
    carry = Carry()
    assert [carry.take(0.75) for _ in range(4)] == [0, 1, 1, 1]


def test_a_line_is_first_in_first_out_and_may_be_left():
    line: Line[str] = Line()
    for name in "abc":
        line.join(name)
    line.leave("a")
    line.join("a")
    assert list(line) == ["b", "c", "a"] and line.first() == "b"


def test_closed_cases_are_gone(stepped):
    model, _ = stepped
    assert set(model.agents_by_type[Case]) == set(model.cases)
    assert all(case.stage != Stage.CLOSED for case in model.cases)
