"""Every claim of the articles with a verdict, and how likely the model makes it."""

from collections.abc import Sequence
from datetime import date
from math import nan
from typing import TYPE_CHECKING, Any

from calibration.articles.intervals import Known
from calibration.articles.ledger import Claim, ledger
from calibration.articles.outcomes import outcomes
from calibration.articles.verdicts import Verdict
from sim.errors import EvidenceError
from sim.evidence.figures import Figure
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Progress

if TYPE_CHECKING:
    import pandas as pd


def claims(  # noqa: PLR0913 - public: each option by its name
    scenario: AnyScenario | Sequence[AnyScenario] | None = None,
    *,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: AnyParameters = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    published: Sequence[Figure] | None = None,
) -> "pd.DataFrame":
    """The ledger as a table: one row for each claim, and with ``scenario`` for each claim and scenario.

    Columns of stage one: claim, verdict (consistent, only if, contradicted, not testable here), statement, finding,
    condition, value_low, value_high, claimed_low, claimed_high, about (the scenario it is about), source, figures.
    With a scenario it is run (see ``sim.run`` for the options; None takes the parameters in force), and there are
    also: scenario, outcome, p05, p50, p95, probability, probability_low, probability_high (90 percent, given the
    number of draws), binds, change, parameters (where draws come from). ``published``: other figures than those of
    the package.

    Raises ``EvidenceError`` where ``published`` leaves out a figure, and what ``sim.run`` raises.
    """
    import pandas as pd

    known, listed = Known(published), ledger()
    if gone := sorted({id_ for claim in listed for id_ in claim.figures if id_ not in known.figures}):
        raise EvidenceError([f"published: {id_} is missing, on which a claim rests" for id_ in gone])
    stage_one = pd.DataFrame([_record(claim, claim.verdict(known)) for claim in listed])
    if scenario is None:
        return stage_one
    from sim.experiments import run as experiments
    from sim.parameters import posterior

    results = experiments.run(
        scenario,
        draws=draws,
        replicates=replicates,
        scale=scale,
        seed=seed,
        until=until,
        workers=workers,
        cluster=cluster,
        progress=progress,
        parameters=parameters,
    )
    stage_two = outcomes(results, known).assign(parameters=posterior.in_words(results.manifest["draws_from"]))
    return stage_one.merge(stage_two, on="claim", how="left", sort=False)


def _record(claim: Claim, found: Verdict) -> dict[str, Any]:
    return {
        "claim": claim.id,
        "verdict": found.verdict,
        "statement": claim.statement,
        "finding": found.finding,
        "condition": found.condition,
        "value_low": found.value.low if found.value else nan,
        "value_high": found.value.high if found.value else nan,
        "claimed_low": found.claimed.low if found.claimed else nan,
        "claimed_high": found.claimed.high if found.claimed else nan,
        "about": claim.scenario,
        "source": ", ".join(claim.source),
        "figures": ", ".join((*claim.figures, *claim.evidence)),
    }
