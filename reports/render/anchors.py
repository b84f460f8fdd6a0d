"""The ids of a page's elements, and where each quote is used: it is shown in full once, with ways back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workingregions.reports.render.names import Names
from workingregions.reports.report import Figure, Quotation, Report, Section, Table, claims_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An element that uses a quote: its id, and what readers call the place."""

    anchor: str
    place: str


class Anchors:
    """The ids of the elements of a report's page; the same for the same report.

    Attributes:
        sections, claims, tables, figures, references: by the id of each.
        quotes: by evidence id, in the order of their first use.
        numbers: "Table 1" or "Figure 2", by the id of the table or figure; a figure and its data share one.
        uses: the uses of each quote in reading order.
    """

    def __init__(self, report: Report) -> None:
        self.sections = _ids("s", (section.id for section in report.walk()))
        self.claims = _ids("c", (claim.id for claim in report.claims()))
        self.tables = _ids("t", (table.id for table in report.tables()))
        self.figures = _ids("f", (figure.id for figure in report.figures()))
        self.references = _ids("r", report.references)
        self.quotes = {ident: f"e-{number}" for number, ident in enumerate(report.used(), 1)}
        self.numbers: dict[str, str] = {}
        self.uses: dict[str, list[Use]] = {}
        self._quotations: dict[int, str] = {}
        self._tables = self._figures = 0
        for section in report.walk():
            self._section(section)

    def home(self, evidence: str) -> str:
        """Return the id of the element by which a quote is shown in full: the first that uses it."""
        return self.uses[evidence][0].anchor

    def quotation(self, block: Quotation) -> str:
        """Return the id of a quotation."""
        return self._quotations[id(block)]

    def cell(self, table: Table, row: int, column: int) -> str:
        """Return the id of a cell of a table; rows and columns count from 0."""
        return f"{self.tables[table.id]}.{row}.{column}"

    def _section(self, section: Section) -> None:
        for block in section.blocks:
            for claim in claims_of(block):
                self._use(claim.evidence, self.claims[claim.id], section.title)
            if isinstance(block, Quotation):
                self._quotations[id(block)] = f"q-{len(self._quotations) + 1}"
                self._use((block.evidence,), self.quotation(block), section.title)
            elif isinstance(block, Figure):
                self._figures += 1
                self.numbers[block.id] = self.numbers[block.data.id] = f"Figure {self._figures}"
                self._table(block.data, self.numbers[block.id])
            elif isinstance(block, Table):
                self._tables += 1
                self.numbers[block.id] = f"Table {self._tables}"
                self._table(block, self.numbers[block.id])

    def _table(self, table: Table, place: str) -> None:
        for number, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                self._use(cell.evidence, self.cell(table, number, column), place)

    def _use(self, evidence: Iterable[str], anchor: str, place: str) -> None:
        for ident in evidence:
            self.uses.setdefault(ident, []).append(Use(anchor=anchor, place=place))


def _ids(prefix: str, given: Iterable[str]) -> dict[str, str]:
    names = Names()
    return {ident: f"{prefix}-{names.free(ident)}" for ident in given}
