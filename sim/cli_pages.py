"""Commands that make pages: the explorer."""

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(explore)


def explore(
    results: Annotated[
        list[Path] | None, typer.Argument(help="Results folders to open beside.", metavar="[RESULTS...]")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to serve on; the default is this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes a free one.", min=0, max=65535)] = 8501,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
) -> None:
    """Open a page in the browser: choose scenarios, move levers, look, run it properly."""
    from sim import console

    with console.plain_errors():
        from sim.explorer.serving import serve

        serve(results or [], host, port, not no_browser)
