"""Commands about how well the model's numbers are known: how it scored, what the articles claim."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import EVERY, with_options

OF_CLAIMS = tuple(name for name in EVERY if name not in ("out", "force"))
OF_FIT = ("workers", "seed", "out")


def score(
    results: Annotated[Path, typer.Argument(help="A results folder.", metavar="RESULTS")],
    observed: Annotated[
        Path,
        typer.Argument(help="What was observed: CSV with period_end, measure, value, kind.", metavar="OBSERVED.csv"),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Where the naive forecasts are made; rows that end later are scored."
            " [default: the information date, 2025-08-01]",
            metavar="DATE",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of tables and pictures. [default: results/NAME-score]", metavar="DIR"),
    ] = None,
) -> None:
    """Score a projection against what was observed later, beside two naive forecasts."""
    from sim.io import terminal

    with terminal.plain_errors():
        from calibration.commands import score_results

        score_results(results, observed, as_of, out)


@with_options(OF_CLAIMS)
def claims(
    options: Mapping[str, Any],
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", help="Also run this scenario and say how likely each claim is; may be repeated."),
    ] = None,
    more: Annotated[list[str] | None, typer.Argument(help="More scenarios.", metavar="[SCENARIO]...")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
) -> None:
    """Put the claims of the articles to the test: by arithmetic, and with --scenario in the model.

    Options beside --json are of the run that --scenario asks for.
    """
    from sim.io import terminal

    with terminal.plain_errors():
        from calibration.commands import show_claims

        show_claims([*(scenario or []), *(more or [])], as_json, options)


@with_options(
    OF_FIT,
    defaults={"seed": None},
    says={
        "seed": "Key of all chance. [default: as in the settings]",
        "out": "Folder of the posterior; simulations are kept in DIR-bank. [default: results/ID]",
    },
)
def calibrate(
    options: Mapping[str, Any],
    config: Annotated[
        Path | None,
        typer.Option(help="Settings, a YAML file; what it leaves out is as shipped.", metavar="FILE"),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume/--anew",
            help="Go on with the simulations of before, or simulate again beside those of other code or settings.",
        ),
    ] = True,
    accept_unconverged: Annotated[
        bool,
        typer.Option(
            "--accept-unconverged", help="Write a posterior that has not converged; all that uses it says so."
        ),
    ] = False,
) -> None:
    """Fit the model to the figures of the articles: simulate, draw the posterior, check it, write it."""
    from sim.io import terminal

    with terminal.plain_errors():
        from calibration.calibrating import calibrate_model

        calibrate_model(config, resume, accept_unconverged, options)


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(calibrate)
    app.command()(score)
    app.command()(claims)
