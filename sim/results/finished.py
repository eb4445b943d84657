"""Finished results in a folder: found where the same is asked again, and kept from those of another plan."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import OptionError, StoreError
from sim.io import folders
from sim.results.results import Results
from sim.results.sweep_results import SweepResults, read

ASKED = ("draws", "replicates", "scale", "seed", "until", "delivery", "keep")
OF_A_QUESTION = ("cli/", "explorer/")
"""Folders that no answer depends on; what a run or a sweep keeps depends on no folder of ``folders.SPEAKING``."""
VERSIONS = ("docketsim", "python", "llvmlite", "numba", "numpy")
"""Of what computes: another one may round differently."""
MOST_NAMED = 3
"""Changed files that a refusal names."""


def holds(out: str | Path | None, manifest: Mapping[str, Any], force: bool = False, form: str = folders.FORMAT) -> bool:
    """Whether a folder holds finished results of what ``manifest`` says, as far as its own manifest tells.

    Raises ``OptionError`` where it holds those of another plan, unless ``force`` gives them up, and ``StoreError``
    where its manifest cannot be read.
    """
    if out is None or not (Path(out) / folders.MANIFEST).exists():
        return False
    other = differences(folders.manifest_of(Path(out), form), manifest)
    if other and not force:
        raise OptionError(
            f"out {out}: it holds finished results of another plan: {'; '.join(other)}\n"
            "--force (force=True) replaces them; or choose another folder"
        )
    return not other


def results(out: str | Path | None, manifest: Mapping[str, Any], force: bool = False) -> Results | SweepResults | None:
    """The results in a folder where it ``holds`` what a manifest says, whole; else None: they are to be run.

    Raises ``OptionError``, ``StoreError``.
    """
    if out is None or not holds(out, manifest, force):
        return None
    try:
        stored = read(out)
    except StoreError:  # damaged: running again mends it
        return None
    return None if isinstance(stored, SweepResults) and stored.errors else stored


def found(out: str | Path) -> str:
    """What to say where nothing needs to be run."""
    return f"{out} holds these results already: nothing is run again"


def differences(there: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """How what a manifest says was asked differs from what another one says, in words."""
    before, now = _said(there), _said(asked)
    told = []
    for name in dict.fromkeys((*now, *before)):
        one, other = before.get(name), now.get(name)
        if one != other and isinstance(one or other, dict | list):
            told.append(f"another {name}")
        elif one != other:
            told.append(f"{name} {one} there, {other} asked")
    return told + _changed_code(there, asked)


def _said(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, by the words of a user; hashes to eight digits where a text or a table counts."""
    question, design = dict(manifest.get("question", {})), manifest.get("design", {})
    draws_from, scenarios = manifest.get("draws_from", {}), manifest.get("scenarios", ())
    command = question.pop("command", manifest.get("kind", "run"))
    said: dict[str, Any] = {"command": " ".join([command, *(one["name"] for one in scenarios)])}
    said |= {name: manifest.get(name) for name in ASKED}
    said |= {"parameters": " ".join([draws_from.get(name, "")[:20] for name in ("kind", "id", "sha256")]).strip()}
    settings = [f"{name}={value}" for name, value in manifest.get("overrides", {}).items()]
    said |= {"set": ", ".join(settings) or "nothing", "by": "office" if manifest.get("offices") else "nation"}
    said |= {name: design.get(name) for name in ("sampling", "vary", "points", "values")}
    for one in scenarios:
        texts = [file["sha256"] for file in one["files"]]  # none where it was made in Python
        said[f"scenario {one['name']}"] = digest(texts or manifest.get("parameters", {}).get(one["name"]))
    return said | question


def digest(content: Any) -> str:
    """Eight digits that tell contents of plain JSON types apart."""
    return hashlib.sha256(json.dumps(content).encode("utf-8")).hexdigest()[:8]


def _changed_code(there: Mapping[str, Any], asked: Mapping[str, Any]) -> list[str]:
    """Other versions of what computes, and other files of the package, as far as results can depend on them."""
    before, now = there.get("versions", {}), asked.get("versions", {})
    told = [
        f"{name} {before[name]} there, {now[name]} here"
        for name in VERSIONS
        if name in before and name in now and before[name] != now[name]
    ]
    speaking = OF_A_QUESTION if "question" in asked else folders.SPEAKING
    one, other = there.get("inputs", {}), asked.get("inputs", {})
    changed = [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
    changed = [name for name in changed if not name.startswith(speaking)]
    if changed:
        told.append(f"code: {len(changed)} files of docketsim changed, such as {', '.join(changed[:MOST_NAMED])}")
    return told
