"""What a person at a terminal sees: errors in plain words, progress with the time left, tables."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

WRONG_INPUT = 2
INTERRUPTED = 130
OPTIONS = frozenset(
    "draws replicates scale seed until workers out parameters as-of draw case sample cohort".split()
    + "target vary probability tolerance trajectories samples keep group measure cluster delivery".split()
)
"""Options as problems name them; on the command line they have two dashes."""
LINE_EVERY_SECONDS = 5.0  # between two lines of progress where there is no terminal


def tell(text: str = "") -> None:
    """A line for the user, beside the results. Control characters of others do not reach the terminal."""
    print(visible(text), file=sys.stderr, flush=True)


def visible(text: str) -> str:
    """A text whose lines stay, and whose other unprintable characters are written out."""
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)


def fail(text: str, code: int = WRONG_INPUT) -> None:
    """Say what is wrong and end."""
    tell(text)
    raise SystemExit(code)


@contextmanager
def plain_errors() -> Iterator[None]:
    """What a user did wrong, or what the machine refuses, ends with a message and not with a traceback."""
    from sim.errors import ExperimentError, InputError, OptionError

    try:
        yield
    except KeyboardInterrupt:
        fail("interrupted; nothing was written", INTERRUPTED)
    except OptionError as error:
        fail("\n".join(_as_option(str(problem)) for problem in error.problems))
    except ExperimentError as error:
        fail(f"{error}\nthe cause:\n{error.details}", 1)
    except InputError as error:
        fail(str(error))
    except MemoryError:
        fail("not enough memory for this run; ask for fewer draws, a larger --scale or fewer --workers")


def _as_option(problem: str) -> str:
    """``draws 0: must be ...`` as ``--draws 0: must be ...``; lines of scenario files stay as they are."""
    name = problem.partition(" ")[0]
    return f"--{problem}" if name in OPTIONS else problem


def clock(seconds: float) -> str:
    """Seconds as 0:07 or 12:30."""
    whole = max(int(seconds + 0.5), 0)
    return f"{whole // 60}:{whole % 60:02d}"


class _Lines:
    """Progress as plain lines, for a log. The first call says how many were done before."""

    def __init__(self) -> None:
        self.start = self.last = time.monotonic()
        self.before: int | None = None

    def __call__(self, done: int, total: int, failed: int = 0) -> None:
        now = time.monotonic()
        if self.before is None or done <= self.before:
            self.start, self.before = now, done
        elif done == total or now - self.last >= LINE_EVERY_SECONDS:
            self.last = now
            left = (now - self.start) / (done - self.before) * (total - done)
            tell(f"{done} of {total} experiments, {clock(left)} left" + (f", {failed} failed" if failed else ""))


@contextmanager
def progress() -> Iterator[Callable[..., None]]:
    """A bar with the time left and the failures so far on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("experiments"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    failures = TextColumn("{task.description}")
    with Progress(*columns, failures, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, failed=0: bar.update(
            task, completed=done, total=total, description=f"{failed} failed" if failed else ""
        )


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table on standard output; columns in ``right`` are aligned to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    grid = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, head in enumerate(heads):
        grid.add_column(head, justify="right" if place in right else "left", no_wrap=place == 0)
    for row in rows:
        grid.add_row(*row)
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, markup=False).print(grid)
