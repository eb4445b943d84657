"""Sweeps: many experiments of one design, run once each, however often they are asked for.

    results = sim.sweep(
        design,               # a design file or shipped name, a ``Design``, or scenarios (one or a list)
        vary=None,            # with scenarios: {"detention.beds": [41500, 60000]} or "lo:hi:n"; a grid of all of them
        points=None,          # with scenarios, instead of vary: an explicit table [{"detention.beds": 41500.0}, ...]
        draws=None, replicates=None, scale=None, seed=None, until=None, delivery=None, parameters=None,
        keep=None,            # "headline" (default: headline measures by quarter), "weekly", "all", or
                              # Keep(("removals", "cost_total_usd"), "quarter" | "week")
        out=None,             # None: results in memory. A folder: bounded memory, resumed where it was left
        workers=None, cluster=None, progress=None,
    )

    results.cells             # DataFrame: scenario, point, one column for each varied name; a row is a cell
    results.experiments       # DataFrame: scenario, point, varied names, draw, replicate, address, error, drawn numbers
    results.values("removals")  # float64[cells, draws, replicates, periods]; NaN where an experiment failed
    results.fiscal("removals")  # the same by US fiscal year, whatever was kept (headline measures, or those of Keep)
    results.periods           # Periods(label, start, end, partial) of ``values``; results.fiscal_years of ``fiscal``
    results.trajectories      # tidy: scenario, point, draw, replicate, period, date, measure, value
    results.failures          # rows of experiments that failed, with the column ``error``; they never raise
    results.manifest

Cells of a draw and replicate share luck and their common history (``sim.branches``), so asking for many cells at once
is cheaper than asking one by one. Varied levers hold from the information date on, varied uncertainties at all times.
"""
