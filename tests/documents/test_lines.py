"""Lines of documents can be read side by side: at most 150 characters, tables and generated parts aside."""

import re

import pytest

from tests.shape.house import ROOT

MOST = 150
NOT_YET = {"docs/submodels.md", "docs/odd.md"}
"""They are written anew with the rules that change now; shorten this list, never lengthen it."""
GENERATED = {"docs/data-dictionary.md"}
PAGES = [
    page
    for page in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
    if (ROOT / page).relative_to(ROOT).as_posix() not in NOT_YET | GENERATED
]


def long_lines(text: str) -> list[int]:
    """Numbers of the lines that are too long, from 1."""
    without = re.sub("<!-- generated: .*?<!-- end -->", lambda found: "\n" * found[0].count("\n"), text, flags=re.S)
    lines = enumerate(without.splitlines(), 1)
    return [number for number, line in lines if len(line) > MOST and not line.lstrip().startswith("|")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: (ROOT / page).relative_to(ROOT).as_posix())
def test_lines_are_short_enough_to_read(page):
    assert long_lines((ROOT / page).read_text(encoding="utf-8")) == []


def test_a_long_line_is_seen_and_a_row_of_a_table_is_none():
    assert long_lines("a\n" + "b" * 151 + "\n| " + "c" * 151 + "\n") == [2]
