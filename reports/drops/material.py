"""What the report of a drop is made from: its files, and what its documents add to those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workingregions.corpus.drops import DropReport
from workingregions.corpus.records import Document
from workingregions.models.contradictions import Contrast
from workingregions.reports.themes import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInstitution:
    """An institution that no earlier document names, with sentences that name it."""

    id: str
    name: str
    type: str
    scale: str
    home: str
    documents: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTie:
    """A tie that the new documents state: `earlier` documents stated it before, `documents` do now."""

    source: str
    relation: str
    target: str
    modality: str
    earlier: int
    documents: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeGain:
    """A theme: the documents about it before and among the new ones."""

    id: str
    label: str
    before: int
    new: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionGain:
    """A region: the documents about it before and among the new ones."""

    id: str
    name: str
    before: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A new and an earlier statement on one thing: they contradict each other, or the new one goes on.

    `contrast` is None where the new figure extends the earlier one. `new` and `old` are in words, with their
    documents and sentences.
    """

    contrast: Contrast | None
    about: str
    new: str
    old: str
    new_document: str
    old_document: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropMaterial:
    """All that the report of a drop says.

    `documents` are those that the drop brought and that count, `earlier` counts the ones before, `passages`
    those of the new ones. `promised` and `reported` count the figures in the new documents. `known` is the
    number of institutions that the new documents name and earlier ones did too.
    """

    report: DropReport
    documents: Sequence[Document]
    earlier: int
    passages: int
    institutions: Sequence[NewInstitution]
    known: int
    ties: Sequence[DropTie]
    themes: Sequence[ThemeGain]
    regions: Sequence[RegionGain]
    promised: int
    reported: int
    meetings: Sequence[Meeting]
    steps: Sequence[Step]
