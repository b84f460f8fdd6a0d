"""Sentences that doubt, deny, criticise or report failure, told by their words."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.files import rows

ENOUGH = 2
"""Strength of a sentence's words from which it counts as dissenting."""


def doubt(sentence: str) -> int:
    """Return how strongly the words of a sentence doubt, deny or criticise; see ENOUGH."""
    strength, pattern = _cues()
    return sum(
        strength[found.casefold()] for found in dict.fromkeys(m[0] for m in pattern.finditer(sentence))
    )


@cache
def _cues() -> tuple[dict[str, int], re.Pattern[str]]:
    strength = {words: int(value) for words, value in rows(__package__, "doubts.csv", ",")}
    longest = sorted(strength, key=lambda words: (-len(words), words))
    return strength, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
