"""Single cases: their stories are whole, true to the run, the same each time, and told in plain words."""

import json
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim import calendar
from sim.cli.app import app
from sim.errors import OptionError
from sim.model.run import Run
from sim.parameters.resolve import resolve
from sim.questions.stories.happenings import CLOSING, Happening
from sim.questions.stories.lives import Name, follow_in, roll, sampled
from sim.questions.stories.story import follow
from sim.questions.stories.words import NOBODY, heading, lines, said, timeline
from sim.report.plots import style
from sim.scenario.files import load_scenario
from sim.vocabulary import Channel, Reason

SMALL = {"scale": 5000, "seed": 3}


def fresh_run(scenario: str = "baseline", weeks: int = calendar.WEEKS) -> Run:
    return Run(resolve(load_scenario(scenario), 0, 3, weeks, "prior"), 3, 0, 0, 5000, weeks)


@pytest.fixture(scope="module")
def everybody():
    """The lives of all cases of a run, and the run at its end."""
    names = roll(fresh_run())
    run = fresh_run()
    return follow_in(run, list(enumerate(names))), run


def docketsim(*words: str):
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_every_open_case_has_its_story(everybody):
    lives, run = everybody
    held = run.history.stock[-1].sum(axis=1)
    from sim.model.world import Stock

    still = [life for life in lives if life.left is None]
    waiting = {reason: sum(life.waits[-1].reason == reason for life in still if life.waits) for reason in Reason}
    last = {reason: int(held[Stock.WAITING + reason]) for reason in Reason}
    assert sum(last.values()) == len(still)
    changed_in_the_last_week = 30  # a wait of no week is not told
    assert sum(abs(waiting[reason] - last[reason]) for reason in Reason) <= changed_in_the_last_week


def test_waits_fill_the_time_from_entry_to_the_end(everybody):
    for life in everybody[0]:
        end = life.until if life.left is None else life.left
        assert sum(wait.weeks for wait in life.waits) == end - life.first, heading(life)
        for one, other in zip(life.waits, life.waits[1:], strict=False):
            assert one.end == other.first and one[:2] != other[:2]


def test_a_story_begins_with_the_entry_and_ends_with_an_ending(everybody):
    for life in everybody[0]:
        kinds = [event.kind for event in life.events]
        assert kinds[0] == Happening.ENTERED
        assert kinds.count(Happening.ENTERED) == 1
        endings = [kind for kind in kinds if kind in CLOSING]
        assert endings == kinds[-1:] or not endings
        weeks = [event.week for event in life.events]
        assert weeks == sorted(weeks)


def test_waits_sum_to_the_ledger(everybody):
    """Weeks that all cases together waited for a hearing are the sum of the weekly counts."""
    from sim.model.world import Stock

    lives, run = everybody
    told = sum(wait.weeks for life in lives for wait in life.waits if wait.reason == Reason.HEARING)
    counted = int(run.history.stock[:-1, Stock.WAITING + Reason.HEARING].sum())
    assert told == pytest.approx(counted, rel=0.01)


def test_every_event_and_wait_has_words(everybody):
    for life in everybody[0]:
        text = "\n".join([*lines(life), *timeline(life)])
        assert all(said(event) in text for event in life.events if event.kind != Happening.REPORTED)
        assert "None" not in text and "Happening" not in text


def test_the_same_person_meets_the_same_luck_in_another_scenario():
    """Two scenarios that differ from 2025-08 on tell the same story up to then."""
    names = roll(fresh_run("frozen"))
    chosen = [(place, names[place]) for place in sampled(names, 40, 3, 0) if names[place].entry < 200]
    one = follow_in(fresh_run("frozen"), chosen)
    other = follow_in(fresh_run("all-hands"), chosen)
    week = calendar.week_of(calendar.INFORMATION_DATE)
    assert len(chosen) > 5
    for a, b in zip(one, other, strict=True):
        assert [e[:2] for e in a.events if e.week < week] == [e[:2] for e in b.events if e.week < week]


