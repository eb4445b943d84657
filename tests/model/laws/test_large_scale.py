"""Law 4: with equal offices, no priorities and memoryless times, many cases follow the weekly difference equation.

The equation is solved here on its own: a vector of expected cases, moved by a matrix for what cases do by
themselves and by the order of the week for what servers do. It has its own limit, the differential equation, as
rates in a step shrink.
"""

import functools
from typing import NamedTuple

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from sim.model.run import run
from sim.results.measures import INDEX
from sim.vocabulary import WEEKS_PER_YEAR
from tests.model.laws.reduced import reduced

NOT_FILED, DORMANT, PENDING, ORDERED, HELD, HELD_ORDERED, READY = range(7)
REPORTING, ABSCONDED = range(2)  # of the susceptible on the docket; then the three states of custody
YEARS = 2.0


class Rates(NamedTuple):
    """A week's rates and drivers; ``step`` shrinks all of them, and lengthens the run."""

    step: float = 1.0
    leave: float = 0.12 / WEEKS_PER_YEAR  # by themselves
    close: float = 0.05 / WEEKS_PER_YEAR
    wake: float = 0.5 / WEEKS_PER_YEAR
    reopen: float = 0.4 / WEEKS_PER_YEAR
    lose: float = 0.6 / WEEKS_PER_YEAR
    find: float = 0.9 / WEEKS_PER_YEAR
    bond: float = 3.0 / WEEKS_PER_YEAR
    order: float = 8.0 / WEEKS_PER_YEAR
    document: float = 20.0 / WEEKS_PER_YEAR
    entering: float = 300.0
    transfers: float = 60.0
    court: float = 250.0
    short_list_weeks: float = 20.0
    dormant_share: float = 0.3
    order_share: float = 0.4
    susceptible_share: float = 0.6

    def shrunk(self, step: float) -> "Rates":
        """The same world with ``1/step`` as many steps, each of them ``step`` as long."""
        per_week = {name: getattr(self, name) * step for name in self._fields[1:13]}
        return self._replace(step=step, short_list_weeks=self.short_list_weeks / step, **per_week)

    @property
    def weeks(self) -> int:
        return round(YEARS * 52 / self.step)

    @property
    def gone(self) -> float:
        return self.leave + self.close


OPENING = {NOT_FILED: 3000.0, DORMANT: 12_000.0, PENDING: 9000.0, ORDERED: 8000.0}


def opening() -> np.ndarray:
    x = np.zeros(7)
    x[list(OPENING)] = list(OPENING.values())
    return x


def matrix(r: Rates, moves: list[tuple[int, int | None, float]], states: int) -> np.ndarray:
    """Generator of what cases do by themselves; a move to None leaves for good."""
    q = np.zeros((states, states))
    for origin, goal, rate in moves:
        q[origin, origin] -= rate
        if goal is not None:
            q[goal, origin] += rate
    return q


def stage_matrix(r: Rates) -> np.ndarray:
    docket = [(stage, None, r.gone) for stage in (NOT_FILED, DORMANT, PENDING, ORDERED)]
    moves = [(DORMANT, NOT_FILED, r.wake), (ORDERED, PENDING, r.reopen), (HELD, HELD_ORDERED, r.order)]
    moves += [(HELD_ORDERED, READY, r.document), (HELD, NOT_FILED, r.bond)]
    moves += [(HELD_ORDERED, ORDERED, r.bond), (READY, ORDERED, r.bond)]
    return matrix(r, docket + moves, 7)


def contact_matrix(r: Rates) -> np.ndarray:
    moves = [(REPORTING, None, r.gone), (ABSCONDED, None, r.gone)]
    moves += [(REPORTING, ABSCONDED, r.lose), (ABSCONDED, REPORTING, r.find), (2, 3, r.order), (3, 4, r.document)]
    return matrix(r, moves + [(held, REPORTING, r.bond) for held in (2, 3, 4)], 5)


