"""The documents are one site: it builds without a warning and loads nothing from elsewhere."""

import re
import subprocess
import sys

import pytest

import calibration
import sim
from docs import generate_dictionary
from tests.shape.house import ROOT

ELSEWHERE = re.compile(r"""<(?:script|link|img|iframe|source)[^>]+(?:src|href)=["'](?:https?:)?//[^"']+""")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site. A warning, such as a link that leads nowhere, is an error."""
    out = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", ROOT / "docs", out / "html"]
    done = subprocess.run([*build, "-d", out / "doctrees"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return out / "html"


def test_every_page_is_there_and_loads_nothing_from_elsewhere(site):
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    built = {path.relative_to(site) for path in site.rglob("*.html")}
    assert len(pages) > 15 and pages <= built
    for path in site.rglob("*.html"):
        assert not ELSEWHERE.findall(path.read_text(encoding="utf-8")), path.name


def test_every_public_name_is_in_the_reference(site):
    page = (site / "api.html").read_text(encoding="utf-8")
    defined = set(re.findall(r'<dt class="sig sig-object py" id="([\w.]+)"', page))
    names = {name.split(".")[-1] for name in defined}
    assert {*sim.__all__, *calibration.__all__} - {"__version__"} <= names


def test_the_data_dictionary_is_that_of_the_tables():
    text = generate_dictionary.PAGE.read_text(encoding="utf-8")
    assert text == generate_dictionary.page(), "run `make generated`"


def test_a_column_without_a_meaning_is_an_error(tmp_path, monkeypatch):
    text = generate_dictionary.MEANINGS.read_text(encoding="utf-8")
    wrong = tmp_path / "meanings.yaml"
    wrong.write_text(text.replace("    reason: What it", "    raison: What it"), encoding="utf-8")
    monkeypatch.setattr(generate_dictionary, "MEANINGS", wrong)
    sim.follow("frozen", case=0, scale=10_000, until="2022-06-01", parameters="prior", out=tmp_path / "story")
    monkeypatch.setattr(generate_dictionary, "folders", lambda place: iter([("story", tmp_path / "story")]))
    with pytest.raises(generate_dictionary.DictionaryError, match=r"waits.parquet: reason.*waits.parquet raison"):
        generate_dictionary.page()
