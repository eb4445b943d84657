"""Law 6: two worlds with the same luck. What a change does not touch stays as it is, while no server binds.

Cases are found again by their names: week of entry, channel, ordinal. Plans of offices are frozen
(``officers.flexible_share`` is nil), and so is what one case can do to another through the field hours of a team.
"""

import numpy as np
import pytest

from sim.model.case import COLUMNS, Count
from sim.vocabulary import Channel, Custody, Lever, Stage, Technology
from tests.model.laws.watch import watch
from tests.model.reference.world import SCALE, ample, scarce, stepped

WEEKS = 40
BY_PLACE = {"ticket", "ordinal", "entry", "channel", "other"}
"""Columns that say where a case stands among others, its name, or when it is looked at next."""

UNBOUND = {
    "arrests__encounter_per_thousand_field_hours": 0,
    "arrests__new_per_thousand_field_hours": 0,
    "courts__judges": 1000,
    "courts__short_list_weeks": 1e-9,
    "courts__detained_share": 0.5,
    "courts__preparation_detained_weeks": 0,
    "detention__beds": 5000,
    "monitoring__enrolments_per_week": 5000,
    "monitoring__ankle_devices": 5000,
    "monitoring__wrist_devices": 5000,
    "officers__headcount": 3000,
    "removal__seats_per_week": 5000,
    "courts__filings_per_week": 5000,
}
"""An ample world in which the court takes everybody who is prepared."""


def histories(resolved, weeks=WEEKS, scale=SCALE):
    """Every record of every open case in every week, by name and week."""
    kept = {}
    columns = [column.name for column in COLUMNS if column.name not in BY_PLACE]

    def remember(sight):
        cases = sight.after.cases
        alive = (cases["stage"] != Stage.CLOSED) | (cases["custody"] != Custody.NONE)
        for i in np.flatnonzero(alive):
            name = int(cases["entry"][i]), int(cases["channel"][i]), int(cases["ordinal"][i])
            kept.setdefault(name, {})[sight.week] = tuple(cases[column][i].tobytes() for column in columns)
        yield from ()

    seen = watch(resolved, (remember,), weeks=weeks, scale=scale, offices=2)
    return kept, seen


def changed(one, two):
    """Names of cases whose history differs, or that only one world has."""
    return {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}


def added_intake(channel, scale=SCALE, week=11):
    """One case more in one week, through one channel."""
    lever = {
        Channel.BORDER: ("intake__border_per_week", 14.5),
        Channel.INTERIOR: ("intake__interior_per_week", 4.5),
        Channel.BORDER_CUSTODY: ("detention__border_book_ins_per_week", 6.5),
    }[channel]
    name, value = lever
    return {name: stepped((0, value), (week, value + scale), (week + 1, value))}


@pytest.mark.parametrize("channel", [Channel.BORDER, Channel.INTERIOR, Channel.BORDER_CUSTODY])
def test_one_case_more_changes_nobody_else(channel):
    one, _ = histories(ample(**UNBOUND))
    two, _ = histories(ample(**(UNBOUND | added_intake(channel))))
    assert len(one) > 700
    different = changed(one, two)
    assert len(different) == 1
    entry, came, _ = different.pop()
    assert (entry, came) == (11, channel)


def test_opening_cases_more_change_nobody_else():
    """The last of the opening docket are the detained."""
    one, _ = histories(ample(**UNBOUND))
    two, _ = histories(ample(**UNBOUND, start__detained=60.0 + 10 * SCALE))
    different = changed(one, two)
    last = max(ordinal for entry, _, ordinal in two if entry == -1)
    assert 0 < len(different) <= 10
    assert all(entry == -1 and ordinal > last - 10 for entry, _, ordinal in different)


def test_where_servers_bind_one_case_more_is_felt():
    """The comparison can fail: in a scarce world somebody else does not get the bed of the new one."""
    one, _ = histories(scarce())
    two, _ = histories(scarce(detention__border_book_ins_per_week=stepped((0, 2.5), (11, 4.5), (12, 2.5))))
    assert len(changed(one, two)) > 10


COLUMN = {name: place for place, name in enumerate(c.name for c in COLUMNS if c.name not in BY_PLACE)}


def code(record, column):
    """A whole number of one byte out of a record."""
    return record[COLUMN[column]][0]


def count(record, which):
    """How often a decision has been drawn."""
    return record[COLUMN["count"]][which]


def was_held(record):
    return code(record, "custody") != Custody.NONE or count(record, Count.BOOK_IN) > 0


# policy: (its new value from week 10 on, who may be touched by it)
TOUCHED = {
    "arrests__local_cooperation_share": (0.1, lambda r: count(r, Count.LOCAL) > 1 or code(r, "jailed")),
    "detention__release_per_bed_year": (12.0, was_held),
    "removal__document_speed_ratio": (0.2, was_held),
    "removal__third_country_share": (0.9, lambda r: code(r, "country") or was_held(r)),
    "monitoring__exit_per_year": (9.0, lambda r: code(r, "technology") != Technology.NONE),
    "checkins__interval_monitored_weeks": (1.0, lambda r: code(r, "technology") != Technology.NONE),
    "absconding__tampering_crime": (0.0, lambda r: code(r, "technology") in (Technology.ANKLE, Technology.WRIST)),
    "checkins__dormant_share": (0.9, lambda r: code(r, "stage") == Stage.DORMANT),
    "detention__border_book_ins_per_week": (0.0, None),
}


@pytest.mark.parametrize("policy", TOUCHED)
def test_a_policy_changes_only_whom_it_touches(policy):
    value, test = TOUCHED[policy]
    base = float(ample().lever[Lever[policy.upper().replace("__", "_")], 0])
    one, _ = histories(ample(**UNBOUND))
    two, _ = histories(ample(**(UNBOUND | {policy: stepped((0, base), (10, value))})))
    different = changed(one, two)
    assert different
    if test is None:
        assert {channel for _, channel, _ in different} == {Channel.BORDER_CUSTODY}
        return
    touched = {name for kept in (one, two) for name, weeks in kept.items() if any(test(r) for r in weeks.values())}
    newcomers = {name for name in different if name[1] in (Channel.JAIL_NEW, Channel.CHANCE_NEW)}
    assert different <= touched | newcomers
    assert all(one[name][9] == two[name][9] for name in different if name in one and 9 in one[name])
