"""Commands about how well the model's numbers are known: how it scored, what the articles claim."""

from pathlib import Path
from typing import Annotated

import typer


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
    from sim import console

    with console.plain_errors():
        from calibration.commands import score_results

        score_results(results, observed, as_of, out)


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(score)
