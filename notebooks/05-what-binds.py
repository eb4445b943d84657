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
# # What binds
#
# What cases wait for is not yet what holds them up. A removable order waits for the hours of a team for years, while
# more hours buy nothing as long as no bed is free. Only paired runs show what one more officer, bed, device, judge or
# seat does.

# %%
import sim
from sim.report.plots import stacks
from sim.results.view import views

results = sim.run("frozen", draws=4, scale=1000, workers=1)
(view,) = views(results)
stacks.ledger(view)

# %% [markdown]
# ## What one more does
#
# A little more of each capacity from August 2025 on, and a little less, with the same random numbers. The effect on
# removals is per unit and per million dollars.

# %%
more = sim.marginal("frozen", draws=3, scale=1000, workers=1, until="2027-06-30")
print("\n".join(more.sentences))

# %%
more.tables["effects"].head(12)

# %% [markdown]
# At one case in a thousand and with three draws most of these intervals are wide: that is what "not resolved" means.
# The defaults take longer and say more.
#
# ## What it would take
#
# Turn the question around: how many beds until 250,000 removals from beds in fiscal year 2027 are more likely than
# not?

# %%
takes = sim.solve(
    "frozen",
    "book_outs_removed@FY2027 >= 250000",
    "detention.beds=41500:200000",
    probability=0.5,
    draws=4,
    scale=1000,
    workers=1,
)
print("\n".join(takes.sentences))

# %%
takes.plot()

# %% [markdown]
# If no value of the range is enough, the answer says so, and what binds instead.
#
# Next: [06-your-own-scenario](06-your-own-scenario.py).
