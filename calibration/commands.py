"""What ``docketsim score`` and ``docketsim claims`` do, once they are called."""

from pathlib import Path

from calibration.comparison import compare
from calibration.observed import ObservedError
from sim import console, store


def score_results(results: Path, observed: Path, as_of: str | None, out: Path | None) -> None:
    """``docketsim score``: check everything, say how the forecasts did, write tables and pictures."""
    from calibration import scoring

    folder = out or Path("results") / f"{results.resolve().name}-score"
    problems: list[str] = []
    try:
        store.check_target(folder)
    except store.StoreError as error:
        problems.append(f"out {error}")
    if (folder / store.TRAJECTORIES).exists():
        problems.append(f"out {folder}: it holds results, which scores must not replace; choose another folder")
    try:
        comparison = compare(results, observed, as_of)
    except ObservedError as error:
        raise ObservedError([*problems, *error.problems]) from None
    except store.StoreError as error:
        raise ObservedError([*problems, str(error)]) from None
    if problems:
        raise ObservedError(problems)
    scores = scoring.table(comparison)
    for scenario in dict.fromkeys(scores["scenario"]):
        title = f"{scenario}, forecasts as of {comparison.as_of}"
        console.table(title, scoring.HEADS, scoring.cells(scores, scenario), scoring.NUMBERS)
    print("\n".join(scoring.notes(comparison)))
    with store.Folder(folder) as writing:
        scoring.write(comparison, observed, writing)
    print(f"Tables and pictures: {folder}")
