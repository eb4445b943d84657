"""The explorer as a person uses it, in a real Chromium that reaches no other machine."""

import csv
import re

from playwright.sync_api import expect

from sim.explorer.levers import FIRST
from sim.results import arrow
from sim.scenario.files import validate_files
from tests.explorer.conftest import CHART

ERROR = "[data-testid=stAlert]"
NAMELESS = """controls => controls.filter(one => one.offsetParent && !one.getAttribute('aria-label')
    && !one.labels?.length && !one.innerText.trim() && !one.getAttribute('aria-labelledby') && !one.title
    ).map(one => one.outerHTML)"""
"""Controls that a screen reader has no name for."""


def texts(tab):
    """The messages on the page; none of them is a stack trace."""
    expect(tab.page.locator(ERROR).first).to_be_visible()
    found = tab.page.locator(ERROR).all_inner_texts()
    assert not any("Traceback" in text or "Error:" in text for text in found)
    return found


def test_it_opens_with_the_network_off(open_tab, stored):
    tab = open_tab()
    assert tab.chart("10 draws at scale 100, of frozen.").startswith("data:image/svg+xml")
    picture = tab.page.locator(f"{CHART} img").first
    assert re.match(
        r"Fan chart of Docket since 2021. On 2029-01-24: frozen .*90 percent interval", picture.get_attribute("alt")
    )
    assert picture.evaluate("image => image.naturalWidth") > 0
    for lever in FIRST:
        expect(tab.page.get_by_role("slider", name=lever)).to_be_visible()
        expect(tab.page.get_by_label(f"{lever}, exact value")).to_be_visible()
    expect(tab.page.get_by_role("heading", name=str(stored))).to_be_visible()
    assert tab.page.title() == "docketsim explorer"
    assert tab.page.locator("input, button, select, textarea").evaluate_all(NAMELESS) == []
    expect(tab.page.locator(f"{CHART} figcaption", has_text="of frozen and hire-10k")).not_to_have_count(0)


def test_a_lever_moved_by_keyboard_changes_the_chart(open_tab):
    tab = open_tab()
    before = tab.chart("of frozen.")
    slider = tab.page.get_by_role("slider", name="detention.beds")
    slider.focus()
    slider.press("ArrowRight")
    after = tab.chart("of frozen-moved (detention.beds 60000).")
    assert after != before
    expect(tab.page.get_by_label("detention.beds, exact value")).to_have_value("60000")
    expect(slider).to_be_focused()
    assert not any(before == image.get_attribute("src") for image in tab.page.locator(f"{CHART} img").all())
    tab.page.get_by_role("button", name="Put back detention.beds = 60000").press("Enter")
    assert tab.chart("of frozen.") == before


def test_everything_can_be_taken_along(open_tab, tmp_path):
    tab = open_tab()
    tab.type_in("detention.beds, exact value", "80000.5")
    tab.choose("Group of levers", "courts")
    tab.type_in("courts.order_share, exact value", "0.3")
    tab.chart("of frozen-moved (detention.beds 80000.5, courts.order_share 0.3).")
    tab.rest()
    taken = {}
    for label in ("Data (CSV)", "Picture (SVG)", "Picture (PNG)", "Scenario (YAML)"):
        with tab.page.expect_download() as download:
            tab.page.get_by_role("button", name=label, exact=True).click()
        taken[label] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[label])
    assert taken["Scenario (YAML)"].name == "frozen-moved.yaml"
    assert validate_files([taken["Scenario (YAML)"]]) == []
    rows = list(csv.DictReader(taken["Data (CSV)"].open(encoding="utf-8")))
    assert {row["basis"] for row in rows} == {"preview: 10 draws, scale 100"}
    assert {"docket", "waiting_bed"} <= {row["measure"] for row in rows}
    assert b">preview<" in taken["Picture (SVG)"].read_bytes()
    assert taken["Picture (PNG)"].read_bytes().startswith(b"\x89PNG")


def test_a_wrong_lever_is_told_and_the_chart_marked(open_tab):
    tab = open_tab()
    tab.chart("of frozen.")
    for given, told in (("abc", "abc is not a number"), ("-5", "-5 is out of range")):
        tab.type_in("detention.beds, exact value", given)
        expect(tab.page.locator(ERROR, has_text=told)).to_be_visible()
        assert texts(tab) == [f"detention.beds: {told}; allowed is a number between 0 and 1,000,000 (beds)"]
        outdated = tab.page.locator("figure.outdated figcaption").first
        expect(outdated).to_have_text("Outdated: made for frozen.")
        expect(tab.page.locator(f"{CHART} figcaption", has_text="Preview")).to_have_count(0)
    tab.type_in("detention.beds, exact value", "60000")
    tab.chart("detention.beds 60000")
    expect(tab.page.locator(ERROR)).to_have_count(0)
    expect(tab.page.locator("figure.outdated")).to_have_count(0)


