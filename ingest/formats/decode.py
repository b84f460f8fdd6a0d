"""Bytes to text when only the bytes show the encoding."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_CANDIDATES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "iso8859_15",
    "iso8859_2",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
]
_HIGH = re.compile(rb"[\x80-\xff]")
_FEW = 40
"""Fewer accented letters than this are too few for statistics."""
_SIGN_IN_WORD = re.compile(r"[a-zà-ÿ][\u00a1-\u00bf\u00d7\u00f7\ufffd][a-zà-ÿ]", re.IGNORECASE)
_HIGH_RUN = re.compile(r"[à-ÿ]{3}", re.IGNORECASE)


def decode(data: bytes, *, declared: str = "") -> str:
    """Return the text of `data`: by byte order mark, UTF-8, `declared`, then a guess; never raise.

    UTF-8 is tried before the declared encoding, because it hardly ever fits by chance while declarations are
    often wrong. Windows-1252 is the last resort.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    wide = _without_mark(data[:2000])
    for encoding in (wide, "utf-8", declared):
        try:
            if encoding:
                return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(_guess(data), errors="replace")


def declared_encoding(data: bytes) -> str:
    """Return the charset or encoding named in the first 2,000 bytes of an HTML or XML file; empty if none."""
    match = _DECLARED.search(data[:2000])
    return match.group(1).decode("ascii") if match else ""


def _without_mark(head: bytes) -> str:
    """Return UTF-16 text without a byte order mark, recognised by zero bytes in every other position."""
    half = len(head) // 2
    if half >= 8 and head[1::2].count(0) > 0.7 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half >= 8 and head[::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _guess(data: bytes) -> str:
    if len(_HIGH.findall(data)) < _FEW and _is_western(data.decode("cp1252", errors="replace")):
        return "cp1252"
    from charset_normalizer import from_bytes

    # A sample is enough to identify an encoding, and bounds the time.
    best = from_bytes(data[:100_000], cp_isolation=_CANDIDATES).best()
    return best.encoding if best is not None else "cp1252"


def _is_western(text: str) -> bool:
    """Return whether text read as Windows-1252 has no signs inside words, as other alphabets would show."""
    return not _SIGN_IN_WORD.search(text) and not _HIGH_RUN.search(text)
