"""Mistakes in what is added, multiplied, bought, ended and cited: the whole line asserted."""

import pytest

ONE_PROBLEM = {
    "plus sign": (
        "policy:\n- from: 2025-08-01\n  set: {courts.judges: +200}",
        "s.yaml:3:24: policy[0].set.courts.judges: +200 reads as 200 more; write 200, or give it under add:",
    ),
    "ends before it begins": (
        "policy:\n- from: 2025-08-01\n  until: 2025-08-01\n  set: {detention.beds: 1}",
        "s.yaml:3:10: policy[0].until: 2025-08-01 is not after 2025-08-01, where the entry begins",
    ),
    "step after the end": (
        "policy:\n- from: 2025-08-01\n  until: 2026-08-01\n  set: {detention.beds: [{from: 2026-08-01, value: 1}]}",
        "s.yaml:4:33: policy[0].set.detention.beds[0].from: 2026-08-01 is not before 2026-08-01, until which it holds",
    ),
    "ramp beyond the end": (
        "policy:\n- from: 2025-08-01\n  until: 2026-08-01\n  add: {courts.judges: {to: 1, by: 2026-08-02}}",
        "s.yaml:4:36: policy[0].add.courts.judges.by: 2026-08-02 is after 2026-08-01, until which it holds",
    ),
    "choice to add to": (
        "policy:\n- from: 2025-08-01\n  add: {arrests.priority: 1}",
        "s.yaml:3:9: policy[0].add.arrests.priority: is a choice, not a number; give it under set:",
    ),
    "beds to buy": (
        "policy:\n- from: 2025-08-01\n  buy: {detention.beds: 1}",
        "s.yaml:3:9: policy[0].buy.detention.beds: is not bought; what is bought and stays are devices. Give it under "
        "set: or add:",
    ),
    "drivers to buy": (
        "drivers:\n- from: 2025-08-01\n  buy: {intake.border_per_week: 1}",
        "s.yaml:3:3: drivers[0].buy: unknown key; known are from, until, set, add, times, because, source",
    ),
    "purchase that ends": (
        "policy:\n- from: 2025-08-01\n  until: 2026-08-01\n  buy: {monitoring.ankle_devices: 1}",
        "s.yaml:3:3: policy[0].until: does not go with buy: what is bought stays",
    ),
    "negative factor": (
        "policy:\n- from: 2025-08-01\n  times: {courts.judges: -1}",
        "s.yaml:3:26: policy[0].times.courts.judges: -1 is out of range; allowed is a number of at least 0",
    ),
    "more taken away than is there": (
        "policy:\n- from: 2025-08-01\n  add: {courts.judges: -700}",
        "s.yaml:3:24: courts.judges: with this, it is -100 in the week of 2025-08-06; allowed is a number between 0 "
        "and 20,000 (judges)",
    ),
    "own source with a shipped key": (
        "sources: {article_001: {title: x, publisher: x, date: 2025}}",
        "s.yaml:1:11: sources.article_001: is a key of the shipped bibliography; choose another",
    ),
    "own source with an odd key": (
        "sources: {a b: {title: x, publisher: x, date: 2025}}",
        "s.yaml:1:11: sources.a b: a key has letters, digits, dash, underscore",
    ),
    "own source without publisher": (
        "sources: {mine: {title: x, date: 2025}}",
        "s.yaml:1:17: sources.mine: publisher: is missing",
    ),
    "own source without a date": (
        "sources: {mine: {title: x, publisher: x, date: last year}}",
        "s.yaml:1:48: sources.mine.date: last year is no date; write a year, a month or a day: 2025, 2025-08 or "
        "2025-08-01",
    ),
    "own source with another link": (
        'sources: {mine: {title: x, publisher: x, date: 2025, link: "javascript:x"}}',
        "s.yaml:1:60: sources.mine.link: javascript:x is no address; it begins with http:// or https://",
    ),
    "source with an odd key": (
        "policy:\n- from: 2025-08-01\n  source: a b\n  set: {detention.beds: 1}",
        "s.yaml:3:11: policy[0].source: a b is no key of a source; it has letters, digits, dash, underscore",
    ),
}


@pytest.mark.parametrize(("text", "line"), ONE_PROBLEM.values(), ids=ONE_PROBLEM)
def test_problem(problems, text, line):
    assert line in problems(text)
