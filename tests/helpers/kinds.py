"""A kind of report for tests: small, and sensitive to documents, corrections and themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.made import Order, ReportKind
from workingregions.corpus.records import Document
from workingregions.reports.report import (
    Cell,
    Column,
    ColumnKind,
    Number,
    Paragraph,
    Quote,
    Report,
    Row,
    Section,
    Table,
    counted,
    quoted,
    recorded,
)

if TYPE_CHECKING:
    from workingregions.app.view import View

MOST = 12
"""Documents that are quoted."""


def inventory(view: View, order: Order) -> Report:
    """Return a report that lists the documents, quotes each, and names the most named institution."""
    documents = view.counted
    quotes = _quotes(view, documents[:MOST])
    by_document = {quote.document: quote.id for quote in quotes.values()}
    rows = tuple(
        Row(cells=(Cell(value=d.title or d.path), Cell(value=d.year, evidence=_of(by_document, d))))
        for d in documents
    )
    columns = (
        Column(key="title", label="Title"),
        Column(key="year", label="Year", kind=ColumnKind.YEAR),
    )
    top = view.institutions().iloc[0]
    names = Number(name="institutions", value=len(view.institutions()), unit="institutions")
    claims = (
        counted("all", f"The corpus holds {len(documents)} documents.", {"documents": len(documents)},
                source="list", evidence=quotes),
        counted("top", f"Most often named of {len(view.institutions())} is {top['name']}.", [names],
                source="institutions of the map"),
        *(quoted(f"says.{d}", "A document speaks for itself.", [ident]) for d, ident in by_document.items()),
        recorded("spelled", f"It is spelled the {order.spelling} way.", source="run"),
    )  # fmt: skip
    section = Section(
        id="summary",
        title="Summary",
        blocks=(
            Paragraph(claims=claims),
            Table(id="list", caption="Documents", columns=columns, rows=rows),
        ),
    )
    return Report(
        title="Inventory",
        subtitle="A list",
        sections=(section,),
        quotes=quotes,
        references={d.id: d for d in documents},
        provenance=order.provenance(view),
        spelling=order.spelling,
    )


def _quotes(view: View, documents: list[Document]) -> dict[str, Quote]:
    """Return the longest passage of each document as a quote."""
    found = view.snapshot.records("passages", among=("document", [d.id for d in documents]))
    longest = {}
    for passage in sorted(found, key=lambda p: (len(p.text), p.id)):
        longest[passage.document] = passage
    chosen = [longest[d.id] for d in documents if d.id in longest]
    idents = view.passage_evidence([p.id for p in chosen])
    return {
        ident: Quote(
            id=ident,
            document=p.document,
            page=p.pages[0] if p.pages else 0,
            text=" ".join(p.text.split()),
            link=f"/evidence/{ident}",
        )
        for ident, p in zip(idents, chosen, strict=True)
    }


def _of(by_document: dict[str, str], document: Document) -> tuple[str, ...]:
    return (by_document[document.id],) if document.id in by_document else ()


INVENTORY = ReportKind(id="inventory", label="Inventory", about="A list.", takes=("theme",), build=inventory)
