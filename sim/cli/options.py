"""Options that several commands share, each written once."""

from pathlib import Path
from typing import Annotated

import typer

Scenarios = Annotated[
    list[str], typer.Argument(help="Shipped names or files; several share draws and luck.", metavar="SCENARIO...")
]
OneScenario = Annotated[str, typer.Argument(help="A shipped name or a file.", metavar="SCENARIO")]
Draws = Annotated[int, typer.Option(help="Joint samples of what nobody knows.")]
Replicates = Annotated[int | None, typer.Option(help="Repetitions of each draw with other luck. [default: 2]")]
Scale = Annotated[int, typer.Option(help="Keep one case in so many; results are at full scale.")]
Seed = Annotated[int, typer.Option(help="Key of all chance.")]
Until = Annotated[str | None, typer.Option(help="Last day of interest. [default: 2029-01-24]", metavar="DATE")]
Workers = Annotated[int | None, typer.Option(help="Processes; the results are the same. [default: the cores]")]
Out = Annotated[Path | None, typer.Option(help="Results folder. [default: results/NAME]", metavar="DIR")]
Parameters = Annotated[
    str | None,
    typer.Option(
        help="Where draws come from: posterior, prior, central, or a file or folder with joint draws."
        " [default: posterior, the shipped one]",
        metavar="posterior|prior|central|FILE",
    ),
]
