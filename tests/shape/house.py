"""The project's own files, read as text and as syntax trees."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {ROOT / folder for folder in ("results", "build", "dist")}


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules(folder: str) -> list[Path]:
    """Python files under a folder of the project, sorted; never empty, so that no test passes for want of files."""
    found = sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)
    assert found, f"no Python file under {folder}"
    return found


def committed() -> Iterator[Path]:
    """Every file that belongs to the project: no environment, cache, result or hidden folder but `.ci`."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            hidden = path.name.startswith((".", "__pycache__")) and path.name not in {".ci", ".gitattributes"}
            if hidden or path in NOT_OURS or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return walk(ROOT)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, by its full name (`from a import b` gives `a` and `a.b`)."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{where(path, node)}: relative import"
            names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def reaches(path: Path, *forbidden: str) -> set[str]:
    """The imports of a file that are one of the forbidden modules, or inside one."""
    return {name for name in imports(path) for module in forbidden if name == module or name.startswith(module + ".")}


def identifiers(path: Path) -> set[str]:
    """Every name that a file defines or uses."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                found.add(name)
    return found


def words(text: str) -> set[str]:
    """The lower-case words of a text; `bookOut` and `BOOK_OUT` are two words each."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)}


def where(path: Path, node: ast.AST) -> str:
    """`file:line` of a node."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
