"""CITATION.cff is valid by the schema of its format, and the ODD has the elements of the 2020 template."""

import re
import subprocess
import sys

from tests.shape.house import ROOT

ELEMENTS = (  # Grimm and others 2020, doi 10.18564/jasss.4259: the seven elements, in this order
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    *("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing"),
    *("Interaction", "Stochasticity", "Collectives", "Observation"),
)


def valid(path) -> subprocess.CompletedProcess[str]:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", str(path)]
    return subprocess.run(check, capture_output=True, text=True)


def test_the_citation_is_valid():
    done = valid(ROOT / "CITATION.cff")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_citation_without_authors_is_not(tmp_path):
    wrong = tmp_path / "CITATION.cff"
    wrong.write_text((ROOT / "CITATION.cff").read_text().replace("authors:", "writers:"))
    assert valid(wrong).returncode != 0


def test_the_odd_has_the_seven_elements():
    text = (ROOT / "docs/odd.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^## \d\. (.+)$", text, re.M)) == ELEMENTS
    assert tuple(re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", text.split("## 4.")[1].split("## 5.")[0], re.M)) == CONCEPTS
