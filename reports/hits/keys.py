"""Citation keys: author, year and first word of the title (porter2014clusters), unique and stable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from workingregions.corpus.files import lines
from workingregions.corpus.records import Document

LONGEST = 24
"""Maximum number of letters of each part."""
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)  # fmt: skip


def citation_keys(documents: Iterable[Document]) -> Mapping[str, str]:
    """Return the citation key of each document, by id.

    Of documents with the same author, year and word, the first keeps the plain key and the others get -2, -3
    and so on: in the order in which documents came in, a key never changes when others are added.
    """
    keys: dict[str, str] = {}
    uses: dict[str, int] = {}
    for document in documents:
        plain = "".join((_author(document), str(document.year or "nd"), _word(document)))
        uses[plain] = uses.get(plain, 0) + 1
        keys[document.id] = plain if uses[plain] == 1 else f"{plain}-{uses[plain]}"
    return keys


def _author(document: Document) -> str:
    """Return the first author's family name, or else the publisher: its initials if it has three words."""
    if document.authors:
        family, comma, _ = document.authors[0].partition(",")
        words = _words(family)
        return ("".join(words) if comma else words[-1] if words else "anon")[:LONGEST]
    words = _content(document.publisher)
    return ("".join(w[0] for w in words) if len(words) > 2 else "".join(words) or "anon")[:LONGEST]


def _word(document: Document) -> str:
    return next(iter(_content(document.title)), "untitled")[:LONGEST]


def _content(text: str) -> list[str]:
    """Return the words of a text without articles, prepositions and the like, if others are left."""
    words = _words(text)
    small = set(lines(__package__, "small_words.txt"))
    return [word for word in words if word not in small] or words


def _words(text: str) -> list[str]:
    """Return the words of a text in lower-case ASCII letters and digits; those of other scripts are lost."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain.replace(".", "")).lower())
