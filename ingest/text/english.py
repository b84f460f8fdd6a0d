"""English words with their frequencies: to confirm a repair, and to find the spaces that OCR dropped."""

from __future__ import annotations

import gzip
from functools import cache

from workingregions.corpus.files import data


@cache
def word_shares() -> dict[str, float]:
    """Return about 60,000 English words in lower case, with the log2 of each word's share of running text."""
    raw = data(__package__, "words_en.txt.gz").read_bytes()
    pairs = (line.split(" ") for line in gzip.decompress(raw).decode("ascii").splitlines())
    logs = {word: int(eighths) / 8 for word, eighths in pairs}
    highest = max(logs.values())
    # "the" is about a twentieth of English running text; the rest follows from the counts.
    return {word: value - highest - 4.3 for word, value in logs.items()}


@cache
def english_words() -> frozenset[str]:
    """Return the same words as a set."""
    return frozenset(word_shares())
