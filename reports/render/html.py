"""A report as one web page that needs nothing else: no script, no other file; evidence opens in place."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from markupsafe import Markup

from workingregions.corpus.files import data
from workingregions.models.wording import plural
from workingregions.reports.citing import Kind, Rich, as_html, cite_report
from workingregions.reports.pages import render
from workingregions.reports.render.anchors import Anchors
from workingregions.reports.render.claims import FACTS, STANCES, behind, facts, number_words, split_stop
from workingregions.reports.render.pictures import inert
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    Column,
    ColumnKind,
    Figure,
    Quotation,
    Quote,
    Report,
    Section,
    Table,
    shown,
)

MOST_PLACES = 6
"""Places that are named with a quote as using it, too."""


def render_html(report: Report) -> str:
    """Return the report as one HTML page; the same text for the same report."""
    page = _Page(report)
    return render("report.html.j2", report=report, page=page, plural=plural, words=FACTS, fonts=_fonts())


@cache
def _fonts() -> dict[str, str]:
    """Return the typefaces of the page, by family, as the text of an address that holds them."""
    return {
        family: b64encode(
            data("workingregions.reports", f"{file}-latin-wght-normal.woff2").read_bytes()
        ).decode()
        for family, file in (("Source Sans 3", "source-sans-3"), ("Source Serif 4", "source-serif-4"))
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """A quote at one place: in full if it is at `home`, otherwise with a link to where it is in full."""

    id: str
    quote: Quote
    home: bool
    cite: Markup
    title: str
    reference: str
    link: str
    also: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A claim: its words before and after the place of its citation, and what is behind it."""

    id: str
    claim: Claim
    stem: str
    stop: str
    cite: Markup
    behind: str
    source: tuple[str, str]
    numbers: tuple[tuple[str, str], ...]


class _Page:
    """What the template draws on."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.ids = Anchors(report)
        self.citations = cite_report(report)
        self.notes: list[tuple[str, Markup]] = []
        self.facts = facts(report)

    @property
    def body(self) -> list[Section]:
        """The sections before the annexes."""
        return [section for section in self.report.sections if not section.annex]

    @property
    def annexes(self) -> list[Section]:
        """The annexes."""
        return [section for section in self.report.sections if section.annex]

    def groups(self, section: Section) -> Iterator[tuple[str, str, list[Block]]]:
        """Yield the blocks of a section: their kind, a heading, and neighbours that belong together."""
        for (kind, heading), blocks in groupby(section.blocks, _kind):
            yield kind, heading, list(blocks)

    # --- claims and quotes

    def sentence(self, claim: Claim) -> _Sentence:
        """Return a claim as it is shown."""
        stem, stop = split_stop(claim.text)
        anchor = self.ids.claims[claim.id]
        cite = self._cited(self.citations.after(claim), anchor)
        if self._in_notes:
            stem, stop = stem + stop, ""
        links = ((number_words(n), self.address(n.link)) for n in claim.numbers if n.link)
        return _Sentence(
            id=anchor,
            claim=claim,
            stem=stem,
            stop=stop,
            cite=cite,
            behind=behind(claim),
            source=self._source(claim),
            numbers=tuple(links),
        )

    def cards(self, evidence: Sequence[str], anchor: str) -> list[_Card]:
        """Return the quotes that an element uses, each in full where it is used first."""
        return [self._card(self.report.quotes[ident], anchor) for ident in evidence]

    def cite(self, evidence: str) -> Markup:
        """Return the citation of a quote, with its page."""
        return Markup(as_html(self.citations.quotes[evidence], ""))

    def rich(self, text: Rich) -> Markup:
        """Return formatted words."""
        return Markup(as_html(text, ""))

    def _card(self, quote: Quote, anchor: str) -> _Card:
        uses = {use.place: use.anchor for use in reversed(self.ids.uses[quote.id])}
        home = self.ids.home(quote.id)
        also = [(place, target) for place, target in uses.items() if target != home]
        document = self.report.references[quote.document]
        return _Card(
            id=self.ids.quotes[quote.id],
            quote=quote,
            home=home == anchor,
            cite=self.cite(quote.id),
            title=document.title or document.path,
            reference=self.ids.references[quote.document],
            link=self.address(quote.link),
            also=tuple(reversed(also[-MOST_PLACES:])),
        )

    @cached_property
    def _in_notes(self) -> bool:
        return self.citations.style.kind is Kind.NOTES

    def _cited(self, rich: Rich, anchor: str) -> Markup:
        """Return a citation as it stands in the text; in a style with notes, the number of a new note."""
        if not rich:
            return Markup("")
        words = Markup(as_html(rich, ""))
        if not self._in_notes:
            return Markup(" {}").format(words)
        self.notes.append((anchor, words))
        number = len(self.notes)
        return Markup('<sup><a href="#n-{0}" id="m-{0}">{0}</a></sup>').format(number)

    def _source(self, claim: Claim) -> tuple[str, str]:
        """Return the table that a claim's numbers are in, as words and anchor; or only words."""
        if claim.source in self.ids.numbers:
            return self.ids.numbers[claim.source], self.ids.tables[claim.source]
        return claim.source, ""

    def address(self, path: str) -> str:
        """Return the address of a path in the workbench, or "" if there is none."""
        return self.report.base + path if path else ""

    # --- tables and figures

    def svg(self, figure: Figure) -> Markup:
        """Return the picture of a figure."""
        return Markup(inert(figure))

    def text(self, cell: Cell, column: Column) -> str:
        """Return the text of a cell."""
        return shown(cell, column)

    def numeric(self, column: Column) -> bool:
        """Return whether a column's values are set to the right."""
        return column.kind is not ColumnKind.TEXT

    def behind(self, table: Table) -> list[tuple[str, str, Cell, str]]:
        """Return the cells of a table that rest on quotes: cell's id, what it is, the cell, its address."""
        found = []
        for number, row in enumerate(table.rows):
            head = shown(row.cells[0], table.columns[0])
            for index, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                if cell.evidence:
                    parts = [head, *([column.label, shown(cell, column)] if index else [])]
                    name = " · ".join(filter(None, parts))
                    found.append((self.ids.cell(table, number, index), name, cell, self.address(cell.link)))
        return found


def _kind(block: Block) -> tuple[str, str]:
    """Return the kind of a block, and the heading that neighbours of its kind share."""
    if isinstance(block, Quotation):
        return "quotations", STANCES[block.stance] if block.stance else ""
    return type(block).__name__.lower(), ""
