"""The body of a document: a report's sections, tables, figures and quotations in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from workingregions.reports.citing import ReportCitations
from workingregions.reports.render.claims import STANCES
from workingregions.reports.render.docx.contents import Heading, contents
from workingregions.reports.render.docx.drawings import Drawings, Size
from workingregions.reports.render.docx.elements import (
    bookmarked,
    characters,
    field,
    inner_link,
    outer_link,
    paragraph,
    qualified,
    run,
)
from workingregions.reports.render.docx.layout import Layout
from workingregions.reports.render.docx.links import Links
from workingregions.reports.render.docx.marks import Bookmarks
from workingregions.reports.render.docx.notes import Notes
from workingregions.reports.render.docx.pager import Pager
from workingregions.reports.render.docx.sentences import Sentences
from workingregions.reports.render.docx.styles import Styles
from workingregions.reports.render.docx.tables import needed, table_of
from workingregions.reports.report import (
    MOST_CITED,
    Block,
    Bullets,
    Cell,
    Claim,
    Figure,
    Paragraph,
    Quotation,
    Report,
    Section,
    Table,
)

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_DEEPEST = 3
"""Levels of headings."""
_TALLEST, _TALLEST_OF_SUMMARY = 0.48, 0.24
"""Largest part of a page's height that a figure takes."""


