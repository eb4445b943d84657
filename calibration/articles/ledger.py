"""The ledger of claims: every assertion of the articles, each with the arithmetic that tests it."""

from dataclasses import dataclass
from typing import Any

from calibration.articles import capacity, docket
from calibration.articles.intervals import Known, read_yaml
from calibration.articles.verdicts import Verdict
from sim.errors import EvidenceError

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
        for module in (docket, capacity):
            if hasattr(module, self.arithmetic):
                found: Verdict = getattr(module, self.arithmetic)(known)
                return found
        raise EvidenceError(f"{FILE}: {self.id}: there is no arithmetic {self.arithmetic}")


def ledger() -> list[Claim]:
    """All claims, in the order of the file. Raises ``EvidenceError``."""
    found = []
    for id_, entry in read_yaml(FILE).items():
        if set(entry) - _KEYS:
            raise EvidenceError(f"{FILE}: {id_}: {', '.join(sorted(set(entry) - _KEYS))} is unknown")
        lists = {key: tuple(entry.get(key, ())) for key in ("source", "figures", "evidence")}
        found.append(Claim(id_, **(entry | lists)))
    return found
