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
# # The baseline
#
# `baseline` is current law, as official projections do it: capacity and policy of 1 August 2025, and what was
# appropriated, with uncertain delivery of beds and officers.

# %%
import sim

results = sim.run("baseline", draws=8, scale=1000, workers=1)
results.summary()

# %% [markdown]
# `p50` is the median of the draws; between `p05` and `p95` lie 90 percent of them. Eight draws are few, and one case
# in a thousand is coarse: this is a quick look. To quote a number, run with the defaults (100 draws, one case in a
# hundred).
#
# ## The docket
#
# The line is the median, the bands are 66 and 90 percent. Dots are published figures. Left of the dashed line is
# history.

# %%
results.plot("docket")

# %% [markdown]
# The fall after 2025 is first a statement about intake and about how many cases the courts complete, not about
# enforcement. Look at the flows behind it:

# %%
flows = ["intake", "releases", "relief_or_closed", "departures", "book_ins_docket"]
table = {name: results.quantiles(name, by="FY").set_index("period")["p50"] for name in flows}
import pandas as pd

pd.DataFrame(table).round(-3)

# %% [markdown]
# ## The figures of the articles
#
# Each published figure beside the model. `off` is how far the median is from the figure.

# %%
from sim.report.findings import fits
from sim.results.view import views

(view,) = views(results)
pd.DataFrame(
    [
        (fit.figure.id, fit.figure.value, fit.band.p05, fit.band.p50, fit.band.p95, f"{fit.off:+.1%}", fit.inside)
        for fit in fits(view)
    ],
    columns=["figure", "published", "p05", "p50", "p95", "off", "inside the band"],
)

# %% [markdown]
# A figure outside its band is a finding. The numbers are not bent to meet it.
#
# ## Custody, and what everybody waits for

# %%
results.plot("detained")

# %%
from sim.report.plots import stacks

stacks.ledger(view)

# %% [markdown]
# Every open case has exactly one reason each week, and the parts add up to all open cases. The share that no officer
# has contacted for a year is put in nowhere. It comes out of the hours that there are:

# %%
stacks.untouched(view)

# %% [markdown]
# Next: [03-calibration](03-calibration.py): where the numbers come from, and which are guessed.
