"""Workers of a Dask cluster: the tasks of a sweep, done by other machines, with the same bits.

    dask scheduler --port 8786
    dask worker tcp://HOST:8786 --nworkers 2 --nthreads 1 --no-dashboard

One command for the scheduler, one on every machine for its workers; each needs docketsim of the same files and the
same versions. Results come back as values and the process that asked is the one that writes.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from sim.errors import CrewError
from sim.experiments.crew import AHEAD, Alone, Crew
from sim.experiments.options import cores
from sim.experiments.plan import versions
from sim.experiments.work import differing

ANSWER_SECONDS = 10
"""How long a scheduler may take to answer, and the first of its workers to be there."""
MOST_NAMED = 3
"""Workers named in a refusal."""


class Cluster(Crew):
    """The workers of a Dask scheduler. Those that come or go while the sweep runs are used or replaced."""

    is_here = False

    def __init__(self, address: str) -> None:
        super().__init__(1)
        self.address = address

    def connect(self, inputs: Mapping[str, str]) -> None:
        """Find the scheduler and its workers, and see that they would compute the same. Raises ``CrewError``."""
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            message = "runs on a cluster need Dask: install docketsim[distributed]"
            raise CrewError(f"--cluster {self.address}: {message}") from None
        self.lost = (KilledWorker,)
        for name in ("distributed.client", "distributed.core", "asyncio", "tornado.application"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is told by CrewError, in a sentence
        try:
            with ThreadPoolExecutor(1) as aside:  # a notebook has a loop of its own in this thread
                aside.submit(asyncio.run, _greeted(self.address)).result()
            self._client = Client(self.address, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise CrewError(
                f"--cluster {self.address}: no Dask scheduler answered within {ANSWER_SECONDS} seconds. Start one with"
                " `dask scheduler --port 8786`, or look whether the address can be reached from here. Nothing was"
                " written."
            ) from error
        try:
            self._check(inputs)
        except BaseException:
            self.disconnect()
            raise

    def disconnect(self) -> None:
        """Leave the scheduler, which goes on without this client."""
        self._client.close(timeout=ANSWER_SECONDS)

    def room(self) -> int:
        """How many tasks may be out at once, by the workers there are now. Raises ``CrewError``."""
        self.workers = max(len(self._asked(self._client.nthreads)), 1)
        return self.workers * AHEAD

    def renew(self) -> None:
        """The scheduler gives lost tasks to others itself, and new workers come by themselves."""

    def gone(self) -> CrewError:
        """The error of a scheduler that does not answer."""
        return CrewError(
            f"--cluster {self.address}: the scheduler does not answer any more. What was finished is kept; the same"
            " command goes on once it is there again."
        )

    def _check(self, inputs: Mapping[str, str]) -> None:
        try:
            self._client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError:
            raise CrewError(
                f"--cluster {self.address}: the scheduler has no worker after {ANSWER_SECONDS} seconds. Start one with"
                f" `dask worker {self.address} --nthreads 1`. Nothing was written."
            ) from None
        try:
            told = self._client.run(differing, dict(inputs), versions())
        except Exception as error:  # of whatever kind the worker's is: it cannot load the package, or not this one
            raise CrewError(
                f"--cluster {self.address}: a worker cannot run this docketsim ({type(error).__name__}: {error})."
                " Install the same version on every machine. Nothing was written."
            ) from error
        wrong = [f"{worker}: {differences}" for worker, differences in sorted(told.items()) if differences]
        if wrong:
            shown = "\n".join(wrong[:MOST_NAMED])
            raise CrewError(
                f"--cluster {self.address}: {len(wrong)} of {len(told)} workers would compute something else:\n{shown}"
                "\nInstall the same docketsim and the pins of constraints.txt on every machine, and start the workers"
                " again. Nothing was written."
            )
        self.workers = len(told)

    def _hired(self) -> Executor:
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def _dismiss(self, is_over: bool) -> None:
        """Leave nothing behind at the scheduler."""
        self._executor.shutdown(wait=is_over)

    def _asked(self, question: Callable[[], Any]) -> Any:
        """An answer of the scheduler. Raises ``CrewError`` where it is gone."""
        try:
            return question()
        except (OSError, TimeoutError, RuntimeError) as error:
            raise self.gone() from error


async def _greeted(address: str) -> None:
    """Shake hands with a scheduler: a client of Dask itself waits for ever where something else listens.

    Raises ``CrewError`` for ``tls://`` without certificates, ``OSError`` or ``TimeoutError`` where none answers.
    """
    from distributed import Security
    from distributed.comm import connect

    safe = Security().get_connection_args("client")
    if address.startswith("tls://") and safe.get("ssl_context") is None:
        raise CrewError(
            f"--cluster {address}: tls needs certificates here, too: set DASK_DISTRIBUTED__COMM__TLS__CA_FILE,"
            " ...__TLS__CLIENT__CERT and ...__TLS__CLIENT__KEY to their files. Nothing was written."
        )
    comm = await asyncio.wait_for(connect(address, timeout=ANSWER_SECONDS, **safe), ANSWER_SECONDS)
    comm.abort()


def crew_of(workers: int | None, cluster: str | None = None) -> Crew:
    """Who works: ``workers`` processes (None: one for each core), this one alone, or those of a scheduler."""
    if cluster is not None:
        return Cluster(cluster)
    count = cores() if workers is None else workers
    return Alone() if count == 1 else Crew(count)
