"""One document with everything known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workingregions.corpus.records.documents import Block, Document, Failure, Passage, Reference, Source
from workingregions.corpus.records.findings import Acronym, Dataset, Mention, Outcome, Person, ThemeScore, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One document with everything known about it: a stage's input and output."""

    source: Source
    document: Document
    blocks: tuple[Block, ...] = ()
    passages: tuple[Passage, ...] = ()
    mentions: tuple[Mention, ...] = ()
    people: tuple[Person, ...] = ()
    acronyms: tuple[Acronym, ...] = ()
    ties: tuple[Tie, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    themes: tuple[ThemeScore, ...] = ()
    references: tuple[Reference, ...] = ()
    failures: tuple[Failure, ...] = ()


Record = Any
"""Any of the frozen records above: a row of the store's tables."""
