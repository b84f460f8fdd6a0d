"""Institutions: the list with its filters, and a page for each with its evidence and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.web.filters import Chip
from workingregions.app.web.render import Page, PageNow, sure, words
from workingregions.app.web.tables import Column, Row, download, listing
from workingregions.corpus.enums import InstitutionType, Relation, Scale
from workingregions.corpus.plain import plain
from workingregions.corpus.records import Merge

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import Institution

router = APIRouter()
OWN = {
    "called": "Name contains",
    "home": "Home",
    "kind": "Type",
    "scale": "Scale",
    "firms": "Firms",
    "min_confidence": "Confidence",
}
"""The filters of institutions besides those of passages, as chips call them."""
SURENESS = {"0.9": "nearly certain", "0.7": "at least likely", "0.5": "at least more likely than not"}
FEW = 12
"""Names, ties or passages that a page shows before "all"."""


@router.get("/institutions")
def institutions(page: PageNow) -> Response:
    """List the institutions that the filters take."""
    filters = page.filters
    only = filters.map_filter(page.view)
    frame = page.view.institutions(
        page.selection, only=only, home=filters.one("home"), called=filters.one("called")
    )
    if answer := download(page, frame, "institutions"):
        return answer
    return page.show(
        "institutions.html.j2",
        list=listing(page, frame, _columns(page), caption=_caption(page, len(frame))),
        extra=chips(page, OWN),
        types=[kind.value for kind in InstitutionType],
        scales=[scale.value for scale in Scale],
        themes=page.view.codebook.themes,
        sureness=SURENESS,
        whole=page.view.snapshot.manifest.rows.get("entities", 0),
    )


def _caption(page: Page, found: int) -> str:
    whole = page.view.snapshot.manifest.rows.get("entities", 0)
    return f"{found:,} of {whole:,} institutions that the documents name"


def _columns(page: Page) -> list[Column]:
    kept = {n: list(page.filters.all(n)) for n in ("region", "year", "theme") if page.filters.all(n)}

    def documents(row: Row) -> str:
        return page.to.documents(institution=row["id"], **kept)

    def ties(row: Row) -> str:
        return page.to.ties(institution=row["id"]) if row["ties"] else ""

    def region(row: Row) -> str:
        return page.to.region(row["region"]) if row["region"] else ""

    return [
        Column("name", "Institution", link=lambda row: page.to.institution(row["id"])),
        Column("type", "Type", shown=words),
        Column("scale", "Scale", shown=words),
        Column("region_name", "Home", link=region, shown=lambda value: value or "not known"),
        Column("documents", "Documents", link=documents, numeric=True),
        Column("ties", "Ties", link=ties, numeric=True),
        Column("first", "From", numeric=True),
        Column("last", "To", numeric=True),
        Column("confidence", "An institution?", shown=sure),
    ]


def chips(page: Page, labels: Mapping[str, str]) -> list[Chip]:
    """Return the chips of filters that only some pages have."""
    found = []
    for name, label in labels.items():
        for value in page.filters.all(name):
            shown = {"firms": {"yes": "all", "no": "none"}, "min_confidence": SURENESS}.get(name, {})
            told = shown.get(value, value.replace("_", " "))
            found.append(Chip(label, told, name, page.filters.without(name, value)))
    return found


# --- one institution


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of the timeline, in units of the drawing: `height` for mentions, and the ties."""

    year: int
    x: float
    height: float
    mentions: int
    documents: int
    ties: int


WIDTH, HEIGHT = 640, 96
"""Size of the timeline in user units."""


