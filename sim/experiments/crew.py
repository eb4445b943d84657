"""Who does the tasks of a plan: this process, processes beside it, or (``sim.experiments.cluster``) other machines.

All have the executor interface of the standard library. A task whose worker was lost is given to another one; one that
is lost again and again is taken apart, and its experiments are tried one by one, alone, so that the one which takes
its process down (most often for want of memory) is known and the others are not lost with it.
"""

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from sim.errors import CrewError
from sim.experiments.plan import Task
from sim.experiments.work import Done, Failed, OtherCode, run_task
from sim.results.parts import ADDRESS, Stored

MOST_LOST = 3
"""How often the worker of a task may be lost before its experiments are tried alone: more is no accident."""
AHEAD = 2
"""Tasks handed out for each worker: one to do, one to go on with."""
LOST = (
    "WorkerLost: the worker process ended before its work was done, alone as well; most often memory ran out. Run again"
    " with fewer --workers or a larger --scale."
)

Unfinished = Callable[[Task], Task | None]
"""What is left of a task whose worker was lost; None where nothing is."""


class Crew:
    """Workers; a context manager. Left by an error (also Ctrl-C), it ends them now, not after what they are doing."""

    is_here = True
    """Whether workers write to the folders of this machine."""
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)
    """What a future raises where its worker was lost."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._is_ready = False

    def connect(self, inputs: Mapping[str, str]) -> None:
        """Reach workers elsewhere, before anything is written. Raises ``CrewError``."""

    def disconnect(self) -> None:
        """Let go of what ``connect`` reached."""

    def __enter__(self) -> "Crew":
        self._others = {child.pid for child in multiprocessing.active_children()}
        self._executor = self._hired()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._dismiss(kind is None)

    def room(self) -> int:
        """Tasks to hand out. Where nothing is compiled yet, the first task goes alone: it compiles for all."""
        from sim.engine.jit import is_compiled

        self._is_ready = self._is_ready or is_compiled()
        return self.workers * AHEAD if self._is_ready else 1

    def submit(self, job: bytes, task: Task) -> Future[Done]:
        """Hand out a task; ``job`` is what all tasks share, pickled."""
        with no_main_module():
            return self._executor.submit(run_task, job, task)

    def renew(self) -> None:
        """New workers in place of lost ones."""
        self._executor.shutdown(cancel_futures=True)
        self._executor = self._hired()

    def gone(self) -> CrewError:
        """What to say where a task was cancelled by somebody else."""
        return CrewError("a task was cancelled. What was finished is kept; the same command goes on.")

    def _hired(self) -> Executor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, spawn, initializer=follow_parent)

    def _dismiss(self, is_over: bool) -> None:
        for child in () if is_over else multiprocessing.active_children():
            if child.pid not in self._others:
                child.terminate()
        self._executor.shutdown(cancel_futures=True)


class Alone(Crew):
    """This process does everything itself, a task at a time."""

    def __init__(self) -> None:
        super().__init__(1)

    def room(self) -> int:
        """One task at a time."""
        return 1

    def _hired(self) -> Executor:
        return _Here()


class _Here(Executor):
    def submit(self, function: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*given, **options))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


class _Flying(NamedTuple):
    task: Task
    lost: int


def work(crew: Crew, job: bytes, tasks: Iterator[Task], unfinished: Unfinished) -> Iterator[Done]:
    """What the tasks give, in any order. Memory: the tasks that are handed out."""
    flying: dict[Future[Done], _Flying] = {}
    again: deque[_Flying] = deque()
    alone: list[Task] = []
    while True:
        while len(flying) < crew.room():
            following = again.popleft() if again else _first(tasks)
            if following is None:
                break
            flying[crew.submit(job, following.task)] = following
        if not flying:
            break
        gone = []
        for future in wait(flying, return_when=FIRST_COMPLETED).done:
            one = flying.pop(future)
            try:
                done = future.result()
            except crew.lost:
                gone.append(one)
            except CancelledError:
                raise crew.gone() from None
            except OtherCode as error:
                raise CrewError(
                    f"a worker would compute something else: {error}. The files of docketsim must stay as they are"
                    " while they are at work. What was finished is kept, as of the files it was made with."
                ) from error
            else:
                yield done
        if gone:
            crew.renew()
            gone += _gone_too(crew, flying)
            for one in gone:
                left = unfinished(one.task)
                if left and one.lost + 1 >= MOST_LOST:
                    alone.append(left)
                elif left:
                    again.append(_Flying(left, one.lost + 1))
    for task in alone:
        yield from _one_by_one(crew, job, task)


def _first(tasks: Iterator[Task]) -> _Flying | None:
    task = next(tasks, None)
    return None if task is None else _Flying(task, 0)


def _gone_too(crew: Crew, flying: dict[Future[Done], _Flying]) -> list[_Flying]:
    """Tasks that are lost together with one: all processes of a broken pool have ended, once it was renewed."""
    gone = []
    for future in list(flying):
        if future.done() and (future.cancelled() or isinstance(future.exception(), crew.lost)):
            gone.append(flying.pop(future))
    return gone


def _one_by_one(crew: Crew, job: bytes, task: Task) -> Iterator[Done]:
    for asked in task.experiments:
        try:
            yield crew.submit(job, Task((asked,))).result()
        except crew.lost:
            crew.renew()
            nothing = Stored(np.empty(0, ADDRESS), np.empty((0, 0)))
            yield Done(nothing, (Failed(asked.address, LOST, LOST),))


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
