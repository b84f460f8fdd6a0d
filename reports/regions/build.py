"""A regional profile, put together from its sections."""

from __future__ import annotations

from workingregions.corpus.plain import plain
from workingregions.models.networks import as_graphml
from workingregions.models.wording import the
from workingregions.reports.exchange import CREDITS, geojson
from workingregions.reports.parts import methods, thickness_blocks
from workingregions.reports.regions.actors import actors, institutions_table, ranked
from workingregions.reports.regions.change import change
from workingregions.reports.regions.holdings import documents_table, holdings, parts
from workingregions.reports.regions.limits import limits
from workingregions.reports.regions.material import RegionMaterial
from workingregions.reports.regions.outcomes import best, claims_table, contradictions, outcomes
from workingregions.reports.regions.summary import subtitle, summary
from workingregions.reports.regions.themes import themes
from workingregions.reports.regions.ties import ties, ties_table
from workingregions.reports.report import (
    Attachment,
    Block,
    Provenance,
    Report,
    Section,
    Spelling,
)
from workingregions.reports.wording import capital

METHOD = (
    "A document is about a region if the region, or an area in it, is among its focal regions; other "
    "documents count with the passages that are about it.",
    "An institution counts as the region's if its home, or the area it acts for, is the region, lies in "
    "it or contains it, or if nothing is known of where it belongs; institutions from elsewhere are "
    "listed apart.",
    "A tie is a sentence that states it. Two names in one sentence are none.",
    "Shares have Wilson's 95 % intervals, differences of shares those of Newcombe (1998) with the tests "
    "of all themes taken together (Benjamini and Hochberg), thickness those of documents drawn again.",
)


def region_profile(
    found: RegionMaterial, provenance: Provenance, spelling: Spelling = Spelling.BRITISH
) -> Report:
    """Return the profile of a region, without the quotes behind its evidence ids."""
    body = [summary(found), holdings(found)]
    if found.documents:
        made = [parts(found), actors(found), ties(found), _thickness(found), themes(found)]
        made += [outcomes(found), change(found), contradictions(found)]
        body += [section for section in made if section is not None]
    body.append(limits(found))
    return Report(
        title=f"{capital(the(found.name))}: who governs manufacturing",
        subtitle=subtitle(found),
        sections=(*body, *_annexes(found), methods(provenance, found.steps, METHOD, about="profile")),
        quotes={},
        references={d.id: d for d in found.documents},
        provenance=provenance,
        spelling=spelling,
        attachments=_attachments(found),
    )


def _thickness(found: RegionMaterial) -> Section | None:
    if found.thickness.components.empty:
        return None
    blocks = thickness_blocks(found.thickness)
    return Section(id="thickness-section", title="How thick its institutions are", blocks=blocks)


def _annexes(found: RegionMaterial) -> list[Section]:
    if not found.documents:
        return []
    name = the(found.name)
    tables: list[tuple[str, str, Block]] = []
    if found.actors:
        caption = f"All institutions named in passages about {name}, those from elsewhere included"
        tables.append(
            (
                "annex-institutions",
                "Institutions",
                institutions_table("institutions-all", ranked(found.actors), caption),
            )
        )
    if not found.network.ties.empty:
        tables.append(("annex-ties", "Ties", ties_table(found, "ties-all", 0)))
    if found.outcomes:
        caption = f"All figures in passages about {name}, each once"
        tables.append(
            (
                "annex-outcomes",
                "Figures",
                claims_table("outcomes-all", best(found.outcomes), caption, found.documents),
            )
        )
    tables.append(("annex-documents", "Documents", documents_table(found)))
    return [Section(id=i, title=t, blocks=(block,), annex=True) for i, t, block in tables]


def _attachments(found: RegionMaterial) -> tuple[Attachment, ...]:
    made = []
    if len(found.network.graph):
        content = as_graphml(found.network).encode()
        about = f"The governance network of {the(found.name)}, for Gephi and other programs"
        made.append(Attachment(name="network.graphml", content=content, about=about))
    if len(found.parts):
        columns = ["region", "name", "kind", "documents", "institutions", "ties"]
        rows = plain(found.parts[columns].sort_values("region"))
        about = f"The parts of {the(found.name)} with their shapes and counts, for QGIS and other programs"
        content = geojson(rows, found.name, about, CREDITS).encode()
        made.append(Attachment(name="regions.geojson", content=content, about=about))
    return tuple(made)