def test_a_name_says_who_it_is():
    assert str(Name(60, Channel.BORDER, 17)) == "2022-03-16/border/17"
    assert str(Name(-1, Channel.OPENING, 4)) == "opening/4"


def test_number_and_name_are_the_same_case_and_the_order_is_kept():
    by_number = follow("frozen", case=[900, 5], parameters="prior", **SMALL)
    by_name = follow("frozen", case=[str(life.name) for life in by_number.lives], parameters="prior", **SMALL)
    assert by_name.text() == by_number.text()
    assert [life.number for life in by_number.lives] == [900, 5]


def test_the_same_stories_give_the_same_bytes():
    one, other = (follow("frozen", sample=3, parameters="prior", **SMALL) for _ in range(2))
    assert one.text() == other.text()
    assert style.to_svg(one.plot()) == style.to_svg(other.plot())


def test_tables_hold_what_the_text_tells():
    stories = follow("frozen", sample=5, parameters="prior", **SMALL)
    events, waits = stories.events(), stories.waits()
    assert list(events.columns) == ["case", "name", "date", "what", "text"]
    assert len(events) == sum(len(life.events) for life in stories.lives)
    assert (waits["weeks"] > 0).all()
    assert events["date"].min() >= date(2021, 1, 20)


def test_a_run_that_stops_early_tells_less():
    (short,) = follow("frozen", case=10, until="2022-01-19", parameters="prior", **SMALL).lives
    (long,) = follow("frozen", case=10, parameters="prior", **SMALL).lives
    assert [e[:2] for e in short.events] == [e[:2] for e in long.events if e.week < short.until]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(OptionError) as error:
        follow("frozen", case=1, sample=1, draw=-1, scale=0)
    assert {problem.split()[0] for problem in error.value.problems} == {"sample", "draw", "scale"}


def test_a_case_that_is_not_there_is_refused_with_what_is_allowed():
    code, said_, told = docketsim("story", "frozen", "--case", "99999999", "--case", "x", "--scale", "10000")
    assert code == 2 and not said_
    assert told.count("this run has the cases 0 to ") == 2
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--sample", "0"], "--sample 0: must be a whole number from 1 to 100"),
        (["--draw", "-1"], "--draw -1: must be a whole number of at least 0"),
        (["--draws", "3"], "--draws 3: goes with --cohort"),
        (["--cohort", "2031"], "choose 2021 to 2027"),
        (["--cohort", "2023", "--case", "4"], "--case 4: does not go with --cohort"),
    ],
)
def test_a_wrong_option_is_said_plainly(words, part):
    code, said_, told = docketsim("story", "frozen", *words, "--scale", "10000")
    assert code == 2 and not said_ and part in told


def test_a_story_is_printed_and_kept(tmp_path):
    out = tmp_path / "stories"
    words = ["story", "baseline", "--sample", "2", "--scale", "10000", "--out", str(out)]
    code, said_, told = docketsim(*words)
    assert code == 0, told
    assert said_.startswith(NOBODY)
    assert said_.count("\nCase ") == 2
    names = {path.name for path in out.iterdir()}
    assert {"manifest.json", "story.txt", "timeline.svg", "events.csv", "waits.csv"} <= names
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["format"] == "docketsim-story" and len(manifest["cases"]) == 2 and manifest["draw"] == 0
    assert (out / "story.txt").read_text() in said_
    assert docketsim(*words)[1] == said_
    code, _, told = docketsim(*words, "--seed", "4")
    assert code == 2 and "seed 0 there, 4 asked" in told
    assert docketsim(*words, "--seed", "4", "--force")[0] == 0


def test_results_are_not_overwritten_by_stories(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    code, _, told = docketsim("story", "baseline", "--scale", "10000", "--out", str(tmp_path))
    assert code == 2 and "--out" in told
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_public_names():
    assert sim.follow is follow
    assert callable(sim.cohort)
    assert np.isfinite(len(sim.__all__))
