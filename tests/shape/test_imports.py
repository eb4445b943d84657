"""Who may know whom. The layers are checked by import-linter (pyproject.toml); here is what it cannot say."""

import ast

import pytest

from tests.shape.house import ROOT, identifiers, imports, modules, reaches, tree, where, words

ALLOWED_IN_RULES = {"sim.engine.jit", "sim.vocabulary", "typing", "math"}
RULES = [path for path in modules("sim/rules") if path.name != "__init__.py"]
ENGINE = modules("sim/engine")
SIM = modules("sim")

FIELD_WORDS = {
    *("alien", "ankle", "arrest", "arrests", "bed", "beds", "caseload", "conviction", "convicted", "court", "courts"),
    *("custody", "deport", "deportation", "detained", "detainee", "detainer", "detention", "docket", "dockets"),
    *("enforcement", "hearing", "hearings", "immigrant", "immigration", "jail", "judge", "judges", "officer"),
    *("officers", "absconded", "absconding", "removal", "removals"),
}
FIELD_NAMES = FIELD_WORDS | {"case", "cases", "office", "offices", "seat", "seats", "monitored"}

FILE_CALLS = {"open", "read_text", "read_bytes", "read_csv", "read_parquet", "read_table", "read_yaml"}
WRITING_CALLS = {
    *("write_text", "write_bytes", "to_parquet", "write_table", "to_feather", "to_pickle", "mkdir", "makedirs"),
    *("unlink", "rmtree", "rename", "symlink_to", "copyfile", "copytree", "NamedTemporaryFile", "mkdtemp"),
    *("TemporaryDirectory", "mkstemp", "ParquetWriter"),
}
WRITERS = {"folders.py", "staging.py", "parts.py", "faults.py"}
READERS = {
    "door.py",
    "files.py",
    "quantities.py",
    "figures.py",
    "folders.py",
    "sheets.py",
    "staging.py",
    "parts.py",
    "arrow.py",
    "faults.py",
}
# They hand a library a generator seeded from the seed: scipy's samplers ask for one.
SEEDED = {"design.py"}
# It needs a word that nobody can guess, for the explorer's address; no number of the model comes from it.
SECRET = {"guard.py"}
# The compiler's door reads the sources that name its cache, and makes and clears that folder.
COMPILER = {ROOT / "sim/engine/jit.py", ROOT / "sim/engine/compiled.py"}


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_is_read_and_tested_alone(path):
    modules_named = {name for name in imports(path) if not any(name.startswith(f"{ok}.") for ok in ALLOWED_IN_RULES)}
    assert modules_named <= ALLOWED_IN_RULES | {"sim", "sim.engine"}


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_the_engine_would_fit_a_hospital_as_well(path):
    assert not words(path.read_text(encoding="utf-8")) & FIELD_WORDS
    assert not set().union(*map(words, identifiers(path))) & FIELD_NAMES


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_the_engine_imports_nothing_of_the_field(path):
    inside = {name for name in imports(path) if name.split(".")[0] in {"sim", "calibration"}}
    assert all(name == "sim.engine" or name.startswith("sim.engine.") for name in inside), inside


@pytest.mark.parametrize("path", modules("sim/model/processes"), ids=lambda path: path.stem)
def test_a_process_sees_arrays_and_parameters_only(path):
    assert not reaches(
        path, "pandas", "mesa", "sim.scenario.files", "sim.io.folders", "sim.evidence.quantities", "pathlib", "os", "io"
    )


@pytest.mark.parametrize("path", SIM, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_chance_comes_only_from_the_engine(path):
    if path.name in SEEDED:
        return
    kept_secret = {"secrets"} if path.name in SECRET else set()
    assert reaches(path, "random", "numpy.random", "secrets", "uuid", "scipy.stats") <= kept_secret
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {
                *("random", "rng", "shuffle", "shuffle_do", "default_rng", "RandomState", "permutation"),
            }, where(path, node)


def calls(path, names):
    """Where a file calls one of the names, as a function or as a method."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)) if name in names:
                yield f"{where(path, node)}: {name}"


@pytest.mark.parametrize("path", SIM, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_one_place_writes_and_few_read(path):
    if path.name not in WRITERS and path not in COMPILER:
        assert not list(calls(path, WRITING_CALLS))
        assert not list(texts_written_to_a_file(path))
    if path.name not in READERS and path not in COMPILER:
        assert not list(calls(path, FILE_CALLS))


def texts_written_to_a_file(path):
    """Calls of `to_csv`, `to_json`, `to_html` with a place to write to; without one they return text."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Attribute(attr="to_csv" | "to_json" | "to_html" as name), args=[_, *_]):
                yield f"{where(path, node)}: {name}"
