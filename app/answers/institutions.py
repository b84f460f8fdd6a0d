"""Rows about institutions, ties, outcomes, regions and corrections."""

from __future__ import annotations

from dataclasses import dataclass


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