def test_wrong_files_folders_and_names_are_told(open_tab, tmp_path):
    tab = open_tab()
    tab.chart("of frozen.")
    tab.type_in("Results folder to open", str(tmp_path / "nowhere"))
    expect(tab.page.locator(ERROR, has_text="there is no such folder")).to_be_visible()
    tab.choose("Scenario", "a file of your own")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: wrong\npolicy:\n  - from: 2025-08-01\n    set: {detention.bed: 5}\n")
    tab.type_in("Scenario: path of a scenario file", str(wrong))
    expect(tab.page.locator(ERROR, has_text="wrong.yaml:4:11")).to_be_visible()
    assert any("did you mean detention.beds?" in text for text in texts(tab))
    tab.choose("Scenario", "frozen")
    tab.type_in("detention.beds, exact value", "60000")
    tab.type_in("Name of your scenario", "../x")
    expect(tab.page.locator(ERROR, has_text="../x has other than letters")).to_be_visible()


def test_choices_stay_while_a_scenario_cannot_be_shown(open_tab):
    tab = open_tab()
    tab.type_in("detention.beds, exact value", "60000")
    tab.type_in("Name of your scenario", "mine")
    tab.choose("Compare with", "the same without your levers")
    tab.choose("Group of levers", "courts")
    tab.choose("Scenario", "a file of your own")
    expect(tab.page.locator(ERROR, has_text="Type the path of a scenario file")).to_be_visible()
    expect(tab.page.get_by_label("Compare with", exact=True)).to_have_count(0)
    tab.choose("Scenario", "hire-10k")
    tab.chart("of mine (detention.beds 60000) and hire-10k.")
    expect(tab.page.get_by_label("Group of levers", exact=True)).to_have_value("courts")
    tab.page.get_by_role("button", name="Put back detention.beds = 60000").press("Enter")
    tab.chart("of hire-10k.")
    expect(tab.page.get_by_label("Compare with", exact=True)).to_have_value("nothing")


def test_two_scenarios_are_compared_in_pairs(open_tab):
    tab = open_tab()
    tab.choose("Measure", "Removals")
    tab.choose("Compare with", "hire-10k")
    tab.chart("of frozen and hire-10k.")
    difference = tab.page.locator(f"{CHART} img[alt^='Fan chart of the difference in Removals, frozen less hire-10k']")
    expect(difference).not_to_have_count(0)
    expect(tab.page.get_by_role("cell", name="frozen less hire-10k").first).to_be_visible()


def test_two_tabs_do_not_disturb_each_other(open_tab):
    first, second = open_tab(), open_tab()
    first.type_in("detention.beds, exact value", "90000")
    second.type_in("courts.judges, exact value", "900")
    first.chart("of frozen-moved (detention.beds 90000).")
    second.chart("of frozen-moved (courts.judges 900).")
    expect(first.page.get_by_label("courts.judges, exact value")).to_have_value("600")
    expect(second.page.get_by_label("detention.beds, exact value")).to_have_value("57000")


def test_a_full_run_is_stored_and_opened(open_tab, folder):
    tab = open_tab()
    tab.type_in("detention.beds, exact value", "70000")
    tab.type_in("Name of your scenario", "more-beds")
    tab.chart("of more-beds (detention.beds 70000).")
    tab.type_in("Draws", "none")
    tab.page.get_by_role("button", name="Run it properly").click()
    expect(tab.page.locator(ERROR, has_text="draws 'none'")).to_be_visible()
    tab.type_in("Draws", "2")
    tab.type_in("Scale: keep one case in", "10000")
    tab.page.get_by_role("button", name="Run it properly").click()
    for step in ("of 4 experiments", "4 of 4 experiments done; writing tables and the report"):
        expect(tab.page.get_by_text(re.compile(f"{step}|Done. The report is")).first).to_be_visible()
    expect(tab.page.locator(ERROR, has_text="Done. The report is")).to_be_visible()
    tab.chart("Stored results: 2 draws, 2 replicates, scale 10000, of more-beds.")
    results = arrow.read(folder / "results" / "more-beds")
    assert results.scenarios == ("more-beds",)
    assert (folder / "results" / "more-beds" / "report.html").is_file()


def test_a_full_run_can_be_called_off(open_tab, folder):
    tab = open_tab()
    tab.chart("of frozen.")
    tab.type_in("Scale: keep one case in", "1")
    tab.page.get_by_role("button", name="Run it properly").click()
    tab.page.get_by_role("button", name="Call it off").click()
    expect(tab.page.locator(ERROR, has_text="Called off; what is finished is kept")).to_be_visible()
    assert not (folder / "results" / "frozen").exists()


def test_it_fits_a_phone_and_a_page_at_200_percent(open_tab):
    for width in (390, 640):
        tab = open_tab(width=width)
        tab.chart("of frozen.")
        # the page takes its shape a moment after the chart has come; one that stays too wide ends in a time-out
        fits = "width => document.querySelector('[data-testid=stMain]').scrollWidth <= width"
        tab.page.wait_for_function(fits, arg=width)
        assert tab.page.locator(f"{CHART} img").first.bounding_box()["width"] > width / 2
