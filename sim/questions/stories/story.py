"""Single cases followed through a run: what happened to them, and what they were waiting for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import calendar
from sim.errors import OptionError
from sim.experiments.options import SCALE, AnyParameters, AnyScenario, Options, Plan
from sim.io import folders
from sim.model.run import Run
from sim.parameters.resolve import resolve
from sim.questions.stories.lives import Life, Name, follow_in, roll, sampled
from sim.questions.stories.words import page, said, waiting

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.plots.style import Picture

FORMAT = "docketsim-story"
MOST_SAMPLED = 100
"""Stories that one may ask for at a time: nobody reads more."""


class Stories(NamedTuple):
    """The lives of some cases of one run."""

    plan: Plan
    draw: int
    lives: list[Life]

    def text(self) -> str:
        """The stories in words, with a timeline of characters."""
        return "\n".join(page(self.lives))

    def events(self) -> "pd.DataFrame":
        """What happened, in order: case, name, date, what, text."""
        import pandas as pd

        rows = [
            (life.number, str(life.name), event.day, event.kind.name.lower(), said(event))
            for life in self.lives
            for event in life.events
        ]
        return pd.DataFrame(rows, columns=["case", "name", "date", "what", "text"])

    def waits(self) -> "pd.DataFrame":
        """What was waited for, in order: case, name, from, to, weeks, reason, detained, text."""
        import pandas as pd

        rows = [
            (
                life.number,
                str(life.name),
                calendar.date_of(wait.first),
                calendar.date_of(wait.end),
                wait.weeks,
                wait.reason.name.lower(),
                wait.detained,
                waiting(wait.reason, wait.detained),
            )
            for life in self.lives
            for wait in life.waits
        ]
        return pd.DataFrame(rows, columns=["case", "name", "from", "to", "weeks", "reason", "detained", "text"])

    def plot(self) -> "Picture":
        """The lives as a timeline, a lane for each, as a matplotlib Figure."""
        from sim.questions.stories.timeline import timeline

        return timeline(self.lives, f"{self.plan.scenarios[0].name}, draw {self.draw}")


def follow(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario,
    case: int | str | Sequence[int | str] | None = None,
    sample: int | None = None,
    draw: int = 0,
    seed: int = 0,
    scale: int = SCALE,
    until: date | str | None = None,
    parameters: AnyParameters = None,
    out: str | Path | None = None,
    force: bool = False,
) -> Stories:
    """The stories of single cases of one run.

    ``case``: numbers (from 0, in the order in which the cases of this run entered) or names such as
    ``2022-03-16/border/17``, which mean the same case in every scenario. ``sample``: instead, so many cases by
    chance (default 1). ``draw``, ``seed``, ``scale``, ``until``, ``parameters``: which run, as in ``sim.run``.
    ``out``: a folder for the stories, their tables and the picture. ``force``: replace other stories there.

    Raises ``OptionError`` or ``ScenarioError`` with everything that is wrong, ``StoreError`` where ``out`` cannot be
    written.
    """
    options = Options(scale=scale, seed=seed, until=until, parameters=parameters, out=out, force=force)
    plan = plan_for(scenario, draw, options, wrong_choice(case, sample))
    whose = {"case": None if case is None else str(case), "sample": sample, "draw": draw}
    manifest = manifest_for(plan, options, whose)
    names = roll(run_of(plan, draw))
    if case is None:
        wanted = sampled(names, sample or 1, seed, draw)
    else:
        wanted = _chosen(names, [case] if isinstance(case, int | str) else list(case))
    lives = follow_in(run_of(plan, draw), [(place, names[place]) for place in wanted])
    stories = Stories(plan, draw, lives)
    if out is not None:
        tables = {"events": stories.events(), "waits": stories.waits()}
        manifest |= {"draw": draw, "cases": [str(life.name) for life in lives]}
        write(out, manifest, ("story.txt", stories.text()), tables, ("timeline.svg", stories.plot()))
    return stories


def manifest_for(plan: Plan, options: Options, asked: dict[str, Any]) -> dict[str, Any]:
    """What a folder says of its stories; empty where none is asked for.

    Raises ``OptionError`` where it holds others that may not be replaced.
    """
    if options.out is None:
        return {}
    from sim.questions.answer import manifest_of
    from sim.results import finished

    found = manifest_of(plan, "story", asked)
    finished.holds(options.out, found, options.force, FORMAT)
    return found


def write(
    out: str | Path,
    manifest: dict[str, Any],
    page: tuple[str, str],
    tables: "Mapping[str, pd.DataFrame]",
    picture: "tuple[str, Picture]",
) -> None:
    """A folder with a text, tables and a picture, two of them with the name of their file."""
    from sim.report.plots import style

    with folders.Folder(out, form=FORMAT) as folder:
        folder.describe(manifest)
        folder.add_text(page[0], page[1] + "\n")
        for name, table in tables.items():
            folder.add_table(name, table)
        folder.add_bytes(picture[0], style.to_svg(picture[1]))


def plan_for(scenario: AnyScenario, draw: int, options: Options, problems: list[str]) -> Plan:
    """The plan of one run. Raises ``OptionError`` with its problems and those given, or ``ScenarioError``."""
    if not whole_number(draw, 0):
        problems.append(f"draw {draw!r}: must be a whole number of at least 0")
    alone = replace(options, draws=1, replicates=1, workers=1)
    begins = alone.times(scenario).start
    if begins != calendar.START:
        problems.append(f"scenario: begins on {begins}; stories are told of worlds that begin on {calendar.START}")
    return alone.plan(scenario, problems, check_out=partial(folders.check_target, form=FORMAT))


def run_of(plan: Plan, draw: int) -> Run:
    """A fresh run of a plan's scenario: its first replicate."""
    resolved = resolve(plan.scenarios[0], draw, plan.seed, plan.weeks, plan.parameters)
    return Run(resolved, plan.seed, draw, 0, plan.scale, plan.weeks)


def whole_number(value: Any, low: int) -> bool:
    """Whether an option is a whole number of at least ``low``."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= low


def wrong_choice(case: Any, sample: Any) -> list[str]:
    """What is wrong with who is asked for, as far as that can be told before the run."""
    if case is not None and sample is not None:
        return [f"sample {sample!r}: give --case or --sample, not both"]
    if sample is not None and not (whole_number(sample, 1) and sample <= MOST_SAMPLED):
        return [f"sample {sample!r}: must be a whole number from 1 to {MOST_SAMPLED}"]
    return []


def _chosen(names: list[Name], cases: list[int | str]) -> list[int]:
    """Places of the cases asked for. Raises ``OptionError`` with all that are not there."""
    places = {str(name): place for place, name in enumerate(names)}
    problems, found = [], []
    for case in cases:
        text = str(case).strip()
        place = int(text) if text.isdecimal() else places.get(text, -1)
        if 0 <= place < len(names):
            found.append(place)
            continue
        middle = names[len(names) // 2]
        problems.append(
            f"case {text}: this run has the cases 0 to {len(names) - 1}, and names such as {middle};"
            " a number counts at this scale and scenario only, a name in every scenario"
        )
    if problems:
        raise OptionError(problems)
    return found
