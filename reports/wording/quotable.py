"""Whether a sentence can be quoted alone: whole, in prose, not a heading, a list, a table or broken text."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.files import lines

SHORTEST, LONGEST, LONG = 8, 60, 42
"""Words of a sentence that is quoted; above LONG it is read with effort."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS = re.compile(r"[\"“‘'(]?[A-Z£$€]|[\"“‘']?\d[\d,.]*(?:%| per cent| percent)? [a-z]")
_CLOSES = re.compile(r"[.?!][\"”’')]*$")
_BROKEN = re.compile(
    r"[|•●▪■□►\x00-\x08\uFFFD]|\w- \w|\s[–-]\s*$|https?:|www\.|@|\.\s*\.\s*\.|_{2,}"
    r"|\b(\w{2,}) \1\b|\b\w \w \w\b|^\W*(?:Figure|Table|Source|Note|Chart|Box|Annex|See|Appendix)s?\b"
    r"|\bpp?\. ?\d",
    re.IGNORECASE,
)
_CITES = re.compile(r"\([^()]*\b(?:19|20)\d\d[a-z]?\b[^()]*\)|\bet al\b|\[\d+(?:[,–-] ?\d+)*\]")
_JOINED = re.compile(r"[a-z][.?!][A-Z][a-z]")
_FOOTNOTE = re.compile(r"^\W*\d+\s+[\"“A-Z]|[a-z”\"][.,]?\d{1,3}(?:\s|$)")
_PAIRS = (("(", ")"), ("“", "”"), ("[", "]"))


def readability(sentence: str) -> float:
    """Return how well a sentence reads by itself, 0 to 1; 0 for one that should not be quoted."""
    text = " ".join(sentence.split())
    words = _WORD.findall(text)
    if not SHORTEST <= len(words) <= LONGEST or _is_broken(text, words):
        return 0.0
    small, first = [w.casefold() for w in words], words[0].casefold()
    if not _is_prose(words, small):
        return 0.0
    score = 1.0
    score -= 0.3 * (first in _list("openers.txt"))
    score -= 0.25 * (len(words) > LONG)
    score -= 0.15 * (len(words) < 12)
    score -= 0.15 * (text[0] in "\"“‘'(" or text.count(";") > 1)
    score -= 0.2 * bool(_CITES.search(text))
    score -= 0.1 * (sum(w.isupper() and len(w) > 1 for w in words) > 3)
    return float(max(score, 0.05))


def _is_broken(text: str, words: list[str]) -> bool:
    """Return whether a sentence is not a whole one, or lost its letters, breaks or partners."""
    unpaired = any(text.count(a) != text.count(b) for a, b in _PAIRS) or text.count('"') % 2
    letters = sum(c.isalpha() or c.isspace() for c in text)
    return bool(
        not _OPENS.match(text)
        or not _CLOSES.search(text)
        or _BROKEN.search(text)
        or _FOOTNOTE.search(text)
        or _JOINED.search(text)
        or unpaired
        or letters < 0.8 * len(text)
        or max(map(len, words)) > 24
    )


def _is_prose(words: list[str], small: list[str]) -> bool:
    """Return whether the words are those of a sentence: small ones, a verb, not all capitalised."""
    share = sum(w in _list("function_words.txt") for w in small) / len(words)
    capitals = sum(w[0].isupper() for w in words[1:]) / (len(words) - 1)
    verb = any(w in _list("verbs.txt") or (w.endswith("ed") and len(w) > 4) for w in small[1:])
    return share >= 0.22 and capitals <= 0.5 and verb


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(lines(__package__, name))
