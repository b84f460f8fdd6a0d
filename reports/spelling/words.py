"""British words in American spelling, outside quotations, titles and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from workingregions.corpus.files import rows

_QUOTED = r"“[^”]*”|‘[^’]*’(?!\w)|\"[^\"]*\""
_NAME_FOLLOWS = re.compile(r"\s+(?:(?:of|for|and|on|in|the)\s+)*[A-Z]")


def american(text: str, kept: Iterable[str] = ()) -> str:
    """Return a text of ours in American spelling.

    Words within quotation marks and those of `kept`, such as titles, are not ours. Nor are capitalised words,
    which are names, unless they begin a sentence and no other capital follows: "Labour costs", but not
    "Labour Party".
    """
    titles = "|".join(re.escape(words) for words in sorted(kept, key=len, reverse=True) if words)
    whole = re.compile(f"({_QUOTED}{f'|{titles}' if titles else ''})")
    parts = whole.split(text)
    return "".join(
        part if place % 2 else _respelled(part, begins=not "".join(parts[:place]).strip())
        for place, part in enumerate(parts)
    )


def _respelled(part: str, *, begins: bool) -> str:
    def replaced(found: re.Match[str]) -> str:
        word = found[0]
        if not word.islower() and not _opens(part, found, begins=begins):
            return word
        new = _american(word.lower())
        return new[:1].upper() + new[1:] if word[:1].isupper() else new

    return _words().sub(replaced, part)


def _opens(part: str, found: re.Match[str], *, begins: bool) -> bool:
    """Return whether a capitalised word begins a sentence and is not the first of a name."""
    before = part[: found.start()].rstrip()
    first = begins if not before else before[-1] in ".?!:"
    return first and found[0][1:].islower() and not _NAME_FOLLOWS.match(part, found.end())


def _american(word: str) -> str:
    whole, stems = _table()
    if word in whole:
        return whole[word]
    for size in range(len(word), 2, -1):
        if word[:size] in stems:
            return stems[word[:size]] + word[size:]
    return word


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Return the words that are replaced as a whole, and the beginnings of words."""
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for british, new in rows(__package__, "american.csv", ","):
        stem = british.removesuffix("-")
        (stems if british.endswith("-") else whole)[stem] = stem if new == "=" else new.removesuffix("-")
    return whole, stems


@cache
def _words() -> re.Pattern[str]:
    whole, stems = _table()
    several = [re.escape(words) for words in whole if " " in words]
    alternatives = [*several, *(rf"{stem}[a-z]*" for stem in stems), *whole]
    return re.compile(rf"(?<![\w’'])(?:{'|'.join(alternatives)})(?![\w])", re.IGNORECASE)
