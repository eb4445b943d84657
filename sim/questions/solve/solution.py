"""The answer to what it takes, in numbers and words."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sim.io import words
from sim.questions.answer import Answer, Printed
from sim.questions.solve.target import Target
from sim.questions.solve.varied import Range
from sim.results.view import Band

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Solution(Answer):
    """An answer with the least ``value`` that reaches the target and its ``probability``.

    ``value`` is None where no value of the range reaches it; ``probability`` is then that at the upper end.
    """

    value: float | None = None
    probability: float = math.nan

    @classmethod
    def read(cls, out: str | Path, again: "Callable[[], Answer]") -> Self:
        """As that of any answer."""
        row = (stored := super().read(out, again)).tables["solution"].iloc[0]
        value = float(row["value"]) if row["feasible"] else None
        return replace(stored, value=value, probability=float(row["probability"]))


class Asked(NamedTuple):
    """What is to be found."""

    scenario: str
    target: Target
    range: Range
    probability: float


class Tried(NamedTuple):
    """One value of the lever: how probable the target is, and the band of the measure."""

    value: float
    probability: float
    band: Band


class Others(NamedTuple):
    """What binds at the upper end: sentences of ``binding``, and what more of each other capacity would do."""

    sentences: list[str]
    pushes: "pd.DataFrame"


def solution(
    asked: Asked, tried: list[Tried], found: Tried | None, others: Others | None, manifest: dict[str, Any]
) -> Solution:
    """The answer. ``tried`` by value; ``found`` the least that is enough, or ``others`` where none is."""
    import pandas as pd

    from sim.report.plots import response

    lever = asked.range
    best = found or tried[-1]
    below = [one for one in tried if found and one.value < found.value][-1:]
    row: dict[str, Any] = {"scenario": asked.scenario, "target": asked.target.text, "lever": lever.lever}
    row |= {"unit": lever.quantity.unit, "feasible": found is not None, "value": found.value if found else math.nan}
    row |= {"too_little": below[0].value if below else math.nan, "probability": best.probability}
    row |= {"wanted_probability": asked.probability}
    columns = [{"value": one.value, "probability": one.probability} | one.band._asdict() for one in tried]
    tables = {"solution": pd.DataFrame([row]), "tried": pd.DataFrame(columns)}
    if others:
        tables["next"] = others.pushes
    sentences = _feasible(asked, found, below) if found else _infeasible(asked, best, others)
    if not _goes_one_way([one.probability for one in tried]):
        sentences.append(
            "The probability goes up and down over the range; the answer is the least value that was tried."
        )
    title = f"solve {asked.scenario}: {asked.target.text}, by {lever.lever}"
    marks = [(one.value, one.band) for one in tried]
    value = found.value if found else None
    picture = partial(response.response, asked.target, marks, f"{lever.lever}, {lever.unit}", value)
    return Solution(
        title, tables, tuple(sentences), {"response": picture}, manifest, (_printed(title, asked, tried),),
        value=value, probability=best.probability,
    )  # fmt: skip


def _goes_one_way(probabilities: list[float]) -> bool:
    pairs = list(zip(probabilities, probabilities[1:], strict=False))
    return all(one <= other for one, other in pairs) or all(one >= other for one, other in pairs)


def _feasible(asked: Asked, found: Tried, below: list[Tried]) -> list[str]:
    lever = asked.range
    text = f"{asked.target.text} is reached with {lever.lever} = {lever.number(found.value)} {lever.unit}"
    text += f" in {words.percent(found.probability)} of draws ({words.percent(asked.probability)} asked)."
    if below:
        return [text, f"{lever.number(below[0].value)} is too little: {words.percent(below[0].probability)} of draws."]
    return [text, "That is the lower end of the range; less may do as well."]


def _infeasible(asked: Asked, top: Tried, others: Others | None) -> list[str]:
    """That it is out of reach, and what binds then."""
    assert others is not None, "what binds was tried"
    lever, target = asked.range, asked.target
    band = f"{words.number(top.band.p50)} (90 percent interval {words.span(top.band.p05, top.band.p95)})"
    found = [
        f"infeasible: with {lever.lever} = {lever.number(top.value)}, the upper end, {target.reading.measure} comes to"
        f" {band}; {target.text} is reached in {words.percent(top.probability)} of draws"
        f" ({words.percent(asked.probability)} asked)."
    ]
    sign = 1.0 if target.wants_more else -1.0
    helps = [row for row in others.pushes.itertuples() if sign * row.mean > 0 and sign * row.p50 > 0]
    if helps:
        first = helps[0]
        found.append(
            f"What binds next is {first.lever}: {words.number(first.added)} more there would move it by"
            f" {words.change(first.mean)} (90 percent interval {words.span(first.p05, first.p95)})."
        )
        rest = [f"{words.number(row.added)} more {row.lever} {words.change(row.mean)}" for row in helps[1:]]
        found += [f"After it: {words.listed(rest)}."] if rest else []
    else:
        names = words.listed(list(others.pushes["lever"]))
        found.append(f"More of {names} does not move it towards the target: no other capacity binds.")
    return found + others.sentences


def _printed(title: str, asked: Asked, tried: list[Tried]) -> Printed:
    lever = asked.range
    heads = (f"{lever.lever} ({lever.unit})", "probability", f"{asked.target.reading.measure}, median", "90 percent")
    rows = []
    for value, probability, band in tried:
        texts = (lever.number(value), words.percent(probability), words.number(band.p50))
        rows.append((*texts, words.span(band.p05, band.p95)))
    return Printed(title, heads, rows, (0, 1, 2))
