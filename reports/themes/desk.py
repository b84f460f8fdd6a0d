"""The material of a review on the desk: sorted and indexed once, counted in one way, quoted in one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workingregions.corpus.codebook import Theme
from workingregions.corpus.evidence import EvidenceKind
from workingregions.corpus.records import Document, Passage
from workingregions.models.trends import FEW, regions_of, wilson
from workingregions.nlp.text import PhraseMatcher, content_keys, page_of, statements
from workingregions.reports.english import lower
from workingregions.reports.report import Number, Quote
from workingregions.reports.themes import links
from workingregions.reports.themes.links import Links
from workingregions.reports.themes.material import Material
from workingregions.reports.wording import readability

AROUND = 60
"""Characters shown before and after a quote."""
MOST_EVIDENCE = 12
"""Quotes that a claim about counts carries; the workbench lists all."""
Span = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`hits` of `total` documents; `low` to `high` is Wilson's 95 % interval of the share."""

    hits: int
    total: int
    low: float
    high: float

    @classmethod
    def of(cls, hits: int, total: int) -> Count:
        """Return a count with its interval."""
        return cls(hits=hits, total=total, low=wilson(hits, total)[0], high=wilson(hits, total)[1])

    @property
    def share(self) -> float:
        """Hits as a share of the total, 0..1; 0 where there is nothing to count."""
        return self.hits / self.total if self.total else 0.0

    @property
    def few(self) -> bool:
        """Whether there are too few documents for the share to say much."""
        return self.total < FEW


