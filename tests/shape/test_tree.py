"""What the files of the project may hold, and that what the documents say is there."""

import json
import re
import tomllib
from collections import Counter
from functools import cache

import pytest
from ruamel.yaml import YAML

from tests.shape.house import ROOT, committed, imports, modules

LONGEST = 380
MOST_IN_FOLDER = 16
CODE = [path for folder in ("sim", "calibration", "docs", "tests", "benchmarks") for path in modules(folder)]
TEXTS = [path for path in committed() if path.suffix not in {".png", ".parquet", ".pdf"}]
# Put together here, so that this file does not hold what it looks for.
FOREIGN = [
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", r"me/\w"),
        ("/Us", r"ers/\w"),
        ("--(extra-)?", "index-url"),
        ("--trusted-", "host"),
        ("pypi", r"\.org"),
        ("/sim", "ple/"),
    )
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED_BY_MESA = {"networkx"}
DOCUMENTS = ["README.md", "CONTRIBUTING.md"]


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_short_enough_to_live_in(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("pattern", FOREIGN)
def test_no_file_names_this_machine_or_an_index(pattern):
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []


def test_pins_are_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", line)] == []


def required(requirements: list[str]) -> set[str]:
    """The names in a list of requirements."""
    return {re.split(r"[\[<>=~]", requirement)[0] for requirement in requirements} - {PROJECT["name"]}


def test_every_dependency_has_a_reason_and_a_pin():
    named = required(sum(PROJECT["optional-dependencies"].values(), PROJECT["dependencies"]))
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    reasons = (ROOT / "docs/decisions/0004-dependencies.md").read_text(encoding="utf-8")
    assert named <= pinned
    assert {name for name in named if f"| {name} |" not in reasons} == set()


def test_every_dependency_is_used():
    imported = {name for path in modules("sim") for name in imports(path)}
    named = required(PROJECT["dependencies"])
    used = {name for name in named if any(f"{one}.".startswith(f"{name}.") for one in imported)}
    assert named - used == NEEDED_BY_MESA


def test_citation_is_complete():
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= set(citation)
    assert str(citation["version"]) == PROJECT["version"]


def test_codemeta_says_what_the_project_says():
    said = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    assert (said["name"], said["version"]) == (PROJECT["name"], PROJECT["version"])
    assert (said["description"], said["keywords"]) == (PROJECT["description"], PROJECT["keywords"])
    assert said["license"].endswith(f"/{PROJECT['license']}")
    assert said["programmingLanguage"]["version"] == PROJECT["requires-python"]


@cache
def commands(document: str) -> list[str]:
    """Command lines of a document: lines of `sh` blocks and inline code that start with a command of ours."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))
    return re.findall(r"^(?:make|docketsim) .*", blocks, re.M) + re.findall(r"`((?:make|docketsim) [^`]+)`", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_of_the_documents_exist(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {line.split()[1] for line in commands(document) if line.startswith("make ")}
    assert named
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_of_the_documents_exist(document):
    import typer.main

    from sim.cli.app import app

    known = typer.main.get_command(app).commands
    lines = [line.split() for line in commands(document) if line.startswith("docketsim ")]
    assert lines
    for _, command, *words in lines:
        assert command in known
        options = {option for parameter in known[command].params for option in parameter.opts}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= options | {"--help"}


def test_the_scenario_of_the_readme_is_the_shipped_one():
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    name = re.match(r"name: (.+)\n", shown)
    assert name and (ROOT / f"scenarios/{name[1]}.yaml").read_text(encoding="utf-8").endswith(shown)


@pytest.mark.parametrize("document", [*DOCUMENTS, *(p.relative_to(ROOT).as_posix() for p in ROOT.glob("docs/**/*.md"))])
def test_links_inside_the_project_lead_somewhere(document):
    folder = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (ROOT / document).read_text(encoding="utf-8"))
    assert [link for link in links if not (folder / link).exists()] == []


def test_phony_targets_are_listed_with_help():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)", text, re.M)[1].split())
    assert phony == set(re.findall(r"^([a-z-]+):.*## ", text, re.M))


def test_no_folder_holds_more_than_one_can_survey():
    counts = Counter(path.parent for folder in ("sim", "calibration") for path in modules(folder))
    assert {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > MOST_IN_FOLDER} == {}