class Writer:
    """Writes the parts of a report one after the other."""

    def __init__(
        self, report: Report, citations: ReportCitations, document: Document, styles: Styles, layout: Layout
    ) -> None:
        self.report, self.citations, self.styles = report, citations, styles
        self.links = Links(document.part)
        self.pager = Pager(layout.area())
        self.notes = Notes(
            document, text=styles["FootnoteText"], reference=styles["FootnoteReference"], pager=self.pager
        )
        self.marks = Bookmarks()
        self.headings: list[Heading] = []
        self._layout = layout
        self._labels = _labels(report)
        self.sentences = Sentences(
            report,
            citations,
            styles=styles,
            notes=self.notes,
            links=self.links,
            marks=self.marks,
            labels=self._labels,
        )
        self._body: list[Element] = []
        self._drawings = Drawings(document)
        self._quotes: dict[str, int] = {}
        self._sideways = self._summary = False
        self._named: set[str] = set()

    # --- what stands where

    def put(self, style: str, content: Sequence[Element], *, keep: bool = False, numbered: int = 0) -> None:
        """Add a paragraph in one of our styles."""
        self.pager.text(style, characters(content))
        self._body.append(paragraph(self.styles[style], content, keep=keep, numbered=numbered))

    def heading(self, title: str, level: int, *, breaks: bool = False) -> None:
        """Add a heading, which begins a page if it `breaks`."""
        level = min(level, _DEEPEST)
        style = f"Heading{level}"
        bookmark = f"_Toc{len(self.headings) + 1:08d}"
        words = bookmarked(bookmark, self.marks.next(), [run(title)])
        if breaks:
            self.pager.fresh()
        page = self.pager.heading(style, len(title))
        self._body.append(paragraph(self.styles[style], words, breaks=breaks))
        self.headings.append(Heading(bookmark=bookmark, text=title, level=level, page=page))

    def section(
        self, section: Section, level: int = 1, *, breaks: bool = False, summary: bool = False
    ) -> None:
        """Add a section with its parts; its heading goes with a table that is on its side."""
        self._turn(self._leads_sideways(section))
        self._summary = summary
        self._named = set()
        self.heading(section.title, level, breaks=breaks)
        for block in section.blocks:
            self._block(block)
        for part in section.parts:
            self.section(part, level + 1)
        self._summary = False

    def contents(self) -> None:
        """Hold a place for the contents, which know the pages at the end alone."""
        self._turn(sideways=False)
        self.pager.fresh()
        self._place = len(self._body)
        self.pager.text("Heading1", 8)
        self._before = self.pager.page

    def skip_contents(self, entries: int) -> None:
        """Count the lines of the contents."""
        self.pager.space(entries * 19.0)
        self.pager.fresh()

    def upright(self) -> None:
        """Return to upright pages."""
        self._turn(sideways=False)

    def finished(self) -> list[Element]:
        """Return the body, with its contents and the layout of its last section."""
        area = self._layout.area()
        listing = contents(self.headings, area.width, self.styles)
        self._body.insert(self._place, listing)
        self.notes.finish()
        return [*self._body, self._layout.ended(sideways=self._sideways)]

    def _turn(self, sideways: bool) -> None:
        """Begin a section of the other orientation."""
        if sideways == self._sideways:
            return
        end = self._layout.ended(sideways=self._sideways)
        last = self._body[-1] if self._body else None
        look = None if last is None or last.tag != qualified("w:p") else last.find(qualified("w:pPr"))
        if look is None or look.find(qualified("w:sectPr")) is not None:
            self._body.append(paragraph(self.styles["AfterTable"], [], section=end))
        else:
            look.append(end)
        self._sideways = sideways
        self.pager.turn(self._layout.area(sideways=sideways))

    def _leads_sideways(self, section: Section) -> bool:
        first = section.blocks[0] if section.blocks else None
        if first is None:
            return bool(section.parts) and self._leads_sideways(section.parts[0])
        return isinstance(first, Table) and self._is_wide(first)

    def _is_wide(self, table: Table) -> bool:
        return table.wide or needed(table) > self._layout.area().width

    # --- blocks

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._turn(self._is_wide(block))
                self._table(block, self._label(block.id, "Table", block.caption))
            case _:
                self._turn(sideways=False)
                match block:
                    case Paragraph():
                        self._paragraph(block)
                    case Bullets():
                        self._bullets(block)
                    case Quotation():
                        self._quotation(block)
                    case Figure():
                        self._figure(block)

    def _paragraph(self, block: Paragraph) -> None:
        content: list[Element] = []
        for claim in block.claims:
            content += [run(" ")] if content else []
            content += self._claim(claim)
        self.put("Lead" if block.lead else "BodyText", content)

    def _bullets(self, block: Bullets) -> None:
        style = "ListNumber" if block.numbered else "ListBullet"
        numbered = self.styles.numbers() if block.numbered else self.styles.bullets
        for claim in block.claims:
            self.put(style, self._claim(claim), numbered=numbered)

    def _claim(self, claim: Claim, *, noted: bool = False) -> list[Element]:
        """Return a claim; the table of its numbers is named once in a section, and not below the table."""
        counted = not noted and claim.source not in self._named
        self._named.add(claim.source)
        return self.sentences.claim(claim, brief=self._summary, counted=counted)

    def _quotation(self, block: Quotation) -> None:
        if block.lead:
            self.put("BodyText", self._claim(block.lead), keep=True)
        quote = self.report.quotes[block.evidence]
        self.put("Quote", [run(f"“{quote.text}”")])
        stance = [run(f"{STANCES[block.stance]}. ", bold=True)] if block.stance else []
        self.put("QuoteSource", [*stance, *self.sentences.where(quote, self.links)])

    def _label(self, ident: str, kind: str, caption: str) -> list[Element]:
        """Return a caption with a number that other places refer to."""
        bookmark, name = self._labels[ident]
        number = name.removeprefix(f"{kind} ")
        counted = field(f"SEQ {kind} \\* ARABIC", run(number))
        return [*bookmarked(bookmark, self.marks.next(), [run(f"{kind} "), *counted]), run(f". {caption}")]

    def _table(self, table: Table, caption: Sequence[Element]) -> None:
        self.put("Caption", caption, keep=True)
        width = self._layout.area(sideways=self._sideways).width
        self._body.append(table_of(table, width, self.styles, self._cell, self.pager))
        if table.note:
            self._note(table.note)
        else:
            self.put("AfterTable", [])

    def _note(self, claim: Claim) -> None:
        self.put("TableNote", self._claim(claim, noted=True))

    def _cell(self, cell: Cell, text: str) -> list[Element]:
        """Return the words of a cell, which lead to what was counted, and the numbers of its quotes."""
        relation = self.links.to(self.report.base + cell.link) if cell.link and text else ""
        found = [outer_link(relation, run(text, self.styles["Hyperlink"]))] if relation else [run(text)]
        for place, ident in enumerate(cell.evidence[:MOST_CITED]):
            number = self._quotes.setdefault(ident, len(self._quotes) + 1)
            mark = run(f"Q{number}", self.styles["Citation"], raised=True)
            found += [run(", " if place else " ", raised=bool(place)), inner_link(f"_quote_{number}", mark)]
        return found

    def _figure(self, figure: Figure) -> None:
        self.put("Caption", self._label(figure.id, "Figure", figure.caption), keep=True)
        area = self._layout.area()
        tallest = area.height / 20 * (_TALLEST_OF_SUMMARY if self._summary else _TALLEST)
        _, name = self._labels[figure.id]
        picture, height = self._drawings.drawn(figure, name, Size(area.width / 20, tallest))
        self.pager.space(height)
        self.put("Figure", [picture], keep=figure.note is not None)
        if figure.note:
            self._note(figure.note)

    # --- what follows the sections

    def figure_data(self, title: str) -> None:
        """Add the numbers that figures show, as tables."""
        figures = [figure for figure in self.report.figures() if figure.data.rows]
        if not figures:
            return
        self._turn(self._is_wide(figures[0].data))
        self.heading(title, 1)
        while figures:
            data = figures[0].data
            alike = [f for f in figures if (f.data.columns, f.data.rows) == (data.columns, data.rows)]
            figures = [figure for figure in figures if figure not in alike]
            caption: list[Element] = []
            for figure in alike:
                caption += [*([run(" and ")] if caption else []), *self.sentences.seen(figure.id)]
            self._turn(self._is_wide(data))
            self._table(data, [*caption, run(f". {data.caption}")])

    def quotes(self, title: str) -> None:
        """Add the quotes to which the cells of tables refer."""
        if not self._quotes:
            return
        self._turn(sideways=False)
        self.heading(title, 1)
        for ident, number in self._quotes.items():
            words = self.sentences.quote(self.report.quotes[ident], self.links)
            mark = bookmarked(f"_quote_{number}", self.marks.next(), [run(f"Q{number}", bold=True)])
            self.put("Bibliography", [*mark, run("  "), *words])

    def references(self, title: str) -> None:
        """Add the bibliography."""
        if not self.citations.entries:
            return
        self._turn(sideways=False)
        self.heading(title, 1)
        for entry in self.citations.entries:
            words = self.sentences.plain(entry.rich, self.links)
            words = [run(f"{entry.label} "), *words] if entry.label else words
            words = [*words, run(f" {entry.note}", self.styles["Citation"])] if entry.note else words
            marked = bookmarked(self.sentences.reference(entry.key), self.marks.next(), words)
            self.put("Bibliography", marked)

    def facts(self, title: str, words: str, facts: Iterable[tuple[str, str]]) -> None:
        """Add what the report was made from."""
        self._turn(sideways=False)
        self.heading(title, 1)
        self.put("BodyText", [run(words)])
        for name, value in facts:
            self.put("TableText", [run(f"{name}: ", bold=True), run(value)])


def _labels(report: Report) -> dict[str, tuple[str, str]]:
    """Return the bookmarks and names of tables and figures, by their ids."""
    found: dict[str, tuple[str, str]] = {}
    counts = {"Table": 0, "Figure": 0}
    for block in report.blocks():
        if isinstance(block, Table | Figure):
            kind = type(block).__name__
            counts[kind] += 1
            found[block.id] = (f"_Ref{len(found) + 1:08d}", f"{kind} {counts[kind]}")
    return found
