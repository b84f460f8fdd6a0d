"""Whether a page's text layer is language, and if not, whether it can be repaired exactly.

A PDF shows glyphs; the characters that they represent are a separate claim of the file, and some claims
are wrong: all codes shifted, letters exchanged, a ligature read as a digit. The check measures how
surprising the letters are under letter statistics of about 70 languages (data/letters.bin), how many
characters cannot be text at all, and how many words have signs in their middle. Text in scripts other
than Latin is only checked for keeping to one script within a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from workingregions.ingest.pdf.quality.letters import classes, code_points, surprise
from workingregions.ingest.pdf.quality.repair import find_ligatures, find_shift, ligature_repair

Verdict = Literal["good", "repairable", "garbled", "empty"]

SAMPLE = 6000
"""Characters examined on a page: enough to judge, and bounded."""
_GOOD_BITS, _SOUP_BITS = 4.2, 7.0
"""Language stays below the first, exchanged letters are above the second (bits per letter)."""
_USUAL_BITS, _PRIOR_LETTERS = 3.3, 25
"""The prior for a page with few letters: a handful of letters proves nothing."""
_SCRIPTS = np.array([0x250, 0x370, 0x400, 0x530, 0x590, 0x600, 0x900, 0xE00, 0x10A0, 0x1100, 0x1E00])
"""First code points of scripts whose words consist of letters, without CJK, which mixes with Latin."""
_SIGNS_IN_WORDS = "'’‘`´-‐‑–—/&@_.[]()*†‡|%·0123456789\u00ad\x02\ufffe\ufb00\ufb01\ufb02\ufb03\ufb04"
"""Signs that running text has between letters: apostrophes, hyphens, addresses, notes."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The assessment of a page's text layer.

    `score` is in 0..1: the certainty that the text is what a reader sees; below 0.5 the verdict is
    "garbled". `repair` is set only for "repairable". With `unit` "character" it maps one character
    to one character, control characters included (a space may be hidden in them): apply it to the
    characters before words are cut. With `unit` "word" it maps words or longer text to text.
    """

    verdict: Verdict
    score: float
    repair: Callable[[str], str] | None = None
    unit: Literal["character", "word", ""] = ""


def assess(text: str) -> Quality:
    """Assess one page's text by itself: good, repairable (shifted codes), garbled or empty.

    `text` should keep its control characters, as the file has them.
    """
    quality = _judge(text)
    if quality.verdict == "garbled" and (repair := find_shift(_sample(text))) is not None:
        repaired = _judge(repair(text))
        if repaired.verdict == "good":
            return Quality("repairable", repaired.score, repair, "character")
    return quality


def assess_document(page_texts: Sequence[str]) -> tuple[Quality, ...]:
    """Assess the pages of one document together; return one Quality per page.

    A shift is searched once for all garbled pages, so that pages with little text are repaired too;
    ligatures that appear as a digit or sign (`innova1on`), or not at all, are found over all pages.
    """
    qualities = [_judge(text) for text in page_texts]
    _repair_shifts(page_texts, qualities)
    clear = [i for i, quality in enumerate(qualities) if quality.verdict == "good"]
    ligatures = find_ligatures([page_texts[i] for i in clear])
    if ligatures:
        repair = ligature_repair(ligatures)
        for i in clear:
            if repair(page_texts[i]) != page_texts[i]:
                qualities[i] = Quality("repairable", _judge(repair(page_texts[i])).score, repair, "word")
    return tuple(qualities)


def _repair_shifts(texts: Sequence[str], qualities: list[Quality]) -> None:
    """Mark the pages that one shift of codes makes readable."""
    garbled = [text for text, quality in zip(texts, qualities, strict=True) if quality.verdict == "garbled"]
    if not garbled or (repair := find_shift(_sample("\r\n".join(garbled)))) is None:
        return
    for i, text in enumerate(texts):
        if qualities[i].verdict == "empty":
            continue
        repaired = _judge(repair(text))
        before, _ = surprise(classes(_sample(text)))
        after, letters = surprise(classes(_sample(repair(text))))
        # A short page of the same file does not appear garbled by itself, but reads better shifted.
        if (
            repaired.verdict == "good"
            and letters
            and (qualities[i].verdict == "garbled" or after + 1 < before)
        ):
            qualities[i] = Quality("repairable", repaired.score, repair, "character")


def _judge(text: str) -> Quality:
    codes = code_points(_sample(text))
    if not ((codes > 0x20) & (codes != 0xA0)).any():
        # Nothing but spaces; a page of nothing but control characters has text that cannot be read.
        controls = int(_nothing(codes).sum())
        return Quality("garbled" if controls >= 20 else "empty", 0.0)
    letters = classes(codes)
    score = _likeness(codes, letters) * (1 - min(1.0, 4 * _impossible(codes, letters)))
    score *= 1 - min(1.0, 20 * _broken_words(codes, letters))
    score *= 1 - min(1.0, 4 * _mixed_scripts(codes, letters))
    return Quality("good" if score >= 0.5 else "garbled", round(float(score), 3))


def _sample(text: str) -> str:
    """Return the text, or pieces of a long one from its start, middle and end."""
    if len(text) <= SAMPLE:
        return text
    part, middle = SAMPLE // 3, len(text) // 2
    return f"{text[:part]}\n{text[middle : middle + part]}\n{text[-part:]}"


def _likeness(codes: npt.NDArray[np.uint32], letters: npt.NDArray[np.uint8]) -> float:
    """Return 1 for language, 0 for gibberish, by the surprise of its Latin letters."""
    bits, count = surprise(letters)
    # Letters of other scripts show that the page is language, and that its few Latin ones are not the text.
    others = int(((codes >= 0x370) & ((codes < 0x2000) | (codes >= 0x3040)) & (codes < 0xD800)).sum())
    prior = _PRIOR_LETTERS + others
    bits = (bits * count + _USUAL_BITS * prior) / (count + prior)
    return float(np.clip((_SOUP_BITS - bits) / (_SOUP_BITS - _GOOD_BITS), 0, 1))


def _nothing(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which characters have no meaning: controls, replacement signs, runs of private use."""
    control = (codes < 0x20) & ~np.isin(codes, (0x2, 0x9, 0xA, 0xD))
    control |= ((codes >= 0x7F) & (codes < 0xA0)) | (codes == 0xFFFD) | (codes == 0xFFFF)
    private = (codes >= 0xE000) & (codes < 0xF900)
    # One by itself is a bullet of a symbol font; a run of them is text that cannot be read.
    run = private.copy()
    run[1:] &= private[:-1]
    return control | run


