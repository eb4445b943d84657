"""Commands that ask what-if: what a scenario changes, what drives a measure, what one more unit does, what it takes."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Draws, OneScenario, Out, Parameters, Replicates, Scale, Seed, Until, Workers

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
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.compare import compare

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


def decompose(
    base: Annotated[str, typer.Argument(help="Where one starts from.", metavar="BASE")],
    other: Annotated[str, typer.Argument(help="What sets other levers.", metavar="OTHER")],
    group: Annotated[
        list[str] | None,
        typer.Option(help="Levers that stand together, such as 'hiring=hiring.*'.", metavar="NAME=LEVER,..."),
    ] = None,
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
    """Show how much of the difference between two scenarios each lever causes: Shapley values of at most six groups."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.decompose import decompose

        ask(
            decompose,
            [base, other],
            out,
            as_json,
            group=group or [],
            draws=draws,
            replicates=replicates,
            scale=scale,
            seed=seed,
            until=until,
            workers=workers,
            parameters=parameters,
        )


def marginal(
    scenario: OneScenario,
    delivery: Annotated[str, typer.Option(help="How what is added arrives: in-full or uncertain.")] = "in-full",
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
    """Show what one more officer, bed, ankle device, judge or removal seat does; --draws is the most that are taken."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.marginal.study import marginal

        ask(
            marginal,
            [scenario],
            out,
            as_json,
            delivery=delivery,
            draws=draws,
            replicates=replicates,
            scale=scale,
            seed=seed,
            until=until,
            workers=workers,
            parameters=parameters,
        )


def sensitivity(
    scenario: OneScenario,
    measure: Annotated[
        list[str] | None, typer.Option(help="A measure; may be repeated. [default: the headline measures]")
    ] = None,
    trajectories: Annotated[int, typer.Option(help="Morris trajectories; each takes a run for every unknown.")] = 10,
    keep: Annotated[int, typer.Option(help="Unknowns that screening keeps for Sobol indices.")] = 8,
    draws: Annotated[int, typer.Option(help="Base samples of the Sobol design, best a power of two.")] = 256,
    replicates: Annotated[int, typer.Option(help="Repetitions of each point with other luck.")] = 1,
    scale: Annotated[int, typer.Option(help="Keep one case in so many.")] = 1000,
    seed: Seed = 0,
    until: Until = None,
    workers: Workers = None,
    out: Out = None,
    parameters: Parameters = None,
    as_json: Json = False,
) -> None:
    """Show which unknown drives which measure: Morris screening, then Sobol indices with intervals."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.sensitivity.study import sensitivity

        ask(
            sensitivity,
            [scenario],
            out,
            as_json,
            measures=measure or [],
            trajectories=trajectories,
            keep=keep,
            draws=draws,
            replicates=replicates,
            scale=scale,
            seed=seed,
            until=until,
            workers=workers,
            parameters=parameters,
        )


def solve(
    scenario: OneScenario,
    target: Annotated[
        str,
        typer.Option(help="What to reach, such as 'removals@FY2027 >= 600000'.", metavar="'MEASURE@PERIOD >= NUMBER'"),
    ],
    vary: Annotated[
        str, typer.Option(help="Lever and range, such as detention.beds=41500:200000.", metavar="LEVER=LOW:HIGH")
    ],
    probability: Annotated[float, typer.Option(help="Share of draws that must reach it.")] = 0.8,
    tolerance: Annotated[
        float | None, typer.Option(help="How far above the least value. [default: 1/250 of the range]")
    ] = None,
    delivery: Annotated[str, typer.Option(help="How the lever arrives: in-full or uncertain.")] = "in-full",
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
    """Find the least value of a lever that reaches a target, or name what binds next."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.solve.search import solve

        ask(
            solve,
            [scenario],
            out,
            as_json,
            target=target,
            vary=vary,
            probability=probability,
            tolerance=tolerance,
            delivery=delivery,
            draws=draws,
            replicates=replicates,
            scale=scale,
            seed=seed,
            until=until,
            workers=workers,
            parameters=parameters,
        )


def sweep(
    design: Annotated[
        list[str], typer.Argument(help="A design, or scenarios with --vary.", metavar="DESIGN.yaml | SCENARIO...")
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="Values of a lever or an uncertain quantity; may be repeated, then every combination is run.",
            metavar="LEVER=a,b,c|lo:hi:n",
        ),
    ] = None,
    draws: Annotated[int | None, typer.Option(help="As of run. [default: the design's, or 100]")] = None,
    replicates: Annotated[int | None, typer.Option(help="As of run. [default: the design's, or 2]")] = None,
    scale: Annotated[int | None, typer.Option(help="As of run. [default: the design's, or 100]")] = None,
    seed: Annotated[int | None, typer.Option(help="As of run. [default: the design's, or 0]")] = None,
    until: Until = None,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Results folder; an unfinished sweep goes on. [default: results/sweep-...]", metavar="DIR"),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(
            help="headline: headline measures by quarter; weekly: by week; all: every measure by week."
            " [default: headline]",
            metavar="headline|weekly|all",
        ),
    ] = None,
    parameters: Parameters = None,
    delivery: Annotated[
        str | None, typer.Option(help="How what is varied arrives: in-full or uncertain. [default: in-full]")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="A Dask scheduler, instead of processes here.", metavar="tcp://HOST:PORT")
    ] = None,
) -> None:
    """Run many experiments, each once: a grid, Latin hypercube, Sobol sequence or table of levers and unknowns."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.sweep import run

        run(
            design,
            vary or [],
            out,
            workers,
            cluster,
            draws=draws,
            replicates=replicates,
            scale=scale,
            seed=seed,
            until=until,
            keep=keep,
            parameters=parameters,
            delivery=delivery,
        )


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(sweep)
    for command in (compare, decompose, marginal, sensitivity, solve):
        app.command()(command)
