"""Texts that every program counts alike: line feeds alone, composed letters, nothing outside the basic plane.

Programs count positions in code points, in UTF-16 units, or with line ends of two characters. In a text
without such characters they all agree, so that a coding is on the same words everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

REPLACEMENT = "\ufffd"
"""What stands for a character that has no counterpart in the basic plane, such as an emoji."""
BETWEEN = "\n\n"
"""What separates two passages."""
_LINE_END = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FOREIGN = re.compile("[^\\t\\n\\u0020-\\u007e\\u00a0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd]")
"""Characters outside the basic plane, control characters, half surrogates and byte-order marks."""


@dataclass(frozen=True, slots=True)
class ExportedText:
    """The text of a document, the bounds of its passages in it, and how many characters were replaced."""

    text: str
    spans: tuple[tuple[int, int], ...]
    replaced: int


def export_text(passages: Sequence[str]) -> ExportedText:
    """Return the texts of passages as one, and where each of them is in it."""
    at, replaced = 0, 0
    pieces, spans = [], []
    for passage in passages:
        text, changed = exported(passage)
        pieces.append(text)
        spans.append((at, at + len(text)))
        at += len(text) + len(BETWEEN)
        replaced += changed
    return ExportedText(BETWEEN.join(pieces), tuple(spans), replaced)


def exported(text: str) -> tuple[str, int]:
    """Return a text in composed form (NFC) with line feeds and characters of the basic plane alone, and how
    many characters were replaced: by compatible ones (a mathematical letter) or by U+FFFD (an emoji)."""
    composed = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    return _FOREIGN.subn(lambda match: _basic(match[0]), composed)


def _basic(char: str) -> str:
    if unicodedata.category(char) in ("Cc", "Cf"):
        return " "
    like = unicodedata.normalize("NFKC", char)
    return like if not _FOREIGN.search(like) else REPLACEMENT
