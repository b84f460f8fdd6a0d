"""The word lists for finding and typing institutions, read once from the data folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.corpus.files import lines

_PUNCTUATION = re.compile(r"[^\w&+]+")
_NATION = re.compile(
    r"^(?:(?:the|u\.?\s?s\.?a?\.?|u\.?\s?k\.?|united states|united kingdom)\s+)+(?=\w+ \w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Head:
    """A head word or phrase: the position of its modifiers, what it means, and how much it proves."""

    sides: frozenset[str]
    type: InstitutionType
    scale: Scale | None
    strength: str


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A widely known institution: its canonical name, type and scale."""

    name: str
    type: InstitutionType
    scale: Scale


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists. Entries are lower case, except that `known` holds names and acronyms as written.

    `lower_starts` are the first words of the few known names in lower case ("combined authorities").
    """

    heads: dict[tuple[str, ...], Head]
    longest_head: int
    lower_starts: frozenset[str]
    suffixes: frozenset[str]
    known: dict[str, KnownBody]
    by_key: dict[str, KnownBody]
    not_heads: frozenset[str]
    not_acronyms: frozenset[str]
    not_bodies: frozenset[str]
    generic: frozenset[str]
    topics: frozenset[str]
    words: dict[str, frozenset[str]]
    scales: dict[Scale, frozenset[str]]


def key(name: str) -> str:
    """Return the key of a name: lower case, no punctuation, no article, nation in front or legal form
    behind."""
    return _key(name, lexicon().suffixes)


def is_bare(words: Sequence[str]) -> bool:
    """Return whether the words of a name (lower case) only say of what kind it is: "power company"."""
    lex = lexicon()
    small = lex.words["prepositions"] | lex.words["articles"] | {"and", "&"}
    place = next((i for i, word in enumerate(words) if i and word in lex.words["prepositions"]), len(words))
    heads = {place - 1, len(words) - 1}
    return all(
        word in lex.topics or word in lex.generic or word in small or (i in heads and _is_head(word))
        for i, word in enumerate(words)
    )


def _is_head(word: str) -> bool:
    heads = lexicon().heads
    return (word,) in heads or (word.removesuffix("s"),) in heads


def _key(name: str, suffixes: frozenset[str]) -> str:
    text = _NATION.sub("", name.strip()).casefold().replace("&", " and ")
    text = re.sub(r"['’]s?\b", "", text)
    words = _PUNCTUATION.sub(" ", text).split()
    while len(words) > 1 and words[-1] in suffixes:
        words.pop()
    return " ".join(words)


@cache
def lexicon() -> Lexicon:
    """Return the lists, read at the first call."""
    heads = _heads()
    suffixes = frozenset(words[0] for words, head in heads.items() if head.strength == "suffix")
    known, by_key = _known(suffixes)
    classes = (line.split(":", 1) for line in lines(__package__, "words.txt"))
    return Lexicon(
        heads=heads,
        longest_head=max(map(len, heads)),
        lower_starts=frozenset(form.split()[0] for form in known if form.islower() and " " in form),
        suffixes=suffixes,
        known=known,
        by_key=by_key,
        not_heads=frozenset(lines(__package__, "not.txt")),
        not_acronyms=frozenset(lines(__package__, "not_acronyms.txt")),
        not_bodies=frozenset(lines(__package__, "not_bodies.txt")),
        generic=frozenset(lines(__package__, "generic.txt")),
        topics=frozenset(lines(__package__, "topics.txt")),
        words={name: frozenset(words.split()) for name, words in classes},
        scales={
            Scale.SUPRANATIONAL: frozenset(lines(__package__, "supranational.txt")),
            Scale.NATIONAL: frozenset(lines(__package__, "demonyms.txt"))
            | frozenset(lines(__package__, "countries.txt")),
            Scale.REGIONAL: frozenset(lines(__package__, "regional.txt"))
            | frozenset(lines(__package__, "us_states.txt")),
            Scale.LOCAL: frozenset(lines(__package__, "local.txt")),
        },
    )


def _heads() -> dict[tuple[str, ...], Head]:
    heads: dict[tuple[str, ...], Head] = {}
    for line in lines(__package__, "heads.csv"):
        head, side, kind, scale, strength = line.split(",")
        words = tuple(head.split())
        sides = frozenset(("left", "right") if side == "both" else (side,))
        if words in heads:
            sides |= heads[words].sides
        heads[words] = Head(sides, InstitutionType(kind), Scale(scale) if scale else None, strength)
    return heads


def _known(suffixes: frozenset[str]) -> tuple[dict[str, KnownBody], dict[str, KnownBody]]:
    known: dict[str, KnownBody] = {}
    by_key: dict[str, KnownBody] = {}
    for line in lines(__package__, "known.csv"):
        name, aliases, kind, scale = line.split(";")
        item = KnownBody(name, InstitutionType(kind), Scale(scale or "unknown"))
        for form in (name, *filter(None, aliases.split("|"))):
            known.setdefault(form, item)
            by_key.setdefault(_key(form, suffixes), item)
    return known, by_key
