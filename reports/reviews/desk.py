"""What a thematic review is made from, sorted and indexed once for its parts to draw on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from workingregions.corpus.codebook import Theme
from workingregions.corpus.enums import Use
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.records import Document, Entity, Failure, Mention, Name, Passage, ThemeScore
from workingregions.corpus.voices import takes
from workingregions.models.trends import TrendTest, wilson
from workingregions.models.unread import Unread
from workingregions.nlp.text import PhraseMatcher, content_keys, page_of, statements
from workingregions.reports.reviews.data import Count, Spot

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts to unit vectors of shape (len(texts), 384)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The corpus, or the part of it that is reviewed.

    `passages` may be all passages or those on the theme alone, and `scores`, `mentions` and `names` those of
    these passages; then `running` is the number of all passages of running text, `sizes` the number of
    passages about each theme, and `pages` the number of all pages. `failures` are files without a document,
    `filter` says which of the institutions `entities` are, `unread` what was not read,
    `trend` a test of the share over the years.
    """

    snapshot: str
    documents: Sequence[Document]
    passages: Sequence[Passage]
    scores: Sequence[ThemeScore]
    mentions: Sequence[Mention] = ()
    entities: Sequence[Entity] = ()
    names: Sequence[Name] = ()
    failures: Sequence[Failure] = ()
    running: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    duplicates: int = 0
    selection: str = ""
    encoder: str = ""
    filter: MapFilter = EVERYTHING
    unread: Unread = field(default_factory=Unread)
    trend: TrendTest | None = None


@dataclass(slots=True)
class Desk:
    """The theme's passages by id, in the order of the documents, with their scores and best sentences."""

    theme: Theme
    documents: dict[str, Document]
    passages: dict[str, Passage]
    about: dict[str, float]
    named: dict[str, bool]
    spots: dict[str, Spot]
    best: dict[str, str] = field(default_factory=dict)  # document -> its strongest passage

    @classmethod
    def lay(cls, theme: Theme, material: Material, about: float, encode: Encode | None) -> Desk:
        """Sort and index the material of one theme."""
        documents = {d.id: d for d in sorted(material.documents, key=_document_order)}
        scores = {s.passage: s for s in material.scores if s.theme == theme.id and s.about >= about}
        order = {identity: i for i, identity in enumerate(documents)}
        found = [
            p
            for p in material.passages
            if p.id in scores and p.document in documents and takes(Use.THEMES, p.voice)
        ]
        passages = {p.id: p for p in sorted(found, key=lambda p: (order[p.document], p.ordinal, p.id))}
        desk = cls(
            theme=theme,
            documents=documents,
            passages=passages,
            about={p: scores[p].about for p in passages},
            named={p: scores[p].mention for p in passages},
            spots=_theme_spots(theme, list(passages.values()), encode),
        )
        for p in passages.values():
            rival = desk.best.get(p.document)
            if rival is None or desk.about[p.id] > desk.about[rival]:
                desk.best[p.document] = p.id
        return desk

    @property
    def covered(self) -> list[str]:
        """Ids of the documents about the theme."""
        return [d for d in self.documents if d in self.best]

    def count(self, among: Iterable[str]) -> Count:
        """Return how many of the documents `among` are about the theme, with the best sentence of each."""
        ids = list(among)
        hits = [d for d in ids if d in self.best]
        low, high = wilson(len(hits), len(ids))
        spots = tuple(self.spots[self.best[d]] for d in hits)
        return Count(hits=len(hits), total=len(ids), low=low, high=high, spots=spots)


def _document_order(document: Document) -> tuple[int, str, str]:
    return (document.year or 9999, document.title.casefold(), document.id)


def _theme_spots(theme: Theme, passages: Sequence[Passage], encode: Encode | None) -> dict[str, Spot]:
    """Return for each passage the sentence that is most about the theme."""
    matcher = PhraseMatcher(theme.seeds)
    wanted = content_keys(" ".join((theme.label, theme.definition, *theme.seeds)))
    spans = [(p, span) for p in passages for span in statements(p)]
    near = np.zeros(len(spans))
    if encode is not None and spans:
        vectors = encode([f"{theme.label}: {theme.definition}", *(p.text[a:b] for p, (a, b) in spans)])
        near = vectors[1:] @ vectors[0]
    best: dict[str, tuple[float, Spot]] = {}
    for (p, (start, end)), similar in zip(spans, near.tolist(), strict=True):
        text = p.text[start:end]
        hits = min(len(matcher.find(text)), 2)
        shared = len(wanted & content_keys(text)) / 10
        # A heading or table cell may contain a seed term without any statement about it.
        score = hits * 0.3 + shared + similar - (0.4 if len(text) < 50 else 0.0)
        if p.id not in best or score > best[p.id][0]:
            best[p.id] = (score, Spot(passage=p.id, page=page_of(p, start), start=start, end=end))
    whole = {p.id: Spot(passage=p.id, page=page_of(p, 0), start=0, end=len(p.text)) for p in passages}
    return {p.id: best[p.id][1] if p.id in best else whole[p.id] for p in passages}