def _impossible(codes: npt.NDArray[np.uint32], letters: npt.NDArray[np.uint8]) -> float:
    """Return the share of characters without meaning.

    On a page with letters only those within words count: many controls beside good text are harmless.
    """
    nothing = _nothing(codes)
    count = int((letters > 0).sum())
    if count < 100:
        return float(nothing.sum()) / max(1, int((codes > 0x20).sum()))
    within = nothing[1:-1] & (letters[:-2] > 0) & (letters[2:] > 0)
    return float(within.sum()) / count


def _broken_words(codes: npt.NDArray[np.uint32], letters: npt.NDArray[np.uint8]) -> float:
    """Return the signs between Latin letters that words do not have, per letter; 0 for short texts."""
    count = int((letters > 0).sum())
    if count < 100:
        return 0.0
    inner = (letters[1:-1] == 0) & (letters[:-2] > 0) & (letters[2:] > 0)
    sign = codes[1:-1][inner]
    strange = (sign > 0x20) & (sign != 0xA0) & (sign < 0x2000) & ~np.isin(sign, code_points(_SIGNS_IN_WORDS))
    return float(strange.sum()) / count


def _mixed_scripts(codes: npt.NDArray[np.uint32], letters: npt.NDArray[np.uint8]) -> float:
    """Return the share of neighbouring letters that belong to two scripts; 0 for short texts."""
    script = np.searchsorted(_SCRIPTS, codes, "right")
    word = (letters > 0) | ((codes >= 0x250) & (codes < 0x1100))
    both = word[1:] & word[:-1]
    if int(both.sum()) < 50:
        return 0.0
    return float((both & (script[1:] != script[:-1])).sum()) / float(both.sum())
