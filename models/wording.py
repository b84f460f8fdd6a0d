"""Periods, numbers, places, languages and lists in words, as profiles, networks and reports write them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.files import rows

Years = tuple[int | None, int | None]
"""First and last year of a period, both included; None leaves that side open."""


def period(years: Years | None) -> str:
    """Return a period in words: "2010 to 2015", "2012", "from 2010", "to 2015" or "all years"."""
    first, last = years or (None, None)
    if first is None and last is None:
        return "all years"
    if first is None or last is None:
        return f"from {first}" if last is None else f"to {last}"
    return f"{first} to {last}" if first != last else str(first)


def listed(names: Iterable[object]) -> str:
    """Return names as a list in words: "A", "A and B", "A, B and C"."""
    *most, last = [str(n) for n in names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def plural(count: int, noun: str, many: str = "") -> str:
    """Return the count with its noun: "1 document", "1,200 documents", "2 countries"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {many or noun + 's'}"


def the(place: str) -> str:
    """Return a place's name with the article that it has within a sentence: "the United States", "Ohio"."""
    names, first, last = _articles()
    bare = place.removeprefix("The ")
    fits = bare in names or bare.endswith(last) or bare.startswith(first)
    return f"the {bare}" if fits else place


def language(code: str) -> str:
    """Return the English name of a language; the ISO 639-1 code where it is not known."""
    return _languages().get(code, code)


def language_codes(names: Iterable[str]) -> tuple[str, ...]:
    """Return the ISO 639-1 codes of languages given by code or English name.

    Raises:
        NotFoundError: a language is unknown.
    """
    codes: list[str] = []
    for name in names:
        fits = [code for code, called in _languages().items() if name.casefold() in (code, called.casefold())]
        if not fits:
            raise NotFoundError("language", name, [*_languages(), *_languages().values()])
        codes += fits
    return tuple(dict.fromkeys(codes))


@cache
def _articles() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Return whole names, beginnings and endings of the places that have an article."""
    listed = [row[0] for row in rows(__package__, "articles.txt")]
    endings = tuple(name[1:] for name in listed if name.startswith("*"))
    beginnings = tuple(name[:-1] for name in listed if name.endswith("*"))
    names = frozenset(listed) | {ending.strip() for ending in endings}
    return names, beginnings, endings


@cache
def _languages() -> dict[str, str]:
    return dict(rows(__package__, "languages.csv", ","))
