"""Texts of others on the page, shown as they are: Streamlit takes every text for Markdown."""

import re

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
_NAMED_SIGN = re.compile(r"(?<=:)(?=(?:100|1234|[\w+-]*[A-Za-z_+-][\w+-]*):)")
"""Names of signs; of plain numbers only these two are, so that `file:4:11` stays as it is and can be copied."""
WORD_JOINER = "\u2060"
"""Unseen, and it keeps `:x:` from becoming a sign: Streamlit replaces these names after it has read the Markdown."""


def plain(text: object) -> str:
    """Markdown that shows a text letter by letter: no pictures, links, colours or formulas. Lines stay lines."""
    lines = str(text).splitlines()
    seen = ("".join(letter if letter.isprintable() else "\ufffd" for letter in line) for line in lines)
    return "  \n".join(_MARKS.sub(r"\\\1", _NAMED_SIGN.sub(WORD_JOINER, line)) for line in seen)
