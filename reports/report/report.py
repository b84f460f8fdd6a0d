"""A report: sections with their quotes, references and provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workingregions.corpus.records import Document
from workingregions.reports.report.blocks import Block, Figure, Quotation, Table, claims_of
from workingregions.reports.report.claims import Claim, Quote

MOST_CITED = 3
"""Documents that are cited after a claim; the note of the claim has them all."""


class Spelling(StrEnum):
    """Whose spelling a report's own words have."""

    BRITISH = "british"
    AMERICAN = "american"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a report was made from: enough to make it again.

    Attributes:
        kind: such as "theme".
        arguments: what was asked for.
        snapshot: id of the snapshot, `date` its day (ISO 8601), which dates the report.
        codebook: version of the codebook.
        version: release of this program.
        corpus: name of the project.
        settings: the settings of the project that decide what counts.
    """

    kind: str
    arguments: Mapping[str, Any]
    snapshot: str
    date: str
    codebook: str
    version: str
    corpus: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report with a heading; `parts` are its sub-sections, an annex comes after the body."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    annex: bool = False

    def walk(self) -> Iterator[Section]:
        """Yield this section and all within it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def claims(self) -> Iterator[Claim]:
        """Yield the claims of this section, without those of its sub-sections."""
        for block in self.blocks:
            yield from claims_of(block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that comes with a report: name, content and what it is."""

    name: str
    content: bytes
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A document that a claim cites, with the pages of its quotes in order."""

    document: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report, independent of its format.

    Attributes:
        title, subtitle: what it is about.
        sections: the first is the summary, which must fit one page.
        quotes: all quotes by evidence id.
        references: the documents that are quoted or listed, by id.
        provenance: what it was made from.
        style: the CSL style of citations.
        base: address of the workbench, with which links into it begin; "" leaves paths.
        attachments: data beyond its tables and figures: networks, maps, bibliography.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    quotes: Mapping[str, Quote]
    references: Mapping[str, Document]
    provenance: Provenance
    spelling: Spelling = Spelling.BRITISH
    style: str = "harvard-cite-them-right"
    base: str = ""
    attachments: tuple[Attachment, ...] = field(default=())

    @property
    def language(self) -> str:
        """The language of the text as a BCP 47 tag."""
        return "en-GB" if self.spelling is Spelling.BRITISH else "en-US"

    def walk(self) -> Iterator[Section]:
        """Yield all sections with their sub-sections, in order."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in order."""
        for section in self.walk():
            yield from section.blocks

    def claims(self) -> Iterator[Claim]:
        """Yield all claims in reading order."""
        for section in self.walk():
            yield from section.claims()

    def tables(self) -> Iterator[Table]:
        """Yield all tables in order, those of figures in their place."""
        for block in self.blocks():
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Figure):
                yield block.data

    def figures(self) -> Iterator[Figure]:
        """Yield all figures in order."""
        yield from (block for block in self.blocks() if isinstance(block, Figure))

    def cited(self, claim: Claim) -> tuple[Cited, ...]:
        """Return the documents of a claim's evidence, the best first, each with its pages."""
        return self.cited_by(claim.evidence)

    def cited_by(self, evidence: tuple[str, ...]) -> tuple[Cited, ...]:
        """Return the documents of some quotes in their order, each with its pages."""
        pages: dict[str, set[int]] = {}
        for ident in evidence:
            quote = self.quotes[ident]
            pages.setdefault(quote.document, set()).add(quote.page)
        return tuple(Cited(document=d, pages=tuple(sorted(p - {0}))) for d, p in pages.items())

    def used(self) -> tuple[str, ...]:
        """Return the ids of the quotes that claims, cells and quotations use, in reading order."""
        found: dict[str, None] = {}
        for block in self.blocks():
            for claim in claims_of(block):
                found.update(dict.fromkeys(claim.evidence))
            if isinstance(block, Quotation):
                found[block.evidence] = None
            elif isinstance(block, Table | Figure):
                table = block if isinstance(block, Table) else block.data
                for row in table.rows:
                    for cell in row.cells:
                        found.update(dict.fromkeys(cell.evidence))
        return tuple(found)
