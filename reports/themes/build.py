"""The thematic review: from records to a report whose every statement rests on them."""

from __future__ import annotations

from workingregions.models.wording import listed
from workingregions.reports.english import lower
from workingregions.reports.report import Provenance, Report, Section, checked
from workingregions.reports.themes import (
    actors,
    claimed,
    composition,
    contradicting,
    differing,
    flow,
    listing,
    methods,
    places,
    robust,
    scope,
    silence,
    strands,
    summary,
    tied,
    years,
)
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.material import Material


def build_review(material: Material) -> Report:
    """Return the review of one theme or several.

    A theme without passages gets a short review: what was searched, and what its silence shows.
    """
    desk = Desk.lay(material)
    sections = [summary.section(desk), scope.section(desk), flow.section(desk)]
    sections += _body(desk) if desk.covered else [scope.definition(desk), silence.section(desk)]
    annexes = [methods.section(desk), places.by_period(desk), listing.section(desk)]
    sections += [section for section in annexes if section is not None]
    labels = [theme.label for theme in material.themes]
    report = Report(
        title=listed([labels[0], *map(lower, labels[1:])]),
        subtitle=f"A thematic review of {material.project}",
        sections=tuple(sections),
        quotes=desk.quotes,
        references={d: desk.documents[d] for d in _listed(desk)},
        provenance=Provenance(
            kind="theme",
            arguments={"themes": [theme.id for theme in material.themes], **_filter(material)},
            snapshot=material.snapshot,
            date=material.created[:10],
            codebook=material.codebook,
            version=material.release,
            corpus=material.project,
        ),
        attachments=(*tied.attachments(desk), *places.attachments(desk)),
    )
    return checked(report)


def _body(desk: Desk) -> list[Section]:
    parts = (
        composition.section,
        scope.definition,
        years.section,
        places.section,
        strands.section,
        actors.section,
        claimed.section,
        differing.section,
        contradicting.section,
        strands.voices,
        silence.section,
        robust.section,
    )
    return [part(desk) for part in parts]


def _listed(desk: Desk) -> list[str]:
    """Return the documents about the themes, and those that are quoted beside them, in order."""
    wanted = {*desk.covered, *(quote.document for quote in desk.quotes.values())}
    return [d for d in desk.documents if d in wanted]


def _filter(material: Material) -> dict[str, str]:
    return {"institutions": material.filter.words} if material.filter.words else {}
