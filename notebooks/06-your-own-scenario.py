# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own scenario
#
# Write a file, check it, run it, vary it, look at it.
#
# ## Write
#
# A scenario says only what differs from the one that it extends. `frozen` is the usual ground: capacity and policy of
# 1 August 2025, nothing on order.

# %%
import tempfile
from pathlib import Path

import sim

MINE = """\
name: judges-and-beds
extends: frozen
because: Three hundred more judges by 2027, and beds in two steps.
policy:
  - from: 2025-10-01
    set:
      courts.judges: {to: 1000, by: 2027-01-06}
  - from: 2025-10-01
    set:
      detention.beds: [{from: 2025-10-01, value: 60000}, {from: 2026-01-07, value: 70000}]
"""
file = Path(tempfile.mkdtemp()) / "judges-and-beds.yaml"
file.write_text(MINE)

# %% [markdown]
# ## Validate
#
# Every problem is listed at once, with line and column. First a file with two mistakes:

# %%
from sim.scenario.files import validate_files

wrong = file.with_name("wrong.yaml")
wrong.write_text(MINE.replace("courts.judges", "courts.judge").replace("60000", "sixty thousand"))
for problem in validate_files([wrong]):
    print(problem)

# %%
print(validate_files([file]) or "valid")

# %% [markdown]
# What is there to set? Levers are chosen, drivers are given:

# %%
for name, lever in list(sim.levers().items())[:8]:
    print(f"{name:36} {lever.value!s:>10}  {lever.means}")

# %% [markdown]
# ## Run
#
# Beside `frozen`, with the same draws and the same random numbers.

# %%
results = sim.run(["frozen", file], draws=5, scale=1000, workers=1)
results.plot("court_pending")

# %%
results.plot("removals")

# %% [markdown]
# ## Sweep
#
# How much depends on the last step? Vary the beds, from that file on:

# %%
sweep = sim.sweep(file, vary={"detention.beds": [50000, 70000, 90000]}, draws=3, scale=1000, workers=1)
cells = sweep.cells.copy()
years = list(sweep.fiscal_years.label)
removals = sweep.fiscal("removals").mean(axis=(1, 2))
cells["removals in FY2027"] = removals[:, years.index("FY2027")].round(-3)
cells

# %% [markdown]
# ## Plot your own way
#
# `results.trajectories` is a plain table: scenario, draw, replicate, date, measure, value.

# %%
tidy = results.trajectories
pending = tidy[tidy["measure"] == "court_pending"]
pending.groupby(["scenario", "date"], observed=True)["value"].mean().unstack(0).iloc[::52].round(-3)

# %% [markdown]
# From here: the [user guide](../docs/guide/scenario-file.md), `docketsim sweep`, and `docketsim explore` for a page
# with levers.
