"""Commands that ask what-if: what a scenario changes, what drives a measure, what one more unit does, what it takes."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from sim.cli.options import EVERY, Json, OneScenario, with_options

DELIVERED = (*EVERY, "delivery")
OF_SENSITIVITY = {"draws": 256, "replicates": 1, "scale": 1000}
OF_DESIGN = dict.fromkeys(("draws", "replicates", "scale", "seed", "delivery"))
"""What a design says itself."""


@with_options()
def compare(
    base: Annotated[str, typer.Argument(help="What the others are compared with.", metavar="BASE")],
    other: Annotated[list[str], typer.Argument(help="Shipped names or files.", metavar="OTHER...")],
    options: Mapping[str, Any],
    as_json: Json = False,
) -> None:
    """Compare scenarios in pairs that share parameters and random numbers: differences, and where they come from."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.compare import compare

        ask(compare, [base, *other], options, as_json)


@with_options()
def cost(
    base: Annotated[str, typer.Argument(help="What the others are compared with.", metavar="BASE")],
    options: Mapping[str, Any],
    other: Annotated[list[str] | None, typer.Argument(help="Shipped names or files.", metavar="OTHER")] = None,
    prices: Annotated[
        str | None,
        typer.Option(help="Prices of your own, each with its source, in place of those of the model.", metavar="FILE"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what scenarios cost, by item and fiscal year, how that differs, and what one more removal costs."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.cost.score import cost

        ask(cost, [base, *(other or [])], options, as_json, prices=prices)


@with_options()
def decompose(
    base: Annotated[str, typer.Argument(help="Where one starts from.", metavar="BASE")],
    other: Annotated[str, typer.Argument(help="What sets other levers.", metavar="OTHER")],
    options: Mapping[str, Any],
    group: Annotated[
        list[str] | None,
        typer.Option(help="Levers that stand together, such as 'hiring=hiring.*'.", metavar="NAME=LEVER,..."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show how much of the difference between two scenarios each lever causes: Shapley values of at most six groups."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.decompose import decompose

        ask(decompose, [base, other], options, as_json, group=group or [])


@with_options(DELIVERED, says={"delivery": "How what is added arrives: in-full or uncertain."})
def marginal(scenario: OneScenario, options: Mapping[str, Any], as_json: Json = False) -> None:
    """Show what one more officer, bed, ankle device, judge or removal seat does; --draws is the most that are taken."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.marginal.study import marginal

        ask(marginal, [scenario], options, as_json)


@with_options(defaults=OF_SENSITIVITY, says={"draws": "Base samples of the Sobol design, best a power of two."})
def sensitivity(
    scenario: OneScenario,
    options: Mapping[str, Any],
    measure: Annotated[
        list[str] | None, typer.Option(help="A measure; may be repeated. [default: the headline measures]")
    ] = None,
    trajectories: Annotated[int, typer.Option(help="Morris trajectories; each takes a run for every unknown.")] = 10,
    keep: Annotated[int, typer.Option(help="Unknowns that screening keeps for Sobol indices.")] = 8,
    as_json: Json = False,
) -> None:
    """Show which unknown drives which measure: Morris screening, then Sobol indices with intervals."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.sensitivity.study import sensitivity

        own = {"measures": measure or [], "trajectories": trajectories, "keep": keep}
        ask(sensitivity, [scenario], options, as_json, **own)


@with_options(DELIVERED, says={"delivery": "How the lever arrives: in-full or uncertain."})
def solve(
    scenario: OneScenario,
    target: Annotated[
        str,
        typer.Option(help="What to reach, such as 'removals@FY2027 >= 600000'.", metavar="'MEASURE@PERIOD >= NUMBER'"),
    ],
    vary: Annotated[
        str, typer.Option(help="Lever and range, such as detention.beds=41500:200000.", metavar="LEVER=LOW:HIGH")
    ],
    options: Mapping[str, Any],
    probability: Annotated[float, typer.Option(help="Share of draws that must reach it.")] = 0.8,
    tolerance: Annotated[
        float | None, typer.Option(help="How far above the least value. [default: 1/250 of the range]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find the least value of a lever that reaches a target, or name what binds next."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.asking import ask
        from sim.questions.solve.search import solve

        own = {"target": target, "vary": vary, "probability": probability, "tolerance": tolerance}
        ask(solve, [scenario], options, as_json, **own)


@with_options(
    DELIVERED,
    defaults=OF_DESIGN,
    says={name: f"As of run. [default: the design's, or {one}]" for name, one in (("draws", 100), ("replicates", 2))}
    | {name: f"As of run. [default: the design's, or {one}]" for name, one in (("scale", 100), ("seed", 0))}
    | {
        "out": "Results folder; an unfinished sweep goes on. [default: results/sweep-...]",
        "delivery": "How what is varied arrives: in-full or uncertain. [default: in-full]",
    },
)
def sweep(
    design: Annotated[
        list[str], typer.Argument(help="A design, or scenarios with --vary.", metavar="DESIGN.yaml | SCENARIO...")
    ],
    options: Mapping[str, Any],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            help="Values of a lever or an uncertain quantity; may be repeated, then every combination is run.",
            metavar="LEVER=a,b,c|lo:hi:n",
        ),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(
            help="headline: headline measures by quarter; weekly: by week; all: every measure by week."
            " [default: headline]",
            metavar="headline|weekly|all",
        ),
    ] = None,
) -> None:
    """Run many experiments, each once: a grid, Latin hypercube, Sobol sequence or table of levers and unknowns."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.sweep import run

        run(design, vary or [], keep, options)


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(sweep)
    for command in (compare, cost, decompose, marginal, sensitivity, solve):
        app.command()(command)
