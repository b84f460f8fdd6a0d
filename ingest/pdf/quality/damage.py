"""Damage in an OCR layer: signs within words (`tbg.tr`, `dasystach~m`) and clusters of signs."""

from __future__ import annotations

import re

_DOUBTFUL = 0.01
"""Share of damaged words from which a scan is worth recognising again; clean text stays below 0.003."""
_BETTER = 0.5
_FEWEST = 50  # minimum number of words for a judgement
_TORN = re.compile("[-\u00ad\ufffe\x02]\\s*\n\\s*|[\u00ad\ufffe\x02]")
_AROUND = ".,;:!?()[]{}<>\"'“”„‘’‚«»*†‡§¶•·…-–—|/¹²³⁴⁵⁶⁷⁸⁹⁰"
_PARTS = re.compile(r"[-–—'’/&+]|[.,;:)](?=[^a-z])|(?<=\b\w)\.|[(\[](?=\w+[)\]])")
_OTHER = re.compile(r"@|www|https?:|\d|\.(?:com|org|net|gov|edu)\b|[=<>∈→]")
_HEAP = re.compile(r"(?=.*[«»■^~|<>\\{}_¬°#¦¥©®])[^\w\s]{2,}|[«»■^~\\{}¬¦]")


def is_doubtful(text: str) -> bool:
    """Return whether so much of the text is damaged that its page is worth recognising again."""
    damaged, words = _count(text)
    return words >= _FEWEST and damaged >= _DOUBTFUL * words


def reads_better(anew: str, text: str) -> bool:
    """Return whether `anew` is the better reading of the page from which `text` was read."""
    (new, new_words), (old, old_words) = _count(anew), _count(text)
    return new_words >= 0.9 * old_words and new < _BETTER * old


def _count(text: str) -> tuple[int, int]:
    """Return how many words and clusters of signs are damaged, and how many words there are."""
    tokens = _TORN.sub("", text).split()
    bare = (token.strip(_AROUND) for token in tokens)
    words = [word for word in bare if len(word) > 1 and any(map(str.isalpha, word))]
    return sum(map(_damaged, words)) + sum(bool(_HEAP.fullmatch(token)) for token in tokens), len(words)


def _damaged(word: str) -> bool:
    """Return whether signs occur within a word; formulas, numbers and addresses do not count."""
    if word.isalpha() or _OTHER.search(word):
        return False
    return not all(part.isalpha() or not part for part in _PARTS.split(word))
