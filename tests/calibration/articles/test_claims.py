"""The ledger of claims: arithmetic worked by hand, and verdicts that follow the figures."""

from dataclasses import replace

import pytest

import calibration
import sim
from calibration.articles.intervals import Interval, Known, evidence_file
from calibration.articles.ledger import ledger
from calibration.articles.verdicts import VERDICTS, judged
from sim.evidence.figures import figures
from sim.evidence.quantities import sources
from sim.results.measures import INDEX
from sim.scenario.files import shipped

CLAIMS = {claim.id: claim for claim in ledger()}


def known(evidence=None, **values):
    """The figures with other values (``officers_2024=1057`` for officers-2024), and other evidence."""
    changed = {name.replace("_", "-"): value for name, value in values.items()}
    assert set(changed) <= {figure.id for figure in figures()}
    published = [replace(one, value=changed.get(one.id, one.value)) for one in figures()]
    entries = {id_: evidence_file()["evidence"][id_] | new for id_, new in (evidence or {}).items()}
    return Known(published, entries)


def verdict(claim, evidence=None, **values):
    return CLAIMS[claim].verdict(known(evidence, **values))


AS_PUBLISHED = {
    "caseload-of-every-officer": "contradicted",
    "caseload-of-the-assigned": "only if",
    "nearly-two-million": "only if",
    "all-two-million-unlikely": "consistent",
    "eight-million": "contradicted",
    "docket-grew-by-a-million": "consistent",
    "docket-more-than-doubled": "only if",
    "orders-grew": "only if",
    "convicted-stood-still": "only if",
    "never-in-contact": "not testable here",
    "twenty-million": "not testable here",
    "docket-is-monitored": "contradicted",
    "too-many-untouched": "not testable here",
    "hiring-will-help": "only if",
    "more-than-double-officers": "consistent",
    "tags-for-millions": "only if",
    "monitoring-could-scale-up": "consistent",
    "detention-is-full": "consistent",
    "hundred-thousand-removed": "contradicted",
    "million-removals-pace": "only if",
    "million-removals-beds": "only if",
}
# What would have to be published for another verdict: claim, evidence, figures, verdict.
OTHERWISE = [
    ("caseload-of-every-officer", {}, {"officers_2024": 1000}, "consistent"),
    ("caseload-of-the-assigned", {}, {"docket_2024_06": 42e6}, "consistent"),
    ("caseload-of-the-assigned", {}, {"docket_2024_06": 74e6}, "contradicted"),
    ("nearly-two-million", {}, {"orders_2025_08": 2.1e6}, "consistent"),
    ("nearly-two-million", {}, {"orders_2025_08": 1.2e6}, "contradicted"),
    ("all-two-million-unlikely", {}, {"detained_2025_08": 56000 * 2}, "contradicted"),
    ("all-two-million-unlikely", {}, {"detained_2025_08": 80000}, "only if"),
    ("eight-million", {"docket-fy24-end": {"value": 8.0e6}}, {}, "only if"),
    ("eight-million", {"docket-fy24-end": {"value": 8.02e6, "step": 40000}}, {}, "only if"),
    ("docket-grew-by-a-million", {"docket-fy23-end": {"value": 6.5e6}}, {}, "contradicted"),
    ("docket-grew-by-a-million", {"docket-fy23-end": {"value": 6.3e6}}, {}, "only if"),
    ("docket-more-than-doubled", {}, {"docket_2021_01": 3.6e6}, "consistent"),
    ("docket-more-than-doubled", {}, {"docket_2021_01": 3.9e6}, "contradicted"),
    ("orders-grew", {"orders-2024-11-count": {"value": 1.39e6}}, {}, "consistent"),
    ("orders-grew", {"orders-2024-11-count": {"value": 1.52e6}}, {}, "contradicted"),
    ("convicted-stood-still", {}, {"convicted_2025": 405000}, "contradicted"),
    ("convicted-stood-still", {"convicted-removed": {"low": 500, "high": 800}}, {}, "consistent"),
    ("docket-is-monitored", {}, {"monitored_2025_04": 7.4e6}, "consistent"),
    ("too-many-untouched", {}, {"claim_untouched": 0.5}, "only if"),
    ("more-than-double-officers", {}, {"hires_order_20k": 4000}, "only if"),
    ("tags-for-millions", {}, {"devices_spare": 5e6}, "consistent"),
    ("monitoring-could-scale-up", {}, {"devices_spare": 5e6}, "contradicted"),
    ("monitoring-could-scale-up", {}, {"devices_spare": 1e6}, "only if"),
    ("detention-is-full", {}, {"detained_2025_08": 30000}, "contradicted"),
    ("hundred-thousand-removed", {"removals-2025-count": {"value": 101000}}, {}, "consistent"),
    ("million-removals-pace", {}, {"removals_2025_ytd": 400000}, "consistent"),
    ("million-removals-beds", {}, {"detained_2025_08": 180000}, "consistent"),
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_verdicts_on_the_published_figures(claim):
    assert verdict(claim).verdict == AS_PUBLISHED[claim]


@pytest.mark.parametrize(("claim", "evidence", "values", "expected"), OTHERWISE)
def test_other_figures_give_other_verdicts(claim, evidence, values, expected):
    assert verdict(claim, evidence, **values).verdict == expected


def test_a_measure_of_those_outside_would_make_it_testable():
    published = [replace(one, measure=("docket",)) if one.id == "gotaways" else one for one in figures()]
    assert CLAIMS["never-in-contact"].verdict(Known(published)).verdict == "consistent"


def test_six_thousand_times_seven_thousand():
    found = verdict("caseload-of-every-officer")
    assert found.value == Interval(5500 * 6950, 6500 * 7050)
    assert "= 42 million" in found.finding
    assert "5.68 times" in found.finding  # 42 / 7.4
    assert "1,233 cases each" in found.finding


def test_the_assigned_are_a_sixth():
    found = verdict("caseload-of-the-assigned")
    assert "1,057 officers" in found.finding  # 7.4e6 / 7000
    assert "18 percent of 6,000" in found.finding
    assert found.value == Interval(7.35e6 / 7050, 7.45e6 / 6950)


def test_nearly_two_million_needs_almost_no_overlap():
    found = verdict("nearly-two-million")
    assert found.value == Interval(1.45e6, 1.55e6 + 423500)
    assert "8,000 of the 423,000 convicted (1.9 percent)" in found.condition  # 1.923 - 1.915 million
    assert "58,500" in found.condition  # 1.9735 - 1.915 million


def test_eight_million_needs_half_as_much_again():
    found = verdict("eight-million")
    # 260 days from 1 October 2023 to 17 June 2024, 105 to 30 September: 7.4 + 1.0 x 105 / 260 = 7.80.
    assert "7.8 million" in found.finding
    assert "1.49 million" in found.condition  # 0.6 x 260 / 105
    assert found.value == Interval(7.6e6, 7.7e6)


def test_twice_the_docket_of_2021_is_just_reached():
    found = verdict("docket-more-than-doubled")
    assert found.value == pytest.approx(Interval(7.35 / 3.7, 7.45 / 3.6))
    assert "below 3.7 million" in found.condition


def test_growth_of_orders_is_between_nothing_and_a_tenth_of_a_million():
    found = verdict("orders-grew")
    assert found.value == Interval(1_450_000 - 1_445_549.5, 1_550_000 - 1_445_548.5)
    assert found.claimed == Interval(50_000, float("inf"))
    assert "growth of 0 to 200,000" in found.finding


def test_convicted_need_an_inflow():
    found = verdict("convicted-stood-still")
    # 376 days from 21 July 2024 to 1 August 2025; the stock fell by 1,000 to 3,000.
    assert "-3,000 to -1,000 in 376 days" in found.finding
    low, high = 9300 * 376 / 365 - 3000, 16600 * 376 / 365 - 1000
    assert f"{low:,.0f} to {high:,.0f}"[:5] in found.condition


def test_the_programme_holds_a_fortieth():
    found = verdict("docket-is-monitored")
    assert found.value == pytest.approx(Interval(182_500 / 7.45e6, 183_500 / 7.35e6))
    assert "2.4 to 2.5 percent" in found.finding


def test_officers_more_than_double():
    found = verdict("more-than-double-officers")
    assert "= 4.33" in found.finding
    assert found.value.low == pytest.approx(1 + 20000 / 6500)


def test_tags_lack_devices_and_hours():
    found = verdict("tags-for-millions")
    assert found.value == Interval(4.45e6 - 55_000 - 182_500, 4.55e6 - 45_000)
    assert "24.7 times" in found.finding


def test_a_million_removals_by_littles_law():
    found = verdict("million-removals-beds")
    # 1,000,000 x 44 / 365 with all leavers removed; x 56 / 365 / 0.87.
    assert "121,000 to 176,000 beds" in found.condition
    assert "157,000 at 50 days" in found.condition
    low = 56000 * 365 / 56 * 0.87 + 1650 * 365 / 7
    high = 57000 * 365 / 44 + 2400 * 365 / 7
    assert found.value == pytest.approx(Interval(low, high))


def test_a_million_at_the_pace_of_spring():
    found = verdict("million-removals-pace")
    # 112 days to 12 May, 234 to 1 January: 900,000 / 234 a day against 100,000 / 112.
    assert "4.31 times" in found.condition
    assert found.value == pytest.approx(Interval(100_000 * 346 / 112, 110_000 * 346 / 112))


def test_minutes_for_a_case():
    found = verdict("too-many-untouched")
    assert found.value == pytest.approx(Interval(1600 * 60 / 7050, 1800 * 60 / 6950))


def test_intervals():
    assert Interval(1, 2).minus(Interval(1, 3)) == Interval(-2, 1)
    assert Interval(1, 2).over(Interval(0, 4)).high == float("inf")
    assert judged(Interval(1, 2), Interval(0, 2), "", "x").verdict == "consistent"
    assert judged(Interval(1, 2), Interval(1.5, 3), "", "x").verdict == "only if"
    assert judged(Interval(1, 2), Interval(2, 3), "", "x").verdict == "contradicted"


def test_the_ledger_holds_together():
    ids = {figure.id for figure in figures()}
    evidence = evidence_file()["evidence"]
    names = {one.name for one in shipped()}
    for claim in CLAIMS.values():
        assert set(claim.source) <= set(sources())
        assert set(claim.figures) <= ids
        assert set(claim.evidence) <= set(evidence)
        assert not claim.outcome or claim.scenario in names
        terms = [] if claim.outcome is None else [claim.outcome, claim.outcome.get("over"), claim.outcome.get("minus")]
        assert {name for term in terms if term for name in term["of"]} <= set(INDEX)


def test_every_figure_that_is_a_claim_is_tested():
    tested = {figure for claim in CLAIMS.values() for figure in claim.figures}
    assert {figure.id for figure in figures() if figure.role == "claim"} <= tested


def test_every_claim_names_what_it_uses():
    for claim in CLAIMS.values():
        asked = Recording()
        claim.verdict(asked)
        assert asked.used == set(claim.figures) | set(claim.evidence), claim.id


class Recording(Known):
    """Remembers which numbers were asked for."""

    def __init__(self):
        super().__init__()
        self.used = set()
        self.figures = Remembering(self.figures, self.used)

    def reading(self, id_):
        self.used.add(id_)
        return super().reading(id_)

    def __getitem__(self, id_):
        self.used.add(id_)
        return super().__getitem__(id_)

    def value(self, id_):
        self.used.add(id_)
        return super().value(id_)


class Remembering(dict):
    def __init__(self, content, used):
        super().__init__(content)
        self.used = used

    def __getitem__(self, id_):
        self.used.add(id_)
        return super().__getitem__(id_)


def test_the_table_of_stage_one():
    table = calibration.claims()
    assert table["claim"].tolist() == list(CLAIMS)
    assert set(table["verdict"]) == set(VERDICTS)
    assert (table["condition"].str.len() > 0)[table["verdict"] != "consistent"].all()
    assert (table["condition"] == "")[table["verdict"] == "consistent"].all()


def test_the_table_follows_the_figures():
    published = [replace(one, value=1000.0) if one.id == "officers-2024" else one for one in figures()]
    table = calibration.claims(published=published).set_index("claim")
    assert table.loc["caseload-of-every-officer", "verdict"] == "consistent"


def test_figures_that_leave_one_out_are_refused_with_its_name():
    gone = sim.figures()[0]
    with pytest.raises(sim.EvidenceError, match=gone.id):
        calibration.claims(published=sim.figures()[1:])
