"""The report: one file that stands alone, in the order of official projections, the same bytes each time."""

import re
from html.parser import HTMLParser

import pytest

from sim.cli.run import write_report
from sim.experiments import run as experiments
from sim.io import folders as store

ORDER = ("Key findings", "Projection", "Compared with the previous projection", "Uncertainty", "What binds")
CHAPTERS = ("The previous projection", "Method", "Caveats", "Appendices")
RUN = {"draws": 2, "replicates": 2, "scale": 10_000, "workers": 1, "parameters": "prior"}


class Page(HTMLParser):
    """Headings, pictures and references of a page."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.pictures, self.references, self._in = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._in = tag if tag in ("h2", "h3") else ""
        if self._in:
            self.headings.append("")
        if tag == "img":
            self.pictures.append(given)
        self.references += [given[name] for name in ("src", "href") if name in given]

    def handle_data(self, data):
        if self._in:
            self.headings[-1] += data

    def handle_endtag(self, tag):
        self._in = ""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("reports")
    experiments.run(["frozen", "hire-10k"], **RUN, seed=1, out=place / "now")
    experiments.run(["frozen"], **RUN, seed=2, out=place / "before")
    write_report(place / "now", place / "before")
    return place


def page_of(folder):
    return (folder / "report.html").read_text("utf-8")


def test_it_stands_alone_and_says_what_each_picture_shows(folders):
    page = Page(page_of(folders / "now"))
    assert page.pictures and all(one["src"].startswith("data:image/svg+xml;base64,") for one in page.pictures)
    assert all(len(one["alt"]) > 40 for one in page.pictures)
    assert all(one.startswith(("data:", "#")) for one in page.references)
    assert not re.search(r"(?i)\b(nan|none|inf)\b", " ".join(one["alt"] for one in page.pictures))


def test_the_order_of_chapters(folders):
    headings = Page(page_of(folders / "now")).headings
    of_frozen = headings[headings.index("Scenario frozen") : headings.index("Scenario hire-10k")]
    assert [one for one in of_frozen if one in ORDER] == list(ORDER)
    assert [one for one in headings if one in CHAPTERS] == list(CHAPTERS)
    assert "Compared with the previous projection" not in headings[headings.index("Scenario hire-10k") :]


def test_what_changed_since_the_previous_projection(folders):
    text = page_of(folders / "now")
    assert "It does not hold: hire-10k." in text
    assert "seed 2" in text
    assert "No input changed" in text


def test_the_report_again_gives_the_same_bytes_and_can_forget_the_previous(folders):
    first = page_of(folders / "now")
    write_report(folders / "now", folders / "before")
    assert page_of(folders / "now") == first
    store.verify(folders / "now")
    write_report(folders / "before", None)
    assert "previous projection" not in page_of(folders / "before")
