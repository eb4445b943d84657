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
# # Where the numbers come from
#
# Every number of the model is a fact with a source, an estimate, or an assumption with its reason. Most of what
# matters cannot be looked up: nobody publishes how many hours it takes to find a person. Such a number has a *prior*:
# a range, and a shape. Then published figures narrow the range down, or they do not.

# %%
import numpy as np
import pandas as pd

import sim
from sim.evidence.quantities import quantities

SCALE = 1000

kinds = pd.Series([one.kind for one in quantities().values()]).value_counts()
kinds

# %% [markdown]
# ## What is guessed
#
# The assumptions with the widest priors. `ratio` is the 95 percent point over the 5 percent point: at 4, the truth
# may lie anywhere within a factor of four.

# %%
guessed = pd.DataFrame(
    [
        (one.name, one.value, one.unit, one.prior.p05, one.prior.p95, one.prior.p95 / one.prior.p05, one.means)
        for one in quantities().values()
        if one.kind == "assumption" and one.prior and one.prior.p05 > 0
    ],
    columns=["quantity", "value", "unit", "p05", "p95", "ratio", "means"],
)
guessed.sort_values("ratio", ascending=False).head(12)

# %% [markdown]
# ## What the figures say
#
# Published figures are evidence only as far as they go. "More than 7.6 million" is not 7,600,000; a round number may
# be off by half a step. So each figure is read as a range.

# %%
from calibration.fitting.targets import targets

pd.DataFrame(
    [(one.id, one.says, one.published, one.low, one.high, one.is_fitted) for one in targets()],
    columns=["figure", "says", "published", "low", "high", "fitted"],
)

# %% [markdown]
# ## Before and after
#
# The docket with numbers from the priors, and with those that a run takes by default: the shipped posterior if there
# is one.

# %%
prior = sim.run("baseline", draws=12, scale=SCALE, workers=1, parameters="prior")
default = sim.run("baseline", draws=12, scale=SCALE, workers=1)
print("default:", default.manifest["draws_from"]["kind"])
prior.plot("docket")

# %%
default.plot("docket")

# %% [markdown]
# How much narrower has each number become? A value near 1 means that the figures taught nothing about it: what the
# model says of it is the prior.

# %%
columns = [name for name in prior.experiments.columns if name in quantities()]


def width(results, name):
    """Distance of the 10 from the 90 percent point of what was drawn."""
    low, high = np.quantile(results.experiments[name], [0.1, 0.9])
    return high - low


narrowed = pd.Series({name: width(default, name) / width(prior, name) for name in columns if width(prior, name) > 0})
narrowed.sort_values().head(10).round(2)

# %%
print(f"{(narrowed > 0.8).mean():.0%} of the {len(narrowed)} drawn numbers are about as wide as their prior")

# %% [markdown]
# (With twelve draws these widths are rough. `docketsim calibrate` reports them exactly, with what was held out.)
#
# ## What was held out
#
# A fit is tested on what it has not seen. Some figures are shown and never fitted; each has a role, and the reason
# stands in the list of figures.

# %%
roles = pd.DataFrame(
    [(one.id, one.role, one.as_of, one.value) for one in sim.figures()], columns=["figure", "role", "as of", "value"]
)
roles[roles["role"] != "calibrate"].head(12)

# %% [markdown]
# ## Claims, held against the numbers
#
# The articles also argue. Each argument that speaks of numbers is tested by what is known; here without any run.

# %%
import calibration

calibration.claims()[["claim", "verdict", "statement", "finding"]].head(8)

# %% [markdown]
# Next: [04-compare](04-compare.py).
