"""The ledger of claims: every assertion of the articles with a verdict, and how likely the model makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration import claim_capacity, claim_docket
from calibration.readings import ClaimError, Known, read_yaml
from calibration.verdicts import Verdict
from sim.experiments import DRAWS, SCALE
from sim.figures import Figure
from sim.orders import Scenario
from sim.pool import Progress

if TYPE_CHECKING:
    import pandas as pd

FILE = "claims.yaml"
_KEYS = {
    *("statement", "source", "figures", "evidence", "arithmetic", "scenario", "outcome", "outcome_means", "change"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion. ``arithmetic``: the function of stage one; ``outcome``: what stage two looks at, or nothing."""

    id: str
    statement: str
    source: tuple[str, ...]
    figures: tuple[str, ...]
    arithmetic: str
    evidence: tuple[str, ...] = ()
    scenario: str = ""
    outcome: dict[str, Any] | None = None
    outcome_means: str = ""
    change: str = ""

    def verdict(self, known: Known) -> Verdict:
        """Stage one: arithmetic and interval reasoning on published numbers, no simulation."""
        for module in (claim_docket, claim_capacity):
            if hasattr(module, self.arithmetic):
                found: Verdict = getattr(module, self.arithmetic)(known)
                return found
        raise ClaimError(f"{FILE}: {self.id}: there is no arithmetic {self.arithmetic}")


def ledger() -> list[Claim]:
    """All claims, in the order of the file. Raises ``ClaimError``."""
    found = []
    for id_, entry in read_yaml(FILE).items():
        if set(entry) - _KEYS:
            raise ClaimError(f"{FILE}: {id_}: {', '.join(sorted(set(entry) - _KEYS))} is unknown")
        lists = {key: tuple(entry.get(key, ())) for key in ("source", "figures", "evidence")}
        found.append(Claim(id_, **(entry | lists)))
    return found


def claims(
    scenario: str | Path | Scenario | Sequence[str | Path | Scenario] | None = None,
    draws: int = DRAWS,
    replicates: int | None = None,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: Any = None,
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

    Raises what ``sim.run`` raises.
    """
    import pandas as pd

    known = Known(published)
    stage_one = pd.DataFrame([_record(claim, claim.verdict(known)) for claim in ledger()])
    if scenario is None:
        return stage_one
    from calibration.outcomes import outcomes
    from sim import experiments, posterior

    results = experiments.run(
        scenario, draws, replicates, scale, seed, until, workers, progress=progress, parameters=parameters
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
