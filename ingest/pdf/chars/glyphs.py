"""Glyph codes to plain characters: ligatures spelt out, symbol fonts' bullets mapped, controls dropped."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = 0xE100
"""Code points to which drawn control codes are moved until the ligature is known."""

_SPELT = (
    *("ff", "fi", "fl", "ffi", "ffl", "Th", "ft", "fft", "fj", "ffj", "tt", "ti", "tf", "tti", "ct", "st"),
    *(
        "fb",
        "fh",
        "fk",
        "ffb",
        "ffh",
        "ffk",
        "fr",
        "ffr",
        "fy",
        "ffy",
        "sp",
        "ll",
        "gg",
        "gy",
        "ry",
        "ty",
        "tty",
    ),
)
_NAMED = 0xE200
"""First private code that represents `_SPELT` until words are made."""

_HYPHENS = re.compile("-[\u00ad\u2010]+-?")
"""One hyphen that some word processors write as two or three kinds of hyphen."""
_DOUBLED = re.compile("(.)([\uf020-\uf0ff])")
"""A sign of a symbol font under its code in Windows' alphabet, and once more under its private code."""
_ALONE = {"Ÿ": "•", "ü": "✓"}
"""The commonest bullets of a symbol font, as they read when its codes are taken for letters."""
_ACCENT = re.compile(r"([^\W\d_]?)([´`¨ˆ˜ˇ˘˙˚¯˝¸])([^\W\d_]?)")
_COMBINING = dict(
    zip(
        "´`¨ˆ˜ˇ˘˙˚¯˝¸",
        "\u0301\u0300\u0308\u0302\u0303\u030c\u0306\u0307\u030a\u0304\u030b\u0327",
        strict=True,
    )
)

_TABLE: dict[int, str | None] = {
    0x02: "-",
    # TeX's old and new encodings keep their ligatures at control codes.
    LIGATURES + 0x0B: "ff",
    LIGATURES + 0x0C: "fi",
    LIGATURES + 0x0D: "fl",
    LIGATURES + 0x0E: "ffi",
    LIGATURES + 0x0F: "ffl",
    LIGATURES + 0x1B: "ff",
    LIGATURES + 0x1C: "fi",
    LIGATURES + 0x1D: "fl",
    LIGATURES + 0x1E: "ffi",
    LIGATURES + 0x1F: "ffl",
    0x2010: "-",
    0x2011: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
    0x0132: "IJ",
    0x0133: "ij",
    # Private codes under which the symbol fonts of word processors keep bullets, ticks and dashes.
    0xF0B7: "•",
    0xF0A7: "▪",
    0xF06E: "■",
    0xF06F: "□",
    0xF0A8: "□",
    0xF071: "□",
    0xF076: "❖",
    0xF0D8: "➢",
    0xF0E0: "→",
    0xF0E8: "→",
    0xF0FC: "✓",
    0xF0FE: "☑",
    0xF0B0: "°",
    0xF02D: "–",
    0xF0BE: "—",
    0xF0AE: "→",
    0xFFFE: None,
    0xFFFF: None,
    0xFEFF: None,
    0xFFFD: "\ufffd",
}
_TABLE |= {code: None for code in range(32) if code != 2}
_TABLE |= {_NAMED + index: letters for index, letters in enumerate(_SPELT)}


def one_code(text: str) -> int:
    """Return the code point of a character, or the private code of a ligature; 0 without one."""
    if len(text) == 1:
        return ord(text)
    return _NAMED + _SPELT.index(text) if text in _SPELT else 0


def clean(text: str) -> str:
    """Return one word's text; empty when it is only controls. Unmapped private codes become U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    if text in _ALONE:
        return _ALONE[text]
    text = _HYPHENS.sub("-", _DOUBLED.sub(_once, text)).translate(_TABLE)
    if _ACCENT.search(text):
        text = _ACCENT.sub(_compose, text)
    if max(text, default="") < "\ue000":
        return text
    return "".join("\ufffd" if "\ue000" <= c <= "\uf8ff" else c for c in text)


def _once(match: re.Match[str]) -> str:
    letter, sign = match.groups()
    same = letter.encode("cp1252", "replace") == bytes([ord(sign) - 0xF000])
    return sign if same and not letter.isspace() else match[0]


def _compose(match: re.Match[str]) -> str:
    """Return an accent drawn before its letter (as in TeX) or after it, and the letter, as one character."""
    before, accent, after = match.groups()
    if after and (whole := _accented(after, accent)):
        return before + whole
    if before and (whole := _accented(before, accent)):
        return whole + after
    return match[0]


def _accented(letter: str, accent: str) -> str:
    """Return the single character for a letter with an accent; "" without a common one."""
    whole = unicodedata.normalize("NFC", ("i" if letter == "ı" else letter) + _COMBINING[accent])
    return whole if len(whole) == 1 and whole < "\u0220" else ""
