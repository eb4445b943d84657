"""Every lever and every flow has its sentence in the text of a week, and its place in the reference model."""

import re

import pytest

from sim.evidence.quantities import levers, quantities
from sim.model.world import Flow
from sim.vocabulary import Task
from tests.shape.house import ROOT

TEXT = (ROOT / "docs/submodels.md").read_text(encoding="utf-8")
SAID = set(re.findall(r"`([a-z0-9_.]+)`", TEXT))
WORLDS = {"world.py", "samples.py", "agreement.py"}
"""They set levers and compare measures; no process of the reference model stands there."""
PROCESSES = [
    path
    for path in sorted((ROOT / "tests/model/reference").glob("*.py"))
    if path.name not in WORLDS and not path.name.startswith("test_")
]
SHARES = 'getattr(lever, f"officers_{task.name.lower()}_share")'
REFERENCE = "\n".join(path.read_text(encoding="utf-8") for path in PROCESSES)


def place_in_reference(name: str) -> bool:
    """Whether the reference model reads a lever as `lever.NAME`; it reads the shares of tasks in a loop over them."""
    attribute = name.replace(".", "_")
    task = attribute.removeprefix("officers_").removesuffix("_share").upper()
    in_loop = attribute.startswith("officers_") and task in Task.__members__ and SHARES in REFERENCE
    return re.search(rf"\b{attribute}\b", REFERENCE) is not None or in_loop


@pytest.mark.parametrize("name", levers())
def test_a_lever_has_its_sentence_and_its_place(name):
    assert name in SAID or name.partition(".")[2] in SAID, f"docs/submodels.md does not say what {name} does"
    assert place_in_reference(name), f"tests/model/reference does not read {name}"


@pytest.mark.parametrize("name", [flow.lower() for flow in Flow.__members__])
def test_a_flow_has_its_sentence_and_its_place(name):
    assert name in SAID, f"docs/submodels.md does not say when {name} is counted"
    assert re.search(rf"\b{name}(_of_leavers)?\b", REFERENCE), f"tests/model/reference does not count {name}"


def test_names_of_the_text_are_quantities_or_measures():
    """A dotted name in the text of a week is a quantity; a lever that is renamed is renamed there too."""
    dotted = {name for name in SAID if re.fullmatch(r"[a-z]+\.[a-z0-9_]+", name) and not name.endswith(".md")}
    assert dotted - set(quantities()) == set()
