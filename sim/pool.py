"""Experiments on one or several processes. The number of workers and the size of chunks change no result.

An experiment is a scenario x a draw x a replicate. Its luck is keyed by seed, draw and replicate only, so scenarios
share it, and results are put in place by their index, not by who was first.
"""

import multiprocessing
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import ModuleType
from typing import NamedTuple

from sim.orders import Scenario
from sim.results import Trajectory

Simulate = Callable[..., Trajectory]
"""``sim.model.run(resolved, seed, draw, replicate, scale, weeks, by_office)``."""
Progress = Callable[[int, int], None]
"""Called with the experiments done and all of them, first with none done."""


class Plan(NamedTuple):
    """What is run: every replicate of every draw of every scenario."""

    scenarios: tuple[Scenario, ...]
    draws: int
    replicates: int
    scale: int
    seed: int
    weeks: int
    by_office: bool

    @property
    def experiments(self) -> int:
        return len(self.scenarios) * self.draws * self.replicates


class Task(NamedTuple):
    """All replicates of one draw of one scenario."""

    scenario: int
    draw: int


class Done(NamedTuple):
    """What a task gives: what was drawn, and a trajectory for each replicate."""

    task: Task
    drawn: dict[str, float]
    trajectories: list[Trajectory]


class Failure(NamedTuple):
    """An experiment that failed, as text: exceptions do not always survive the way between processes."""

    place: str
    reason: str
    details: str


class ExperimentError(Exception):
    """An experiment that could not be run; the message names it. ``details`` holds the traceback of its process."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


def run_tasks(
    plan: Plan, simulate: Simulate, workers: int, progress: Progress | None = None, chunk: int = 1
) -> Iterator[Done]:
    """The results of all tasks, in any order. Raises ``ExperimentError`` at the first that fails.

    With one worker everything happens in this process; else in ``workers`` new ones. ``chunk``: tasks a process
    takes at a time.
    """
    tasks = [Task(scenario, draw) for scenario in range(len(plan.scenarios)) for draw in range(plan.draws)]
    chunks = [tasks[first : first + chunk] for first in range(0, len(tasks), chunk)]
    parts = _here(plan, simulate, chunks) if workers == 1 else _elsewhere(plan, simulate, chunks, workers)
    done = 0
    if progress:
        progress(0, plan.experiments)
    for part in parts:
        for outcome in part:
            if isinstance(outcome, Failure):
                raise ExperimentError(f"{outcome.place}: {outcome.reason}", outcome.details)
            done += plan.replicates
            yield outcome
        if progress:
            progress(done, plan.experiments)


def run_chunk(plan: Plan, simulate: Simulate, tasks: list[Task]) -> list[Done | Failure]:
    """Some tasks in this process; stops at the first that fails."""
    outcomes: list[Done | Failure] = []
    for task in tasks:
        outcomes.append(_run_task(plan, simulate, task))
        if isinstance(outcomes[-1], Failure):
            break
    return outcomes


def _run_task(plan: Plan, simulate: Simulate, task: Task) -> Done | Failure:
    from sim.parameters import resolve

    scenario = plan.scenarios[task.scenario]
    place = f"scenario {scenario.name}, draw {task.draw}"
    try:
        resolved = resolve(scenario, task.draw, plan.seed, plan.weeks)
        trajectories = []
        for replicate in range(plan.replicates):
            place = f"scenario {scenario.name}, draw {task.draw}, replicate {replicate}"
            trajectories.append(
                simulate(resolved, plan.seed, task.draw, replicate, plan.scale, plan.weeks, plan.by_office)
            )
    except Exception as error:  # whatever went wrong in it, the user must learn which experiment it was
        return Failure(place, f"{type(error).__name__}: {error}", traceback.format_exc())
    return Done(task, resolved.drawn, trajectories)


def _here(plan: Plan, simulate: Simulate, chunks: list[list[Task]]) -> Iterator[list[Done | Failure]]:
    for tasks in chunks:
        yield run_chunk(plan, simulate, tasks)


def _elsewhere(
    plan: Plan, simulate: Simulate, chunks: list[list[Task]], workers: int
) -> Iterator[list[Done | Failure]]:
    ours = {child.pid for child in multiprocessing.active_children()}
    executor = ProcessPoolExecutor(
        min(workers, len(chunks)), multiprocessing.get_context("spawn"), initializer=_die_at_ctrl_c
    )
    try:
        for future in as_completed(_submitted(executor, plan, simulate, chunks)):
            yield future.result()
    except BrokenProcessPool as error:
        raise ExperimentError(
            "A worker process ended before its work was done: it was killed, most often because memory ran out."
            " Run again with fewer --workers, fewer --draws or a larger --scale."
        ) from error
    except BaseException:  # also Ctrl-C, or a caller that stops asking: end now, not after what is running
        for child in multiprocessing.active_children():
            if child.pid not in ours:
                child.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _submitted(
    executor: ProcessPoolExecutor, plan: Plan, simulate: Simulate, chunks: list[list[Task]]
) -> list[Future[list[Done | Failure]]]:
    """All chunks, handed out. Where nothing is compiled yet, the first one goes alone: it compiles for all."""
    from sim.engine.jit import is_compiled

    futures = []
    for tasks in chunks:
        with _no_main_module():
            futures.append(executor.submit(run_chunk, plan, simulate, tasks))
        if len(futures) == 1 and not is_compiled():
            futures[0].exception()
    return futures


def _die_at_ctrl_c() -> None:
    """The terminal sends Ctrl-C to workers, too: they end without a word, and the parent says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Keep new processes from running the user's script again: a script needs no ``if __name__ == "__main__"``."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
