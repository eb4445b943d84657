"""What the commands that ask what-if do, once they are called."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.cli import run as commands
from sim.experiments.options import Progress
from sim.io import terminal
from sim.questions.answer import Answer
from sim.results import finished


def ask(
    question: Callable[..., Answer],
    scenarios: Sequence[str],
    options: Mapping[str, Any],
    as_json: bool,
    **own: Any,
) -> None:
    """Ask about scenarios, show the answer, and write it to a folder. ``own``: what only this question is asked."""
    name = question.__name__
    folder = options["out"] or Path("results") / "-".join([name, *map(commands.stem, scenarios)])
    with terminal.progress() as progress:
        answer = question(*scenarios, **own, **{**options, "out": folder, "progress": _announced(progress)})
    commands.warn(answer.manifest)
    if answer.is_stored:
        terminal.tell(finished.found(folder))
    if as_json:
        import json

        print(json.dumps(answer.as_json(), indent=1, ensure_ascii=False, allow_nan=False))
        return
    for table in answer.printed:
        terminal.table(*table)
    print("\n".join(answer.sentences))
    print(f"Folder: {folder}")


def _announced(progress: Progress) -> Progress:
    """The same, told once that compiling takes a while when work begins: not when the question is wrong."""

    def tell(done: int, total: int, failed: int) -> None:
        if done == 0:
            commands.announce_compilation()
        progress(done, total, failed)

    return tell