def uniform_entry(q: np.ndarray) -> np.ndarray:
    """Where those stand at the end of a week who came at a time uniform in it."""
    both = np.zeros((2 * len(q), 2 * len(q)))
    both[: len(q), : len(q)], both[: len(q), len(q) :] = q, np.eye(len(q))
    return expm(both)[: len(q), len(q) :]


def entering(r: Rates) -> np.ndarray:
    x = np.zeros(7)
    x[DORMANT], x[NOT_FILED] = r.entering * r.dormant_share, r.entering * (1 - r.dormant_share)
    return x


def difference_equation(r: Rates) -> dict[str, np.ndarray]:
    """Expected values of measures, by name. float64[weeks + 1]"""
    q, contact = stage_matrix(r), contact_matrix(r)
    week, late = expm(q), uniform_entry(q)
    week_of_contact, late_contact = expm(contact), uniform_entry(contact)
    x, y = opening(), np.array([OPENING_TOTAL * r.susceptible_share, 0, 0, 0, 0])
    heard = {ORDERED: 0.0, DORMANT: 0.0}
    rows = [stocks(x, y) | {"filings": np.nan, "hearings_completed": np.nan, "removals_border": np.nan}]
    for _ in range(r.weeks):
        # a decision falls in the middle of its week: the clock of the new stage has half a week's lead
        for stage, goal, rate in ((ORDERED, PENDING, r.reopen), (DORMANT, NOT_FILED, r.wake)):
            early = heard[stage] * (1 - np.exp(-rate / 2))
            x[stage] -= early
            x[goal] += early
        x = week @ x + late @ entering(r)
        y = week_of_contact @ y + late_contact @ np.array([r.entering * r.susceptible_share, 0, 0, 0, 0])
        filed = x[NOT_FILED]
        x[PENDING] += filed
        x[NOT_FILED] = 0.0
        decided = r.court * (1 - np.exp(-x[PENDING] / r.court / r.short_list_weeks))
        heard = {ORDERED: decided * r.order_share, DORMANT: decided * (1 - r.order_share)}
        x[PENDING] -= decided
        for stage, cases in heard.items():
            x[stage] += cases
        removed = x[READY]
        x[READY] = y[4] = 0.0
        x += late[:, HELD] * r.transfers
        y += late_contact[:, 2] * r.transfers * r.susceptible_share
        rows.append(stocks(x, y) | {"filings": filed, "hearings_completed": decided, "removals_border": removed})
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


OPENING_TOTAL = sum(OPENING.values())


