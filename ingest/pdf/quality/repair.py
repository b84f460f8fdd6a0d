"""Exact repairs of a text layer: codes that are all shifted, and ligatures that became something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from workingregions.ingest.pdf.quality.letters import classes, code_points, surprise
from workingregions.ingest.text import english_words

_SHIFTS = (29, *(s for s in range(-64, 65) if s not in (0, 29)), -0xF000)
"""Shifts to try.

29 is a font's glyph numbers taken for characters (in the order of TrueType's standard names, which begins
with the space at 3); -0xF000 is a symbol font's private codes.
"""
_KEPT = (0x20, 0xA, 0xD)
"""Spaces and line ends are inserted by the reader of the file, not by the file."""
_LANGUAGE_BITS = 5.0
LIGATURES = ("ti", "fi", "ff", "fl", "tt", "ffi", "ffl", "ft", "tti", "tf", "Th", "ct", "st", "fj")
"""Letters that typesetters join into one glyph, the commonest first."""
_DROPPED = ("fi", "fl", "ff", "ffi", "ffl", "ti", "tt")
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"[^\W\d_]*(?:[^\s.,:'’‘\"“”()\[\]/&@_‐‑–—\-\u00ad\x02-][^\W\d_]+)+")
"""A run of letters with single signs in it or before it."""


def find_shift(text: str) -> Callable[[str], str] | None:
    """Return the map of characters that turns `text` into language, or None.

    The right shift makes nearly everything letters, their sequence likely, and leaves no signs within
    words; this last test rejects a shift that is right for most letters only.
    """
    codes = code_points(text)
    codes = codes[~np.isin(codes, _KEPT)][:2000]
    if len(codes) < 30:
        return None
    best: tuple[float, int] | None = None
    for shift in _SHIFTS:
        letters = classes(_shifted(codes, shift))
        bits, count = surprise(letters)
        # Shifts that differ by 32 give the same letters in capitals or lower case: lower case is text.
        bits += _capitals(_shifted(codes, shift))
        if count > 0.6 * len(codes) and bits < _LANGUAGE_BITS and (best is None or bits < best[0]):
            signs = (letters[1:-1] == 0) & (letters[:-2] > 0) & (letters[2:] > 0)
            moved = _shifted(codes[1:-1][signs], shift)
            if ((moved != 0x20) & (moved < 0x2000)).sum() < 0.03 * count:
                best = (bits, shift)
    return _shifter(best[1]) if best else None


def _capitals(codes: np.ndarray) -> float:
    """Return the share of A to Z among ASCII letters."""
    upper = int(((codes >= 0x41) & (codes <= 0x5A)).sum())
    lower = int(((codes >= 0x61) & (codes <= 0x7A)).sum())
    return upper / max(1, upper + lower)


def _shifted(codes: np.ndarray, shift: int) -> np.ndarray:
    """Return the shifted codes; with 29, beyond ASCII, in the Macintosh glyph order; out of range is 0."""
    moved = codes.astype(np.int64) + shift
    if shift == 29:
        moved = np.where(codes < 256, _glyph_order()[np.minimum(codes, 255)], moved)
    return np.where((moved < 0) | (moved > 0x10FFFF), 0, moved).astype(np.uint32)


@cache
def _glyph_order() -> np.ndarray:
    """Return the code points of glyph numbers 0..255 in the standard order (Apple TrueType, 'post')."""
    order = [3 if number < 3 else number + 29 for number in range(98)]
    # From 98 on the order is that of the Mac OS Roman character set, up to the caron at 226.
    order += [ord(bytes([number + 30]).decode("mac_roman")) for number in range(98, 226)]
    return np.array(order + [0] * 30, np.uint32)


@cache
def _shifter(shift: int) -> Callable[[str], str]:
    """Return a function that shifts characters, but not spaces and line ends, and drops the unmapped."""

    def repair(text: str) -> str:
        table = {}
        for character in set(text):
            code = ord(character)
            if code not in _KEPT:
                moved = int(_shifted(np.array([code], np.uint32), shift)[0])
                # The glyph numbers below the space are not characters; surrogates cannot be written.
                table[code] = chr(moved) if moved >= 0x20 and not 0xD800 <= moved < 0xE000 else "\ufffd"
        return text.translate(table)

    return repair


def find_ligatures(texts: Sequence[str]) -> dict[str, str]:
    """Return the meaning of odd signs within words, as {"1": "ti"}; {"": "fi"} for a ligature left out.

    A sign is a ligature when one reading of it turns at least three different words, and most of the
    words in which it occurs, into words of the English list.
    """
    words_of: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for token in set(_JOINED.findall(text)):
            for sign in {c for c in token if not (c.isalpha() and c.isascii())}:
                words_of[sign].add(token.casefold() if not sign.isalpha() else token)
        for token in {token for token in _WORD.findall(text) if not token[1:].islower()}:
            for sign in _capitals_within(token):
                words_of[sign].add(token)
    found: dict[str, str] = {}
    for sign, tokens in sorted(words_of.items()):
        if len(tokens) >= 3 and (reading := _reading(sign, tokens)):
            found[sign] = reading
    if dropped := _dropped(texts):
        found[""] = dropped
    return found


def _capitals_within(token: str) -> set[str]:
    """Return capitals between small letters, as the `J` of `innovaJon`."""
    middle = zip(token, token[1:], token[2:], strict=False)
    return {b for a, b, c in middle if b.isupper() and a.islower() and c.islower()}


def _reading(sign: str, tokens: Iterable[str]) -> str:
    """Return the ligature that makes words of most tokens, or an empty string."""
    plain = [t for t in tokens if len(t) > 3 and t.casefold() not in english_words()]
    best, hits = "", 2
    for ligature in LIGATURES:
        count = sum(t.replace(sign, ligature).casefold() in english_words() for t in plain)
        if count > hits:
            best, hits = ligature, count
    return best if hits >= 0.6 * len(plain) else ""


def _dropped(texts: Sequence[str]) -> str:
    """Return the ligature that never occurs though many words lack just that, or an empty string."""
    joined = "\n".join(texts).casefold()
    absent = [ligature for ligature in _DROPPED[:3] if ligature not in joined]
    if not absent or len(joined) < 2000:
        return ""
    unknown = {w for w in _WORD.findall(joined) if len(w) > 3 and w not in english_words()}
    for ligature in absent:
        if sum(_inserted(word, ligature) is not None for word in unknown) >= max(5, 0.15 * len(unknown)):
            return ligature
    return ""


def _inserted(word: str, ligature: str) -> str | None:
    """Return the only listed word that `word` becomes with the ligature restored; None if none or several."""
    folded = word.casefold()
    places = [i for i in range(len(word) + 1) if folded[:i] + ligature + folded[i:] in english_words()]
    return word[: places[0]] + ligature + word[places[0] :] if len(places) == 1 else None


def ligature_repair(readings: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that restores ligatures in words.

    A sign is replaced where that gives a word of the list, or where it has small letters on both sides
    in a run of at least four: `H2O`, `e2v` and `1990s` stay.
    """
    signs = {sign: reading for sign, reading in readings.items() if sign}
    dropped = readings.get("", "")

    def mend(match: re.Match[str]) -> str:
        token = match.group()
        if len(token) < 3 or token.casefold() in english_words():
            return token
        mended = token
        for sign, reading in signs.items():
            whole = token.replace(sign, reading)
            if whole.casefold() in english_words():
                return whole
            if len(mended) >= 5:
                mended = re.sub(rf"(?<=[a-z]){re.escape(sign)}(?=[a-z])", reading, mended)
        return mended

    def put_back(match: re.Match[str]) -> str:
        token = match.group()
        if len(token) < 4 or token.casefold() in english_words():
            return token
        return _inserted(token, dropped) or token

    def repair(text: str) -> str:
        if any(sign in text for sign in signs):
            text = _WORD.sub(mend, _JOINED.sub(mend, text))
        return _WORD.sub(put_back, text) if dropped else text

    return repair