@router.get("/institutions/{ident:path}")
def institution(page: PageNow, ident: str) -> Response:
    """Show all that the corpus states about one institution, and offer corrections."""
    found = page.view.institution(ident, near=page.filters.one("near"))
    if answer := _list(page, found):
        return answer
    entity = found.entity
    year = page.filters.one("year")
    passages = found.passages[found.passages["year"].astype("string") == year] if year else found.passages
    quoted = Column(
        "text", "Sentence", quote=True, sorts=False, link=lambda row: page.to.evidence(row["evidence"])
    )
    columns = [
        quoted,
        Column("year", "Year", numeric=True),
        Column("file", "Document"),
        Column("page", "Page", numeric=True),
    ]
    ties = found.ties
    return page.show(
        "institution.html.j2",
        found=found,
        entity=entity,
        votes=_votes(found.typed),
        names=_names(found),
        apart=[merge for merge in found.merges if not merge.merged],
        bars=_bars(found.years),
        bar_width=_step(found.years) * 0.8,
        size=(WIDTH, HEIGHT),
        years=plain(found.years),
        passages=listing(page, passages, columns, caption=f"Sentences that name {entity.name}", limit=FEW),
        year=year,
        outgoing=plain(ties[ties["source_id"] == entity.id]),
        incoming=plain(ties[ties["target_id"] == entity.id]),
        mentions=int(found.names["mentions"].sum()),
        documents=found.passages["file"].nunique(),
        files=sorted(set(found.passages["file"])),
        follow=[*zip(entity.before, found.before, strict=True)],
        after=[*zip(entity.after, found.after, strict=True)],
        types=[kind.value for kind in InstitutionType],
        scales=[scale.value for scale in Scale],
        relations=[relation.value for relation in Relation],
        lines=_lines(page, found),
        near=_near(page, found),
        step=FEW,
    )


def _votes(typed: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return what documents say of type and scale; those that say nothing are left out."""
    told = typed[~typed["value"].isin([InstitutionType.OTHER.value, Scale.UNKNOWN.value])]
    return {str(field): plain(votes) for field, votes in told.groupby("field")}


def _near(page: Page, found: Institution) -> str:
    """Return the region that distinguishes the institution from others of its name; "" if there are none."""
    bearers = page.view.register.called(found.entity.name)
    return found.entity.region if len(bearers) > 1 else ""


def _list(page: Page, found: Institution) -> Response | None:
    """Return one of the page's lists as a file, if the address asks for it."""
    frames = {"ties": found.ties, "passages": found.passages, "names": found.names, "years": found.years}
    wanted = page.filters.one("list", "passages")
    name = f"{found.entity.id} {wanted}".replace("/", " ")
    return download(page, frames.get(wanted, found.passages), name)


def _names(found: Institution) -> list[dict[str, Any]]:
    """Return the names that it bears, with why each is taken for it."""
    why: dict[str, Merge] = {}
    for merge in found.merges:
        if merge.merged:
            for text in (merge.left, merge.right):
                why.setdefault(text.casefold(), merge)
    rows: list[dict[str, Any]] = plain(found.names)
    return [{**row, "why": why.get(str(row["form"]).casefold())} for row in rows]


def _step(years: pd.DataFrame) -> float:
    dated = years["year"].dropna()
    return WIDTH / (int(dated.max() - dated.min()) + 1) if len(dated) else WIDTH


def _bars(years: pd.DataFrame) -> list[Bar]:
    """Return the timeline: a bar per year, its height by mentions from a baseline of nought."""
    dated = years[years["year"].notna()]
    if dated.empty:
        return []
    first, most, step = int(dated["year"].min()), int(dated["mentions"].max()), _step(years)
    return [
        Bar(
            year=int(row["year"]),
            x=round((int(row["year"]) - first) * step + step * 0.1, 1),
            height=round(HEIGHT * row["mentions"] / most, 1),
            mentions=int(row["mentions"]),
            documents=int(row["documents"]),
            ties=int(row["ties"]),
        )
        for row in dated.to_dict("records")
    ]


def _lines(page: Page, found: Institution) -> list[dict[str, Any]]:
    """Return the corrections that name the institution, the newest first."""
    names = {found.entity.name.casefold(), *(alias.casefold() for alias in found.entity.aliases)}
    rows: list[dict[str, Any]] = plain(page.view.corrections().iloc[::-1])
    return [row for row in rows if any(name.casefold() in names for name in row["names"])]
