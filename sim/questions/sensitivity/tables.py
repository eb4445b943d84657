"""What drives what, as tables and words."""

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.experiments.options import Plan
from sim.io import words
from sim.questions.answer import Answer, Printed
from sim.questions.sensitivity.screening import Indices, Screened, rank_range
from sim.questions.sensitivity.unknowns import Unknown
from sim.results.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

MUCH_CHANCE = 0.1
"""Chance that adds more than this part of the variance is named: indices at this scale are rough then."""
LOW, HIGH = 0.05, 0.95
"""Screening and tornado go from the 5th to the 95th percentile: the tails of a prior are nobody's statement."""
NAMED = 3
"""Unknowns that a sentence names."""


class Found(NamedTuple):
    """What was computed.

    ``kept``: places in ``unknowns``; ``indices`` has a row for each of them. ``middle``: float64[measures], all
    unknowns at their median; ``low`` and ``high``: float64[kept, measures], one of them low or high. ``chance``:
    float64[measures], the variance of random numbers alone.
    """

    unknowns: list[Unknown]
    wanted: tuple[Reading, ...]
    screened: Screened
    kept: list[int]
    indices: Indices
    middle: np.ndarray
    low: np.ndarray
    high: np.ndarray
    chance: np.ndarray


def answer(plan: Plan, found: Found, manifest: dict[str, Any]) -> Answer:
    """The answer of ``sim.questions.sensitivity.study``."""
    import pandas as pd

    from sim.report.plots import bars

    tables = {
        "indices": pd.DataFrame(_indices(found)),
        "screening": pd.DataFrame(_screening(found)),
        "tornado": pd.DataFrame(_tornado(found)),
        "chance": pd.DataFrame(_chance(found)),
    }
    labels = [found.unknowns[place].name for place in found.kept]
    pictures = {}
    for place, one in enumerate(found.wanted):
        title = f"{words.sentence(one.measure.replace('_', ' ')).rstrip('.')}: one unknown at a time"
        ends = (found.low[:, place], float(found.middle[place]), found.high[:, place])
        pictures[one.measure.replace("/", "-per-")] = partial(bars.tornado, title, words.unit(one.unit), labels, *ends)
    name = plan.scenarios[0].name
    return Answer(
        f"sensitivity {name}", tables, _sentences(plan, found), pictures, manifest, _printed(tables["indices"])
    )


def _indices(found: Found) -> list[dict[str, Any]]:
    rows = []
    names = [found.unknowns[place].name for place in found.kept]
    for place, one in enumerate(found.wanted):
        columns = [
            values[:, place] for values in (found.indices.first, found.indices.first_half_width, *found.indices[2:4])
        ]
        ranks = rank_range(columns[2], columns[3])
        order = np.argsort(-np.nan_to_num(columns[2], nan=-1.0), kind="stable")
        for which in order:
            first, first_half, total, total_half = (float(values[which]) for values in columns)
            varies = bool(np.isfinite(total))
            highest, lowest = (int(rank) for rank in ranks[which])
            rows.append(
                {
                    "measure": one.measure,
                    "unknown": names[which],
                    "first": first,
                    "first_low": first - first_half,
                    "first_high": first + first_half,
                    "total": total,
                    "total_low": total - total_half,
                    "total_high": total + total_half,
                    "ranked": varies and highest == lowest,
                    "rank_from": highest if varies else 0,
                    "rank_to": lowest if varies else 0,
                }
            )
    return rows


def _screening(found: Found) -> list[dict[str, Any]]:
    return [
        {
            "measure": one.measure,
            "unknown": unknown.name,
            "mu_star": float(found.screened.mu_star[which, place]),
            "mu_star_low": float((found.screened.mu_star - found.screened.half_width)[which, place]),
            "mu_star_high": float((found.screened.mu_star + found.screened.half_width)[which, place]),
            "sigma": float(found.screened.sigma[which, place]),
            "kept": which in found.kept,
        }
        for place, one in enumerate(found.wanted)
        for which, unknown in enumerate(found.unknowns)
    ]


