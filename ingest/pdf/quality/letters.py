"""Letters as small numbers, and how well a run of them resembles a language written in Latin letters."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import data

CLASSES = 28
"""0: not a Latin letter; 1..26: a..z with or without accents; 27: other Latin letters (ß, ø, ł, æ...)."""
_FOLDED_TO = 0x2000
"""Code points below this are looked up; no Latin letter of a living language is above it."""


@cache
def _fold() -> npt.NDArray[np.uint8]:
    """Return the class of every code point below `_FOLDED_TO`."""
    table = np.zeros(_FOLDED_TO, np.uint8)
    # U+0180..U+02AF is left out with few exceptions: rare letters there are a sign of a wrong encoding.
    latin = (*range(0x41, 0x180), *range(0x218, 0x21C), *range(0x1E00, 0x1F00), 0x1A0, 0x1A1, 0x1AF, 0x1B0)
    for code in latin:
        character = chr(code)
        if not character.isalpha() or character in "ªº":
            continue
        base = unicodedata.normalize("NFKD", character)[0].lower()
        table[code] = ord(base) - 96 if "a" <= base <= "z" else 27
    return table


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Return the text as an array of code points, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classes(text: str | npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Return the letter class of each character: shape (len(text),), values 0..27."""
    codes = code_points(text) if isinstance(text, str) else text
    return np.where(codes < _FOLDED_TO, _fold()[np.minimum(codes, _FOLDED_TO - 1)], np.uint8(0))


@cache
def _table() -> npt.NDArray[np.uint8]:
    """Return -16 log2 P(c | a, b) of three consecutive letter classes, flat: index (a * 28 + b) * 28 + c."""
    raw = data(__package__, "letters.bin").read_bytes()
    return np.frombuffer(raw, np.uint8)


def surprise(letters: npt.NDArray[np.uint8]) -> tuple[float, int]:
    """Return mean bits per letter under the letter statistics of about 70 languages, and the letters counted.

    Words of one letter are left out (map symbols, formulas). Running text has about 3.0 to 3.8 bits per
    letter, random letters more than 6.
    """
    if len(letters) < 4:
        return 0.0, 0
    codes = letters.astype(np.int32)
    a, b, c = codes[:-2], codes[1:-1], codes[2:]
    inside = (b > 0) & ((a > 0) | (c > 0))  # b belongs to a word of two letters or more
    bits = _table()[(a * CLASSES + b) * CLASSES + c][inside]
    count = int(inside.sum())
    return (float(bits.mean()) / 16 if count else 0.0), count
