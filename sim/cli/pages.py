"""Commands that make pages: the explorer, the stories of single cases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import OneScenario, with_options

OF_STORY = ("seed", "scale", "until", "parameters", "out", "force")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(explore)
    app.command()(story)


def explore(
    results: Annotated[
        list[Path] | None, typer.Argument(help="Results folders to open beside.", metavar="[RESULTS...]")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to serve on; the default is this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes a free one.", min=0, max=65535)] = 8501,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Open a page in the browser: choose scenarios, move levers, look, run it properly."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.explorer.server import serve

        serve(results or [], host, port, not no_browser)


@with_options(OF_STORY, says={"out": "Folder for text, tables and picture."})
def story(
    scenario: OneScenario,
    options: Mapping[str, Any],
    case: Annotated[
        list[str] | None,
        typer.Option(
            "--case",
            help="Number of a case, from 0 in order of entry, or its name like 2022-03-16/border/17; may be repeated.",
            metavar="N",
        ),
    ] = None,
    sample: Annotated[
        int | None, typer.Option(help="Instead: so many cases by chance. [default: 1]", metavar="K")
    ] = None,
    cohort: Annotated[
        int | None,
        typer.Option(help="Instead: where everybody who entered in this fiscal year is later.", metavar="YEAR"),
    ] = None,
    draw: Annotated[
        int | None, typer.Option(help="Which joint sample of what nobody knows, from 0. [default: 0]")
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="With --cohort: joint samples to take the mean of. [default: 10]")
    ] = None,
) -> None:
    """Tell what happened to single simulated cases, week by week, and what they were waiting for."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.telling import Who, tell, tell_cohort

        who = Who(case, sample, draw, draws)
        if cohort is not None:
            tell_cohort(scenario, cohort, who, options)
        else:
            tell(scenario, who, options)
