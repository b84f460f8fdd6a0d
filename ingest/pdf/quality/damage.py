"""How much of an OCR layer is damaged: signs within words (`tbg.tr`, `dasystach~m`) and heaps of signs."""

from __future__ import annotations

import re

_DOUBTFUL = 0.01
"""Share of damaged words from which on a scan is worth recognising anew; clean text stays below 0.003."""
_BETTER = 0.5
_FEWEST = 50  # words that it takes to judge
_TORN = re.compile("[-\u00ad\ufffe\x02]\\s*\n\\s*|[\u00ad\ufffe\x02]")
_AROUND = ".,;:!?()[]{}<>\"'“”„‘’‚«»*†‡§¶•·…-–—|/¹²³⁴⁵⁶⁷⁸⁹⁰"
_PARTS = re.compile(r"[-–—'’/&+]|[.,;:)](?=[^a-z])|(?<=\b\w)\.|[(\[](?=\w+[)\]])")
_OTHER = re.compile(r"@|www|https?:|\d|\.(?:com|org|net|gov|edu)\b|[=<>∈→]")
_HEAP = re.compile(r"(?=.*[«»■^~|<>\\{}_¬°#¦¥©®])[^\w\s]{2,}|[«»■^~\\{}¬¦]")


def is_doubtful(text: str) -> bool:
    """Whether so much of the text is damaged that its page is worth recognising anew."""
    damaged, words = _count(text)
    return words >= _FEWEST and damaged >= _DOUBTFUL * words


def reads_better(anew: str, text: str) -> bool:
    """Whether `anew` is the better reading of the page that `text` was read from."""
    (new, new_words), (old, old_words) = _count(anew), _count(text)
    return new_words >= 0.9 * old_words and new < _BETTER * old


def _count(text: str) -> tuple[int, int]:
    """How many words and heaps of signs are damaged, and how many words there are."""
    tokens = _TORN.sub("", text).split()
    bare = (token.strip(_AROUND) for token in tokens)
    words = [word for word in bare if len(word) > 1 and any(map(str.isalpha, word))]
    return sum(map(_damaged, words)) + sum(bool(_HEAP.fullmatch(token)) for token in tokens), len(words)


def _damaged(word: str) -> bool:
    """Whether signs stand within a word; formulas, numbers and addresses say nothing."""
    if word.isalpha() or _OTHER.search(word):
        return False
    return not all(part.isalpha() or not part for part in _PARTS.split(word))
