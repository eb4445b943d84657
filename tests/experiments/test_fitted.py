"""A run warns of its posterior exactly when something that the posterior depends on changed, and says what."""

from dataclasses import replace

import numpy as np
import pytest

from sim.experiments import fitted
from sim.parameters import basis
from sim.parameters import posterior as posteriors
from sim.parameters.resolve import Posterior

SAME = {"docket": "1"}
RULE = '''
"""What a rule is about."""
def rate(p, hours: float) -> float:
    """Arrests a week."""
    return p.base * hours  # at full scale
'''

EVERYTHING = '''
class Numbers(tuple):
    base: float = 2.0
def rule(p, *given, hours=None, **other):
    """Hours a week."""
    match given:
        case [first, *_] if first is None:
            return {"a": -1, **other}
    return f"{p.base * hours!r:>{8}} and" " more", lambda x: x, [k for k in given], p[1:, ...]
'''


@pytest.fixture(scope="module")
def now():
    return basis.stated(posteriors.history()) | {"code": {"sim.rules.courts": "1", "sim.calendar": "1"}}


@pytest.fixture
def joint(now, monkeypatch):
    """A posterior that was fitted with this version, on a model that always simulates the same."""
    monkeypatch.setattr(fitted, "simulated", lambda posterior: SAME)
    monkeypatch.setattr(basis, "code", lambda: now["code"])
    manifest = {"basis": now | {"simulated": SAME}, "converged": True}
    return Posterior("test", "0" * 64, ("start.docket",), np.ones((1, 1)), manifest)


def fitted_with(joint: Posterior, part: str, **other: str | None) -> Posterior:
    """The same posterior, had a part of its basis been other: None is a name that it did not have."""
    then = {name: text for name, text in (joint.manifest["basis"][part] | other).items() if text is not None}
    return replace(joint, manifest={**joint.manifest, "basis": joint.manifest["basis"] | {part: then}})


def test_where_nothing_changed_nothing_is_said(joint):
    assert fitted.warnings(joint) == []


@pytest.mark.parametrize(
    ("part", "name", "said"),
    [
        ("numbers", "courts.order_share", "courts.order_share"),
        ("numbers", "detention.beds", "detention.beds"),
        ("history", "courts.judges@2022-01-01", "history: courts.judges@2022-01-01"),
        ("figures", "docket-2024-06", "figure docket-2024-06"),
    ],
)
def test_what_is_written_otherwise_is_named(joint, part, name, said):
    (text,) = fitted.warnings(fitted_with(joint, part, **{name: "other"}))
    assert text.startswith(f"Since posterior test was fitted, these changed: {said}.")


def test_a_number_that_is_drawn_anew_counts_and_a_new_lever_that_changes_nothing_does_not(joint):
    assert fitted.changes(fitted_with(joint, "numbers", **{"courts.judges": None})) == []
    assert fitted.changes(fitted_with(joint, "numbers", **{"departure.final_order_per_year": None})) == [
        "departure.final_order_per_year"
    ]
    assert fitted.changes(fitted_with(joint, "numbers", **{"departure.gone": "1"})) == ["departure.gone"]


def test_a_dated_value_of_a_new_lever_is_left_to_the_simulation(joint):
    dates = {key: None for key in joint.manifest["basis"]["history"] if key.startswith("courts.judges@")}
    assert dates
    assert fitted.changes(fitted_with(joint, "history", **dates)) != []
    assert (
        fitted.changes(fitted_with(fitted_with(joint, "history", **dates), "numbers", **{"courts.judges": None})) == []
    )


def test_other_code_counts_where_the_simulation_comes_out_otherwise(joint):
    other = fitted_with(joint, "code", **{"sim.calendar": "2", "sim.rules.courts": "2"})
    assert fitted.changes(other) == []
    assert fitted.changes(fitted_with(other, "simulated", docket="2")) == ["rules/courts.py", "calendar.py"]


def test_nothing_is_simulated_where_every_file_is_the_same(joint, monkeypatch):
    monkeypatch.setattr(fitted, "simulated", None)
    assert fitted.changes(joint) == []


def test_a_figure_that_no_fit_sees_does_not_count(now):
    assert "docket-2024-06" in now["figures"]
    assert not {"docket-2021-01", "removals-goal"} & set(now["figures"])


def test_the_code_of_the_model_is_what_it_imports():
    code = basis.code()
    assert {"sim.rules.courts", "sim.model.processes.custody", "sim.engine.rng", "sim.vocabulary"} <= set(code)
    assert not [name for name in code if name.startswith(("sim.report", "sim.cli", "sim.questions", "sim.explorer"))]


@pytest.mark.parametrize(
    ("right", "other", "counts"),
    [
        ("# at full scale", "# of all cases", False),
        ("Arrests a week", "Arrests each week", False),
        ("hours: float", "hours: int", False),
        ("def rate", "if TYPE_CHECKING:\n    from sim.report import page\ndef rate", False),
        ("p.base * hours", "p.base + hours", True),
    ],
)
def test_only_what_a_simulation_sees_is_code(monkeypatch, right, other, counts):
    digests = []
    for text in (RULE, RULE.replace(right, other)):
        monkeypatch.setattr("sim.io.folders.source", {basis.MODEL: text}.get)
        digests.append(basis.code.__wrapped__())
    assert (digests[0] != digests[1]) is counts


def test_the_digest_of_code_is_the_same_on_every_python(monkeypatch):
    """The digest that 3.11, 3.12 and 3.13 give of a text with what their syntax trees write in different ways."""
    monkeypatch.setattr("sim.io.folders.source", {basis.MODEL: EVERYTHING}.get)
    assert basis.code.__wrapped__() == {basis.MODEL: "7b987968873d06c6"}


def test_a_posterior_that_says_nothing_is_used_with_a_warning(joint):
    (text,) = fitted.warnings(replace(joint, manifest={}))
    assert "Nothing says on which rules" in text
