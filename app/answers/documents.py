"""Rows about documents, their pages, and what was read in them."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.corpus.enums import DocumentType


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
