"""Whether a report may be written: every claim supported, every table whole, every id used once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from workingregions.corpus.errors import WorkingRegionsError
from workingregions.reports.report.blocks import ColumnKind, Figure, Quotation, Table
from workingregions.reports.report.claims import Basis, Claim
from workingregions.reports.report.report import Report

_TYPES: dict[ColumnKind, tuple[type, ...]] = {
    ColumnKind.TEXT: (str,),
    ColumnKind.COUNT: (int,),
    ColumnKind.YEAR: (int, str),  # "unknown", "1990 to 1994"
    ColumnKind.SHARE: (float, int),
    ColumnKind.SCORE: (float, int),
    ColumnKind.NUMBER: (float, int),
    ColumnKind.INTERVAL: (tuple,),
    ColumnKind.SHARES: (tuple,),
}


class UnsupportedReportError(WorkingRegionsError):
    """A report that states something without support. It is a fault of the program, not of its user."""


def checked(report: Report) -> Report:
    """Return the report if each claim has what it rests on.

    Raises:
        UnsupportedReportError: a claim, cell or quotation lacks support, or an id is used twice; the
            message names all of them.
    """
    faults = [*_claims(report), *_blocks(report), *_quotes(report)]
    if faults:
        raise UnsupportedReportError(f"The report is not supported by its evidence: {'; '.join(faults)}.")
    return report


def _claims(report: Report) -> Iterator[str]:
    claims = list(report.claims())
    yield from (f"claim {name} occurs twice" for name in _repeated(claim.id for claim in claims))
    for claim in claims:
        if fault := _fault(claim, report):
            yield f"claim {claim.id} {fault}"


def _fault(claim: Claim, report: Report) -> str:
    if not claim.text.strip() or claim.text != " ".join(claim.text.split()):
        return "has no text, or stray white space"
    if claim.text[-1] not in '.?!:)"”’':
        return "does not end as a sentence does"
    unknown = [ident for ident in claim.evidence if ident not in report.quotes]
    if unknown:
        return f"refers to unknown evidence {unknown[0]}"
    if claim.basis is Basis.QUOTES and not claim.evidence:
        return "has no evidence"
    if claim.basis is Basis.COUNTS and not (claim.numbers and claim.source):
        return "has no numbers, or does not say what was counted"
    if claim.basis is Basis.RECORD and not claim.source:
        return "does not say where it is recorded"
    return ""


def _blocks(report: Report) -> Iterator[str]:
    ids = [section.id for section in report.walk()]
    ids += [block.id for block in report.blocks() if isinstance(block, Table | Figure)]
    yield from (f"section, table or figure {name} occurs twice" for name in _repeated(ids))
    for block in report.blocks():
        if isinstance(block, Quotation) and block.evidence not in report.quotes:
            yield f"quotation {block.evidence} is unknown"
        if isinstance(block, Figure) and not (block.alternative.strip() and block.svg.startswith("<svg")):
            yield f"figure {block.id} has no alternative text or no picture"
    for table in report.tables():
        yield from _table(table, report)


def _table(table: Table, report: Report) -> Iterator[str]:
    yield from (
        f"column {name} of table {table.id} occurs twice" for name in _repeated(c.key for c in table.columns)
    )
    for number, row in enumerate(table.rows, 1):
        if len(row.cells) != len(table.columns):
            sizes = f"{len(row.cells)} cells for {len(table.columns)} columns"
            yield f"row {number} of table {table.id} has {sizes}"
            continue
        for cell, column in zip(row.cells, table.columns, strict=True):
            if cell.value is not None and not isinstance(cell.value, _TYPES[column.kind]):
                yield f"{column.key} in row {number} of table {table.id} is not a {column.kind}"
            if any(ident not in report.quotes for ident in cell.evidence):
                yield f"{column.key} in row {number} of table {table.id} refers to unknown evidence"


def _quotes(report: Report) -> Iterator[str]:
    for quote in report.quotes.values():
        if quote.document not in report.references:
            yield f"quote {quote.id} is of an unlisted document"
        if not quote.text.strip():
            yield f"quote {quote.id} has no words"


def _repeated(ids: Iterable[str]) -> list[str]:
    return sorted(ident for ident, count in Counter(ids).items() if count > 1)
