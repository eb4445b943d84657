"""What stands behind the page: previews, scenario files, sliders. No browser."""

import subprocess
import sys

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.evidence.quantities import levers
from sim.explorer import histories as preview
from sim.explorer import levers as moving
from sim.explorer import moved as chosen
from sim.explorer import server
from sim.model import run as model
from sim.parameters.resolve import resolve
from sim.scenario.files import load_scenario, with_override

COARSE = {"seed": 3, "draw": 1, "replicate": 0, "scale": 10_000, "weeks": 300, "by_office": False}
MOVED = {
    "detention.beds": "80000.5",
    "arrests.priority": "easiest",
    "courts.order_share": "0.3",
    "officers.docket_share": "0.4",
}


def test_a_preview_gives_the_bits_of_a_straight_run():
    histories = preview.Histories()
    for name, settings in (("frozen", {}), ("frozen", MOVED), ("all-hands", {}), ("hire-10k", {"courts.judges": 900})):
        scenario = load_scenario(name)
        resolved = resolve(with_override(scenario, settings) if settings else scenario, 1, 3)
        straight = model.run(resolved, *COARSE.values())
        for _ in range(2):
            np.testing.assert_array_equal(histories.simulate(resolved, **COARSE).values, straight.values)


def test_scenarios_share_a_history_and_assumptions_do_not(tmp_path):
    histories = preview.Histories()
    believed = tmp_path / "believed.yaml"
    believed.write_text("name: believed\nassume: {absconding.app_ratio: {value: 0.5, because: A test.}}\n")
    counted = []
    for reference in ("frozen", "hire-10k", str(believed)):
        histories.simulate(resolve(load_scenario(reference), 1, 3), **COARSE)
        counted.append(len(histories._runs))
    assert counted == [1, 1, 2]


def test_shelves_have_an_end(monkeypatch):
    monkeypatch.setattr(preview, "MOST_HISTORIES", 2)
    monkeypatch.setattr(preview, "MOST_TRAJECTORIES", 2)
    histories = preview.Histories()
    for draw in range(4):
        histories.simulate(resolve(load_scenario("frozen"), draw, 3), **COARSE | {"draw": draw, "weeks": 240})
    assert len(histories._runs) == len(histories._known) == 2


@pytest.mark.parametrize("base", ["frozen", "all-hands"])
def test_the_file_says_what_the_preview_shows(base, tmp_path):
    moved = chosen.explored(base, MOVED, "mine")
    file = tmp_path / "mine.yaml"
    file.write_text(moved.texts[-1].text, encoding="utf-8")
    again = load_scenario(file)
    assert (moved.name, moved.because) == (again.name, again.because) == ("mine", moved.because)
    for draw in (None, 0, 1):
        one, other = resolve(moved, draw, 0), resolve(again, draw, 0)
        np.testing.assert_array_equal(one.lever, other.lever)
        assert (one.numbers, one.drawn) == (other.numbers, other.drawn)


def test_a_file_made_from_a_file_may_be_saved_anywhere(tmp_path):
    (tmp_path / "sub").mkdir()
    own = tmp_path / "own # file.yaml"
    own.write_text("name: own\npolicy:\n  - from: 2025-08-01\n    set: {courts.judges: 700}\n")
    text = chosen.scenario_file(str(own), load_scenario(own), {"detention.beds": "60000"}, "on-top")
    saved = tmp_path / "sub" / "on-top.yaml"
    saved.write_text(text, encoding="utf-8")
    assert load_scenario(saved).in_force["courts.judges"][-1].value == 700
    assert YAML(typ="safe").load(text)["policy"][0]["set"] == {"detention.beds": 60000}


def test_every_wrong_lever_is_told():
    frozen = load_scenario("frozen")
    assert set(chosen.faults(frozen, {"detention.beds": "abc", "courts.judges": "-5", "hiring.target": "7"})) == {
        "detention.beds",
        "courts.judges",
    }
    together = chosen.faults(frozen, {"officers.docket_share": "0.9", "officers.jail_share": "0.9"})
    assert set(together) == {""} and "sum to 1.8" in together[""]
    assert chosen.faults(frozen, MOVED) == {}


@pytest.mark.parametrize(("name", "good"), [("mine-1.x", True), ("", False), ("../x", False), ("a b", False)])
def test_names_are_those_of_scenario_files(name, good):
    assert (chosen.name_faults(name) == []) == good


def test_sliders_reach_what_is_set():
    for quantity in levers().values():
        if quantity.choices:
            continue
        now = quantity.number(quantity.value)
        for value in (quantity.limits[0], now, quantity.limits[1]):
            low, high, step = moving.span(quantity, now, value)
            assert low == quantity.limits[0] and max(now, value) <= high <= quantity.limits[1]
            assert (high - low) / moving.SLIDER_STEPS <= step < high - low


def ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim", "explore", "--no-browser", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_what_stands_in_the_way_is_told_at_once(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = ended(str(tmp_path / "nowhere"), str(tmp_path), "--port", port)
    assert done.returncode == 2 and done.stdout == ""
    first, second, third = done.stderr.strip().splitlines()
    assert first.startswith(f"{tmp_path / 'nowhere'}: there is no such folder")
    assert second.startswith(f"{tmp_path}: not a results folder")
    assert third.startswith(f"--host 127.0.0.1 --port {port}: ") and "choose another --port" in third


def test_without_the_extra_the_command_says_what_to_type(monkeypatch, capsys):
    monkeypatch.setattr(server, "NEEDED", ("streamlit", "a_library_that_is_not_there"))
    with pytest.raises(SystemExit) as end:
        server.serve([], "127.0.0.1", 0, browser=False)
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "explore needs a_library_that_is_not_there" in said
    assert "python -m pip install 'docketsim[explorer]'" in said