def _tornado(found: Found) -> list[dict[str, Any]]:
    return [
        {
            "measure": one.measure,
            "unit": one.unit,
            "unknown": found.unknowns[which].name,
            "value_low": found.unknowns[which].value(LOW),
            "value_high": found.unknowns[which].value(HIGH),
            "at_low": float(found.low[row, place]),
            "at_median": float(found.middle[place]),
            "at_high": float(found.high[row, place]),
        }
        for place, one in enumerate(found.wanted)
        for row, which in enumerate(found.kept)
    ]


def _chance(found: Found) -> list[dict[str, Any]]:
    rows = []
    for place, one in enumerate(found.wanted):
        chance, design = float(found.chance[place]), float(found.indices.variance[place])
        share = chance / (chance + design) if chance + design > 0 else float("nan")
        rows.append({"measure": one.measure, "variance_of_luck": chance, "variance": design, "share_of_luck": share})
    return rows


def _sentences(plan: Plan, found: Found) -> tuple[str, ...]:
    said = []
    names = [found.unknowns[place].name for place in found.kept]
    for place, one in enumerate(found.wanted):
        total, half = found.indices.total[:, place], found.indices.total_half_width[:, place]
        if not np.isfinite(total).all():
            said.append(f"{one.measure} does not vary with any of them.")
            continue
        said.append(f"{one.measure} ({one.when}): {_ranking(names, total, half)}.")
    rough = [row["measure"] for row in _chance(found) if row["share_of_luck"] > MUCH_CHANCE]
    if rough:
        text = f"Chance at scale {plan.scale} is more than a tenth of the variance of {words.listed(rough)}"
        said.append(f"{text}: a smaller --scale or more --replicates make their indices sharper.")
    if plan.draws & (plan.draws - 1):
        said.append(f"{plan.draws} base samples are no power of two: the design is less even than it could be.")
    said.append(_cut(found))
    return tuple(said)


def _ranking(names: list[str], total: np.ndarray, half: np.ndarray) -> str:
    """The first unknowns in order, as far as intervals tell; or that they do not tell."""
    order = [int(which) for which in np.argsort(-total, kind="stable")]
    texts: list[str] = []
    while order and len(texts) < NAMED:
        first = order[0]
        tied = [which for which in order if _overlap(first, which, total, half)]
        if len(tied) == 1:
            texts.append(f"{names[first]} {total[first]:.2f} ± {half[first]:.2f}")
        else:
            texts.append(f"{words.listed([names[which] for which in tied])} (not ranked: their intervals overlap)")
        order = [which for which in order if which not in tied]
    return ", then ".join(texts)


def _overlap(first: int, second: int, values: np.ndarray, half: np.ndarray) -> bool:
    return bool(abs(values[first] - values[second]) <= half[first] + half[second])


def _cut(found: Found) -> str:
    """How clear the cut of the screening is."""
    kept, screened = found.kept, found.screened
    left = [which for which in range(len(found.unknowns)) if which not in kept]
    largest = np.where(screened.mu_star.max(axis=0) > 0, screened.mu_star.max(axis=0), 1.0)
    highest = ((screened.mu_star + screened.half_width) / largest).max(axis=1)
    least = (screened.mu_star[kept] / largest).max(axis=1).min()
    near = [found.unknowns[which].name for which in left if highest[which] > least]
    text = f"{len(kept)} of {len(found.unknowns)} unknowns were kept by screening"
    if not near:
        return f"{text}; the others matter less to every measure."
    shown = words.listed(near[:NAMED]) + (f" and {len(near) - NAMED} others" if len(near) > NAMED else "")
    return f"{text}; it does not tell them from {shown}: --keep takes more, --trajectories tells better."


def _printed(indices: "pd.DataFrame") -> tuple[Printed, ...]:
    heads = ("measure", "unknown", "alone", "with interactions", "90 percent", "rank")
    rows = []
    for row in indices.itertuples():
        rank = str(row.rank_from) if row.ranked else f"{row.rank_from} to {row.rank_to}, not ranked"
        cells = (row.measure, row.unknown, f"{row.first:.2f}", f"{row.total:.2f}")
        rows.append((*cells, f"{row.total_low:.2f} to {row.total_high:.2f}", rank if row.rank_from else "no variance"))
    return (Printed("Share of variance (Sobol indices)", heads, rows, (2, 3)),)
