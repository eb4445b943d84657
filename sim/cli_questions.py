"""Commands that ask what-if: what a scenario changes, what drives a measure, what one more unit does, what it takes."""

from typing import Annotated

import typer

from sim.cli_options import Draws, Out, Parameters, Replicates, Scale, Seed, Until, Workers

Json = Annotated[bool, typer.Option("--json", help="The answer as JSON on standard output.")]


def compare(
    base: Annotated[str, typer.Argument(help="What the others are compared with.", metavar="BASE")],
    other: Annotated[list[str], typer.Argument(help="Shipped names or files.", metavar="OTHER...")],
    draws: Draws = 100,
    replicates: Replicates = None,
    scale: Scale = 100,
    seed: Seed = 0,
    until: Until = None,
    workers: Workers = None,
    out: Out = None,
    parameters: Parameters = None,
    as_json: Json = False,
) -> None:
    """Compare scenarios in pairs that share parameters and luck: differences, and where they come from."""
    from sim import console

    with console.plain_errors():
        from sim.asking import ask
        from sim.compare import compare

        ask(
            compare,
            [base, *other],
            out,
            as_json,
            draws=draws,
            replicates=replicates,
            scale=scale,
            seed=seed,
            until=until,
            workers=workers,
            parameters=parameters,
        )


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(compare)
