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
# # Four policies, compared in pairs
#
# What do 10,000 more recruits do? 50,000 devices in stock? 107,000 beds? And everything at once? Each is compared
# with `frozen`, where nothing is on order. All of them share draws and random numbers: the same person loses contact
# in the same week in each, so that the difference is the policy.

# %%
import sim

POLICIES = ("hire-10k", "stockpile-50k", "beds-107k", "all-hands")

answer = sim.compare("frozen", *POLICIES, draws=4, scale=2000, workers=1)
print("\n".join(answer.sentences))

# %% [markdown]
# The differences of the headline measures, with their intervals. An interval that contains zero means: the sign is
# not known.

# %%
answer.tables["headline"]

# %%
answer.plot()

# %% [markdown]
# ## What pairs are worth
#
# Without common random numbers the same precision would take many times as many runs:

# %%
answer.tables["pairing"]

# %% [markdown]
# ## Together is not the sum
#
# More officers buy contacts, not removals, as long as beds are full. More beds stay empty, as long as nobody fills
# them. Compare what each does alone with what all do together:

# %%
results = sim.run(["frozen", *POLICIES], draws=4, scale=2000, workers=1)
removals = results.quantiles("removals", by="FY").pivot(index="period", columns="scenario", values="p50")
(removals.sub(removals["frozen"], axis=0)).round(-3)

# %%
results.plot("removals")

# %% [markdown]
# Next: [05-what-binds](05-what-binds.py).
