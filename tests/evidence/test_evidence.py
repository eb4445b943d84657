"""Every number has a meaning, a unit, a value in its limits, and a source or a reason."""

import subprocess
import sys

import pytest

from sim.errors import EvidenceError
from sim.evidence import quantities as evidence
from sim.evidence.figures import figures
from sim.evidence.quantities import levers, quantities, sources
from sim.io.marked_yaml import parse
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario
from sim.scenario.weekly import INFORMATION_WEEK, lever_row

GOOD = {"means": "x.", "unit": "ratio", "kind": "fact", "value": "1", "source": "article_001"}


def test_names_are_group_and_noun():
    assert all(f"{quantity.group}.{quantity.noun}" == name for name, quantity in quantities().items())
    assert {quantity.kind for quantity in levers().values()} == {"lever", "driver"}


def test_every_source_is_used_and_has_a_date():
    used = {quantity.source for quantity in quantities().values()} | {key for f in figures() for key in f.source}
    used |= {order.source for order in load_scenario("history").orders}
    cited = used | {order.source for order in load_scenario("baseline").orders}
    assert cited - {None} <= set(sources())
    assert all(source.date[:2] == "20" for source in sources().values())


FAULTS = {
    "no meaning": ({"means": None}, "means is missing"),
    "no unit": ({"unit": None}, "unit is missing"),
    "unit": ({"unit": "furlongs"}, "unit furlongs is not one of beds, cases, "),
    "kind": ({"kind": "guess"}, "kind guess is not one of fact, estimate, assumption, lever, driver"),
    "no price year": ({"unit": "usd"}, "numbers in US dollars, and only they, have a price_year"),
    "price year of a ratio": ({"price_year": "2025"}, "numbers in US dollars, and only they, have a price_year"),
    "no source": ({"source": None}, "needs a source, or a because where there is none"),
    "source": ({"source": "article_999"}, "source article_999 is not in sources.yaml"),
    "field": ({"vale": "1"}, "vale is unknown"),
    "no range": ({"kind": "lever"}, "levers and drivers, and only they, have a range or choices"),
    "range of a fact": ({"range": "[0, 1]"}, "levers and drivers, and only they, have a range or choices"),
    "text": ({"value": "much"}, "value is not a number"),
    "infinite": ({"value": ".inf"}, "value is not a number"),
    "outside": ({"unit": "share", "value": "1.5"}, "value is outside its limits"),
    "outside its range": ({"kind": "lever", "range": "[2, 3]"}, "value is outside its limits"),
    "no choice": ({"kind": "lever", "choices": "[a, b]"}, "value is not one of the choices"),
    "family": ({"prior": "{family: cauchy, p05: 1, p95: 2}"}, "prior needs family (lognormal, normal, logitnormal"),
    "percentiles": ({"prior": "{family: normal, p05: 2, p95: 1}"}, "prior needs p05 below p95"),
    "lognormal": ({"prior": "{family: lognormal, p05: 0, p95: 1}"}, "lognormal prior needs p05 above 0"),
    "logitnormal": ({"prior": "{family: logitnormal, p05: 0.5, p95: 1}"}, "logitnormal prior needs p95 below 1"),
}


@pytest.mark.parametrize(("change", "message"), FAULTS.values(), ids=FAULTS)
def test_a_number_that_breaks_a_rule_does_not_load(monkeypatch, change, message):
    entry = {key: value for key, value in (GOOD | change).items() if value is not None}
    text = "noun:\n" + "".join(f"  {key}: {value}\n" for key, value in entry.items())
    original = evidence.package_yaml
    monkeypatch.setattr(
        evidence, "package_yaml", lambda path: parse(text, path)[0] if path == "rules/costs.yaml" else original(path)
    )
    with pytest.raises(EvidenceError) as raised:
        evidence._loaded.__wrapped__()
    assert str(raised.value).startswith(f"rules/costs.yaml:1:1: noun: {message}")


def test_default_values_are_those_in_force_at_the_information_date():
    """``value`` of a lever or driver is where history ends, so that lists and help tell the truth."""
    table = resolve(load_scenario("history"), None, 0).lever
    for name, quantity in levers().items():
        last = table[lever_row(name), INFORMATION_WEEK - 1]
        assert last == pytest.approx(
            quantity.number(quantity.value), rel=0.05 if quantity.kind == "driver" else 1e-9
        ), name


def test_figures_name_their_role_and_source():
    assert len({figure.id for figure in figures()}) == len(figures()) == 32
    for figure in figures():
        assert set(figure.source) <= set(sources())
        assert figure.role in ("calibrate", "scenario", "claim", "context")
        assert figure.reading.endswith(".") and figure.qualifier and figure.as_of
        assert figure.measure or figure.role in ("scenario", "context")


def test_reading_scenarios_loads_no_engine():
    """Help, lists and validation must be instant."""
    code = (
        "import sys; from sim.scenario import files; import sim.evidence.figures;"
        "files.shipped(); files.load_scenario('surge');"
        "heavy = {'numba', 'pandas', 'mesa', 'matplotlib', 'scipy'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
