"""Correction of letters that OCR took for lookalikes, where exactly one English word results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from workingregions.ingest.text import english_words, word_shares

_ALIKE = ("iltfj1łı", "ceo", "nu", "nr", "hb", "gq", "vy")
_PAIRS = (("m", "rn"), ("rn", "m"), ("d", "cl"), ("cl", "d"), ("w", "vv"))
_WORD = re.compile(r"(?<![^\W_])[A-Z]?[a-z1łı]*[a-z][a-z1łı]*(?![^\W_]|-)")
_SHORTEST = 5  # letters: shorter words have too many neighbours
_WHOLE = 8  # letters from which the beginning of a line is a whole word
_RAREST_BITS, _RAREST_NAME_BITS = -18.0, -15.0
"""Minimum frequency of words that replace what was read; the second applies to capitalised words."""
_LIKELIER_BITS = 5.0
"""Lead that the likeliest word must have where several are possible."""
_MOSTLY = 0.6
"""Minimum share of words in the list for a page to count as English."""


def mend_words(texts: Sequence[str]) -> list[str]:
    """Return the lines of a page with lookalike letters corrected: `availabie`, `govemment`, `lnvestors`.

    Only words that are not in the word list are changed, each in one position; where two words are equally
    likely, or the page is not English, everything stays as it was read.
    """
    words = [word for text in texts for word in _WORD.findall(text)]
    if sum(word.lower() in english_words() for word in words) < _MOSTLY * len(words):
        return list(texts)
    # Where words are torn at line ends, the rest of one looks like a word misread; such rests are short.
    torn = any(text.endswith("-") for text in texts)

    def mend(match: re.Match[str]) -> str:
        rest = torn and match.start() == 0 and match[0][0].islower() and len(match[0]) < _WHOLE
        return match[0] if rest else _mended(match[0])

    return [_WORD.sub(mend, text) for text in texts]


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    small = word.lower()
    if len(word) < _SHORTEST or small in english_words():
        return word
    large = word[0] != small[0]
    rarest = _RAREST_NAME_BITS if large else _RAREST_BITS
    meant = sorted(
        {(word_shares()[w], w) for w in _neighbours(small) if word_shares().get(w, -99.0) > rarest}
    )
    if not meant or (len(meant) > 1 and meant[-1][0] - meant[-2][0] < _LIKELIER_BITS):
        return word
    mended = meant[-1][1]
    # A small l or t at the start of a word is what a capital I looks like.
    return mended.capitalize() if large or mended[0] == "i" != small[0] else mended


def _neighbours(word: str) -> Iterator[str]:
    """Yield the words that differ from `word` in one letter, or pair of letters, that looks alike."""
    for i, letter in enumerate(word):
        for alike in _ALIKE:
            if letter in alike:
                yield from (word[:i] + other + word[i + 1 :] for other in alike if other != letter)
        for read, meant in _PAIRS:
            if word.startswith(read, i):
                yield word[:i] + meant + word[i + len(read) :]