@dataclass(slots=True)
class Desk:
    """What all parts of a review draw on.

    Attributes:
        documents: all that count, by id, ordered by year and title.
        passages: those about the themes, by id, in the order of the documents.
        about: the probability of each passage, of its likeliest theme.
        by_theme: ids of the passages about each theme.
        regions: the regions in which each document counts.
        quotes: the quotes that were taken, by evidence id.
        memo: what several parts need and one has worked out.
    """

    material: Material
    to: Links
    documents: dict[str, Document]
    passages: dict[str, Passage]
    about: dict[str, float]
    by_theme: dict[str, list[str]]
    regions: dict[str, list[str]]
    quotes: dict[str, Quote] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)
    _chosen: dict[str, Span] = field(default_factory=dict)
    _spans: dict[str, Span] = field(default_factory=dict)
    _best: dict[str, str] = field(default_factory=dict)
    _own: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def lay(cls, material: Material) -> Desk:
        """Sort and index the material."""
        documents = {d.id: d for d in sorted(material.documents, key=order)}
        rank = {ident: i for i, ident in enumerate(documents)}
        wanted = {theme.id for theme in material.themes}
        strong = [s for s in material.scores if s.theme in wanted and s.about >= material.about]
        about: dict[str, float] = {}
        chosen: dict[str, Span] = {}
        for s in strong:
            if s.about > about.get(s.passage, -1.0):
                about[s.passage], chosen[s.passage] = s.about, (s.start, s.end)
        found = [p for p in material.passages if p.id in about and p.document in documents]
        passages = {p.id: p for p in sorted(found, key=lambda p: (rank[p.document], p.ordinal, p.id))}
        by_theme: dict[str, list[str]] = {theme.id: [] for theme in material.themes}
        for s in sorted(strong, key=lambda s: (s.theme, s.passage)):
            if s.passage in passages:
                by_theme[s.theme].append(s.passage)
        desk = cls(
            material=material,
            to=Links([theme.id for theme in material.themes], material.years),
            documents=documents,
            passages=passages,
            about=about,
            by_theme=by_theme,
            regions={
                d.id: regions_of([r.region for r in d.regions], material.places) for d in documents.values()
            },
            _chosen=chosen,
        )
        for p in passages.values():
            desk._own[p.document].append(p.id)
        return desk

    # --- what it is about

    @property
    def themes(self) -> Sequence[Theme]:
        """The themes of the review."""
        return self.material.themes

    @property
    def subject(self) -> str:
        """The themes as they are written within a sentence."""
        names = [lower(theme.label) for theme in self.themes]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"

    # --- counting

    @property
    def covered(self) -> list[str]:
        """Ids of the documents about the themes, in order."""
        return self.once("covered", lambda: [d for d in self.documents if d in self._own])

    def has(self, document: str) -> bool:
        """Return whether a document is about the themes."""
        return document in self._own

    def passages_of(self, document: str) -> list[str]:
        """Return the ids of a document's passages about the themes."""
        return self._own.get(document, [])

    def count(self, among: Iterable[str]) -> Count:
        """Return how many of some documents are about the themes."""
        ids = list(among)
        return Count.of(sum(d in self._own for d in ids), len(ids))

    @property
    def overall(self) -> Count:
        """How many of all documents are about the themes."""
        return self.once("overall", lambda: self.count(self.documents))

    def numbers(self, name: str, count: Count, **where: str) -> tuple[Number, Number]:
        """Return the two numbers of a count, with the lists behind them."""
        return (
            Number(name=f"{name}.about", value=count.hits, unit="documents", link=self.to.documents(**where)),
            Number(name=f"{name}.all", value=count.total, unit="documents", link=self.to.every(**where)),
        )

    # --- quoting

    def span(self, passage: str) -> Span:
        """Return the sentence of a passage that says most about the themes and can be read by itself."""
        if passage not in self._spans:
            self._spans[passage] = self._sentence(self.passages[passage])
        return self._spans[passage]

    def _sentence(self, passage: Passage) -> Span:
        chosen = self._chosen.get(passage.id, (0, 0))
        best, found = 0.0, (0, 0)
        matcher, wanted = self.words
        for start, end in statements(passage):
            text = passage.text[start:end]
            read = readability(text)
            if not read:
                continue
            same = 1.5 * (start < chosen[1] and chosen[0] < end)
            worth = (
                0.4 + same + 0.8 * min(len(matcher.find(text)), 2) + 0.1 * len(wanted & content_keys(text))
            )
            if read * worth > best:
                best, found = read * worth, (start, end)
        if best:
            return found
        return chosen if chosen[0] < chosen[1] <= len(passage.text) else (0, len(passage.text))

    @property
    def words(self) -> tuple[PhraseMatcher, frozenset[str]]:
        """What finds the themes' terms, and the words of their definitions."""

        def made() -> tuple[PhraseMatcher, frozenset[str]]:
            seeds = [seed for theme in self.themes for seed in theme.seeds]
            return PhraseMatcher(seeds), content_keys(
                " ".join(f"{t.label} {t.definition}" for t in self.themes)
            )

        return self.once("words", made)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` returns, made once for a name."""
        if name not in self.memo:
            self.memo[name] = make()
        found: T = self.memo[name]
        return found

    def text(self, passage: str) -> str:
        """Return the words of `span`, white space made single."""
        start, end = self.span(passage)
        return " ".join(self.passages[passage].text[start:end].split())

    def reads(self, passage: str) -> float:
        """Return how well the sentence of a passage reads by itself, 0 to 1."""
        return readability(self.text(passage))

    def best(self, document: str) -> str:
        """Return the passage of a document that is quoted for it: readable if there is one, and likely."""
        if document not in self._best:
            ranked = sorted(self._own[document], key=lambda p: (-self.about[p], p))[:5]
            self._best[document] = max(ranked, key=lambda p: (self.reads(p) > 0, self.about[p], p))
        return self._best[document]

    def quote(self, passage: str) -> str:
        """Take the sentence of a passage about the themes as a quote; return its evidence id."""
        return self.take(self.passages[passage], self.span(passage))

    def take(self, passage: Passage, span: Span, record: object = EvidenceKind.SENTENCE) -> str:
        """Take words of any passage as a quote; return their evidence id, "" for words without letters.

        `record` is the tie, outcome or mention that they belong to, or the kind of evidence.
        """
        start, end = span
        document = self.documents[passage.document]
        ident = self.material.named(passage, document, span, record)
        if ident and ident not in self.quotes:
            before, after = passage.text[:start], passage.text[end:]
            self.quotes[ident] = Quote(
                id=ident,
                document=passage.document,
                page=page_of(passage, start) if passage.document in self.material.paged else 0,
                text=" ".join(passage.text[start:end].split()),
                before=_last(before),
                after=_first(after),
                section=" › ".join(passage.section),
                link=links.evidence(ident),
            )
        return ident

    def evidence(self, documents: Iterable[str], most: int = MOST_EVIDENCE) -> tuple[str, ...]:
        """Take the best sentence of each document about the themes, the likeliest `most`, in their order."""
        ids = [d for d in documents if d in self._own]
        if len(ids) > most:
            best = {d: max(self.about[p] for p in self._own[d]) for d in ids}
            kept = set(sorted(ids, key=lambda d: (-best[d], d))[:most])
            ids = [d for d in ids if d in kept]
        return tuple(filter(None, (self.quote(self.best(d)) for d in ids)))


def order(document: Document) -> tuple[int, str, str]:
    """Return the place of a document in a list."""
    return (document.year or 9999, document.title.casefold(), document.id)


def _last(text: str) -> str:
    words = " ".join(text[-2 * AROUND :].split())
    return words if len(words) <= AROUND else words[-AROUND:].partition(" ")[2]


def _first(text: str) -> str:
    words = " ".join(text[: 2 * AROUND].split())
    return words if len(words) <= AROUND else words[:AROUND].rpartition(" ")[0]
