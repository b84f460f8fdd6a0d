"""All documents about the theme, with how much each says and its strongest sentence."""

from __future__ import annotations

from workingregions.models.wording import plural
from workingregions.reports.report import Cell, Column, ColumnKind, Section
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.tables import Plain, counts, made, text
from workingregions.reports.wording import kind

MOST = 500
"""Documents whose strongest sentence is quoted; the others are listed without."""


def section(desk: Desk) -> Section | None:
    """Return the documents as an annex; None if there are none."""
    if not desk.covered:
        return None
    rows: list[list[Plain]] = []
    for number, ident in enumerate(desk.covered):
        d = desk.documents[ident]
        own = desk.quote(desk.best(ident)) if number < MOST else ""
        places = ", ".join(desk.material.places.name(w.region) for w in d.regions[:2])
        title = d.title or d.path.rsplit("/", 1)[-1]
        rows.append(
            [
                Cell(value=title, evidence=(own,) if own else (), link=f"/documents/{ident}"),
                d.publisher,
                d.year,
                kind(d),
                places,
                len(desk.passages_of(ident)),
            ]
        )
    columns = [
        text("title", "Document"),
        text("publisher", "Publisher"),
        Column(key="year", label="Year", kind=ColumnKind.YEAR, meaning="of the document"),
        text("type", "Type"),
        text("regions", "On", "the regions that it is mainly about"),
        counts("passages", "Passages", "passages"),
    ]
    table = made(
        "documents-about", f"{plural(len(rows), 'document')} about {desk.subject}, by year", columns, rows
    )
    return Section(id="annex-documents", title="Documents about the theme", blocks=(table,), annex=True)
