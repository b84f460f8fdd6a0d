"""What a thematic review is made from, gathered once from a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from workingregions.corpus.codebook import Theme
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.records import (
    Document,
    Entity,
    Failure,
    Mention,
    Name,
    Outcome,
    Passage,
    ThemeScore,
    Tie,
)
from workingregions.models.flow import FlowRow
from workingregions.models.labels import Accuracy, Agreement
from workingregions.models.trends import Places, TrendTest
from workingregions.models.unread import Unread

Names = Callable[[Passage, Document, tuple[int, int], object], str]
"""Gives words of a passage their evidence id: passage, document, start and end, and the record or kind."""


class NamedPlaces(Places, Protocol):
    """The part of a gazetteer that a review uses."""

    def name(self, ident: str) -> str:
        """Return a region's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An automatic step of the run: what did it, in which version, with which settings, and for what.

    `date` is the day, `oversight` what people did about it, `validation` how well it is known to work.
    """

    name: str
    model: str
    version: str
    date: str
    purpose: str
    oversight: str
    validation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How well the machine finds a theme, and how far coders agree on it, as far as there are labels."""

    theme: str
    model: str
    accuracy: Accuracy
    people: Agreement | None = None
    coders: int = 0
    labels: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What people decided about the themes: passages rejected and added, and other corrections in force."""

    rejected: int = 0
    added: int = 0
    people: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of files: a folder that was given in a drop, and its day; `id` is that of its flow."""

    id: str
    date: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The corpus as far as it concerns some themes.

    Attributes:
        snapshot, created, project, release, codebook: what the report is made from, and by what.
        themes: those reviewed; `groups` are the labels of the codebook's groups, `labels` of all themes.
        about: the probability from which a passage counts.
        documents: all that count.
        passages: those about one of the themes, with vectors.
        scores: the scores of these passages, on all themes.
        peaks: by theme, the greatest probability of a passage of each document; low ones may lack.
        naming: by theme, the documents with a passage that names a seed term, about it or not.
        running: the number of all passages of running text; `pages` of pages, `sizes` of passages by theme.
        mentions, names, entities: the institutions named in the passages.
        ties, outcomes: of the documents about the themes, in all their passages.
        fetch: returns passages by id, without vectors.
        named: gives words their evidence id.
        paged: ids of documents whose pages have numbers.
        flows: the flow, a row for each source.
        failures: files that gave no document.
        years: those asked for ("2010:2020"); "" for all, with undated documents.
        trend: test of the share over the years, of all themes together.
    """

    snapshot: str
    created: str
    project: str
    release: str
    codebook: str
    themes: tuple[Theme, ...]
    groups: Mapping[str, str]
    labels: Mapping[str, str]
    about: float
    places: NamedPlaces
    documents: Sequence[Document]
    passages: Sequence[Passage]
    scores: Sequence[ThemeScore]
    trend: TrendTest
    peaks: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    naming: Mapping[str, Collection[str]] = field(default_factory=dict)
    running: int = 0
    pages: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    mentions: Sequence[Mention] = ()
    names: Sequence[Name] = ()
    entities: Sequence[Entity] = ()
    ties: Sequence[Tie] = ()
    outcomes: Sequence[Outcome] = ()
    fetch: Callable[[Collection[str]], Sequence[Passage]] = lambda _: ()
    named: Names = lambda *_: ""
    paged: Collection[str] = frozenset()
    flows: Sequence[FlowRow] = ()
    sources: Sequence[Source] = ()
    failures: Sequence[Failure] = ()
    unread: Unread = field(default_factory=Unread)
    decisions: Decisions = field(default_factory=Decisions)
    reliability: Sequence[Reliability] = ()
    steps: Sequence[Step] = ()
    filter: MapFilter = EVERYTHING
    years: str = ""
    duplicates_once: bool = True
