"""From a ranking to hits: repeats folded, the best sentence found, relevance estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from workingregions.corpus.records import Passage
from workingregions.corpus.selection import Selection
from workingregions.models.search.conditions import literals
from workingregions.models.search.engine import Engine, Ranking, Search
from workingregions.models.search.folding import fold
from workingregions.models.search.hits import Answer, Hit, Ranked, Repeat
from workingregions.models.search.query import parse
from workingregions.models.search.relevance import Verdict, calibration
from workingregions.models.search.sentences import Span, around, best_sentences, marks
from workingregions.models.search.words import content_words
from workingregions.nlp.text import content_keys, page_of

SPARE = 10
"""Passages that are ranked beyond those wanted, because some repeat others."""
FILTERS: Mapping[str, tuple[str, ...]] = {
    "region": ("regions",),
    "year": ("years",),
    "theme": ("themes",),
    "institution": ("institutions",),
    "institution type": ("kinds",),
    "type": ("genres", "types"),
    "voice": ("voices",),
    "document": ("documents",),
}
"""The filters of a selection, and the fields that hold them."""


def answer(engine: Engine, search: Search, n: int, *, folded: bool = True, context: int = 0) -> Answer:
    """Return the `n` best hits for a query.

    Args:
        engine: of the corpus.
        search: the query.
        n: maximum number of hits.
        folded: whether passages that repeat a hit nearly word for word are listed under it.
        context: number of sentences to give before and after each snippet.
    """
    ranking = engine.rank(search, n + SPARE + n // 2 if folded else n)
    groups = _groups(ranking, folded=folded)[:n]
    heads = [ranking.records[group[0].passage] for group in groups]
    encode = None if search.mode == "lexical" else engine.encode
    spans = best_sentences(search.query.text, heads, encode, engine.memo)
    words = _wanted(search)
    hits = tuple(
        _hit(group, ranking.records, span, words, context) for group, span in zip(groups, spans, strict=True)
    )
    return Answer(
        hits=hits,
        verdict=calibration().verdict([group[0].legs for group in groups], ranking.known),
        missing=ranking.missing,
        among=ranking.among,
        expansions=search.expansions,
    )


def to_blame(engine: Engine, search: Search) -> list[str]:
    """Return the filters without each of which the corpus would answer; empty if there is none."""
    selection = search.selection or Selection()
    empty = Selection()
    found = []
    for name, fields in FILTERS.items():
        if all(getattr(selection, field) == getattr(empty, field) for field in fields):
            continue
        # Without this filter, the others still narrow the search.
        wider = replace(selection, **{field: getattr(empty, field) for field in fields})
        ranking = engine.rank(replace(search, selection=wider), 3)
        legs = [one.legs for one in ranking.passages]
        if legs and calibration().verdict(legs, ranking.known) is Verdict.ANSWERED:
            found.append(name)
    return found


def _groups(ranking: Ranking, *, folded: bool) -> list[list[Ranked]]:
    """Return the passages found, each with those that repeat it."""
    if not folded:
        return [[found] for found in ranking.passages]
    groups: dict[int, list[Ranked]] = {}
    texts = [ranking.records[found.passage].text for found in ranking.passages]
    for found, head in zip(ranking.passages, fold(texts), strict=True):
        groups.setdefault(head, []).append(found)
    return list(groups.values())


def _wanted(search: Search) -> list[str]:
    """Return the words and phrases to mark: those of the query, its conditions and its expansions."""
    names = [e.words for e in search.expansions if e.kind != "theme"]
    seeds = [word for e in search.expansions if e.kind == "theme" for word in content_words(e.words)]
    return [*content_words(search.query.text), *literals(search.query.condition), *names, *seeds]


def mark(query: str, text: str) -> tuple[Span, ...]:
    """Return where the words and conditions of a query are in a text."""
    parsed = parse(query, ranking=False)
    return marks(text, [*content_words(parsed.text), *literals(parsed.condition)])


def _hit(
    group: Sequence[Ranked],
    records: Mapping[str, Passage],
    span: Span,
    words: Sequence[str],
    context: int,
) -> Hit:
    best, passage = group[0], records[group[0].passage]
    start, end = span
    snippet = passage.text[start:end]
    here = content_keys(passage.text)
    before, after = around(passage, span, context)
    relevance = calibration().relevance(best.legs)
    return Hit(
        passage=passage.id,
        document=passage.document,
        page=page_of(passage, start),
        score=round(best.score, 4),
        relevance=round(relevance, 3),
        weak=relevance < calibration().weak,
        snippet=snippet,
        start=start,
        end=end,
        voice=passage.voice,
        section=passage.section,
        meaning=_rounded(best.legs.meaning),
        words=_rounded(best.legs.words),
        reranked=_rounded(best.reranked),
        matched=tuple(dict.fromkeys(w for w in words if (keys := content_keys(w)) and keys <= here)),
        marks=marks(snippet, words),
        before=before,
        after=after,
        repeats=tuple(
            Repeat(passage=r.passage, document=records[r.passage].document, page=records[r.passage].pages[0])
            for r in group[1:]
        ),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
