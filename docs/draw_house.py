"""The rooms of the package and who imports whom, as text, read from the files: for the generated parts of index.md."""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "sim"
WAY = ("scenario", "parameters", "model", "results", "report")
"""What a projection goes through, in this order."""
OUTSIDE = {"__init__", "__main__"}
GAP = "  "


@cache
def rooms() -> dict[str, frozenset[str]]:
    """Each folder (or single file) of the package, with the others that it imports; typing alone does not count."""
    names = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"} - OUTSIDE
    known = {name for name in names if not name.startswith(("_", "."))} - {"py"}
    return {name: frozenset(_imported(name) & known - {name}) for name in sorted(known)}


def floors() -> list[list[str]]:
    """The rooms from the top to the ground: each above all that it imports. Raises ``ValueError`` for a circle."""
    left, found = dict(rooms()), []
    while left:
        free = sorted(name for name, imported in left.items() if not imported & left.keys())
        if not free:
            raise ValueError(f"these rooms import each other in a circle: {', '.join(left)}")
        found.append(free)
        left = {name: imported for name, imported in left.items() if name not in free}
    return found[::-1]


def tree() -> str:
    """The folders from the top to the ground, with what each says of itself."""
    names = [name for floor in floors() for name in floor]
    width = max(map(len, names)) + 1
    lines = [f"{_shown(name):<{width}}{GAP}{_about(name)}" for name in names]
    return "```text\nsim/\n" + "".join(f"{GAP}{line}\n" for line in lines) + "```\n"


def way() -> str:
    """The way of a projection, and under it who imports whom, from the top to the ground; ``*`` marks the way."""
    lines = [" -> ".join(WAY), ""]
    width = max(map(len, rooms()))
    for floor in floors():
        for name in floor:
            below = [one for row in floors() for one in row if one in rooms()[name]]
            mark = "*" if name in WAY else " "
            lines.append(f"{mark} {name:<{width}} imports {', '.join(below) or 'nothing of ours'}")
    return "```text\n" + "\n".join(lines) + "\n```\n"


def _shown(name: str) -> str:
    return f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py"


def _files(name: str) -> list[Path]:
    folder = PACKAGE / name
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def _about(name: str) -> str:
    head = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    text = ast.get_docstring(ast.parse(head.read_text(encoding="utf-8")))
    if not text:
        raise ValueError(f"sim/{name} does not say in its docstring what it holds")
    return text.partition("\n\n")[0].replace("\n", " ").replace("``", "")


def _imported(name: str) -> set[str]:
    found: set[str] = set()
    for path in _files(name):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hidden = {id(node) for part in ast.walk(tree) if _is_for_types(part) for node in ast.walk(part)}
        for node in ast.walk(tree):
            if id(node) in hidden:
                continue
            if isinstance(node, ast.ImportFrom) and node.module:
                whole = [node.module] if node.module != "sim" else [f"sim.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                whole = [alias.name for alias in node.names]
            else:
                continue
            found |= {parts[1] for parts in (one.split(".") for one in whole) if parts[0] == "sim" and len(parts) > 1}
    return found


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
