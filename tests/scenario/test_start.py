"""A world that stands alone begins when its file says, and what the file says holds exactly."""

from datetime import date

import numpy as np
import pytest

import sim
from sim import calendar
from sim.errors import OptionError
from sim.experiments.options import Options
from sim.parameters.resolve import resolve
from sim.scenario.files import with_override
from sim.scenario.weekly import lever_row
from tests.results.fake import results_of

ELSEWHERE = """
    extends: none
    start: 2026-10-01
    because: Another country.
    policy:
      - {from: 2026-10-01, set: {detention.beds: 60000}}
      - {from: 2030-01-03, set: {detention.beds: {to: 70000, by: 2031-01-02}}}
    drivers:
      - {from: 2026-10-01, set: {intake.interior_per_week: 1000}}
"""

FEW = {"draws": 1, "replicates": 1, "scale": 10_000, "workers": 1}


def path(scenario, name, draw=None):
    return resolve(scenario, draw, 0, calendar.MOST_WEEKS).lever[lever_row(name)]


def test_weeks_are_counted_from_the_start(load):
    scenario = load(ELSEWHERE)
    assert (scenario.start, scenario.known, scenario.known_week) == (date(2026, 10, 1), date(2026, 10, 1), 0)
    first, last = ((date(year, 1, day) - scenario.start).days // 7 for year, day in ((2030, 3), (2031, 2)))
    beds = path(scenario, "detention.beds")
    assert (beds[: first + 1] == 60_000).all() and (beds[last:] == 70_000).all()
    np.testing.assert_allclose(np.diff(beds[first : last + 1]), 10_000 / (last - first))


def test_what_a_world_of_its_own_says_is_exact_in_every_draw(load):
    scenario = load(ELSEWHERE)
    for draw in range(3):
        assert (path(scenario, "detention.beds", draw) == path(scenario, "detention.beds")).all()
        assert (path(scenario, "intake.interior_per_week", draw) == 1000.0).all()
    left_out = {path(scenario, "intake.border_per_week", draw)[0] for draw in range(3)}
    assert len(left_out) == 3


def test_what_is_set_holds_from_the_start(load):
    assert (path(with_override(load(ELSEWHERE), {"courts.judges": 100}), "courts.judges") == 100).all()


def test_a_published_number_is_drawn_and_an_order_is_not(load):
    said = "extends: none\npolicy:\n- {{from: {}, {}set: {{detention.beds: 60000}}}}\n"
    drawn = load(said.format("2021-01-20", "source: ice_statistics, "))
    assert (path(drawn, "detention.beds", 0) != 60_000).all()
    assert (path(load(said.format("2021-01-20", "because: A test., ")), "detention.beds", 0) == 60_000).all()
    ordered = path(load(said.format("2025-08-06", "source: ice_statistics, ")), "detention.beds", 0)
    assert (ordered[calendar.week_of(date(2025, 8, 6)) :] == 60_000).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extends: frozen\nstart: 2026-10-01", "start: goes with extends: none; the root says when its world begins"),
        ("extends: none\nstart: soon", "start: soon is not a date"),
        (
            "extends: none\nstart: 2026-10-01\npolicy:\n- from: 2026-09-30\n  set: {detention.beds: 1}",
            "s.yaml:4:9: policy[0].from: 2026-09-30 is outside 2026-10-01 to 2042-06-12",
        ),
    ],
)
def test_a_start_that_cannot_be_is_refused(problems, text, said):
    (problem,) = problems(text)
    assert said in problem


def test_a_file_above_lives_in_the_calendar_of_its_root(write, load):
    write(ELSEWHERE, "elsewhere.yaml")
    above = load("extends: elsewhere.yaml\npolicy: [{from: 2039-10-06, set: {detention.beds: 1}}]")
    assert above.start == date(2026, 10, 1)
    assert np.flatnonzero(path(above, "detention.beds") == 1)[0] == (date(2039, 10, 6) - above.start).days // 7


def test_the_end_is_counted_from_the_start(load):
    scenario = load(ELSEWHERE)
    assert Options(until="FY2036").plan(scenario).end == date(2036, 10, 2)
    assert Options().plan(scenario).weeks == calendar.WEEKS
    with pytest.raises(OptionError, match="until 2043: its last day, 2043-12-31, must lie after 2026-10-01"):
        Options(until="2043").plan(scenario)


def test_worlds_that_begin_on_different_days_are_run_apart(load):
    with pytest.raises(OptionError, match="begins on 2026-10-01 and frozen on 2021-01-20; run them apart"):
        Options().plan(["frozen", load(ELSEWHERE)])


def test_tables_of_a_run_have_its_dates(load, tmp_path):
    scenario = load(ELSEWHERE)
    results = sim.run(scenario, out=tmp_path / "out", until="2027-06-30", **FEW)
    assert results.start == date(2026, 10, 1) and results.end == date(2027, 7, 1)
    assert not results.is_history
    assert sorted(results.trajectories["date"].dt.date.unique())[0] == date(2026, 10, 1)
    assert results.quantiles("docket", "quarter")["period"].tolist() == ["2026-Q4", "2027-Q1", "2027-Q2"]
    again = sim.read_results(tmp_path / "out")
    assert (again.start, again.end, again.known) == (results.start, results.end, results.known)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "2021" not in page.split("<h2")[1]


def test_a_sweep_and_a_question_live_in_the_calendar_of_their_scenario(load):
    few = FEW | {"until": "2027-09-30"}
    swept = sim.sweep(load(ELSEWHERE), vary={"detention.beds": [100, 60_000]}, **few)
    assert swept.layout.dates[-1] == date(2027, 9, 30)
    compared = sim.compare(load(ELSEWHERE), with_beds(load), **few)
    assert str(compared.tables["months"]["month"].iloc[0]) >= "2026-10"


def with_beds(load):
    """The same world with other beds."""
    return load("name: beds\nextends: s.yaml\npolicy: [{from: 2026-10-01, set: {detention.beds: 100}}]", "beds.yaml")


def test_results_without_a_start_begin_with_the_history():
    results = results_of({"docket": np.arange(5.0)})
    assert (results.start, results.known, results.is_history) == (calendar.START, calendar.INFORMATION_DATE, True)
