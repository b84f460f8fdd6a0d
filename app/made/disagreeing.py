"""Statements on a region that do not agree, in words and with their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.made.quoting import identified, sentence_at
from workingregions.app.made.statements import about, said, spot
from workingregions.models.contradictions import comparable, figure_conflicts, tie_conflicts
from workingregions.reports.regions import Contradiction, Side

if TYPE_CHECKING:
    from workingregions.app.made.region_desk import RegionDesk


def disagreements(desk: RegionDesk) -> list[Contradiction]:
    """Return the statements on a region that do not agree, ties first."""
    found = tie_conflicts(desk.here.ties)
    found += figure_conflicts(
        comparable(desk.outcome_records), lambda o: sentence_at(desk.passages[o.passage], o.start).text
    )
    sides = [side for conflict in found for side in (conflict.one, conflict.other)]
    ids = identified(desk.view, [spot(desk.passages, side) for side in sides])
    told = [
        Side(said=said(side), document=side.document, evidence=ident)
        for side, ident in zip(sides, ids, strict=True)
    ]
    pairs = zip(found, told[::2], told[1::2], strict=True)
    return [
        Contradiction(contrast=c.contrast, about=about(c), one=one, other=other)
        for c, one, other in pairs
        if one.evidence and other.evidence
    ]
