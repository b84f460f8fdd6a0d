"""Names that an apposition describes as a body: "Catalyst Works, a nonprofit that serves manufacturers"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.institutions.vocabulary import lexicon
from workingregions.nlp.institutions.words import NameSpan

_WORD = r"[A-Z][\w'’&-]*"
_NAME = rf"(?<![\w’'-]){_WORD}(?: (?:(?:of|and|for|&) )?{_WORD}){{0,5}}"
_END = (
    r"(?=[,.;:)]| (?:that|which|whose|with|in|of|for|from|at|based|founded|owned|serving|making|run|led)\b)"
)


@cache
def _types() -> dict[str, str]:
    rows = (line.split(";") for line in lines(__package__, "apposed.csv"))
    return dict(rows)


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(re.escape(noun) for noun in sorted(_types(), key=lambda n: (-len(n), n)))
    # Between article and noun: "a family-owned", "an Ohio-based"; no comma and no other name.
    between = r"(?:[a-z][a-z-]* |[A-Z][a-z]+-based |[A-Z]+ ){0,3}"
    return re.compile(rf"(?P<name>{_NAME}),? ?[,(] ?(?:an?|the) {between}(?P<noun>{nouns}){_END}")


def apposed(text: str) -> Iterator[NameSpan]:
    """Yield one span per name that an apposition describes as a body, with the type that the noun implies."""
    stop = lexicon().words["stop"]
    for match in _pattern().finditer(text):
        start, end = match.span("name")
        # "At Harker Forge": the first word of a sentence is not part of the name.
        while (word := re.match(r"[\w’'-]+ ", text[start:end])) and word.group().strip().casefold() in stop:
            start += word.end()
        name = text[start:end]
        if len(name) < 3 or name.casefold() in stop or known_place(name):
            continue
        yield NameSpan(start, end, "apposed", 0.6, type=_types()[match.group("noun")])