def stocks(x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    return {
        "awaiting_filing": x[NOT_FILED] + x[DORMANT],
        "in_proceedings": x[PENDING],
        "final_order": x[ORDERED],
        "detained": x[HELD] + x[HELD_ORDERED] + x[READY],
        "detained_final_order": x[HELD_ORDERED] + x[READY],
        "absconded": y[ABSCONDED],
    }


def differential_equation(r: Rates) -> dict[str, float]:
    """The same world without weeks: who can be filed or removed is at once. Stocks at the end."""
    q, contact = stage_matrix(r), contact_matrix(r)

    def change(_, state):
        x, y = state[:7], state[7:]
        dx = q @ x + entering(r)
        dx[HELD] += r.transfers
        decided = r.court * (1 - np.exp(-x[PENDING] / r.court / r.short_list_weeks))
        dx[PENDING] -= decided
        dx[ORDERED] += decided * r.order_share
        dx[DORMANT] += decided * (1 - r.order_share)
        dx[PENDING] += dx[NOT_FILED]
        dx[NOT_FILED] = dx[READY] = 0.0
        dy = contact @ y
        dy[REPORTING] += r.entering * r.susceptible_share
        dy[2] += r.transfers * r.susceptible_share
        dy[4] = 0.0
        return np.concatenate([dx, dy])

    x, y = opening(), np.array([OPENING_TOTAL * r.susceptible_share, 0, 0, 0, 0])
    x[PENDING] += x[NOT_FILED]
    x[NOT_FILED] = 0.0
    end = solve_ivp(change, (0.0, r.weeks), np.concatenate([x, y]), rtol=1e-9, atol=1e-6).y[:, -1]
    return stocks(end[:7], end[7:])


def engine(r: Rates, replicates: int) -> np.ndarray:
    """float64[replicates, weeks + 1, measures] of the engine in the same world."""
    per_year = WEEKS_PER_YEAR
    resolved = reduced(
        start__docket=OPENING_TOTAL,
        start__final_order=OPENING[ORDERED],
        start__in_proceedings=OPENING[PENDING],
        start__not_filed=OPENING[NOT_FILED],
        absconding__susceptible_share=r.susceptible_share,
        absconding__none_per_year=r.lose * per_year,
        absconding__return_per_year=r.find * per_year,
        absconding__dormant_ratio=1,
        departure__no_order_per_year=r.leave * per_year,
        departure__final_order_per_year=r.leave * per_year,
        departure__other_closure_per_year=r.close * per_year,
        departure__reopened_per_year=r.reopen * per_year,
        filing__dormant_share=r.dormant_share,
        filing__dormant_per_year=r.wake * per_year,
        intake__border_per_week=r.entering / 2,
        intake__interior_per_week=r.entering / 2,
        courts__filings_per_week=100_000,
        courts__judges=1,
        courts__completions_per_judge_year=r.court * per_year,
        courts__short_list_weeks=r.short_list_weeks,
        courts__preparation_weeks=0,
        courts__order_share=r.order_share,
        courts__order_share_absconded=r.order_share,
        courts__closed_share=1,
        detention__beds=100_000,
        detention__border_book_ins_per_week=r.transfers,
        detention__release_per_bed_year=r.bond * per_year,
        detention__expedited_border_share=1,
        detention__expedited_per_year=r.order * per_year,
        removal__document_quick_per_year=r.document * per_year,
        removal__seats_per_week=100_000,
        officers__headcount=5000,
        officers__detained_share=0.5,
        officers__removal_share=0.5,
    )
    runs = (run(resolved, 3, 0, k, scale=1, weeks=r.weeks, offices=2).values for k in range(replicates))
    return np.array(list(runs))


@functools.cache
def limit_and_sample():
    return difference_equation(Rates()), engine(Rates(), 4)


MEASURES = [*stocks(np.zeros(7), np.zeros(5)), "filings", "hearings_completed", "removals_border"]


@pytest.mark.parametrize("measure", MEASURES)
def test_engine_follows_the_difference_equation(measure):
    """Within 4.5 standard errors of a count, every eighth week, and in the mean of all weeks."""
    limit, sample = limit_and_sample()
    wanted, found = limit[measure][1:], sample[:, 1:, INDEX[measure]].mean(axis=0)
    error = np.sqrt(np.maximum(wanted, 1.0) / len(sample))
    assert (np.abs(found - wanted)[::8] <= 4.5 * error[::8] + 1.0).all()
    assert found.mean() == pytest.approx(wanted.mean(), rel=0.01)


def test_difference_equation_converges_to_the_differential_equation():
    """The error halves, or better, when the step halves."""
    wanted = differential_equation(Rates())
    errors = []
    for step in (1.0, 0.5, 0.25, 0.125):
        found = difference_equation(Rates().shrunk(step))
        errors.append(np.array([abs(found[name][-1] / wanted[name] - 1) for name in wanted]))
    ratios = np.array(errors[:-1]) / np.array(errors[1:])
    assert (ratios > 1.9).all(), ratios
    assert (errors[-1] < 0.02).all()


def test_engine_nears_the_differential_equation():
    """With steps of a quarter of a week."""
    r = Rates().shrunk(0.25)
    wanted, found = differential_equation(r), engine(r, 2).mean(axis=0)[-1]
    for name, value in wanted.items():
        assert found[INDEX[name]] == pytest.approx(value, rel=0.035, abs=4 * np.sqrt(value)), name
