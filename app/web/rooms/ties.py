"""Ties and outcomes: lists whose every row opens its sentence on the page, and can be corrected there."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.web.filters import FACETS, Chip
from workingregions.app.web.render import Page, PageNow, sure, words
from workingregions.app.web.rooms.institutions import SURENESS, chips
from workingregions.app.web.tables import Column, Row, download, listing
from workingregions.corpus.enums import InstitutionType, OutcomeKind, Relation, Scale, TieKind
from workingregions.corpus.selection import Selection

router = APIRouter()
OF_TIES = {
    "relation": "Relation",
    "ties": "Ties of",
    "kind": "One end is",
    "scale": "Scale of an end",
    "firms": "Firms",
    "min_confidence": "Confidence",
}
SAID = {"yes": "as a promise", "no": "as a fact"}


def _sentence(page: Page) -> Column:
    def evidence(row: Row) -> str:
        return page.to.evidence(row["evidence"]) if row["evidence"] else ""

    return Column("sentence", "Sentence", quote=True, sorts=False, link=evidence)


@router.get("/ties")
def ties(page: PageNow) -> Response:
    """List the stated ties that the filters take."""
    wanted = page.filters.one("institution")
    frame = page.view.ties(_selected(page), institution=wanted, only=page.filters.map_filter(page.view))
    if answer := download(page, frame, "ties"):
        return answer

    def end(side: str) -> Column:
        heading = {"source": "From", "target": "To"}[side]
        return Column(side, heading, link=lambda row: page.to.institution(row[f"{side}_id"]))

    columns = [
        end("source"),
        Column("relation", "Relation", shown=words),
        end("target"),
        Column("modality", "Stated as", shown=lambda value: "a fact" if value == "asserted" else str(value)),
        _sentence(page),
        Column("year", "Year", numeric=True),
        Column("confidence", "Sure?", shown=sure),
    ]
    return page.show(
        "ties.html.j2",
        list=listing(page, frame, columns, caption=f"{len(frame):,} statements of ties"),
        extra=chips(page, OF_TIES),
        relations=[relation.value for relation in Relation],
        kinds=[kind.value for kind in TieKind],
        types=[kind.value for kind in InstitutionType],
        scales=[scale.value for scale in Scale],
        sureness=SURENESS,
        wanted=wanted,
        whole=page.view.snapshot.manifest.rows.get("entity_ties", 0),
    )


def _selected(page: Page) -> Selection | None:
    """Return the passages that the filters select; `institution` names an end of ties here."""
    options = {name: argument for name, argument in FACETS.items() if name != "institution"}
    given = page.filters.given(options)
    return page.view.select(**given) if given else None


@router.get("/outcomes")
def outcomes(page: PageNow) -> Response:
    """List the quantified claims that the filters take."""
    frame = page.view.outcomes(page.selection, kinds=page.filters.all("outcome"))
    if said := page.filters.one("promised"):
        frame = frame[frame["promised"] == (said == "yes")].reset_index(drop=True)
    if answer := download(page, frame, "outcomes"):
        return answer
    columns = [
        Column("kind", "About", shown=words),
        Column("value", "Value", numeric=True),
        Column("unit", "Unit"),
        Column("year", "Year", numeric=True),
        Column("place", "Place"),
        Column("institution", "Institution"),
        Column("promised", "Stated as", shown=lambda value: "a promise" if value else "a fact"),
        _sentence(page),
        Column("confidence", "Sure?", shown=sure),
    ]
    extra = chips(page, {"outcome": "About"})
    if said:
        extra.append(Chip("Stated", SAID.get(said, said), "promised", page.filters.without("promised")))
    return page.show(
        "outcomes.html.j2",
        list=listing(page, frame, columns, caption=f"{len(frame):,} claims with a number"),
        extra=extra,
        kinds=[kind.value for kind in OutcomeKind],
        said=SAID,
        whole=page.view.snapshot.manifest.rows.get("outcomes", 0),
    )
