"""Nil is a legal value of every quantity, and means what it says."""

import numpy as np
import pytest

from sim.evidence.quantities import levers, quantities
from sim.model.run import run
from sim.parameters.resolve import resolve
from sim.results.measures import INDEX
from sim.scenario.files import load_scenario, with_override
from sim.vocabulary import Stage
from tests.model.laws.books import BOOKS
from tests.model.laws.capacity import CAPACITY
from tests.model.laws.random_worlds import FIELDS
from tests.model.laws.scan import SCAN
from tests.model.laws.watch import watch
from tests.model.reference.world import LEVERS, SCALE, scarce

LAWS = BOOKS + CAPACITY + SCAN
WEEKS = 60

NIL = {
    "arrests.at_check_in": ["arrests_check_in"],
    "arrests.local_cooperation_share": ["arrests_jail"],
    "arrests.detainer_share": ["arrests_jail"],
    "courts.judges": ["hearings_completed", "orders_issued", "orders_in_absentia", "relief_or_closed"],
    "courts.completions_per_judge_year": ["hearings_completed"],
    "detention.beds": ["book_ins", "arrests_jail", "arrests_at_large", "arrests_check_in"],
    "detention.border_book_ins_per_week": ["book_ins_border"],
    "detention.release_per_bed_year": ["releases"],
    "departure.ratio": ["departures"],
    "hiring.target": ["officers_vetting", "officers_in_training"],
    "hiring.pace_per_week": ["officers_vetting", "officers_in_training"],
    "hiring.academy_seats": ["officers_in_training"],
    "officers.headcount": ["check_ins_done", "officers", "officers_docket", "book_outs_removed", "hours_used_docket"],
    "officers.docket_share": ["check_ins_done", "officers_docket", "hours_used_docket"],
    "officers.detained_share": ["hours_used_detained"],
    "officers.check_in_arrest_share": ["arrests_check_in"],
    "officers.removal_share": ["book_outs_removed"],
    "officers.training_share": ["hours_used_training"],
    "officers.other_share": ["hours_used_other"],
    "removal.seats_per_week": ["removals_docket", "removals_new", "removals_border"],
    "removal.direct_per_week": ["removals_direct"],
}
"""Lever: measures that are nil in every week when it is."""


def of(trajectory, measure):
    """Values of a measure after the first row."""
    return trajectory.values[1:, INDEX[measure]]


@pytest.mark.parametrize("name", sorted(LEVERS))
def test_lever_or_driver(name):
    changes = {"hiring__target": 12 if name.startswith("hiring") else 0} | {name.replace(".", "__"): 0.0}
    seen = watch(scarce(**changes), LAWS, weeks=40, scale=SCALE, offices=2)
    assert seen.broken == []
    assert not np.isinf(seen.trajectory.values).any()
    for measure in NIL.get(name, []):
        assert not of(seen.trajectory, measure).any(), measure


@pytest.mark.parametrize("name", FIELDS)
def test_number(name):
    low, _ = quantities()[name].limits
    assert low <= 0.0
    values = run(scarce(**{name.replace(".", "__"): 0.0}), 0, 0, 0, scale=SCALE, weeks=WEEKS, offices=2).values
    assert not np.isinf(values).any()
    assert (np.nan_to_num(values[:, INDEX["docket"]]) > 0).all() or name == "start.docket"


@pytest.mark.parametrize("name", sorted(name for name, lever in levers().items() if not lever.choices))
def test_from_the_information_date_on(name):
    resolved = resolve(with_override(load_scenario("frozen"), {name: 0}), None, 0)
    values = run(resolved, 0, 0, 0, scale=10_000).values
    assert not np.isinf(values).any()
    for measure in NIL.get(name, []):
        if not measure.startswith("hours_used"):  # an office may keep hours for one case as long as none comes
            assert not values[-52:, INDEX[measure]].any(), measure


def small(**changes):
    return run(scarce(**changes), 0, 0, 0, scale=SCALE, weeks=WEEKS, offices=2)


def test_no_intake_from_anywhere():
    closed = {"intake__border_per_week": 0, "intake__interior_per_week": 0, "detention__border_book_ins_per_week": 0}
    made = small(**closed, arrests__jail_new_per_week=0, arrests__new_per_thousand_field_hours=0, start__detained=0)
    assert not of(made, "intake").any()
    assert (np.diff(made.values[:, INDEX["docket"]] + made.values[:, INDEX["detained"]]) <= 0).all()


def test_no_officers_and_no_staff_of_others():
    made = small(officers__headcount=0, officers__detailed_from_others=0, hiring__target=0)
    for measure in ("check_ins_done", "arrests_at_large", "arrests_jail", "arrests_check_in", "arrests_incidental"):
        assert not of(made, measure).any(), measure
    assert np.isnan(of(made, "caseload_per_docket_officer")).all()
    assert of(made, "check_ins_due").sum() > 0 and of(made, "waiting_check_in_hours")[-1] > 0


def test_no_beds_from_the_first_day():
    made = small(detention__beds=0, start__detained=0)
    assert not of(made, "detained").any() and not of(made, "book_outs").any()
    assert (of(made, "removals") == of(made, "removals_direct")).all()
    assert of(made, "released_no_bed").sum() > 0 and of(made, "waiting_bed")[-1] > 0


def test_no_devices_leaves_the_app():
    made = small(monitoring__ankle_devices=0, monitoring__wrist_devices=0, start__monitored_ankle=0)
    assert not of(made, "monitored_ankle").any() and not of(made, "monitored_wrist").any()
    assert of(made, "monitored_app")[-1] > 0 and not of(made, "devices_lost").any()


def test_no_filing_capacity_keeps_the_line():
    seen = watch(scarce(courts__filings_per_week=0, detention__beds=0, start__detained=0), weeks=40, scale=SCALE)
    assert not of(seen.trajectory, "filings").any()
    cases = seen.docket.cases[: int(seen.docket.world[0].rows)]
    entered = cases[cases["channel"] != 0]
    assert not np.isin(entered["stage"], (Stage.PROCEEDINGS, Stage.FINAL_ORDER)).any()


def test_an_interval_of_nil_is_a_contact_every_week():
    none, one = (small(checkins__interval_weeks=n, checkins__interval_monitored_weeks=n).values for n in (0, 1))
    np.testing.assert_array_equal(none, one)


def test_empty_world():
    """Nobody anywhere: everything is nil, and nothing fails."""
    nobody = {f"start__{stage}": 0 for stage in ("docket", "final_order", "in_proceedings", "not_filed", "detained")}
    drivers = dict.fromkeys(("intake__border_per_week", "intake__interior_per_week", "arrests__jail_new_per_week"), 0)
    drivers |= {"detention__border_book_ins_per_week": 0, "arrests__new_per_thousand_field_hours": 0}
    made = small(**nobody, **drivers)
    for measure in ("docket", "detained", "check_ins_due", "arrests", "book_ins", "orders_issued", "monitored"):
        assert not of(made, measure).any(), measure


def test_no_numbers_at_all():
    """Every lever nil at once."""
    made = small(**{name.replace(".", "__"): 0.0 for name in LEVERS})
    assert not np.isinf(made.values).any()
    for measure in ("intake", "filings", "hearings_completed", "check_ins_done", "arrests", "book_ins", "removals"):
        assert not of(made, measure).any(), measure
