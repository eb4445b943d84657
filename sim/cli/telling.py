"""What ``docketsim story`` does: ask for the stories, print them, say where they are."""

from pathlib import Path

from sim.cli.run import announce_compilation


def tell(
    scenario: str,
    case: list[str] | None,
    sample: int | None,
    draw: int | None,
    draws: int | None,
    seed: int,
    scale: int,
    until: str | None,
    parameters: str | None,
    out: Path | None,
) -> None:
    """Print the stories of single cases; with ``out``, keep them and their picture."""
    from sim.questions.stories.story import follow, plan_for, wrong_choice

    draw = 0 if draw is None else draw
    if draws is not None:
        problems = [f"draws {draws}: goes with --cohort; a case belongs to one draw, give --draw"]
        plan_for(scenario, draw, seed, scale, until, parameters, out, problems + wrong_choice(case, sample))
    announce_compilation()
    print(follow(scenario, case, sample, draw, seed, scale, until, parameters, out).text())
    _say_where(out)


def tell_cohort(
    scenario: str,
    year: int,
    case: list[str] | None,
    sample: int | None,
    draw: int | None,
    draws: int | None,
    seed: int,
    scale: int,
    until: str | None,
    parameters: str | None,
    out: Path | None,
) -> None:
    """Print where everybody who entered in a year is later; with ``out``, keep the table and the flow picture."""
    from sim.questions.stories.flow import DRAWS, cohort
    from sim.questions.stories.story import plan_for

    given = {"case": case and " ".join(case), "sample": sample, "draw": draw}
    problems = [f"{name} {value}: does not go with --cohort" for name, value in given.items() if value is not None]
    if problems:
        plan_for(scenario, 0, seed, scale, until, parameters, out, problems)
    announce_compilation()
    print(cohort(scenario, year, DRAWS if draws is None else draws, seed, scale, until, parameters, out).text())
    _say_where(out)


def _say_where(out: Path | None) -> None:
    if out is not None:
        print(f"Written: {out}")
