"""The list of documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.web.filters import FACETS
from workingregions.app.web.render import Page, PageNow, words
from workingregions.app.web.tables import Column, Row, download, listing
from workingregions.corpus.enums import DocumentType
from workingregions.models.wording import language

router = APIRouter()
COLUMNS = ("year", "type", "publisher", "regions", "pages", "language", "path")
"""Columns that a reader may choose beside the title; the first five are shown unless the address says."""
USUAL = COLUMNS[:5]
CHOICES = ("type", "language", "drop")
"""Filters of which the page lists the values with their numbers of documents."""


@router.get("/documents")
def documents(page: PageNow) -> Response:
    """Show the documents that the filters select, or send them as a file."""
    frame = page.view.documents(page.selection)
    given = page.filters.all("column")
    chosen = tuple(name for name in COLUMNS if name in given) or USUAL
    if page.filters.one("format"):
        linked = frame.assign(link=[_absolute(page, ident) for ident in frame["id"]])
        return download(page, linked, "documents") or Response()
    repeats = frame.set_index("id")["duplicate_of"]
    shown = frame.assign(title=frame["title"].where(frame["title"] != "", frame["path"]))
    shown["regions"] = [_places(codes) for codes in shown["regions"]]
    listed = listing(page, shown, _columns(page, chosen), caption=_caption(page, len(frame)))
    facets = page.view.facets(page.selection, only=CHOICES) if len(frame) else None
    return page.show(
        "documents.html.j2",
        list=listed,
        repeated=int((repeats != "").sum()),
        known={name: _values(facets, name) for name in CHOICES},
        types=[kind.value for kind in DocumentType],
        columns=[(name, name in chosen) for name in COLUMNS],
        filtered=any(page.filters.all(name) for name in FACETS),
    )


def _columns(page: Page, chosen: Sequence[str]) -> list[Column]:
    made = {
        "year": Column(
            "year",
            "Year",
            link=lambda row: page.to.documents(year=row["year"]) if row["year"] else "",
            shown=_year,
        ),
        "type": Column("type", "Type", shown=words, link=lambda row: page.to.documents(type=row["type"])),
        "publisher": Column("publisher", "Publisher"),
        "regions": Column("regions", "About"),
        "pages": Column("pages", "Pages", numeric=True, link=lambda row: page.to.document(row["id"])),
        "language": Column("language", "Language", shown=lambda code: language(code) if code else ""),
        "path": Column("path", "File"),
    }
    title = Column("title", "Title", link=lambda row: page.to.document(row["id"]), quote=True)
    return [title, *(made[name] for name in chosen)]


def _caption(page: Page, total: int) -> str:
    filters = "; ".join(f"{chip.label.lower()} {chip.value}" for chip in page.chips)
    return f"{total:,} document{'s' if total != 1 else ''}" + (f": {filters}" if filters else "")


def _of_year(page: Page, row: Row) -> str:
    return page.to.documents(year=row["year"]) if row["year"] else ""


def _year(value: Any) -> str:
    return str(value) if value else "–"


def _places(codes: Sequence[str]) -> list[str]:
    from workingregions.app.names import gazetteer

    return [gazetteer().name(code) for code in codes]


def _values(facets: Any, name: str) -> list[tuple[str, str, int]]:
    """Return the values of a facet: as the filter takes it, in words, and how many documents have it."""
    if facets is None:
        return []
    rows = facets[facets["facet"] == name]
    return [(row.value, words(row.name), int(row.documents)) for row in rows.itertuples(index=False)]


def _absolute(page: Page, ident: str) -> str:
    return str(page.request.base_url).rstrip("/") + page.to.document(ident)
