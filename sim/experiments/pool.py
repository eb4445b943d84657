"""Experiments on one or several processes. The number of workers and the size of chunks change no result.

An experiment is a scenario x a draw x a replicate. Its luck is keyed by seed, draw and replicate only, so scenarios
share it, and results are put in place by their index, not by who was first.
"""

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import NamedTuple, Self, TypeVar

from sim.errors import ExperimentError
from sim.experiments.options import Plan, Progress
from sim.results.results import Trajectory

Batch = TypeVar("Batch")
Outcome = TypeVar("Outcome")
Simulate = Callable[..., Trajectory]
"""``sim.model.run.run(resolved, seed, draw, replicate, scale, weeks, by_office)``."""


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


def run_tasks(
    plan: Plan,
    simulate: Simulate,
    workers: int,
    progress: Progress | None = None,
    chunk: int = 1,
    only: Sequence[Task] | None = None,
) -> Iterator[Done]:
    """The results of all tasks, in any order. Raises ``ExperimentError`` at the first that fails.

    With one worker everything happens in this process; else in ``workers`` new ones. ``chunk``: tasks a process
    takes at a time. ``only``: some of the tasks, where the others were done before.
    """
    every = [Task(scenario, draw) for scenario in range(len(plan.scenarios)) for draw in range(plan.draws)]
    tasks = every if only is None else list(only)
    chunks = [tasks[first : first + chunk] for first in range(0, len(tasks), chunk)]
    done = plan.experiments - len(tasks) * plan.replicates
    if progress:
        progress(done, plan.experiments, 0)
    with Workers(min(workers, len(chunks))) as processes:
        for part in processes.each(partial(run_chunk, plan, simulate), chunks):
            for outcome in part:
                if isinstance(outcome, Failure):
                    raise ExperimentError(f"{outcome.place}: {outcome.reason}", outcome.details)
                done += plan.replicates
                yield outcome
            if progress:
                progress(done, plan.experiments, 0)


def run_chunk(plan: Plan, simulate: Simulate, tasks: list[Task]) -> list[Done | Failure]:
    """Some tasks in this process; stops at the first that fails."""
    outcomes: list[Done | Failure] = []
    for task in tasks:
        outcomes.append(_run_task(plan, simulate, task))
        if isinstance(outcomes[-1], Failure):
            break
    return outcomes


def _run_task(plan: Plan, simulate: Simulate, task: Task) -> Done | Failure:
    from sim.parameters.resolve import resolve

    scenario = plan.scenarios[task.scenario]
    place = f"scenario {scenario.name}, draw {task.draw}"
    try:
        resolved = resolve(scenario, task.draw, plan.seed, plan.weeks, plan.parameters)
        trajectories = []
        for replicate in range(plan.replicates):
            place = f"scenario {scenario.name}, draw {task.draw}, replicate {replicate}"
            trajectories.append(
                simulate(resolved, plan.seed, task.draw, replicate, plan.scale, plan.weeks, plan.by_office)
            )
    except Exception as error:  # whatever went wrong in it, the user must learn which experiment it was
        return Failure(place, f"{type(error).__name__}: {error}", traceback.format_exc())
    return Done(task, resolved.drawn, trajectories)


class Workers:
    """Processes that work on batches, kept from one call to the next; with one, everything happens in this process.

    A context manager. Left by an error (also Ctrl-C, or a caller that stops asking), it ends its processes now, not
    after what is running.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        self._others = {child.pid for child in multiprocessing.active_children()}
        if self.count > 1:
            spawn = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.count, spawn, initializer=follow_parent)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is None:
            return
        for child in multiprocessing.active_children() if kind else ():
            if child.pid not in self._others:
                child.terminate()
        self._executor.shutdown(cancel_futures=True)

    def each(self, function: Callable[[Batch], Outcome], batches: Sequence[Batch]) -> Iterator[Outcome]:
        """What a function, importable by name, makes of each batch, in any order."""
        if self._executor is None:
            yield from map(function, batches)
            return
        try:
            for future in as_completed(_submitted(self._executor, function, batches)):
                yield future.result()
        except BrokenProcessPool as error:
            raise ExperimentError(
                "A worker process ended before its work was done: it was killed, most often because memory ran out."
                " Run again with fewer --workers, fewer --draws or a larger --scale."
            ) from error


def _submitted(
    executor: ProcessPoolExecutor, function: Callable[[Batch], Outcome], batches: Sequence[Batch]
) -> list[Future[Outcome]]:
    """All batches, handed out. Where nothing is compiled yet, the first one goes alone: it compiles for all."""
    from sim.engine.jit import is_compiled

    futures = []
    for batch in batches:
        with no_main_module():
            futures.append(executor.submit(function, batch))
        if len(futures) == 1 and not is_compiled():
            futures[0].exception()
    return futures


def follow_parent() -> None:
    """What a new worker does first: end with its parent, however that ends, and leave the words to it.

    The terminal sends Ctrl-C to workers, too. A parent that is killed says nothing: its workers watch for it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"
    threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


@contextmanager
def no_main_module() -> Iterator[None]:
    """Keep new processes from running the user's script again: a script needs no ``if __name__ == "__main__"``."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
