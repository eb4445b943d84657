"""How much of a difference each lever causes: Shapley values over groups of levers, and their interactions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from functools import partial
from itertools import combinations
from math import factorial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.errors import OptionError, nearest
from sim.evidence.quantities import levers
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Options, Plan, Progress
from sim.experiments.plan import Cell
from sim.io import words
from sim.parameters.resolve import resolve
from sim.questions.answer import Answer, Printed, answered, ensemble_of, manifest_of
from sim.results import bands, reading
from sim.results.reading import Reading, Readings
from sim.results.view import Band
from sim.scenario.scenario import Scenario
from sim.scenario.weekly import OFFICER_SHARES, lever_row

if TYPE_CHECKING:
    import pandas as pd

MOST_GROUPS = 6
"""Each group doubles the runs: 6 take 64 scenarios."""
SHARES = "officers.shares"
"""The shares of tasks are one choice: to set one is to set them all."""

Subset = frozenset[str]


class Change(NamedTuple):
    """One group of levers (or drivers, or assumptions) that ``other`` sets in its own way."""

    name: str
    levers: tuple[str, ...]


def decompose(  # noqa: PLR0913 - public: each option by its name
    base: AnyScenario,
    other: AnyScenario,
    group: Mapping[str, Sequence[str]] | Sequence[str] = (),
    *,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: AnyParameters = None,
    out: str | Path | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """How much of the difference between two scenarios each lever of ``other`` causes.

    ``group``: ``{"hiring": ["hiring.*"]}`` or ``["hiring=hiring.*"]`` puts levers together; every other lever stands
    alone, and at most six may stand side by side. A Shapley value is the mean effect of a group over all orders in
    which the groups can be taken; the values sum to the whole difference. The options are those of ``sim.run``. Tables:
    ``shares`` (Shapley values, with the effect alone and the effect last), ``interactions`` (what groups do together
    beyond what their parts do), ``totals``. Raises what ``sim.run`` raises.
    """
    options = Options(
        draws=draws,
        replicates=replicates,
        scale=scale,
        seed=seed,
        until=until,
        workers=workers,
        parameters=parameters,
        out=out,
        cluster=cluster,
        force=force,
        progress=progress,
    )
    problems: list[str] = []
    asked_groups = _asked(group, problems)
    plan = options.plan([base, other], problems)
    changes = grouped(differing(plan), asked_groups)
    subsets = [frozenset(names) for names in _all_subsets([change.name for change in changes])]
    wanted = tuple(reading.headline(plan.end, plan.start))
    one_end, other_end = plan.scenarios
    cells = [Cell(mixed(one_end, other_end, [change for change in changes if change.name in one])) for one in subsets]
    cells[-1] = Cell(other_end)
    asked = {"groups": {change.name: list(change.levers) for change in changes}}
    manifest = manifest_of(plan, "decompose", asked)

    def ask() -> Answer:
        with ensemble_of(plan, options) as ensemble:
            values = dict(zip(subsets, ensemble.outcomes(cells, Readings(wanted, plan.start)), strict=True))
        return _answer(plan, changes, wanted, values, manifest)

    return answered(options, manifest, Answer, ask)


def shapley(values: Mapping[Subset, np.ndarray]) -> dict[str, np.ndarray]:
    """The Shapley value of each member, from what every subset is worth; they sum to all less none."""
    every = max(values, key=len)
    members = sorted(every)
    count = len(members)
    found = {}
    for member in members:
        others = [one for one in members if one != member]
        parts = [
            factorial(size) * factorial(count - size - 1) / factorial(count) * (values[one | {member}] - values[one])
            for size in range(count)
            for one in map(frozenset, combinations(others, size))
        ]
        found[member] = np.sum(parts, axis=0)
    return found


def dividends(values: Mapping[Subset, np.ndarray]) -> dict[Subset, np.ndarray]:
    """What each subset is worth beyond what all its parts are worth (Harsanyi); they sum to all less none."""
    found: dict[Subset, np.ndarray] = {}
    for one in sorted((one for one in values if one), key=lambda one: (len(one), sorted(one))):
        parts = [found[part] for part in found if part < one]
        found[one] = values[one] - values[frozenset()] - np.sum(parts, axis=0)
    return found


def differing(plan: Plan) -> list[Change]:
    """Every lever, driver and assumption that the second scenario of a plan sets in its own way, with an effect."""
    base, other = plan.scenarios
    found = []
    pairs = [[resolve(one, draw, plan.seed, plan.weeks) for one in (base, other)] for draw in (None, 0)]
    for name in levers():
        row = lever_row(name)
        said = [_orders(one, name) for one in (base, other)]
        moved = any((first.lever[row] != second.lever[row]).any() for first, second in pairs)
        if moved and said[0] != said[1] and name not in OFFICER_SHARES:
            found.append(Change(name, (name,)))
    shares = [lever_row(name) for name in OFFICER_SHARES]
    if any((first.lever[shares] != second.lever[shares]).any() for first, second in pairs):
        found.append(Change(SHARES, OFFICER_SHARES))
    believed = [{one.name: one.value for one in each.assume} for each in (base, other)]
    names = sorted(believed[0].keys() | believed[1].keys())
    return found + [Change(name, (name,)) for name in names if believed[0].get(name) != believed[1].get(name)]


def _orders(scenario: Scenario, name: str) -> list[tuple[Any, ...]]:
    """What a scenario orders, without where and why it says so."""
    orders = scenario.in_force.get(name, [])
    return [
        (one.start, one.value, one.by, one.begin, one.spread, one.layer > 0, one.delivery, one.action, one.until)
        for one in orders
    ]


def grouped(changes: list[Change], asked: Mapping[str, Sequence[str]]) -> list[Change]:
    """The changes, put together as asked: names of groups with names or patterns. Raises ``OptionError``."""
    problems: list[str] = []
    left = {change.name: change for change in changes}
    found: list[Change] = []
    for name, patterns in asked.items():
        members: list[Change] = []
        for pattern in patterns:
            fitting = [one for one in changes if fnmatchcase(one.name, pattern)]
            members += [left.pop(one.name) for one in fitting if one.name in left]
            taken = [one.name for one in fitting if one not in members]
            problems += [f"group {name}: {one} is in another group already" for one in taken]
            if not fitting:
                known = ", ".join(one.name for one in changes)
                near = nearest(pattern, (one.name for one in changes))
                problems.append(f"group {name}: {pattern} fits nothing that differs{near}; what differs is {known}")
        found.append(Change(name, tuple(lever for one in members for lever in one.levers)))
    found += left.values()
    if not changes:
        problems.append("decompose: the two scenarios differ in no lever, driver or assumption")
    elif len(found) > MOST_GROUPS and not problems:
        problems.append(_too_many(found))
    if problems:
        raise OptionError(problems)
    return found


def _asked(group: Mapping[str, Sequence[str]] | Sequence[str], problems: list[str]) -> dict[str, list[str]]:
    if isinstance(group, Mapping):
        return {name: list(patterns) for name, patterns in group.items()}
    asked: dict[str, list[str]] = {}
    for text in group:
        name, equals, patterns = text.partition("=")
        parts = [part.strip() for part in patterns.split(",") if part.strip()]
        if not equals or not name.strip() or not parts:
            problems.append(f"group {text!r}: must be NAME=LEVER,LEVER,..., like hiring=hiring.*")
        elif name.strip() in asked:
            problems.append(f"group {name.strip()}: given twice; give it once")
        asked[name.strip()] = parts
    return asked


def _too_many(changes: list[Change]) -> str:
    """That there are too many, and how to put them together."""
    names = [change.name for change in changes]
    families = sorted({name.partition(".")[0] for name in names})
    text = f"group: {len(names)} levers differ ({', '.join(names)}), and at most {MOST_GROUPS} can stand side by side"
    if len(families) <= MOST_GROUPS:
        return f"{text}; put them together, such as {' '.join(f'--group {name}={name}.*' for name in families)}"
    return f"{text}; put them together with --group NAME=LEVER,LEVER"


def mixed(base: Scenario, other: Scenario, changes: Iterable[Change]) -> Scenario:
    """``base`` with some levers and some assumptions of ``other``."""
    names = {lever for change in changes for lever in change.levers}
    orders = [one for one in base.orders if one.name not in names] + [one for one in other.orders if one.name in names]
    assumed = [one for one in base.assume if one.name not in names] + [one for one in other.assume if one.name in names]
    return replace(
        base,
        orders=tuple(sorted(orders, key=lambda one: (one.layer, one.start))),
        assume=tuple(assumed),
        layers=max(base.layers, other.layers),
    )


def _all_subsets(names: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """From none to all."""
    for size in range(len(names) + 1):
        yield from combinations(names, size)


# -- the answer


def _answer(
    plan: Plan,
    changes: list[Change],
    wanted: Sequence[Reading],
    values: Mapping[Subset, np.ndarray],
    manifest: dict[str, Any],
) -> Answer:
    import pandas as pd

    from sim.report.plots import bars

    base, other = (scenario.name for scenario in plan.scenarios)
    by_group, together = shapley(values), dividends(values)
    none, every = frozenset[str](), max(values, key=len)
    shares, interactions, totals = [], [], []
    for place, one in enumerate(wanted):
        scale = plan.scale if one.chance_scale else 1
        total = _row(one, (values[every] - values[none])[:, :, place], scale)
        totals.append(total)
        for change in changes:
            row: dict[str, Any] = {"group": change.name, "levers": ", ".join(change.levers)}
            row |= _row(one, by_group[change.name][:, :, place], scale)
            row["share_of_total"] = row["mean"] / total["mean"] if total["mean"] else float("nan")
            alone, rest = frozenset({change.name}), every - {change.name}
            row["alone"] = float((values[alone] - values[none])[:, :, place].mean())
            row["last"] = float((values[every] - values[rest])[:, :, place].mean())
            shares.append(row)
        for subset, worth in together.items():
            head = {"groups": " + ".join(sorted(subset)), "size": len(subset)}
            interactions.append(head | _row(one, worth[:, :, place], scale))
    tables = {"shares": shares, "interactions": interactions, "totals": totals}
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    pictures = {}
    for one in wanted:
        of_one = frames["shares"][frames["shares"]["measure"] == one.measure]
        title = f"{words.sentence(one.measure.replace('_', ' ')).rstrip('.')}: {other} less {base}"
        labels, sizes = list(of_one["group"]), of_one["mean"].to_numpy()
        pictures[one.measure] = partial(bars.waterfall, title, words.unit(one.unit), labels, sizes)
    printed = _printed(frames["shares"], base, other)
    return Answer(f"decompose {base} {other}", frames, _sentences(frames), pictures, manifest, printed)


def _row(one: Reading, differences: np.ndarray, scale: int) -> dict[str, Any]:
    """Mean and band of float64[draws, replicates]."""
    head = {"measure": one.measure, "unit": one.unit, "when": one.when, "mean": float(differences.mean())}
    return head | Band(*map(float, bands.band(differences, scale)))._asdict()


def _sentences(frames: "dict[str, pd.DataFrame]") -> tuple[str, ...]:
    found = []
    for name in ("removals", "docket"):
        (total,) = frames["totals"][frames["totals"]["measure"] == name].itertuples()
        shares = frames["shares"][frames["shares"]["measure"] == name].sort_values("mean", key=lambda one: -one.abs())
        parts = [f"{row.group} {words.change(row.mean)}" for row in shares.itertuples()]
        found.append(f"Of {words.change(total.mean)} {name} ({total.when}): {words.listed(parts)}.")
        pairs = frames["interactions"].query("measure == @name and size > 1")
        if len(pairs):
            top = max(pairs.itertuples(), key=lambda row: abs(row.mean))
            found.append(f"Largest interaction: {top.groups} together {words.change(top.mean)} beyond their parts.")
    return tuple(found)


def _printed(shares: "pd.DataFrame", base: str, other: str) -> tuple[Printed, ...]:
    heads = ("measure", "group", "Shapley value", "90 percent", "alone", "last")
    rows = []
    for row in shares.itertuples():
        cells = (row.measure, row.group, words.change(row.mean), words.span(row.p05, row.p95))
        rows.append((*cells, words.change(row.alone), words.change(row.last)))
    return (Printed(f"{other} less {base}, at the end", heads, rows, (2, 4, 5)),)
