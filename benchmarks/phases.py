"""What a week of the real model is spent on: ``python -m benchmarks.phases [SCALE]``.

The statements of the model's own loop over weeks are run one by one from Python, each timed; so
this cannot drift from the model. A call from outside costs some 40 microseconds, which is measured and taken off.
"""

import ast
import inspect
import sys
import textwrap
import time
from collections import defaultdict
from types import CodeType
from typing import Any

from benchmarks.timing import Row


def code_of(node: ast.stmt) -> CodeType:
    """One statement, ready to run."""
    return compile(ast.Module([node], []), "week", "exec")


def name_of(node: ast.stmt) -> str:
    """The function that a statement calls."""
    called = [n.func.id for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return called[0] if called else "bookkeeping"


class TimedWeeks:
    """Stands in for a compiled loop over weeks; ``seconds`` is process time by statement."""

    def __init__(self, loop_over_weeks: Any) -> None:
        function = loop_over_weeks.py_func
        body = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0].body
        weeks = next(node for node in body if isinstance(node, ast.For))
        self.globals = function.__globals__
        self.names = list(inspect.signature(function).parameters)
        self.before = [code_of(node) for node in body[: body.index(weeks)]]
        self.week = [(name_of(node), code_of(node)) for node in weeks.body]
        self.seconds: dict[str, float] = defaultdict(float)

    def __call__(self, *arguments: Any) -> None:
        """Run the loop with the arguments of the compiled one."""
        scope = self.globals | dict(zip(self.names, arguments, strict=True))
        for code in self.before:
            exec(code, scope)
        for week in range(scope["first_week"], scope["end_week"]):
            scope["week"] = week
            for name, code in self.week:
                start = time.process_time()
                exec(code, scope)
                self.seconds[name] += time.process_time() - start


def measure(scale: int) -> tuple[dict[str, float], float]:
    """Process seconds by phase of one replicate, and of the same replicate undivided."""
    from sim.model import run as model
    from sim.parameters.resolve import resolve
    from sim.scenario.files import load_scenario

    resolved = resolve(load_scenario("frozen"), None, 0)
    undivided = model.run_weeks
    found = []
    for size in (1000, 10_000_000, scale):  # compiles; almost no case: the price of the calls; the measurement
        timed = TimedWeeks(undivided)
        model.run_weeks = timed
        try:
            model.run(resolved, 0, 0, 0, size)
        finally:
            model.run_weeks = undivided
        found.append(timed.seconds)
    model.run(resolved, 0, 0, 0, 1000)
    start = time.process_time()
    model.run(resolved, 0, 0, 0, scale)
    whole = time.process_time() - start
    _, calls, phases = found
    return {name: max(phases[name] - calls[name], 0.0) for name in phases}, whole


def rows(scale: int = 10) -> list[Row]:
    """Phases by cost, and what is outside the weeks: opening, plans, measures."""
    taken, whole = measure(scale)
    taken["outside the weeks: opening, plans, measures"] = max(whole - sum(taken.values()), 0.0)
    ordered = sorted(taken.items(), key=lambda pair: -pair[1])
    return [Row(name, f"{seconds:.3f} s", f"{seconds / whole:.0%}") for name, seconds in ordered if seconds > 0.0005]


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 10):
        print(f"{row.target:>5} {row.found:>9} {row.what}")
