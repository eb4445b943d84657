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
# # One case, one week at a time
#
# The model follows millions of cases. Here we follow a few, to see what a docket looks like from below: what happens
# to a case, and what it waits for.
#
# The cases are simulated. None stands for a person.

# %%
import sim

SCALE = 1000  # one case in a thousand: quick, and enough to look at single cases

# %% [markdown]
# ## Six cases by chance
#
# Each line is a date and what happened. In between stands what the case waited for, and how long.

# %%
stories = sim.follow("baseline", sample=6, scale=SCALE)
print(stories.text())

# %% [markdown]
# The same as a picture: a lane for each case, the colour says what it waited for, hatched is detained.

# %%
stories.plot()

# %% [markdown]
# Most cases are not dramatic. They wait for a hearing, or nothing is due and nobody calls.
#
# ## Who waits for an at-large team, and for how long?
#
# A hundred cases instead of six. How many weeks did they wait, and for what?

# %%
many = sim.follow("baseline", sample=100, scale=SCALE)
waits = many.waits()
waits.groupby("reason")["weeks"].agg(["count", "sum", "median", "max"]).sort_values("sum", ascending=False)

# %% [markdown]
# `hearing` is long because the court completes fewer cases than are filed in the years before 2025. `arrest_hours` is
# long for another reason: there is a team, and a long line in front of it. `check_in_hours` means that a contact is
# overdue because no docket officer has the hours.
#
# ## The same person under another policy
#
# A case has a name: the week it entered, how, and its place there. The name is the same in every scenario, and so is
# its random numbers. Take cases with an order that end differently in `frozen` (capacity of 1 August 2025 held) and in
# `all-hands` (everything that was mentioned at once).

# %%
names = [str(life.name) for life in sim.follow("frozen", sample=100, scale=SCALE).lives if life.name.entry < 200]
frozen = sim.follow("frozen", case=names, scale=SCALE)
all_hands = sim.follow("all-hands", case=names, scale=SCALE)


def ending(life):
    """How a case ends, and when."""
    return "still open" if life.left is None else f"{life.events[-1].kind.name.lower()} in week {life.left}"


different = [
    (one, other) for one, other in zip(frozen.lives, all_hands.lives, strict=True) if ending(one) != ending(other)
]
print(f"{len(different)} of {len(names)} cases end differently")
for one, other in different[:8]:
    print(f"{one.name!s:30} frozen: {ending(one):30} all-hands: {ending(other)}")

# %% [markdown]
# Up to August 2025 both tell the same story, word for word. That is why two scenarios can be compared case by case:
# what differs is the policy, not chance.
#
# ## A year's cohort
#
# Now everybody who entered in fiscal year 2022. Where are they after one, three and five years? The height of a band
# is a share of the cohort.

# %%
cohort = sim.cohort("baseline", 2022, draws=3, scale=SCALE)
print(cohort.text())

# %%
cohort.plot()

# %% [markdown]
# Next: [02-baseline](02-baseline.py), all cases together.
