"""Affiliations and registry names as comparable words, and the places that they state."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import Candidate, Gazetteer

_TAGS = re.compile(r"</?[A-Za-z_][^<>]{0,40}>|#[A-Z]{1,4}#")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\.?|[,;:|/()\[\]]|[–—-]")
_SEPARATORS = frozenset(",;:|/()[]–—")
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)
_MAIL = re.compile(r"\S+@\S+")
_DOMAIN = re.compile(r"\.([a-z]{2})(?=[\s.,;)>]|$)")


@dataclass(frozen=True, slots=True)
class AffiliationWord:
    """A word of an affiliation, folded to its standard form; `short` if a full stop abbreviates it, `joined`
    if "of" or similar precedes it."""

    text: str
    written: str
    segment: int
    short: bool
    joined: bool = False


def clean(text: str) -> str:
    """Return an affiliation without mark-up and entities."""
    return " ".join(_TAGS.sub(" ", html.unescape(html.unescape(text))).split())


@lru_cache(maxsize=400_000)
def fold(word: str) -> str:
    """Return a word in lower case without accents."""
    if word.isascii():
        return word.lower().replace("'", "")
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("’", "").replace("'", "")


@cache
def variants() -> dict[str, tuple[str, str]]:
    """Return folded word -> (standard form, rule): abbreviation, spelling or language."""
    rows = (*name_variants(), *(line.split(",") for line in lines(__package__, "variants.csv")))
    return {fold(form): (to, rule) for form, to, rule in rows}


def name_variants() -> list[tuple[str, str, str]]:
    """Return words of names that are written in several ways: (form, standard form, rule)."""
    rows = (line.split(",") for line in lines(__package__, "name_variants.csv"))
    return [(form, to, rule) for form, to, rule in rows]


def standard(word: str) -> str:
    """Return the form under which a folded word of a name is compared."""
    return variants().get(word, (word, ""))[0]


@cache
def small() -> frozenset[str]:
    """Return the words that names are compared without."""
    return frozenset(lines(__package__, "small.txt"))


def words(text: str) -> list[AffiliationWord]:
    """Return the words of an affiliation or a name, without small ones, each with its segment."""
    found: list[AffiliationWord] = []
    segment = 0
    joined = False
    shouted = text.upper() == text
    for match in _TOKEN.finditer(_MAIL.sub(" ", text).replace("&", " and ")):
        token = match.group()
        if token[0] in "–—-,;:|/()[]":
            if token in _SEPARATORS:
                segment += 1
                joined = False
            continue
        short = token.endswith(".")
        written = token.rstrip(".")
        folded = fold(written)
        # "AT&T" and "IN" are not prepositions; in a text of capitals nothing distinguishes them.
        if folded in small() and (shouted or len(written) == 1 or not written.isupper()):
            joined = joined or folded in joining()
            continue
        form = standard(folded)
        found.append(
            AffiliationWord(form, written, segment, short and form == folded and len(folded) > 1, joined)
        )
        joined = False
    return found


@cache
def joining() -> frozenset[str]:
    """Return those of the small words that join a name to what it is of."""
    return frozenset(lines(__package__, "joining.txt"))


@lru_cache(maxsize=100_000)
def english_town(word: str) -> str:
    """Return the English name of a town that a folded word names in another language ("torino"), or ""."""
    if len(word) < 4 or word.isdigit():
        return ""
    places = [p for p in Gazetteer.load().lookup(word) if p.population >= 100_000 and p.kind == "city"]
    names = {fold(p.name) for p in places[:1]} - {word}
    return next((name for name in names if " " not in name), "")


@lru_cache(maxsize=400_000)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a registry name, for comparison."""
    return tuple(word.text for word in words(name))


@dataclass(frozen=True, slots=True)
class Stated:
    """The places of an affiliation: countries that it names, those of its towns, and all folded words."""

    countries: frozenset[str]
    towns: frozenset[str]
    words: frozenset[str]


def stated(text: str, found: Sequence[AffiliationWord]) -> Stated:
    """Return the places that an affiliation states, by the gazetteer."""
    segments: dict[int, list[str]] = {}
    for word in found:
        if not any(c.isdigit() for c in word.written):
            segments.setdefault(word.segment, []).append(word.written)
    countries: set[str] = set()
    towns: set[str] = set()
    last = max(segments, default=0)
    for number, parts in segments.items():
        longest = 4 if number >= last - 2 or len(parts) <= 3 else 0
        for length in range(1, longest + 1):
            for start in range(len(parts) - length + 1):
                whole = length == len(parts)
                tail = number == last and start + length == len(parts)
                named, near = _places(" ".join(parts[start : start + length]))
                countries |= named
                if whole or tail:
                    towns |= near
    for domain in _DOMAIN.findall(" ".join(_MAIL.findall(text)).lower()):
        countries.add("GB" if domain == "uk" else domain.upper())
    return Stated(frozenset(countries), frozenset(towns), frozenset(fold(w.written) for w in found))


@lru_cache(maxsize=100_000)
def is_place(name: str) -> bool:
    """Return whether a word is a country, a state or a town of some size."""
    return bool(_places(name)[0]) or any(
        p.population >= 50_000 for p in (Gazetteer.load().lookup(name) if len(name) > 3 else ())
    )


def _large(candidate: Candidate) -> bool:
    """Return whether a place is a nation or state of some size: "Southampton" is a parish of Bermuda too."""
    place = candidate.place
    return place.kind in {"nation", "state"} and candidate.strong and place.population >= 500_000


@lru_cache(maxsize=100_000)
def _places(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the countries that a name states (as country, or US or Canadian state), and those of its
    towns."""
    gazetteer = Gazetteer.load()
    codes = {"USA": "US", "UK": "GB", "PRC": "CN", "ROC": "TW", "England": "GB", "Korea": "KR"}
    if name in codes:
        return frozenset({codes[name]}), frozenset()
    found = gazetteer.candidates(name)
    countries = {c.place.country for c in found if c.place.kind == "country" and (c.strong or len(name) > 3)}
    countries |= {c.place.country for c in found if _large(c) and len(name) > 3}
    if len(name) == 2 and name.isupper() and gazetteer.get(f"US-{name}"):
        countries.add("US")
    big = {
        c.place.country for c in found if c.place.kind not in {"country", "nation", "state", "supranational"}
    }
    return frozenset(countries), frozenset(big if len(name) > 3 else ())
