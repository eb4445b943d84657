"""The generated parts of every page are those of the code: the tree and the way from the imports, the glossary."""

import re

import pytest

from docs import draw_house
from docs.generate_tables import PAGES, written_again
from tests.shape.house import ROOT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_generated_parts_are_up_to_date(page):
    text = page.read_text(encoding="utf-8")
    assert set(re.findall("<!-- generated: (.+) -->", text)) == set(PAGES[page])
    assert text == written_again(text, PAGES[page]), "run `make generated`"


def test_the_house_has_floors_and_the_way_goes_through_its_rooms():
    floors = draw_house.floors()
    height = {name: -place for place, floor in enumerate(floors) for name in floor}
    assert all(height[one] < height[name] for name, imported in draw_house.rooms().items() for one in imported)
    assert set(draw_house.WAY) <= set(height)
    assert {path.name for path in (ROOT / "sim").iterdir() if (path / "__init__.py").exists()} <= set(height)


def test_a_drift_is_seen(monkeypatch):
    page = next(page for page in PAGES if page.stem == "index")
    drifted = {**draw_house.rooms(), "errors": frozenset({"vocabulary"})}
    monkeypatch.setattr(draw_house, "rooms", lambda: drifted)
    text = page.read_text(encoding="utf-8")
    assert text != written_again(text, PAGES[page])
    monkeypatch.setattr(draw_house, "rooms", lambda: {"a": frozenset("b"), "b": frozenset("a")})
    with pytest.raises(ValueError, match="in a circle"):
        draw_house.floors()
