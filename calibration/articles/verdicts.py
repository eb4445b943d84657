"""Verdicts on claims, from intervals alone."""

from typing import NamedTuple

from calibration.articles.intervals import Interval

CONSISTENT, ONLY_IF, CONTRADICTED, NOT_TESTABLE = "consistent", "only if", "contradicted", "not testable here"
VERDICTS = (CONSISTENT, ONLY_IF, CONTRADICTED, NOT_TESTABLE)


class Verdict(NamedTuple):
    """``finding``: the arithmetic in words. ``condition``: what would make the claim true, quantified.

    ``value``: what the published numbers allow; ``claimed``: what the claim needs it to be.
    """

    verdict: str
    finding: str
    condition: str
    value: Interval | None = None
    claimed: Interval | None = None


def judged(value: Interval, claimed: Interval, finding: str, condition: str) -> Verdict:
    """Consistent where all that the numbers allow fits the claim, contradicted where nothing does."""
    if value.is_within(claimed):
        return Verdict(CONSISTENT, finding, "", value, claimed)
    verdict = CONTRADICTED if value.misses(claimed) else ONLY_IF
    return Verdict(verdict, finding, condition, value, claimed)


def equal(value: Interval, claimed: Interval, finding: str, condition: str) -> Verdict:
    """For two rough numbers that are said to be one: consistent where some number is in both ranges."""
    if value.misses(claimed):
        return Verdict(CONTRADICTED, finding, condition, value, claimed)
    return Verdict(CONSISTENT, finding, "", value, claimed)


def needed(missing: Interval, finding: str, condition: str) -> Verdict:
    """For what somebody may still do: consistent where nothing is missing, else only if it comes."""
    return Verdict(
        CONSISTENT if missing.high <= 0 else ONLY_IF, finding, condition if missing.high > 0 else "", missing
    )
