"""What a fit leaves behind: joint draws, tables, and a manifest that says what they were made from."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import asdict, astuple
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.fitting.sampler import Diagnosis
from calibration.fitting.settings import Config
from calibration.fitting.targets import Target
from sim.errors import PosteriorError
from sim.experiments.fitted import basis_of, changes
from sim.io import folders, sheets
from sim.parameters.posterior import TABLE, chosen
from sim.parameters.resolve import Posterior

if TYPE_CHECKING:
    from calibration.procedure import Fit


def check(folder: Path) -> None:
    """Whether a posterior may be written to a folder. Raises ``StoreError``; writes nothing."""
    folders.check_target(folder, form=folders.POSTERIOR_FORMAT)


def write(fit: "Fit", folder: Path) -> None:
    """posterior.parquet, each table and the ledger of claims as CSV, and manifest.json.

    The same fit gives the same bytes.
    """
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    from calibration.articles.claims import claims

    columns = dict(zip(fit.posterior.names, fit.posterior.rows.T, strict=True))
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data, compression="zstd")
    with folders.Folder(folder, form=folders.POSTERIOR_FORMAT) as target:
        target.add_bytes(TABLE, data.getvalue())
        beside = {"claims": claims()}  # for the page of the report; the fit is over and never saw them
        for name, table in (fit.tables | beside).items():
            target.add_text(f"{name}.csv", sheets.csv_of(table, "%.6g"))
        target.describe(fit.manifest)


def renew(folder: Path) -> None:
    """Write into the manifest of a posterior the code as it is now, where the model still does the same.

    Raises ``PosteriorError`` naming what changed where it does not: then a new fit is needed.
    """
    stored = chosen(folder / TABLE)
    assert isinstance(stored, Posterior)
    if changed := changes(stored):
        raise PosteriorError([f"{folder}: {name} changed since the fit; fit again" for name in changed])
    with folders.Folder(folder, form=folders.POSTERIOR_FORMAT) as target:
        for path in sorted(folder.iterdir()):
            if path.name != folders.MANIFEST:
                target.add_bytes(path.name, path.read_bytes())
        target.describe({**stored.manifest, "basis": basis_of(stored)})


def manifest(posterior: Posterior, config: Config, diagnosis: Diagnosis, targets: Sequence[Target]) -> dict[str, Any]:
    """What a posterior was made from and how well: plain JSON types, no time, host or path."""
    from sim.experiments.provenance import version

    packages = ("docketsim", "arviz-stats", "emcee", "numba", "numpy", "scikit-learn", "scipy")
    return {
        "id": config.id,
        "converged": diagnosis.converged,
        "diagnosis": asdict(diagnosis) | {"problems": list(diagnosis.problems)},
        "settings": asdict(config) | {"unknowns": list(config.unknowns)},
        "figures": figures_digest(targets),
        "basis": basis_of(posterior),
        "code": _code(),
        "versions": {name: version(name) for name in packages},
    }


def figures_digest(targets: Sequence[Target]) -> str:
    """sha256 of the figures of role calibrate as the fit reads them; other figures do not count."""
    return hashlib.sha256(repr([astuple(one) for one in targets]).encode("utf-8")).hexdigest()


def _code() -> dict[str, str]:
    """sha256 of the files of this package that a fit depends on."""
    package = Path(str(resources.files("calibration")))
    files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml"))
    return {path.relative_to(package).as_posix(): folders.sha256(path) for path in files}


if __name__ == "__main__":
    for given in sys.argv[1:]:
        renew(Path(given))
