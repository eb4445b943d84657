"""The command line: thin. Each command asks another room, and imports it when it is called, so that help is instant."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli import calibration, pages, questions
from sim.cli.options import EVERY, Scenarios, with_options
from sim.io.terminal import WRONG_INPUT

app = typer.Typer(
    name="docketsim",
    help="Project the docket of an immigration-enforcement agency, week by week: what happens, how sure one can be, "
    "and what everybody is waiting for.\n\nFirst steps: `docketsim list scenarios`, then `docketsim run baseline`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


def main() -> None:
    """The command ``docketsim``. Whatever comes out of it, its user reads a sentence."""
    from sim.io import faults

    faults.open_streams()
    for name in ("SIGTERM", "SIGHUP"):  # as Ctrl-C, unless whoever started it wants them ignored
        one = getattr(signal, name, None)
        if one is not None and signal.getsignal(one) == signal.SIG_DFL:
            signal.signal(one, signal.default_int_handler)
    output = sys.stdout
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except SystemExit:
        if sys.stdout is not output:  # typer takes it away where its reader, such as `head`, has left: all is well
            raise SystemExit(0) from None
        raise
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as error:  # noqa: BLE001 - no traceback: a report in a file
        refused = faults.refused_output(error)
        print(refused or faults.report_of(error), file=sys.stderr)
        raise SystemExit(WRONG_INPUT if refused else 1) from None


def _version(wanted: bool) -> None:
    if wanted:
        import sim

        print(f"docketsim {sim.__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of every command."""


@app.command()
@with_options((*EVERY, "delivery"), says={"delivery": "How --set arrives: in-full or uncertain."})
def run(
    scenario: Scenarios,
    options: Mapping[str, Any],
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="Set a lever from the information date on; may be repeated.", metavar="LEVER=VALUE"),
    ] = None,
    by: Annotated[str | None, typer.Option(help="'office': also by field office.")] = None,
) -> None:
    """Run scenarios and write a folder with report, tables and pictures."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.run import run_scenarios

        run_scenarios(scenario, set_ or [], by, options)


@app.command()
def validate(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or shipped names.", metavar="FILE...")],
) -> None:
    """Show every problem of scenario files, each as file:line:column: path: message; or what each inherits."""
    from sim.io import terminal
    from sim.scenario.files import load_scenario, validate_files

    problems = validate_files(files)
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        terminal.fail("\n".join([*map(str, problems), f"{count} in {len(files)} file{'s' if len(files) > 1 else ''}"]))
    from sim.report.inherited import inherited

    for file in files:
        print("\n  ".join([f"{file}: valid", *inherited(load_scenario(file))]))


@app.command("list")
def list_(
    what: Annotated[str, typer.Argument(help="scenarios, levers, parameters, measures, figures, sources or results.")],
    folder: Annotated[
        Path | None, typer.Argument(help="With results: where they are. [default: results]", metavar="[DIR]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
) -> None:
    """List the scenarios, levers, parameters, measures, figures or sources, or results folders."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.run import show_list

        show_list(what, folder, as_json)


@app.command()
def explain(name: Annotated[str, typer.Argument(help="A measure, lever, parameter or figure.")]) -> None:
    """Say what a measure, lever, parameter or figure is, and where it comes from."""
    from sim.cli.run import show_explanation

    show_explanation(name)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file."""
    import json

    from sim.scenario.files import scenario_schema

    print(json.dumps(scenario_schema(), indent=1))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A results folder.", metavar="DIR")],
    previous: Annotated[
        Path | None, typer.Option(help="Results of an earlier projection to compare with.", metavar="DIR")
    ] = None,
) -> None:
    """Write the report and the pictures again from stored results."""
    from sim.io import terminal

    with terminal.plain_errors():
        from sim.cli.run import write_report

        write_report(folder, previous)


calibration.add_to(app)
questions.add_to(app)
pages.add_to(app)
