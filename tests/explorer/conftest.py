"""The explorer as a process, and tabs of a real Chromium that reach nothing but it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from sim.results import arrow
from tests import browser as chromium

PATIENCE = 30_000  # milliseconds of waiting for one step
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
"""Wait until the page is drawn as it is now, and has told of its scrolling."""
CHART = "figure.chart:not(.outdated)"
SMALL = {"draws": 2, "scale": 10_000}

expect.set_options(timeout=PATIENCE)


class Tab:
    """A tab of the explorer, and everything it asked for and complained of. ``picture``: its file, if a test fails."""

    def __init__(self, page: Page, picture: Path) -> None:
        self.page = page
        self.picture = picture
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._see(request.url))
        page.on("websocket", lambda socket: self._see(socket.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _see(self, url: str) -> None:
        if not url.startswith(chromium.OURS):
            self.foreign.append(url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def chart(self, made_for: str) -> str:
        """The fan chart, once it is that of what was asked for."""
        fan = self.page.locator("img[alt^='Fan chart']")
        figure = self.page.locator(CHART, has=fan).filter(has_text=made_for).first
        expect(figure).to_be_visible()
        return figure.locator("img").get_attribute("src") or ""

    def type_in(self, label: str, text: str) -> None:
        self.rest()
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Enter")

    def choose(self, label: str, option: str) -> None:
        """By keyboard. A field that is left shows what the page took; before, it shows what was typed."""
        self.rest()
        field = self.page.get_by_label(label, exact=True)
        field.scroll_into_view_if_needed()
        self.page.evaluate(DRAWN)  # a list closes when the page scrolls under it, and Enter then chooses nothing
        field.fill(option)
        expect(self.page.get_by_role("option", name=option, exact=True)).to_be_visible()
        field.press("Enter")
        field.blur()
        expect(field).to_have_value(option)

    def rest(self) -> None:
        """Wait until the page has nothing to do."""
        expect(self.page.locator("[data-test-script-state=notRunning]")).to_be_visible()


@pytest.fixture(scope="session")
def browser() -> Iterator[BrowserContext]:
    """One browser; its tabs share what it has loaded, as they do for a user."""
    path = chromium.found()
    if path is None:
        pytest.skip(chromium.NO_BROWSER)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(chromium.OFFLINE))
        yield started.new_context(accept_downloads=True)
        started.close()


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with two scenarios."""
    import sim
    from sim.io import folders

    results = sim.run(["frozen", "hire-10k"], **SMALL, workers=1)
    folder = tmp_path_factory.mktemp("stored") / "pair"
    with folders.Folder(folder) as made:
        arrow.write_tables(made, results)
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the explorer runs; it stores under results/ here."""
    return tmp_path_factory.mktemp("explorer")


@pytest.fixture(scope="session")
def address(stored: Path, folder: Path) -> Iterator[str]:
    """The explorer as a user starts it."""
    command = [sys.executable, "-m", "sim", "explore", str(stored), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("Explorer: http://127.0.0.1:"), line
        yield line.split()[1]
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


@pytest.fixture
def tabs() -> list[Tab]:
    """The tabs that a test has opened."""
    return []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Iterator[None]:
    """A test that fails tells what it waited for; this adds a picture of each of its tabs, and where it is."""
    report = yield
    if report.when == "call" and report.failed:
        for tab in item.funcargs.get("tabs", []):
            tab.page.screenshot(path=tab.picture)
            report.sections.append(("Picture of the page", str(tab.picture)))
    return report


@pytest.fixture
def open_tab(browser: BrowserContext, address: str, tabs: list[Tab], tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    """Opens tabs; in the end none of them may have asked another machine or complained."""

    def opened(width: int = 1280, height: int = 900) -> Tab:
        tabs.append(Tab(browser.new_page(), tmp_path / f"tab {len(tabs) + 1}.png"))
        tabs[-1].page.set_viewport_size({"width": width, "height": height})
        tabs[-1].page.goto(address)
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.page.close()
    assert [tab.foreign for tab in tabs] == [[]] * len(tabs)
    assert [tab.complaints for tab in tabs] == [[]] * len(tabs)
