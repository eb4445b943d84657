"""A run that nobody holds any more leaves nothing behind, and at once."""

import weakref

from sim.model.run import Run
from tests.model.reference.world import scarce


def test_a_run_is_forgotten_with_its_docket():
    run = Run(scarce(), 0, 0, 0, scale=1, weeks=8, offices=2).go()
    fork = run.fork(scarce())
    docket = weakref.ref(run.docket.cases.base), weakref.ref(fork.docket.cases.base)
    del run, fork
    assert [one() for one in docket] == [None, None]
