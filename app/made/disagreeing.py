"""Statements on a region that do not agree, in words and with their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.made.quoting import Sentence, identified, sentence_at
from workingregions.app.names import gazetteer
from workingregions.corpus.records import Outcome, Tie
from workingregions.models.contradictions import Conflict, comparable, figure_conflicts, tie_conflicts
from workingregions.reports.regions import Contradiction, Side
from workingregions.reports.wording import OUTCOMES, verb

if TYPE_CHECKING:
    from workingregions.app.made.region_desk import RegionDesk


def disagreements(desk: RegionDesk) -> list[Contradiction]:
    """Return the statements on a region that do not agree, ties first."""
    found = tie_conflicts(desk.here.ties)
    found += figure_conflicts(
        comparable(desk.outcome_records), lambda o: sentence_at(desk.passages[o.passage], o.start).text
    )
    sides = [side for conflict in found for side in (conflict.one, conflict.other)]
    ids = identified(desk.view, [_spot(desk, side) for side in sides])
    said = [
        Side(said=_said(side), document=side.document, evidence=ident)
        for side, ident in zip(sides, ids, strict=True)
    ]
    pairs = zip(found, said[::2], said[1::2], strict=True)
    return [
        Contradiction(contrast=c.contrast, about=_about(c), one=one, other=other)
        for c, one, other in pairs
        if one.evidence and other.evidence
    ]


def _spot(desk: RegionDesk, side: Tie | Outcome) -> Sentence:
    if isinstance(side, Tie):
        text = desk.passages[side.passage].text
        return Sentence(side.passage, side.start, side.end, " ".join(text[side.start : side.end].split()))
    return sentence_at(desk.passages[side.passage], side.start)


def _said(side: Tie | Outcome) -> str:
    if isinstance(side, Tie):
        sure = "" if side.modality.value == "asserted" else f" ({side.modality.value})"
        return f"{side.source_name} {verb(side.relation.value)} {side.target_name}{sure}"
    change = f" {side.change.value}" if side.change else ""
    promised = "promised " if side.promised else ""
    when = f" in {side.year}" if side.year else ""
    kind = OUTCOMES.get(side.kind.value, side.kind.value)
    return f"{promised}{' '.join(side.text.split())} {kind}{change}{when}"


def _about(conflict: Conflict) -> str:
    one = conflict.one
    if isinstance(one, Tie):
        return ""
    return gazetteer().name(one.place) if one.place else ""
