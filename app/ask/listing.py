"""Passages in reading order, as a list that filters and conditions make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.ask.search import SearchResult

if TYPE_CHECKING:
    from workingregions.app.ask.facet_counts import FacetTable, Mask
    from workingregions.app.names import Pinned
    from workingregions.models.search import Engine


def list_passages(
    pinned: Pinned, engine: Engine, table: FacetTable, mask: Mask | None, query: str, first: int, n: int
) -> SearchResult:
    """See View.list_passages."""
    from workingregions.models.search import Hit, Verdict, mark

    ids = table.ids(mask)
    shown = list(ids[first : first + n])
    records = engine.fetch(shown)
    passages = [records[ident] for ident in shown if ident in records]
    own = {p.document for p in passages}
    return SearchResult(
        query=query,
        hits=tuple(
            Hit(
                passage=p.id,
                document=p.document,
                page=p.pages[0] if p.pages else 1,
                score=0.0,
                relevance=1.0,
                weak=False,
                snippet=p.text,
                start=0,
                end=len(p.text),
                voice=p.voice,
                section=p.section,
                marks=mark(query, p.text) if query.strip() else (),
            )
            for p in passages
        ),
        documents={d.id: d for d in pinned.snapshot.records("documents", among=("id", own))},
        evidence=tuple(evidence_ids(pinned.snapshot, passages)),
        verdict=Verdict.ANSWERED,
        among=len(ids),
    )
