"""A report as Markdown: CommonMark with pipe tables and footnotes. Nobody's text becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import quote as percent_encoded

from workingregions.reports.citing import Kind, as_markdown, cite_report
from workingregions.reports.render.anchors import Anchors
from workingregions.reports.render.claims import FACTS, STANCES, facts, split_stop
from workingregions.reports.render.names import figure_names
from workingregions.reports.report import (
    Block,
    Bullets,
    Cell,
    Claim,
    Column,
    ColumnKind,
    Figure,
    Paragraph,
    Quotation,
    Quote,
    Report,
    Section,
    Table,
    shown,
)

SHORT = 80
"""Characters of a quote that was given in full before."""
_SIGNS = re.compile(r"[\\`*_{}\[\]<>|~$^&#@!]")
_BLOCK = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto)(:)|\b(www)(\.)")


def render_markdown(report: Report) -> str:
    """Return the report as Markdown; the same text for the same report."""
    return _Writer(report).text()


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is: on one line, with signs of markup escaped."""
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    line = _ADDRESS.sub(lambda m: f"{m[1] or m[3]}\\{m[2] or m[4]}", line)
    # A number or a sign that would begin a list or a heading; a digit cannot be escaped, its full stop can.
    begun = _BLOCK.match(line)
    if begun and begun[2].isdigit():
        return f"{line[: begun.end()]}\\{line[begun.end() :]}"
    return f"\\{line}" if begun else line


