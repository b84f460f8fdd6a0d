"""The key under which the gazetteer files a place's name; shared with its compiler."""

from __future__ import annotations

import re
import unicodedata

_DROP = re.compile(r"[.'’‘`ʻʼ]")
_BREAK = re.compile(r"[^\w]+")
_WORDS = {"saint": "st", "ste": "st", "sainte": "st", "mount": "mt", "fort": "ft"}
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def name_key(name: str) -> str:
    """Fold a name to its key: case, accents, punctuation, a leading "the", Saint/St, Mount/Mt.

    "St. Louis" and "Saint Louis" share one key, and so do "U.S." and "US" (the finder distinguishes the
    country from the pronoun by its capitals). The result is empty if nothing is left.
    """
    if name.isascii():
        folded = name.lower()
    else:
        # Decomposed first, because some compatibility letters have a case only then ("ᴬ").
        plain = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN)
        parts = unicodedata.normalize("NFKD", plain)
        folded = "".join(c for c in parts if not unicodedata.combining(c))
    words = _BREAK.sub(" ", _DROP.sub("", folded).replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(_WORDS.get(word, word) for word in words)
