"""Restoration of spaces that OCR dropped between English words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Any

from workingregions.ingest.text import english_words, word_shares

_RUN = re.compile(r"[A-Za-z]{6,}")
_AFTER_SIGN = re.compile(r"(?<=[a-z)])[,;:](?=[A-Za-z])|(?<=[a-z]{2})[.](?=[A-Z][a-z])")
"""A comma or a full stop with a letter right after it, unless it is part of an address or a number."""
_NOTE_MARK = re.compile(r"(?<=[.,;)’”\"])\d{1,3}(?=[A-Z][a-z]|[a-z]{4})|(?<![^\s(])\d{1,3}(?=[A-Z][a-z]{3})")
"""The number of a note, joined to the word after it by OCR."""
_ADDRESS = re.compile(r"@|www|https?:|/[a-z]|\.(?:com|org|gov|net|edu)\b")
_UNKNOWN_BITS = 26.0
"""The cost of a word that is not in the list: rarer than the rarest in it."""
_SPACE_BITS = 2.0
_RAREST_BITS = -17.0
_WIDER = 1.8
"""Factor above the line's usual step between two letters from which a space was lost."""


def mend_spaces(text: str, info: Any) -> str:
    """Return the line with missing spaces inserted, where both the words and the picture support it.

    `info` is rapidocr's WordInfo, which gives the position on the line of each character.
    """
    if _ADDRESS.search(text):
        return text
    steps = _steps(text, info)
    cuts = {m.end() for pattern in (_AFTER_SIGN, _NOTE_MARK) for m in pattern.finditer(text)}
    for run in _RUN.finditer(text):
        cuts.update(run.start() + at for at in _cuts(run.group(), steps[run.start() : run.end()]))
    out, last = [], 0
    for cut in sorted(cuts):
        out.append(text[last:cut])
        last = cut
    return " ".join([*out, text[last:]])


def _steps(text: str, info: Any) -> list[float]:
    """Return each character's distance from the one before, in the line's median units; 0 if unknown."""
    places = [column for columns in info.word_cols for column in columns]
    if len(places) != sum(not c.isspace() for c in text):
        return [0.0] * len(text)
    steps, at, before = [], 0, None
    for character in text:
        if character.isspace():
            steps.append(0.0)
            before = None
            continue
        steps.append(float(places[at] - before) if before is not None else 0.0)
        before = places[at]
        at += 1
    usual = median([s for s in steps if s] or [1.0])
    return [step / usual for step in steps]


def _cuts(run: str, steps: Sequence[float]) -> list[int]:
    """Return where to cut a run of letters that is not a word into common words with wide gaps between."""
    # A capital inside starts a name (SelectUSA, McKinsey): such a run is spelt so on purpose.
    if run.lower() in english_words() or any(c.isupper() for c in run[1:]):
        return []
    pieces = _segment(run.lower())
    if len(pieces) < 2 or any(len(p) < 2 and p != "a" for p in pieces):
        return []
    if min(word_shares().get(p, -99.0) for p in pieces) < _RAREST_BITS:
        return []
    places, at = [], 0
    for piece in pieces[:-1]:
        at += len(piece)
        places.append(at)
    return places if all(steps[place] >= _WIDER for place in places) else []


def _segment(letters: str) -> list[str]:
    """Return the likeliest segmentation into words (Viterbi 1967); unknown spans stay whole."""
    best = [0.0] + [float("inf")] * len(letters)
    back = [0] * (len(letters) + 1)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 20), end):
            piece = letters[start:end]
            cost = best[start] + _SPACE_BITS - word_shares().get(piece, -_UNKNOWN_BITS - 2 * len(piece))
            if cost < best[end]:
                best[end], back[end] = cost, start
    pieces, at = [], len(letters)
    while at:
        pieces.append(letters[back[at] : at])
        at = back[at]
    return pieces[::-1]