class _Writer:
    """Writes a report from its beginning to its end, and keeps the footnotes for there."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.ids = Anchors(report)
        self.citations = cite_report(report)
        self.in_notes = self.citations.style.kind is Kind.NOTES
        self.pictures = figure_names(report)
        self.notes: list[str] = []
        self.given: set[str] = set()

    def text(self) -> str:
        """Return the whole text."""
        report = self.report
        parts = [f"# {escaped(report.title)}", escaped(report.subtitle), escaped(facts(report)[0][1])]
        for section in sorted(report.sections, key=lambda section: section.annex):
            parts += self.section(section, 2)
        if self.citations.entries:
            parts.append("## References")
            parts.append(
                "\n".join(f"- {self.entry(number)}" for number in range(len(self.citations.entries)))
            )
        parts += ["## How it was made", escaped(FACTS)]
        parts.append("\n".join(f"- {escaped(name)}: {escaped(value)}" for name, value in facts(report)[1:]))
        return "\n\n".join([*filter(None, parts), *self.notes]) + "\n"

    def section(self, section: Section, level: int) -> Iterator[str]:
        """Yield the parts of a section."""
        yield f"{'#' * min(level, 6)} {escaped(section.title)}"
        for heading, blocks in groupby(section.blocks, _heading):
            if heading:
                yield f"**{heading}**"
            for block in blocks:
                yield from self.block(block)
        for part in section.parts:
            yield from self.section(part, level + 1)

    def block(self, block: Block) -> Iterator[str]:
        """Yield the parts of a block."""
        match block:
            case Paragraph():
                yield " ".join(map(self.claim, block.claims))
            case Bullets():
                marks = (f"{n}." if block.numbered else "-" for n in range(1, len(block.claims) + 1))
                yield "\n".join(
                    f"{mark} {self.claim(c)}" for mark, c in zip(marks, block.claims, strict=True)
                )
            case Quotation():
                yield from self.quotation(block)
            case Table():
                yield from self.table(block, f"{self.ids.numbers[block.id]}. {block.caption}")
                yield from map(self.claim, filter(None, (block.note,)))
            case Figure():
                name = self.ids.numbers[block.id]
                yield f"![{escaped(block.alternative)}]({self.pictures[block.id]}.svg)"
                yield f"**{name}.** {escaped(block.caption)}"
                yield from map(self.claim, filter(None, (block.note,)))
                yield from self.table(block.data, f"{name}, numbers. {block.data.caption}")

    # --- claims and quotes

    def claim(self, claim: Claim) -> str:
        """Return a claim with its citation and the mark of its footnote."""
        rich = self.citations.after(claim)
        label = self.ids.claims[claim.id].removeprefix("c-")
        mark = ""
        if claim.evidence:
            mark = self.note(label, claim.evidence)
        elif claim.source in self.ids.numbers:
            mark = self.footnote(label, f"Counted in {self.ids.numbers[claim.source]}.")
        if not rich or self.in_notes:
            return escaped(claim.text) + mark
        stem, stop = split_stop(claim.text)
        return f"{escaped(stem)} {as_markdown(rich)}{stop}{mark}"

    def quotation(self, block: Quotation) -> Iterator[str]:
        """Yield words that are set apart, after the claim that leads to them."""
        if block.lead:
            yield self.claim(block.lead)
        quote = self.report.quotes[block.evidence]
        self.given.add(quote.id)
        cite = "" if self.in_notes else f" {self.cite(quote)}"
        yield f"> {escaped(quote.text)}{cite}{self.note(self.ids.quotation(block), (quote.id,))}"

    def cite(self, quote: Quote) -> str:
        """Return the citation of a quote."""
        return as_markdown(self.citations.quotes[quote.id])

    def note(self, label: str, evidence: Sequence[str]) -> str:
        """Keep a footnote with quotes, and return its mark."""
        lines = [self.line(self.report.quotes[ident]) for ident in evidence]
        return self.footnote(label, lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines))

    def line(self, quote: Quote) -> str:
        """Return a quote with its citation and a link to its page; its first words if it was given before."""
        text = quote.text
        if quote.id in self.given and len(text) > SHORT:
            text = text[:SHORT].rpartition(" ")[0] + " …"
        self.given.add(quote.id)
        link = f" [Open]({self.address(quote.link)})" if quote.link else ""
        return f"“{escaped(text)}” {self.cite(quote)}{link}"

    def footnote(self, label: str, text: str) -> str:
        """Keep a footnote and return its mark."""
        if "\n" in text:
            text = "\n\n" + "\n".join(f"    {line}" for line in text.split("\n"))
        self.notes.append(f"[^{label}]: {text}".replace(": \n", ":\n"))
        return f"[^{label}]"

    def entry(self, number: int) -> str:
        """Return a reference."""
        entry = self.citations.entries[number]
        parts = (escaped(entry.label), as_markdown(entry.rich), escaped(entry.note))
        return " ".join(filter(None, parts))

    def address(self, path: str) -> str:
        """Return the address of a path in the workbench, fit for a link."""
        return f"<{percent_encoded(self.report.base + path, safe=':/?#[]@!$&()*+,;=%~')}>"

    # --- tables

    def table(self, table: Table, caption: str) -> Iterator[str]:
        """Yield the caption of a table and its rows."""
        yield f"**{escaped(caption)}**"
        heads = " | ".join(escaped(column.label) or " " for column in table.columns)
        rules = " | ".join("---" if c.kind is ColumnKind.TEXT else "---:" for c in table.columns)
        lines = [f"| {heads} |", f"| {rules} |"]
        for number, row in enumerate(table.rows):
            pairs = enumerate(zip(row.cells, table.columns, strict=True))
            cells = [self.cell(table, number, index, cell, column) for index, (cell, column) in pairs]
            cells[0] = "\u2003" * row.level + (f"**{cells[0]}**" if row.strong and cells[0] else cells[0])
            lines.append(f"| {' | '.join(cells)} |")
        yield "\n".join(lines)

    def cell(self, table: Table, row: int, index: int, cell: Cell, column: Column) -> str:
        """Return a cell, linked to what was counted, with a footnote for the quotes behind it."""
        text = escaped(shown(cell, column))
        linked = f"[{text}]({self.address(cell.link)})" if cell.link and text else text
        label = self.ids.cell(table, row, index).removeprefix("t-")
        return linked + (self.note(label, cell.evidence) if cell.evidence else "")


def _heading(block: Block) -> str:
    """Return the heading that neighbouring quotations of one stance share."""
    return STANCES[block.stance] if isinstance(block, Quotation) and block.stance else ""
