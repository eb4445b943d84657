"""The score sheet of scenarios: what they cost, how that differs from a base, and what one more of something costs."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.experiments.options import DRAWS, REPLICATES, SCALE, AnyParameters, AnyScenario, Options, Progress
from sim.experiments.plan import Cell
from sim.questions.answer import Answer, answered, ensemble_of, manifest_of, results_of
from sim.questions.compare import Pair
from sim.questions.cost import sheet
from sim.results.kept import EveryWeek
from sim.results.view import View
from sim.scenario.prices import Prices, read


def cost(  # noqa: PLR0913 - public: each option by its name
    base: AnyScenario,
    *others: AnyScenario,
    prices: str | Path | None = None,
    draws: int = DRAWS,
    replicates: int = REPLICATES,
    scale: int = SCALE,
    seed: int = 0,
    until: date | str | None = None,
    workers: int | None = None,
    parameters: AnyParameters = None,
    out: str | Path | None = None,
    cluster: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """What ``base`` and other scenarios cost, by item and fiscal year, and what one more of something costs.

    ``prices``: a YAML file whose prices replace those of the model in every draw, each with its source. The options are
    those of ``sim.run``. Tables of the answer: ``outlays`` and ``differences`` (by item and fiscal year, and over five
    and ten years, in nominal and constant dollars), ``appropriation`` (what is spent of the money of July 2025),
    ``additional`` (dollars for one more removal, hearing, contact and year of supervision, with intervals) and
    ``prices``. Raises what ``sim.run`` raises.
    """
    options = Options(
        draws=draws,
        replicates=replicates,
        scale=scale,
        seed=seed,
        until=until,
        workers=workers,
        parameters=parameters,
        out=out,
        cluster=cluster,
        force=force,
        progress=progress,
    )
    problems: list[str] = []
    own = Prices()
    try:
        own = Prices() if prices is None else read(prices)
    except ScenarioError as error:
        problems = [str(one) for one in error.problems]
    plan = options.plan([base, *others], problems)
    plan = plan._replace(scenarios=tuple(map(own.in_place_of_those_of, plan.scenarios)))
    asked = {one.name: {"value": one.given, "price_year": one.year, "source": one.source} for one in own.prices}
    manifest = manifest_of(plan, "cost", {"prices": asked})

    def ask() -> Answer:
        with ensemble_of(plan, options) as ensemble:
            values = ensemble.outcomes([Cell(scenario) for scenario in plan.scenarios], EveryWeek())
        results = results_of(plan, values, manifest)
        first, *rest = (View(results, name) for name in results.scenarios)
        return _answer(first, [Pair(first, view) for view in rest], own, manifest)

    return answered(options, manifest, Answer, ask)


def _answer(base: View, pairs: list[Pair], prices: Prices, manifest: dict[str, Any]) -> Answer:
    from sim.report.plots import bars, stacks

    views = [base, *(pair.other for pair in pairs)]
    tables = sheet.tables(views, pairs, prices)
    pictures = {f"{view.scenario}-costs": partial(stacks.costs, view) for view in views}
    for pair in pairs:
        labels, changes = sheet.largest_window(tables["differences"], pair.other.scenario)
        if labels:
            title = f"Costs, nominal: {pair.other.scenario} less {base.scenario}"
            pictures[f"{pair.other.scenario}-items"] = partial(bars.waterfall, title, "US dollars", labels, changes)
    question = f"cost {' '.join(view.scenario for view in views)}"
    said, printed = sheet.sentences(views, pairs, tables), sheet.printed(tables, base.scenario)
    return Answer(question, tables, tuple(said), pictures, manifest, printed)
