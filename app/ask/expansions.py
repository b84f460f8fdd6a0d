"""Other words for parts of a query: what the corpus, its map and the codebook call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from workingregions.corpus.records import Acronym, Entity, Name
from workingregions.corpus.sql import among, holds, quote
from workingregions.corpus.text_query import plain_words
from workingregions.nlp.institutions import Body, bodies, key
from workingregions.nlp.wordlists import small_words

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.search import Expansion

LONGEST = 8
"""Maximum number of words of a name in a query."""
MOST = 6
"""Maximum number of expansions of a query."""
NAMES = 3
"""Maximum number of other names of one institution."""
ENTITIES = 3
"""Maximum number of institutions that one name may mean."""
NEAR_A_THEME = 0.5
"""Minimum cosine of a query with a theme's definition for the query to be about the theme."""
SEEDS = 0.3
"""What the terms of a theme count beside the words of the query."""


def expansions(pinned: Pinned, text: str) -> tuple[Expansion, ...]:
    """Return other names of the institutions, acronyms and themes that a query names."""
    from workingregions.models.search import Expansion

    if len(text.split()) > MOST * LONGEST:  # a pasted text has its own words
        return ()
    grams = _grams(text)
    found: dict[str, Expansion] = {}
    written = " ".join(plain_words(text).casefold().split())
    for kind, of, words in (*_acronyms(pinned, grams), *_bodies(grams), *_entities(pinned, grams)):
        same = key(words)
        if same and same != key(of) and f" {plain_words(words).casefold()} " not in f" {written} ":
            found.setdefault(same, Expansion(kind=kind, of=of, words=words))
    kept = list(found.values())[:MOST]
    return (*kept, *_theme(pinned, text))


def _theme(pinned: Pinned, text: str) -> Iterator[Expansion]:
    """Yield the terms of the theme that a query is about: "bringing work back" is about reshoring."""
    from workingregions.models.search import Expansion, content_words

    near = pinned.theme_vectors @ pinned.encoder.encode([text])[0]
    if not len(near) or near.max() < NEAR_A_THEME:
        return
    theme = pinned.codebook.themes[int(near.argmax())]
    words = dict.fromkeys(word for seed in theme.seeds for word in content_words(seed))
    if words:
        yield Expansion(kind="theme", of=theme.label, words=" ".join(words), weight=SEEDS)


def _grams(text: str) -> list[str]:
    """Return the runs of words that may be a name, the longest first: several, or one with a capital."""
    words = [word.strip("?!.,;:()\"'") for word in text.split()]
    runs = [
        " ".join(words[start : start + size])
        for size in range(min(LONGEST, len(words)), 0, -1)
        for start in range(len(words) - size + 1)
    ]
    small = small_words()
    return [
        run
        for run in dict.fromkeys(runs)
        if (" " in run or sum(c.isupper() for c in run) > 0)
        and not {run.split(" ")[0].casefold(), run.split(" ")[-1].casefold()} & small
    ]


def _is_acronym(gram: str) -> bool:
    return " " not in gram and sum(c.isupper() for c in gram) > 1


def _acronyms(pinned: Pinned, grams: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the long forms of acronyms, and the acronyms of long forms, that documents define."""
    shorts = {s: gram for gram in grams if _is_acronym(gram) for s in (gram, gram.removesuffix("s"))}
    longs = {gram.casefold(): gram for gram in grams if " " in gram}
    where = " OR ".join(
        filter(
            None,
            (
                among("short", shorts) if shorts else "",
                among("lower(long)", longs) if longs else "",
            ),
        )
    )
    if not where:
        return
    rows: list[Acronym] = pinned.snapshot.records("acronyms", where=where)
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        counts[row.short, row.long] = counts.get((row.short, row.long), 0) + 1
    for short, long in sorted(counts, key=lambda pair: (-counts[pair], pair)):
        if short in shorts:
            yield "acronym", shorts[short], long
        else:
            yield "name", longs[long.casefold()], short


def _bodies(grams: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the other names of bodies, and the names of those before and after them."""
    by_key = _bodies_by_key()
    for gram in grams:
        for body in by_key.get(key(gram), ()) if _is_acronym(gram) or " " in gram else ():
            yield from ((_kind(gram, name), gram, name) for name in _names(body)[:NAMES])
            known = bodies()
            before = [b for b in known.values() if any(later == body.id for later, _ in b.after)]
            after = [known[later] for later, _ in body.after if later in known]
            for other in (*after, *before):
                yield from (("renamed", gram, name) for name in _names(other)[:2])


def _bodies_by_key() -> dict[str, list[Body]]:
    found: dict[str, list[Body]] = {}
    for body in bodies().values():
        for form in {key(name) for name in _names(body)}:
            found.setdefault(form, []).append(body)
    return found


def _names(body: Body) -> list[str]:
    return [form for dated in body.names for form in (dated.name, *dated.aliases)]


def _entities(pinned: Pinned, grams: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the other names that the map has for an institution, and those of its predecessors and
    successors."""
    named = {key(gram): gram for gram in grams if " " in gram}
    names: list[Name] = pinned.snapshot.records("names", among=("key", named)) if named else []
    of = {name.entity: named[name.key] for name in names}
    where = " OR ".join([*(holds("aliases", gram) for gram in grams if " " not in gram), *_equal("id", of)])
    if not where:
        return
    found: list[Entity] = pinned.snapshot.records("entities", where=where)
    for entity in found[:ENTITIES]:
        gram = of.get(entity.id) or next(g for g in grams if g in entity.aliases)
        forms = {key(form): form for form in (entity.name, *entity.aliases)}
        yield from ((_kind(gram, form), gram, form) for form in list(forms.values())[:NAMES])
        if others := (*entity.before, *entity.after):
            for other in pinned.snapshot.records("entities", among=("id", others)):
                yield "renamed", gram, other.name


def _equal(column: str, values: Iterable[str]) -> list[str]:
    return [f"{column} = {quote(value)}" for value in values]


def _kind(of: str, words: str) -> str:
    return "acronym" if _is_acronym(of) and " " in words else "name"
