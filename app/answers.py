"""The answers of a project as JSON: the rows of its frames, its records, and the schema of each.

Every interface gives the same JSON: `as_json(answer)`, which `schema_of(name)` describes.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.plain import plain, schema
from workingregions.models.rows import ASKED
from workingregions.models.topics import Descent

if TYPE_CHECKING:
    from workingregions.models.search import Repeat

DIGITS = 6
"""Number of decimals in the figures of a profile, which come from random draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row of `View.documents`; `duplicate_of` is the id of the document that it repeats, or ""."""

    id: str
    title: str
    year: int | None
    type: DocumentType
    genre: str
    publisher: str
    language: str
    regions: tuple[str, ...]
    pages: int
    path: str
    duplicate_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A row of `View.passages`; `institutions` are keys under which the passage names them."""

    id: str
    document: str
    ordinal: int
    pages: tuple[int, ...]
    section: tuple[str, ...]
    text: str
    voice: str
    year: int | None
    genre: str
    regions: tuple[str, ...]
    themes: tuple[str, ...]
    institutions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRow:
    """A row of `View.references`; `cites` is the file of the document that it leads to, or ""."""

    file: str
    page: int
    authors: tuple[str, ...]
    year: int | None
    title: str
    source: str
    doi: str
    text: str
    cites: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingRow:
    """A row of `View.outline`; `block` is its ordinal."""

    level: int
    text: str
    page: int
    block: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A row of `View.findings`: a name, tie, outcome or theme, at passage[start:end]."""

    page: int
    kind: str
    type: str
    name: str
    text: str
    id: str
    counted: bool
    confidence: float
    passage: str
    start: int
    end: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataRow:
    """A row of `View.metadata`: a value found for a field, with its evidence."""

    field: str
    value: str
    chosen: bool
    rule: str
    confidence: float
    page: int | None
    quote: str
    correction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRow:
    """A row of `View.duplicates`: the file `file` repeats the file `of`."""

    file: str
    kind: str
    of: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """A passage found by a search, with its document; see `models.search.Hit`."""

    rank: int
    title: str
    publisher: str
    year: int | None
    file: str
    evidence: str
    passage: str
    document: str
    page: int
    score: float
    relevance: float
    weak: bool
    snippet: str
    start: int
    end: int
    voice: str
    section: tuple[str, ...]
    meaning: float | None
    words: float | None
    reranked: float | None
    matched: tuple[str, ...]
    marks: tuple[tuple[int, int], ...]
    before: str
    after: str
    repeats: tuple[Repeat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetRow:
    """A row of `View.facets`; `within` is the smallest counted region that contains a region, or ""."""

    facet: str
    value: str
    name: str
    documents: int
    passages: int
    within: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCountRow:
    """A row of `View.regions`: a region and the documents about it or an area in it.

    `read` documents are in English; `about` of them are about the theme that was asked for, `share` with its
    95 % interval `low` to `high`. `few` marks regions with so few that a share says little. `institutions`
    are named, and `ties` stated, in passages about the region.
    """

    region: str
    name: str
    kind: str
    level: str
    country: str
    documents: int
    read: int
    about: int | None
    share: float | None
    low: float | None
    high: float | None
    few: bool
    first: int | None
    last: int | None
    undated: int
    institutions: int
    ties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDocumentRow:
    """A document that says much about a region: `passages` of its `of_passages` are about it."""

    document: str
    title: str
    year: int | None
    path: str
    passages: int
    of_passages: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A row of `View.themes`."""

    id: str
    group: str
    label: str
    definition: str
    documents: int
    passages: int
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionRow:
    """A row of `View.institutions`: `region` is its home (an id or ""), `first` and `last` are years."""

    id: str
    name: str
    type: str
    scale: str
    region: str
    region_name: str
    documents: int
    mentions: int
    ties: int
    first: int | None
    last: int | None
    confidence: float
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieRow:
    """A row of `View.ties`: a stated tie with its sentence; `kind` is governance, supply or ownership."""

    source: str
    relation: str
    target: str
    modality: str
    year: int | None
    file: str
    page: int
    sentence: str
    confidence: float
    kind: str
    source_type: str
    target_type: str
    source_id: str
    target_id: str
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """A row of `View.outcomes`: a quantified claim with its sentence."""

    kind: str
    text: str
    value: float
    value_high: float | None
    unit: str
    year: int | None
    period: str
    place: str
    institution: str
    promised: bool
    change: str
    file: str
    page: int
    sentence: str
    confidence: float
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRow:
    """A row of `View.datasets`: a table of statistics, with the years that it covers."""

    caption: str
    kinds: tuple[str, ...]
    rows: int
    columns: int
    figures: int
    first: int | None
    last: int | None
    file: str
    page: int
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A form of an institution's name as documents write it."""

    form: str
    documents: int
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """A type or scale (`field`) that documents give an institution."""

    field: str
    value: str
    documents: int
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """How often the documents of one year name an institution, and how many ties of it they state."""

    year: int | None
    documents: int
    mentions: int
    ties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRow:
    """A sentence that names an institution."""

    year: int | None
    file: str
    page: int
    text: str
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A row of `View.corrections`: a line of the ledger in words, with its status."""

    id: str
    when: str
    who: str
    action: str
    what: str
    why: str
    status: str
    names: tuple[str, ...]
    value: str
    relation: str
    near: str
    file: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """A row of `View.labels`: a coder's current answer, and how its passage was found (`state`)."""

    id: str
    when: str
    who: str
    theme: str
    answer: str
    why: str
    stratum: str
    size: int
    survey: str
    codebook: str
    file: str
    page: int | None
    evidence: str
    quote: str
    note: str
    state: str
    reason: str
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSummaryRow:
    """A row of `View.label_summary`: the labels of a theme; `model` is what scores it."""

    theme: str
    labels: int
    coders: int
    yes: int
    no: int
    unsure: int
    random: int
    gone: int
    contested: int
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRow:
    """A row of `View.basket`: a kept passage, and how its words were found (`state`)."""

    rank: int
    evidence: str
    quote: str
    was: str
    title: str
    year: int | None
    file: str
    document: str
    page: int | None
    section: tuple[str, ...]
    citation: str
    labels: tuple[str, ...]
    note: str
    who: str
    when: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A row of `View.topics`; `topic` is its permanent id."""

    topic: int
    name: str
    by_hand: bool
    share: float
    passages: int
    documents: int
    new: int
    coherence: float
    words: tuple[str, ...]
    fate: str
    merged: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPassage:
    """A row of `View.topic`: a passage of a topic."""

    weight: float
    document: str
    page: int
    text: str
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDocument:
    """A row of `View.topic_documents`: a document about a topic, and its share of passages of the topic."""

    file: str
    title: str
    year: int | None
    share: float
    passages: int
    of_passages: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPlace:
    """A row of `View.topic_map`: a position in two dimensions; `size` is the number of passages."""

    topic: int
    name: str
    x: float
    y: float
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTrendRow:
    """A row of `View.topic_trends`: a topic's counts in a cell, as those of a theme in `TrendRow`."""

    region_name: str = field(default="", metadata=ASKED)
    region: str = field(default="", metadata=ASKED)
    year: int | None = field(default=None, metadata=ASKED)
    period: str = field(default="", metadata=ASKED)
    genre: str = field(default="", metadata=ASKED)
    type: str = field(default="", metadata=ASKED)
    publisher: str = field(default="", metadata=ASKED)
    language: str = field(default="", metadata=ASKED)
    topic: int
    name: str
    documents: int
    of_documents: int
    unread: int
    share: float
    low: float
    high: float
    few: bool
    passages: int
    of_passages: int
    passage_share: float
    passage_low: float
    passage_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHistoryRow:
    """A row of `View.topic_history`: a fit, name, merge or undo; `line` is its id."""

    line: str
    when: str
    who: str
    action: str
    what: str
    in_force: bool
    fates: tuple[Descent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInstitution:
    """An institution named on a page, with the forms of its name there."""

    name: str
    forms: tuple[str, ...]
    type: str
    scale: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePerson:
    """A person named on a page."""

    name: str
    role: str | None
    institution: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlace:
    """A place named on a page, with its public code if it was resolved."""

    name: str
    code: str | None
    level: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTie:
    """A tie that is stated on a page, with the beginning of its sentence."""

    source: str
    type: str
    target: str
    modality: str
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """A quantified claim on a page, as written."""

    kind: str
    value: str
    place: str | None
    year: int | None
    who: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """The annotations of a page, as `View.export_pages` writes them; `themes` and `mentions` are ids."""

    file: str
    page: int
    institutions: tuple[PageInstitution, ...]
    people: tuple[PagePerson, ...]
    places: tuple[PagePlace, ...]
    ties: tuple[PageTie, ...]
    themes: tuple[str, ...]
    mentions: tuple[str, ...]
    outcomes: tuple[PageOutcome, ...]


_ROWS = (
    DocumentRow, ReferenceRow, DuplicateRow, HitRow, FacetRow, ThemeRow, InstitutionRow, TieRow,
    OutcomeRow, DatasetRow, CorrectionRow, LabelRow, LabelSummaryRow, BasketRow, TopicRow,
    TopicPassage, TopicDocument, TopicPlace, TopicHistoryRow, PageRow, RegionCountRow, KeyDocumentRow,
    HeadingRow, FindingRow, MetadataRow, PassageRow, TopicTrendRow,
)  # fmt: skip
_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "models.rows": ("TrendRow", "NetworkAnswer"),
    "models.networks": ("Change",),
    "models.thickness": ("ThicknessProfile",),
    "models.topics": ("TopicModel", "Descent"),
    "app.topics": ("TopicFit", "TopicChange"),
    "models.trends": (
        "CellDocument",
        "Comparison",
        "Difference",
        "FoundTerm",
        "TermComparison",
        "TermPassage",
        "ThemeInstitution",
        "ThemePair",
        "TrendPassage",
        "TrendTest",
    ),
    "models.search": ("Expansion", "Hit", "Repeat"),
    "models.unread": ("Unread", "UnreadRow"),
    "models.entities": ("Conflict",),
    "app.ask": (
        "DocumentPage",
        "DropSummary",
        "Institution",
        "ModelRow",
        "Overview",
        "RegionProfile",
        "Share",
        "Step",
        "Steps",
        "Tally",
    ),
    "app.coding": (
        "CodebookDifference",
        "CodebookReport",
        "CodebookVersion",
        "QueueItem",
        "ThemeAccuracy",
        "ThemeAgreement",
    ),
    "nlp.themes": ("ThemeReasons",),
    "app.map": (
        "Corrected",
        "CorrectedAll",
        "CountedInstitution",
        "Effect",
        "EffectRegion",
        "RegistryStatus",
        "ReviewAnswer",
        "ReviewItem",
        "ReviewQueue",
        "Standing",
    ),
    "corpus.basket": ("Kept",),
    "app.pages": ("Original",),
    "corpus.codebook": ("Codebook",),
    "app.jobs": ("Job",),
    "app.made": ("MadeReport",),
    "corpus.drops": ("DropReport",),
    "corpus.labels": ("Label",),
    "corpus.ledger": ("Imported",),
    "corpus.map_filter": ("MapFilter",),
    "corpus.store": ("Manifest",),
    "corpus.correction": ("Correction",),
    "corpus.errors": ("Candidate", "ErrorReport"),
    "corpus.evidence": ("Evidence",),
    "corpus.searches": ("SavedSearch",),
    "corpus.selection": ("Selection",),
    "corpus.records": ("Bundle",),
}
"""Modules, and their classes that are answers; they are imported when a schema is requested."""


def as_json(answer: Any) -> Any:
    """Return an answer of a project, or a part of one, as data that `json` can write."""
    kind = type(answer).__name__
    if kind == "Network":
        from workingregions.models.networks import node_link

        return plain(node_link(answer))
    if kind == "SearchResult":
        return plain(answer.rows())
    return plain(answer, DIGITS if kind == "ThicknessProfile" else None)


@cache
def types() -> Mapping[str, type]:
    """Return the record classes of the store, of the answers and of their rows, by name."""
    from workingregions.corpus.store import TABLES

    found = [*TABLES.values(), *_ROWS]
    for module, names in _ELSEWHERE.items():
        loaded = importlib.import_module(f"workingregions.{module}")
        found += [getattr(loaded, name) for name in names]
    return {kind.__name__: kind for kind in found}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one of `types`.

    Raises:
        NotFoundError: there is no record of that name; `nearest` holds similar ones.
    """
    known = types()
    if name not in known:
        raise NotFoundError("record", name, known)
    return schema(known[name], known)
