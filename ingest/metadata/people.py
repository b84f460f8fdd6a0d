"""Recognition of lines of personal names, and extraction of the names from them."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from itertools import islice

from workingregions.ingest.text import clean, key, table, word_shares

_AND = r"(?:and|und|et|y|e|en|ja|och|i|with|[&Æ])"
_SEPARATOR = re.compile(rf"\s*(?:[,;/|·•∙]\s*(?:{_AND}\s)?|\s{_AND}\s)\s*", re.IGNORECASE)
_TITLES = re.compile(
    r"\b(?:Prof|Dr|PhD|Ph\.D|Mr|Mrs|Ms|Sir|Dame|Hon|MP|MBA|MSc|MA|Ing|Dipl|Professor|PD)\b\.?|\(\w{2,6}\)"
)
_NAME_WORD = re.compile(r"^(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|[A-Z]\.(?:-?[A-Z]\.)*)$")

USUAL = 20000
"""The number of commonest English words that do not count as names without a given name before them."""


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("people.yaml")[name])


def is_nobody(name: str) -> bool:
    """Return whether a name has a word that no personal name has: anonymous, team, institute ..."""
    words = set(key(name).split())
    return not (
        words.isdisjoint(_words("not_names")) and words.isdisjoint(table("publishers.yaml")["organisations"])
    )


def split_names(text: str) -> list[str]:
    """Return the parts of a line of names, without separators, academic titles and footnote marks."""
    text = re.sub(
        r"(?<=\w)\s?(?:\d{1,2}(?!\d)|[*†‡§¶‖∥¹²³])+(?=\W|$)|[*†‡§¶‖∥¹²³]", " ", _TITLES.sub(" ", clean(text))
    )
    text = re.sub(r"(?<=\w)\s[a-f](?=\s*(?:[,;]|$))", "", text)  # letters that refer to workplaces
    text = re.sub(
        r"^\s*(?:by|von|par|por|di|door|authors?:?|autor(?:en|es)?:?)\s+", "", text, flags=re.IGNORECASE
    )
    return [part.strip(" .,-:") for part in _SEPARATOR.split(text) if len(part.strip(" .,-:*")) > 1]


def is_name(text: str, common: Set[str] = frozenset()) -> bool:
    """Return whether `text` looks like one person's name: two to five capitalised words, none of them
    `common`.

    `common` are the words that the document also writes without a capital, so that "Domestic Trade" is
    not a name in a text about trade.
    """
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 45 or re.search(r"[\d@:()\"“”?!]", text):
        return False
    kernel = [word for word in words if word.casefold() not in _words("particles")]
    long = [word for word in kernel if len(word.strip(".")) > 2]
    return (
        len(kernel) >= 2
        and bool(long)
        and all(_NAME_WORD.match(word) for word in kernel)
        and not any(key(word) in common for word in long)
        and not is_nobody(text)
        and (text.isupper() or not re.fullmatch(r"[A-Z]{3,5}", words[0]))  # an acronym, not a surname
        and (len(kernel) <= 3 or is_clearly_name(text))
    )


def is_clearly_name(text: str) -> bool:
    """Return whether a name begins with a common given name, has an initial, or a word that is rare in
    English.
    """
    words = text.split()
    given = key(words[0]) in _words("given") or any(re.fullmatch(r"[A-Z]\.(?:-?[A-Z]\.)*", w) for w in words)
    return given or not all(key(word) in usual_words() for word in words if len(word.strip(".")) > 2)


@cache
def usual_words() -> frozenset[str]:
    """Return the commonest English words of the word list used to judge text layers; some are also names."""
    return frozenset(islice(word_shares(), USUAL))


def names_in(text: str, common: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return the names in a line that holds only names (at most thirty); empty for any other line."""
    parts = split_names(text) if len(text) < 800 else []
    if not parts or len(parts) > 30 or not all(is_name(part, common) for part in parts):
        return ()
    return tuple(_cased(part) for part in parts)


def _cased(name: str) -> str:
    """Return MARKUS HILPERT as Markus Hilpert; names in mixed case unchanged."""
    return name.title() if name.isupper() and len(name) > 4 else name
