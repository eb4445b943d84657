"""Lines: first come, first served, whatever leaves in between; places from fractions lose nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sim.engine.servers import NO_LINE, PER_BLOCK, carry, largest_remainder
from tests.engine.lines import Lines

MEMBERS = 3 * PER_BLOCK + 10
BANK_OF = [0, 0, 1]
member = st.integers(0, MEMBERS - 1)
line = st.integers(0, len(BANK_OF) - 1)


class LinesAsLists(RuleBasedStateMachine):
    """Anything in any order; each line always equals a plain list."""

    @initialize()
    def open(self):
        self.lines = Lines(MEMBERS, BANK_OF)
        self.lists = [[] for _ in BANK_OF]

    def stands_in(self, i, bank):
        return next((q for q, held in enumerate(self.lists) if BANK_OF[q] == bank and i in held), None)

    @rule(i=member, q=line)
    def join(self, i, q):
        if self.stands_in(i, BANK_OF[q]) is None:
            self.lines.join(i, q)
            self.lists[q].append(i)

    @rule(joiners=st.lists(member, unique=True, max_size=MEMBERS), q=line)
    def join_all(self, joiners, q):
        joiners = [i for i in joiners if self.stands_in(i, BANK_OF[q]) is None]
        self.lines.join_all(joiners, q)
        self.lists[q] += joiners

    @rule(start=member, number=member, q=line)
    def join_many(self, start, number, q):
        self.join_all([i % MEMBERS for i in range(start, start + number)], q)

    @rule(i=member, bank=st.sampled_from(sorted(set(BANK_OF))))
    def leave(self, i, bank):
        self.lines.leave(i, bank)
        q = self.stands_in(i, bank)
        if q is not None:
            self.lists[q].remove(i)

    @rule(i=member, q=line)
    def go_to_the_end(self, i, q):
        self.leave(i, BANK_OF[q])
        self.join(i, q)

    @rule(q=line, share=st.floats(0, 1))
    def many_leave(self, q, share):
        for i in self.lists[q][: int(share * len(self.lists[q]))]:
            self.leave(i, BANK_OF[q])

    @rule(q=line, most=st.integers(0, MEMBERS))
    def take(self, q, most):
        assert self.lines.take(q, most) == self.lists[q][:most]
        self.lists[q] = self.lists[q][most:]

    @precondition(lambda self: any(self.lists))
    @rule()
    def tidy(self):
        self.lines.tidy()

    @invariant()
    def equals_the_lists(self):
        assert self.lines.waiting() == [len(held) for held in self.lists]
        for q, held in enumerate(self.lists):
            assert self.lines.first(q) == (held[0] if held else -1)

    def teardown(self):
        if hasattr(self, "lists"):
            for i in range(MEMBERS):
                for bank in set(BANK_OF):
                    q = self.stands_in(i, bank)
                    assert self.lines.line_of(i, bank) == (NO_LINE if q is None else q)
            for q, held in enumerate(self.lists):
                assert self.lines.empty(q) == held


TestLinesAsLists = LinesAsLists.TestCase
TestLinesAsLists.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_first_come_first_served_over_many_blocks():
    lines = Lines(500, [0])
    for i in range(500):
        lines.join(499 - i, 0)
    assert lines.empty(0) == list(range(499, -1, -1))


def test_the_first_stays_in_line_until_it_leaves():
    lines = Lines(3, [0])
    lines.join_all([2, 1], 0)
    assert [lines.first(0), lines.first(0)] == [2, 2]
    lines.leave(2, 0)
    assert lines.first(0) == 1 and lines.waiting() == [1]


def test_whoever_leaves_early_is_skipped_and_comes_back_at_the_end():
    lines = Lines(4, [0])
    lines.join_all([0, 1, 2, 3], 0)
    lines.leave(1, 0)
    lines.leave(0, 0)
    lines.join(1, 0)
    assert lines.empty(0) == [2, 3, 1]


def test_a_place_given_up_is_not_taken_again_by_coming_back():
    lines = Lines(3, [0])
    for i in (0, 1, 2):
        lines.join(i, 0)
    lines.leave(0, 0)
    lines.join(0, 0)
    assert lines.empty(0) == [1, 2, 0]


def test_leaving_no_line_changes_nothing():
    lines = Lines(2, [0, 1])
    lines.join(0, 1)
    lines.leave(0, 0)
    lines.leave(1, 1)
    assert lines.waiting() == [0, 1]


def test_tidying_a_line_without_gaps_changes_nothing():
    lines = Lines(5, [0])
    lines.join_all([4, 0, 3, 1, 2], 0)
    lines.tidy()
    assert lines.waiting() == [5] and lines.empty(0) == [4, 0, 3, 1, 2]


def test_those_taken_have_left():
    lines = Lines(5, [0])
    lines.join_all([4, 0, 3, 1, 2], 0)
    assert lines.take(0, 3) == [4, 0, 3] and lines.waiting() == [2]
    assert lines.take(0, 3) == [1, 2] and lines.waiting() == [0]


def test_order_survives_tidying_and_joins_after_it():
    lines = Lines(4 * PER_BLOCK, [0])
    lines.join_all(list(range(3 * PER_BLOCK)), 0)
    for i in range(0, 3 * PER_BLOCK, 3):
        lines.leave(i, 0)
    lines.tidy()
    lines.join_all([0, 3 * PER_BLOCK], 0)
    expected = [i for i in range(3 * PER_BLOCK) if i % 3] + [0, 3 * PER_BLOCK]
    assert lines.waiting() == [len(expected)]
    assert lines.empty(0) == expected


def test_abandoned_places_are_used_again_when_blocks_run_out():
    """Two blocks hold 124 places; a thousand come and go behind one who waits."""
    lines = Lines(PER_BLOCK + 2, [0], blocks=2)
    lines.join(0, 0)
    for k in range(1000):
        i = 1 + k % PER_BLOCK
        lines.leave(i, 0)
        lines.join(i, 0)
    assert lines.first(0) == 0
    assert lines.waiting() == [PER_BLOCK + 1]
    assert lines.empty(0)[1:] == [1 + k % PER_BLOCK for k in range(1000 - PER_BLOCK, 1000)]


@pytest.mark.parametrize("together", [False, True])
def test_too_few_blocks_are_an_error_and_not_a_lost_member(together):
    lines = Lines(3 * PER_BLOCK, [0], blocks=2)
    lines.join_all(list(range(2 * PER_BLOCK)), 0)
    join = (lambda: lines.join_all([2 * PER_BLOCK], 0)) if together else (lambda: lines.join(2 * PER_BLOCK, 0))
    with pytest.raises(MemoryError):
        join()
    assert lines.waiting() == [2 * PER_BLOCK]


def test_blocks_of_emptied_lines_serve_other_lines():
    lines = Lines(2 * PER_BLOCK, [0, 0], blocks=3)
    for turn in range(20):
        lines.join_all(list(range(2 * PER_BLOCK)), turn % 2)
        assert lines.take(turn % 2, 2 * PER_BLOCK) == list(range(2 * PER_BLOCK))


@given(st.lists(st.floats(0, 50), max_size=200))
def test_carried_fractions_are_conserved(amounts):
    remainder = np.zeros(2)
    given_out = 0
    for k, amount in enumerate(amounts):
        given_out += carry(remainder, 1, amount)
        assert -1e-8 <= remainder[1] < 1.0
        assert abs(given_out + remainder[1] - sum(amounts[: k + 1])) < 1e-6
    assert remainder[0] == 0.0


def test_tenths_make_whole_places_in_time():
    remainder = np.zeros(1)
    assert [carry(remainder, 0, 0.1) for _ in range(20)] == ([0] * 9 + [1]) * 2


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.integers(0, 10_000))
def test_largest_remainder_gives_everybody_its_whole_part_and_loses_nothing(weights, total):
    if sum(weights) < 1e-6:
        weights = [1.0] * len(weights)
    shares = np.array(weights) / sum(weights)
    places = largest_remainder(shares, total)
    assert places.sum() == total
    assert (np.abs(places - shares * total) < 1.0 + 1e-6).all()


def test_largest_remainder_goes_to_the_largest():
    assert largest_remainder(np.array([0.5, 0.3, 0.2]), 9).tolist() == [4, 3, 2]  # 4.5, 2.7, 1.8: two places over
