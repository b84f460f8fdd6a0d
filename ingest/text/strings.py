"""Cleaning, folding and comparison of strings in the metadata rules."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from workingregions.ingest.text.cues import table

_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"<[^>]{1,200}>|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
_NOTE_MARK = re.compile(r"(?<=[\w.,;:?!)\"”’])\s?[*†‡§¹²³]+(?=\s|$|,)")
_WORD = re.compile(r"\w+")
LONG = 200
"""Keys of longer texts than this are not cached."""
_DASH = re.compile(r"[‐-―−]")

SEPARATOR = "; "


def clean(text: str) -> str:
    """Return `text` on one line: white space collapsed, ligatures expanded, controls and soft hyphens cut."""
    text = unicodedata.normalize(
        "NFKC", text.replace("\u00ad", "").replace("\ufffd", " ").replace("…", "...")
    )
    return _SPACE.sub(" ", "".join(c if c.isprintable() else " " for c in text)).strip()


def display(text: str) -> str:
    """Return `clean` text without inline markup and footnote marks: the display form of a title or a name."""
    return _NOTE_MARK.sub("", clean(_MARKUP.sub("", text))).strip(" \t|•·")


def fold(text: str) -> str:
    """Return text in lower case, without accents, with plain apostrophes and dashes, word for word."""
    text = text.replace("ß", "ss").replace("’", "'").replace("‘", "'")
    if not text.isascii():
        text = _DASH.sub("-", _marks().sub("", unicodedata.normalize("NFKD", text)))
    return text.casefold()


@cache
def _marks() -> re.Pattern[str]:
    """Return a pattern of accents and other combining signs (Basic Multilingual Plane)."""
    return re.compile(f"[{''.join(c for c in map(chr, range(0x300, 0x10000)) if unicodedata.combining(c))}]")


def key(text: str) -> str:
    """Return what two spellings of one name share: folded words with a space between, `&` read as `and`."""
    return _short_key(text) if len(text) < LONG else _key(text)


def _key(text: str) -> str:
    folded = fold(text.replace("&", " and ")).replace("'s", "s").replace("'", "").replace(".", "")
    return " ".join(_WORD.findall(folded.replace("_", " ")))


_short_key = lru_cache(maxsize=8192)(_key)
"""A cache, because the same names are compared again and again."""


def squeezed(text: str) -> str:
    """Return only the letters and digits of `text`, folded: the form of a name in a web domain."""
    return key(text).replace(" ", "")


def likeness(a: str, b: str) -> float:
    """Return the similarity of two names in 0..1: share of characters in common order, over their keys."""
    from rapidfuzz import fuzz

    left, right = key(a), key(b)
    return fuzz.ratio(left, right) / 100 if left and right else 0.0


def shorten(text: str, limit: int = 200) -> str:
    """Return `text` on one line, cut at a word with an ellipsis when longer than `limit`: for quotes."""
    line = clean(text)
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " ..."


def cased(text: str, body: str) -> str:
    """Return a line of capitals in title form; words that `body` has only in capitals stay so.

    Lines with small letters are returned unchanged.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters or sum(c.isupper() for c in letters) < 0.85 * len(letters) or " " not in text.strip():
        return text
    words = text.split(" ")
    return " ".join(_recased(word, body, index == 0) for index, word in enumerate(words))


def _recased(word: str, body: str, first: bool) -> str:
    bare = word.strip(".,:;!?()[]\"'“”’–-&")
    if len(bare) < 2 or not bare.isupper() or any(c.isdigit() for c in bare) or "." in bare:
        return word
    if bare.lower() in table("title_cues.yaml")["small"]:
        return word.replace(bare, bare.capitalize() if first else bare.lower())
    usual = re.search(rf"\b(?:{re.escape(bare.capitalize())}|{re.escape(bare.lower())})\b", body)
    short = bare.lower() in table("title_cues.yaml")["short"]
    initials = (
        not usual and not short and (len(bare) <= 3 or len(re.findall(rf"\b{re.escape(bare)}\b", body)) > 2)
    )
    roman = re.fullmatch(r"[IVXLC]{2,}", bare)
    return word if initials or roman else word.replace(bare, bare.capitalize())
