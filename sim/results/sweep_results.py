"""What a sweep gives back, and how a folder of it is read again."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from sim.calendar import START, Periods
from sim.errors import StoreError, short
from sim.io import folders
from sim.results import arrow, bands, parts, pictures
from sim.results.kept import Grain, Keep, Layout
from sim.results.last_year import LastYear, summarised
from sim.results.measures import FULL_SCALE, INDEX
from sim.results.results import Results

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.report.plots.style import Picture

Column = Callable[[str | None], np.ndarray]
"""Numbers of one measure, or of all (None), of the experiments that did not fail: float64[kept, ...]."""


class SweepResults:
    """Experiments of a design: cells (points of scenarios) x draws x replicates.

    ``experiments``: a row for each, by cell, draw and replicate, with varied and drawn values; ``error`` says why one
    failed, and is missing where none did. Values of failed experiments are NaN.
    """

    def __init__(self, experiments: "pd.DataFrame", column: Column, manifest: dict[str, Any]) -> None:
        self.experiments = experiments
        self.manifest = manifest
        self._column = column
        self._is_kept = experiments["error"].isna().to_numpy()

    @cached_property
    def layout(self) -> Layout:
        """Which measures were kept, by which periods."""
        kept = self.manifest["keep"]
        begins = date.fromisoformat(self.manifest["begins"]) if "begins" in self.manifest else START
        return Layout(Keep(tuple(kept["measures"]), kept["by"]), self.manifest["weeks"], begins)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that were kept."""
        return self.layout.keep.measures

    @property
    def varied(self) -> tuple[str, ...]:
        """The names of what was varied; columns of ``cells`` and ``experiments``."""
        return tuple(self.manifest["design"]["vary"])

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios, in the order they were given."""
        return tuple(scenario["name"] for scenario in self.manifest["scenarios"])

    @property
    def draws(self) -> int:
        """Number of parameter draws."""
        return int(self.manifest["draws"])

    @property
    def replicates(self) -> int:
        """Number of replications of each draw."""
        return int(self.manifest["replicates"])

    @property
    def scale(self) -> int:
        """One case in so many was simulated."""
        return int(self.manifest["scale"])

    @property
    def periods(self) -> Periods:
        """The periods of ``values``."""
        return self.layout.periods

    @property
    def fiscal_years(self) -> Periods:
        """The periods of ``fiscal``."""
        return self.layout.fiscal_years

    @cached_property
    def cells(self) -> "pd.DataFrame":
        """A row for each cell: scenario, point and what is varied."""
        first = self.experiments.iloc[:: self.draws * self.replicates]
        return first[["scenario", "point", *self.varied]].reset_index(drop=True)

    @property
    def failures(self) -> "pd.DataFrame":
        """The experiments that failed, each with its error."""
        failed = self.experiments[~self._is_kept]
        return failed[["scenario", "point", *self.varied, "draw", "replicate", "error"]]

    @property
    def errors(self) -> dict[int, str]:
        """Why experiments failed, by their place in ``experiments``."""
        return self.experiments.loc[~self._is_kept, "error"].to_dict()

    def values(self, measure: str) -> np.ndarray:
        """float64[cells, draws, replicates, periods]: a flow in each period, a stock at its end.

        NaN where an experiment failed, and for a flow on the first date of weeks. Raises ``ValueError`` for a measure
        that was not kept.
        """
        return self._shaped(self.layout.padded(self._column(self.layout.kept(measure))))

    def fiscal(self, measure: str) -> np.ndarray:
        """float64[cells, draws, replicates, fiscal years]; see ``values``."""
        measure = self.layout.kept(measure)
        return self._shaped(self.layout.fiscal(self._column(None), measure))

    @cached_property
    def trajectories(self) -> "pd.DataFrame":
        """Tidy: scenario, point, varied names, draw, replicate, period, date, measure, value.

        ``date`` is the first day after the period. Experiments that failed have no rows.
        """
        import pandas as pd

        width = self.layout.width
        measure, period = self.layout.columns
        keys = self.experiments.loc[self._is_kept, ["scenario", "point", *self.varied, "draw", "replicate"]]
        table = keys.loc[keys.index.repeat(width)].reset_index(drop=True)
        labels, names = list(self.periods.label), list(self.measures)
        dates = np.array(self.layout.dates, dtype="datetime64[ms]")
        return table.assign(
            period=pd.Categorical.from_codes(np.tile(period, len(keys)), categories=labels),
            date=np.tile(dates[period], len(keys)),
            measure=pd.Categorical.from_codes(np.tile(measure, len(keys)), categories=names),
            value=self._column(None).ravel(),
        )

    def last_year(self) -> LastYear:
        """What the pictures show."""
        points = self.cells[self.cells["scenario"] == self.scenarios[0]][list(self.varied)]
        rows = tuple(points.itertuples(index=False, name=None))
        last = LastYear(self.layout, self.scenarios, self.varied, rows)
        for measure in summarised(self.layout):
            scale = 1 if measure.name in FULL_SCALE else self.scale
            values = np.moveaxis(self.fiscal(measure.name), 0, 2)
            last.put(slice(None), measure.name, bands.band(values, scale))
        return last

    def plot(self, measure: str = "removals") -> "Picture":
        """The last whole fiscal year over what was varied: the first of ``sim.report.plots.surfaces.pictures``."""
        return pictures.picture("sweep", self, measure)

    def _shaped(self, kept: np.ndarray) -> np.ndarray:
        found = np.full((len(self.experiments), kept.shape[1]), np.nan)
        found[self._is_kept] = kept
        return found.reshape(-1, self.draws, self.replicates, kept.shape[1])


def plain_scenarios(experiments: "pa.Table") -> "pa.Table":
    """The table of experiments with names of scenarios as text."""
    import pyarrow as pa

    place = experiments.schema.get_field_index("scenario")
    return experiments.set_column(place, "scenario", experiments["scenario"].cast(pa.string()))


def read(folder: str | Path) -> Results | SweepResults:
    """The results stored in a folder, of a run or of a sweep, bit for bit.

    Values of a sweep are read when they are asked for. Raises ``StoreError`` where it does not match its manifest.
    """
    folder = Path(folder)
    manifest = folders.verify(folder, pages=False)
    return read_sweep(folder, manifest) if manifest.get("kind") == "sweep" else arrow.read(folder)


def read_sweep(folder: Path, manifest: dict[str, Any]) -> SweepResults:
    """A folder whose manifest says that it is a sweep."""
    experiments = plain_scenarios(parts.experiments_of(folder, manifest["experiments"])).to_pandas()
    _check(folder, experiments, manifest)
    kept = int(experiments["error"].isna().sum())

    def column(measure: str | None) -> np.ndarray:
        return parts.values_of(folder, measure, kept * found.layout.width).reshape(kept, -1)

    found = SweepResults(experiments, column, manifest)
    return found


def _check(folder: Path, experiments: "pd.DataFrame", manifest: dict[str, Any]) -> None:
    """Whether a table of experiments and what was kept of them are those of the manifest. Raises ``StoreError``."""
    needed = ["scenario", "point", *manifest["design"]["vary"], "draw", "replicate", "error"]
    wrong = [f"{folders.EXPERIMENTS} has no column {short(name)}" for name in needed if name not in experiments]
    wrong += [f"{short(name)} is no measure" for name in manifest["keep"]["measures"] if name not in INDEX]
    if manifest["keep"]["by"] not in get_args(Grain):
        wrong.append(f"it keeps values by {short(manifest['keep']['by'])}")
    if len(experiments) % (manifest["draws"] * manifest["replicates"]):
        wrong.append(f"{len(experiments)} experiments are not draws times replicates")
    if wrong:
        raise StoreError(f"{folder}: its tables do not fit its manifest: {'; '.join(wrong[:3])}. Run the sweep again.")
