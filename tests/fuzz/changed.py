"""Inputs that are nearly right: seeds with a few changes, the same ones for the same dice."""

import copy
import json
from random import Random
from typing import Any

ODD_BYTES = [
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\t", b"\x1b[2J", b"\xed\xa0\x80", b"\xe2\x80\xae"),
    *(b"\\UFFFFFFFF", b"\\ud800", b"\\0", b"=1+1", b"-1", b"1e400", b"nan", b"-inf", b"9" * 40, b"0x10", b"1_0"),
    *(b"2025-02-30", b"9999-12-31", b"&a", b"*a", b"<<: *a", b"!!python/object:os.system", b"../" * 20, b"a" * 5000),
    *(b"[" * 60, b"\n" * 200, b"? ", b": ", b"- ", *(bytes([one]) for one in b"{}[]'\"|>%#,;")),
]
ODD_VALUES: list[Any] = [
    *("", " ", "x", "\x1b[2J", "\ud800", "=1+1", "../..", "/etc/hostname", "9" * 40, "2025-02-30", "a" * 5000),
    *(-1, 0, 1, 2**63, 10**400, 1e308, -0.5, True, None, [], {}, [[]], [None], {"": 0}, {"name": {}}),
]


def text(dice: Random, seeds: list[bytes]) -> bytes:
    """A seed with a few changes: bytes lost, doubled, replaced, odd ones put in, lines moved, lines of another seed."""
    found = dice.choice(seeds)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        found = _CHANGES[dice.randrange(len(_CHANGES))](dice, found, seeds)
    return found


def _place(dice: Random, given: bytes) -> tuple[int, int]:
    first = dice.randrange(len(given) + 1)
    return first, min(len(given), first + dice.choice((0, 1, 1, 4, 40)))


def _put_in(dice: Random, given: bytes, _: list[bytes]) -> bytes:
    first, last = _place(dice, given)
    return given[:first] + dice.choice(ODD_BYTES) + given[last:]


def _lost(dice: Random, given: bytes, _: list[bytes]) -> bytes:
    first, last = _place(dice, given)
    return given[:first] + given[last:]


def _doubled(dice: Random, given: bytes, _: list[bytes]) -> bytes:
    first, last = _place(dice, given)
    return given[:last] + given[first:last] * dice.choice((1, 2, 30)) + given[last:]


def _flipped(dice: Random, given: bytes, _: list[bytes]) -> bytes:
    first, _last = _place(dice, given)
    return given[:first] + bytes([dice.randrange(256)]) + given[first + 1 :]


def _lines(dice: Random, given: bytes, seeds: list[bytes]) -> bytes:
    lines, others = given.split(b"\n"), dice.choice(seeds).split(b"\n")
    at = dice.randrange(len(lines))
    what = dice.randrange(4)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(dice.randrange(len(lines) + 1), lines[at])
    elif what == 2:
        lines[at] = dice.choice((b" ", b"  ", b"    ")) + lines[at]
    else:
        lines.insert(at, dice.choice(others))
    return b"\n".join(lines)


def _cut(dice: Random, given: bytes, _: list[bytes]) -> bytes:
    return given[: dice.randrange(len(given) + 1)]


_CHANGES = (_put_in, _put_in, _lost, _doubled, _flipped, _lines, _lines, _cut)


def tree(dice: Random, seed: Any) -> Any:
    """A document of plain JSON types with up to three changes: a key less, or a value of another type or size."""
    found = copy.deepcopy(seed)
    for _ in range(dice.choice((1, 1, 2, 3))):
        at = found
        while isinstance(at, dict | list) and len(at) and dice.random() < 0.75:
            below = [
                one
                for one in (at.values() if isinstance(at, dict) else at)
                if isinstance(one, dict | list) and len(one)
            ]
            if not below:
                break
            at = dice.choice(below)
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            continue
        key = dice.choice(keys)
        if dice.random() < 0.4:
            del at[key]
        else:
            at[key] = copy.deepcopy(dice.choice(ODD_VALUES))
    return found


def as_json(document: Any) -> str:
    """As docketsim writes a manifest; what it would refuse to write, others may not."""
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"
