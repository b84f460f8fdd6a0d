"""Small governance maps for tests, written down as lists of who is named and tied where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import pyarrow as pa

from workingregions.corpus.enums import InstitutionType, MentionKind, Modality, Relation, Scale
from workingregions.corpus.records import Document, Entity, Tie
from workingregions.models.presence import GovernanceMap


class FewPlaces:
    """A gazetteer of two counties in a state of a country."""

    above: Mapping[str, tuple[str, ...]] = {
        "A": ("US-ST", "US"),
        "B": ("US-ST", "US"),
        "US-ST": ("US",),
        "US": (),
        "GB": (),
        "London": ("GB",),
        "Capital": ("US",),
    }

    def ancestors(self, ident: str) -> Iterable[str]:
        return self.above.get(ident, ())

    def name(self, ident: str) -> str:
        return f"County {ident}" if ident in ("A", "B") else ident


def entity(
    ident: str,
    scale: Scale = Scale.LOCAL,
    region: str = "",
    kind: InstitutionType = InstitutionType.FIRM,
    remit: str = "",
) -> Entity:
    return Entity(
        id=ident,
        name=ident.title(),
        kind=MentionKind.INSTITUTION,
        type=kind,
        scale=scale,
        region=region,
        remit=remit,
    )


def tie(
    passage: str,
    source: str,
    target: str,
    relation: Relation = Relation.FUNDS,
    modality: Modality = Modality.ASSERTED,
) -> Tie:
    return Tie(
        document=passage.split("-")[0],
        passage=passage,
        page=2,
        start=0,
        end=9,
        source=source,
        relation=relation,
        target=target,
        source_name=source,
        target_name=target,
        modality=modality,
        confidence=0.8,
    )


def columns(types: Mapping[str, type], rows: Sequence[Sequence[object]]) -> pa.Table:
    """Rows as a table of texts and lists of texts."""
    fields = {str: pa.string(), list: pa.list_(pa.string())}
    return pa.table(
        {name: pa.array([r[n] for r in rows], fields[t]) for n, (name, t) in enumerate(types.items())}
    )


def tables(
    entities: Sequence[Entity],
    passages: Mapping[str, tuple[Sequence[str], Sequence[str]]],
    ties: Sequence[Tie] = (),
    years: Mapping[str, int | None] | None = None,
    scores: Mapping[str, Mapping[str, float]] | None = None,
    texts: Mapping[str, str] | None = None,
) -> GovernanceMap:
    """A map from passages ("document-number": regions, institutions named) and ties."""
    documents = sorted({p.split("-")[0] for p in passages})
    given = years or {}
    named = [(p.split("-")[0], p, e) for p, (_, names) in passages.items() for e in names]
    return GovernanceMap(
        entities=entities,
        ties=ties,
        documents=[
            Document(id=d, sha256=d, path=f"{d}.pdf", title=f"Title <{d}>", year=given.get(d, 2010))
            for d in documents
        ],
        mentions=columns({"document": str, "passage": str, "entity": str}, named),
        passages=columns(
            {"id": str, "document": str, "regions": list},
            [(p, p.split("-")[0], list(regions)) for p, (regions, _) in passages.items()],
        ),
        scores=pd.DataFrame(
            [(p, t, a) for p, found in (scores or {}).items() for t, a in found.items()],
            columns=["passage", "theme", "about"],
        ),
        texts=lambda ids: {p: (texts or {}).get(p, f"Evidence {p} & more.") for p in ids},
        snapshot="s000001",
    )
