"""A whole fit, small: the same seed gives the shipped small posterior again; without convergence none is written."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from calibration import procedure
from calibration.checks import held_out, predictive
from calibration.errors import Unconverged
from calibration.fitting import config
from calibration.fitting.targets import targets
from sim.calendar import week_of
from sim.evidence.quantities import levers
from sim.experiments.fitted import warnings
from sim.io import folders
from sim.parameters import posterior
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario
from sim.scenario.weekly import lever_row

HERE = Path(__file__).parents[1]
SMALL = HERE / "small.yaml"


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    out = tmp_path_factory.mktemp("fit") / "small"
    return procedure.fit(SMALL, workers=1, out=out, accept_unconverged=True), out


def test_the_small_posterior_comes_again_on_any_machine(fitted):
    """The simulations to the last digit stored, the draws as a distribution.

    Another processor rounds linear algebra in another way, and a chain in which one step is taken and not refused goes
    another way from there. Half a spread is four standard errors of the mean of draws like these.
    """
    shipped, again = posterior.read(HERE / "small"), fitted[0].posterior
    assert shipped.names == again.names
    off = np.abs(again.rows.mean(axis=0) - shipped.rows.mean(axis=0)) / shipped.rows.std(axis=0)
    assert (off < 0.5).all(), off
    stored = pd.read_csv(HERE / "small" / "fit.csv")
    assert fitted[0].tables["fit"]["prior_p50"].to_numpy() == pytest.approx(stored["prior_p50"].to_numpy(), rel=1e-5)


def test_the_same_seed_gives_the_same_bits(fitted, tmp_path):
    again = procedure.fit(SMALL, workers=2, out=tmp_path / "small", accept_unconverged=True)
    assert np.array_equal(again.posterior.rows, fitted[0].posterior.rows)


def test_a_fit_leaves_draws_tables_and_what_they_were_made_from(fitted):
    found, out = fitted
    manifest = folders.verify(out, folders.POSTERIOR_FORMAT)
    assert {"figures", "basis", "code", "settings", "versions", "converged"} <= set(manifest)
    assert not manifest["converged"] and manifest["diagnosis"]["problems"]
    for name in ("fit", "contraction", "left_out", "held_out", "sensitivity", "candidates", "densities"):
        assert len(found.tables[name]), name
        assert (out / f"{name}.csv").is_file()
    assert set(found.tables["fit"]["figure"]) == {one.id for one in targets()}
    assert set(found.tables["contraction"]["name"]) == set(posterior.drawn_names())


def test_without_convergence_nothing_is_written(tmp_path, fitted):
    with pytest.raises(Unconverged, match="--accept-unconverged"):
        procedure.fit(SMALL, workers=1, out=tmp_path / "small")
    assert not (tmp_path / "small").exists()


def test_results_with_an_unconverged_posterior_say_so(tmp_path, fitted):
    results = sim.run(
        "frozen", draws=2, replicates=1, scale=10_000, workers=1, parameters=fitted[1], out=tmp_path / "r"
    )
    assert any("without convergence" in text for text in results.manifest["draws_from"]["warnings"])
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "accepted without convergence" in page
    assert "Each figure, before and after the fit" in page


def test_a_posterior_of_other_numbers_is_used_with_a_warning(fitted):
    found = posterior.read(fitted[1])
    numbers = {**found.manifest["basis"]["numbers"], "courts.order_share": "0"}
    changed = replace(found, manifest={**found.manifest, "basis": found.manifest["basis"] | {"numbers": numbers}})
    assert any("these changed: courts.order_share." in text for text in warnings(changed))
    assert not any("these changed" in text for text in warnings(found))


def test_a_posterior_that_was_edited_is_refused(tmp_path, fitted):
    import shutil

    copy = shutil.copytree(fitted[1], tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["converged"] = True
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(sim.OptionError, match="changed after it was written"):
        sim.run("frozen", draws=1, parameters=copy)


def test_withheld_history_is_history_up_to_the_cut_and_says_nothing_after():
    whole, cut = load_scenario("history"), held_out.withheld()
    week = week_of(held_out.CUT) + 1
    names = [name for name in levers() if not name.startswith("officers.")]
    before, after = resolve(whole, None, 0), resolve(cut, None, 0)
    one, other = resolve(cut, 1, 0), resolve(cut, 2, 0)
    for name in names:
        row = lever_row(name)
        assert np.array_equal(after.lever[row, : week - 1], before.lever[row, : week - 1]), name
    for name in ("detention.beds", "intake.border_per_week", "courts.judges", "departure.ratio"):
        row = lever_row(name)
        assert np.ptp(after.lever[row, week : week + 30]) == 0, name
        assert one.lever[row, week + 20] != other.lever[row, week + 20], name
    assert not any(
        order.start > held_out.CUT and order.source == "article_002" and not order.spread for order in cut.orders
    )


def test_what_is_published_after_the_cut_is_predicted_and_nothing_before():
    assert {one.id for one in held_out.predicted_targets(targets())} == {
        *("docket-2025-08", "orders-2025-08", "convicted-2025", "detained-2025-08", "monitored-2025-04"),
        "monitored-2025-08",
    }
    for series in held_out.known_before().values():
        assert all(one.date <= held_out.CUT for one in series)


def test_a_band_of_published_numbers_holds_the_reporting_error():
    docket = next(one for one in targets() if one.id == "docket-2024-06")
    sharp = predictive.predicted(np.full(200, docket.published), docket)
    assert sharp["p95"] - sharp["p05"] == pytest.approx(2 * 1.645 * docket.judgement, rel=0.1)
    far = predictive.predicted(np.full(200, docket.published * 1.1), docket)
    assert sharp["inside"] and not far["inside"]


def test_the_shipped_posterior_is_of_these_rules_and_figures():
    folder = posterior.shipped()
    assert folder is not None
    found = posterior.read(folder)
    assert warnings(found) == []
    assert len(found.rows) >= 1000
    assert found.names == config.load().unknowns
