"""How experiments are run: the options that all commands and functions share, with their checks and defaults.

The command line is made from the fields of ``Options`` (``sim.cli.options``), so this file loads nothing slow.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, Union

from sim.errors import OptionError, PosteriorError, Problem, ScenarioError, StoreError

if TYPE_CHECKING:
    from sim.parameters.resolve import DrawsFrom, Posterior
    from sim.scenario.scenario import Scenario

DRAWS = 100
REPLICATES = 2
"""The fewest that tell chance from the rest; it is pooled over all draws."""
SCALE = 100
LARGEST_SCALE = 10_000
LARGEST_SEED = 2**63 - 1
DELIVERIES = ("in-full", "uncertain")
ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):\d{1,5}")
"""Of a Dask scheduler."""

AnyScenario: TypeAlias = Union[str, Path, "Scenario"]
AnyParameters: TypeAlias = Union[str, Path, "Posterior", None]
Progress = Callable[[int, int, int], object]
"""Called with the experiments done, all of them, and how many failed so far; first with those done before."""


class Times(NamedTuple):
    """First day of a run, information date, first day after the run."""

    start: date
    known: date
    end: date


class Plan(NamedTuple):
    """What is run: every replicate of every draw of every scenario. ``parameters``: where draws come from."""

    scenarios: "tuple[Scenario, ...]"
    draws: int
    replicates: int
    scale: int
    seed: int
    weeks: int
    by_office: bool = False
    parameters: "DrawsFrom" = "prior"

    @property
    def start(self) -> date:
        """First day of week 0, the same in all scenarios."""
        return self.scenarios[0].start

    @property
    def known(self) -> date:
        """The information date."""
        return self.scenarios[0].known

    @property
    def end(self) -> date:
        """First day after the last week."""
        from sim import calendar

        return calendar.date_of(self.weeks, self.start)

    @property
    def experiments(self) -> int:
        """Number of trajectories: scenarios times draws times replicates."""
        return len(self.scenarios) * self.draws * self.replicates


def _option(default: Any, says: str, metavar: str | None = None) -> Any:
    """A field with its words on the command line."""
    return field(default=default, metadata={"help": says, "metavar": metavar})


@dataclass(frozen=True)
class Options:
    """Options of a run, a sweep and every question. They are checked by ``plan``, all at once."""

    draws: int = _option(DRAWS, "Joint samples of what nobody knows.")
    replicates: int = _option(REPLICATES, "Replications of each draw with other random numbers.")
    scale: int = _option(SCALE, "Keep one case in so many; results are at full scale.")
    seed: int = _option(0, "Key of all chance.")
    until: date | str | None = _option(
        None, "Last day of interest: a date, FY2036, 2030, 2027-Q1 or 2027-06. [default: 2029-01-24]", "DATE"
    )
    workers: int | None = _option(None, "Processes; the results are the same. [default: the cores]")
    parameters: AnyParameters = _option(
        None,
        "Where draws come from: posterior, prior, central, or a file or folder with joint draws."
        " [default: posterior, the shipped one]",
        "posterior|prior|central|FILE",
    )
    delivery: str = _option("in-full", "How levers that are set here arrive: in-full or uncertain.")
    out: str | Path | None = _option(None, "Results folder. [default: results/NAME]", "DIR")
    cluster: str | None = _option(None, "A Dask scheduler, instead of processes here.", "tcp://HOST:PORT")
    force: bool = _option(False, "Replace finished results of another plan.")
    progress: Progress | None = None

    @property
    def processes(self) -> int:
        """How many work."""
        return cores() if self.workers is None else self.workers

    def times(self, scenario: "AnyScenario") -> Times:
        """When a run begins and ends, as far as that can be read; ``plan`` reports what is wrong with it."""
        from sim import calendar

        loaded = _loaded([scenario], None, self.delivery)[0]
        start, known = (loaded[0].start, loaded[0].known) if loaded else (calendar.START, calendar.INFORMATION_DATE)
        return Times(start, known, calendar.date_of(_weeks_until(self.until, [], start) or calendar.WEEKS, start))

    def plan(
        self,
        scenarios: "AnyScenario | Sequence[AnyScenario]",
        problems: Sequence[str] = (),
        *,
        overrides: Mapping[str, Any] | None = None,
        by_office: bool = False,
        in_memory: bool = True,
        check_out: Callable[[str | Path], None] | None = None,
    ) -> Plan:
        """What is run.

        ``overrides``: levers that hold from the information date on. ``in_memory``: all trajectories will be there
        at once. ``check_out`` raises ``StoreError`` where nothing can be written. Raises ``OptionError`` with
        ``problems`` and everything that is wrong with the options and scenarios, or ``ScenarioError`` where nothing
        but a scenario is wrong.
        """
        from sim import calendar
        from sim.parameters import posterior

        one = isinstance(scenarios, str | Path) or hasattr(scenarios, "orders")
        given: list[AnyScenario] = [scenarios] if one else list(scenarios)  # type: ignore[list-item, arg-type]
        loaded, wrong = _loaded(given, overrides, self.delivery)
        told = [*problems, *self._wrong_values()]
        weeks = _weeks_until(self.until, told, loaded[0].start if loaded else calendar.START)
        self._check_out(check_out, told)
        if not given:
            told.append("scenario: give at least one; `docketsim list scenarios` shows the shipped ones")
        draws_from: DrawsFrom = "prior"
        try:
            draws_from = posterior.chosen(self.parameters)
        except PosteriorError as error:
            told += [f"parameters {text}" for text in error.problems]
        except StoreError as error:
            told.append(f"parameters {error}")
        told += _apart(loaded)
        if told:
            raise OptionError([*told, *map(str, wrong)])
        if wrong:
            raise ScenarioError(wrong)
        plan = Plan(tuple(loaded), self.draws, self.replicates, self.scale, self.seed, weeks, by_office, draws_from)
        if in_memory:
            _check_memory(plan)
        return plan

    def _wrong_values(self) -> list[str]:
        problems: list[str] = []
        for name, value, low, high in (
            ("draws", self.draws, 1, None),
            ("replicates", self.replicates, 1, None),
            ("scale", self.scale, 1, LARGEST_SCALE),
            ("seed", self.seed, 0, LARGEST_SEED),
            ("workers", self.processes, 1, None),
        ):
            problems += not_whole(name, value, low, high)
        if self.delivery not in DELIVERIES:
            problems.append(f"delivery {self.delivery!r}: choose {' or '.join(DELIVERIES)}")
        if self.cluster is not None and not ADDRESS.fullmatch(self.cluster):
            problems.append(f"cluster {self.cluster!r}: must be the address of a Dask scheduler, like tcp://host:8786")
        return problems

    def _check_out(self, check: Callable[[str | Path], None] | None, problems: list[str]) -> None:
        if self.out is None:
            return
        from sim.io import folders

        try:
            (check or folders.check_target)(self.out)
        except StoreError as error:
            problems.append(f"out {error}")


def not_whole(name: str, value: Any, low: int, high: int | None) -> list[str]:
    """What is wrong with a value that must be a whole number in a range."""
    allowed = f"a whole number of at least {low}" if high is None else f"a whole number from {low} to {high}"
    if isinstance(value, Integral) and not isinstance(value, bool):
        number = int(value)
        if number >= low and (high is None or number <= high):
            return []
    return [f"{name} {value!r}: must be {allowed}"]


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _weeks_until(until: date | str | None, problems: list[str], start: date) -> int:
    """Whole weeks up to a day; 0 and a problem where there are none."""
    from sim import calendar
    from sim.results.results import as_date

    if until is None:
        return calendar.WEEKS
    try:
        day = calendar.last_day(until) if isinstance(until, str) else as_date(until)
    except (TypeError, ValueError):
        problems.append(f"until {until!r}: must be a date like 2027-06-30, or a period: FY2036, 2030, 2027-Q1, 2027-06")
        return 0
    said = f"{day}:" if str(until) == str(day) else f"{until}: its last day, {day},"
    horizon = calendar.horizon(start)
    if not start < day <= horizon:
        problems.append(
            f"until {said} must lie after {start} and not after {horizon}"
            + (f", the end of FY{horizon.year}" if start == calendar.START else ", when the longest run ends")
        )
        return 0
    return calendar.week_of(day, start)


def _loaded(
    given: "Sequence[AnyScenario]", overrides: Mapping[str, Any] | None, delivery: str
) -> "tuple[list[Scenario], dict[Problem | str, None]]":
    """The scenarios with their overrides, and what is wrong with them."""
    from sim.scenario.files import load_scenario, with_override

    loaded: list[Scenario] = []
    wrong: dict[Problem | str, None] = {}
    for one in given:
        try:
            scenario = load_scenario(one) if isinstance(one, str | Path) else one
            arrives: Literal["in-full", "uncertain"] = "uncertain" if delivery == "uncertain" else "in-full"
            loaded.append(with_override(scenario, overrides, arrives) if overrides else scenario)
        except ScenarioError as error:
            wrong |= dict.fromkeys(error.problems)
    return loaded, wrong


def _apart(loaded: "Sequence[Scenario]") -> list[str]:
    """Why scenarios cannot stand side by side: one name twice, or other years."""
    names = [one.name for one in loaded]
    twice = sorted({name for name in names if names.count(name) > 1})
    problems = [f"scenario {name}: given more than once; results are told apart by name" for name in twice]
    others = [one for one in loaded if (one.start, one.known) != (loaded[0].start, loaded[0].known)]
    return problems + [
        f"scenario {one.name}: begins on {one.start} and {loaded[0].name} on {loaded[0].start}; run them apart"
        for one in others
    ]


def _check_memory(plan: Plan) -> None:
    """Refuse what cannot end well, before hours are spent on it."""
    from sim.model.world import OFFICES
    from sim.results.measures import BY_OFFICE, MEASURES

    columns = len(MEASURES) + (len(BY_OFFICE) * OFFICES if plan.by_office else 0)
    needed = plan.experiments * (plan.weeks + 1) * columns * 8
    present = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else needed
    if needed > present:
        raise OptionError(
            [
                f"draws {plan.draws}: {plan.experiments} experiments give {needed / 1e9:.0f} GB of results, more than"
                f" the {present / 1e9:.0f} GB of memory here; ask for fewer draws, replicates or scenarios, an earlier"
                " end, or not by office"
            ]
        )
