"""What a fit leaves behind: joint draws, tables, and a manifest that says what they were made from."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, astuple
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.sampler import Diagnosis
from calibration.settings import Config
from calibration.targets import Target
from sim import store
from sim.posterior import TABLE, rules_now

if TYPE_CHECKING:
    from calibration.fitting import Fit


def check(folder: Path) -> None:
    """Whether a posterior may be written to a folder. Raises ``StoreError``; writes nothing."""
    store.check_target(folder, form=store.POSTERIOR_FORMAT)


def write(fit: "Fit", folder: Path) -> None:
    """posterior.parquet, each table and the ledger of claims as CSV, and manifest.json.

    The same fit gives the same bytes.
    """
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    from calibration.ledger import claims

    columns = dict(zip(fit.posterior.names, fit.posterior.rows.T, strict=True))
    data = io.BytesIO()
    pq.write_table(pa.table(columns), data, compression="zstd")
    with store.Folder(folder, form=store.POSTERIOR_FORMAT) as target:
        target.add_bytes(TABLE, data.getvalue())
        beside = {"claims": claims()}  # for the page of the report; the fit is over and never saw them
        for name, table in (fit.tables | beside).items():
            target.add_text(f"{name}.csv", table.to_csv(index=False, float_format="%.6g", lineterminator="\n"))
        target.describe(fit.manifest)


def manifest(config: Config, diagnosis: Diagnosis, targets: Sequence[Target]) -> dict[str, Any]:
    """What a posterior was made from and how well: plain JSON types, no time, host or path."""
    from sim.provenance import version

    packages = ("docketsim", "arviz-stats", "emcee", "numba", "numpy", "scikit-learn", "scipy")
    return {
        "id": config.id,
        "converged": diagnosis.converged,
        "diagnosis": asdict(diagnosis) | {"problems": list(diagnosis.problems)},
        "settings": asdict(config) | {"unknowns": list(config.unknowns)},
        "figures": figures_digest(targets),
        "rules": rules_now(),
        "code": _code(),
        "versions": {name: version(name) for name in packages},
    }


def figures_digest(targets: Sequence[Target]) -> str:
    """sha256 of the figures of role calibrate as the fit reads them; other figures do not count."""
    return hashlib.sha256(repr([astuple(one) for one in targets]).encode("utf-8")).hexdigest()


def _code() -> dict[str, str]:
    """sha256 of the files of this package that a fit depends on."""
    package = resources.files("calibration")
    names = sorted(entry.name for entry in package.iterdir() if entry.name.endswith((".py", ".yaml")))
    return {name: hashlib.sha256((package / name).read_bytes()).hexdigest() for name in names}
