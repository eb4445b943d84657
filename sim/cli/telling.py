"""What ``docketsim story`` does: ask for the stories, print them, say where they are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.cli.run import announce_compilation


class Who(NamedTuple):
    """Whose story is asked for, and in which draw."""

    case: list[str] | None
    sample: int | None
    draw: int | None
    draws: int | None


def tell(scenario: str, who: Who, options: Mapping[str, Any]) -> None:
    """Print the stories of single cases; with ``out``, keep them and their picture."""
    from sim.experiments.options import Options
    from sim.questions.stories.story import follow, plan_for, wrong_choice

    draw = 0 if who.draw is None else who.draw
    if who.draws is not None:
        problems = [f"draws {who.draws}: goes with --cohort; a case belongs to one draw, give --draw"]
        plan_for(scenario, draw, Options(**options), problems + wrong_choice(who.case, who.sample))
    announce_compilation()
    print(follow(scenario, who.case, who.sample, draw, **options).text())
    _say_where(options)


def tell_cohort(scenario: str, year: int, who: Who, options: Mapping[str, Any]) -> None:
    """Print where everybody who entered in a year is later; with ``out``, keep the table and the flow picture."""
    from sim.experiments.options import Options
    from sim.questions.stories.flow import DRAWS, cohort
    from sim.questions.stories.story import plan_for

    given = {"case": who.case and " ".join(who.case), "sample": who.sample, "draw": who.draw}
    problems = [f"{name} {value}: does not go with --cohort" for name, value in given.items() if value is not None]
    if problems:
        plan_for(scenario, 0, Options(**options), problems)
    announce_compilation()
    print(cohort(scenario, year, DRAWS if who.draws is None else who.draws, **options).text())
    _say_where(options)


def _say_where(options: Mapping[str, Any]) -> None:
    if options["out"] is not None:
        print(f"Written: {options['out']}")
