"""A small corpus made of names: documents with a country, a region and the institutions they name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from workingregions.corpus.correction import Action, Correction, CorrectionEvidence
from workingregions.corpus.enums import InstitutionType, MentionKind, Modality, Relation, Scale
from workingregions.corpus.records import Acronym, Document, Mention, RegionWeight, Tie
from workingregions.models.entities.observations import observe
from workingregions.models.entities.resolution import Resolution, resolve
from workingregions.nlp.institutions.vocabulary import key


def document(name: str, country: str = "", region: str = "", year: int | None = None) -> Document:
    """A document; the same name gives the same id."""
    sha = hashlib.sha256(name.encode()).hexdigest()
    regions = (RegionWeight(region=region, name=region, weight=1.0),) if region else ()
    return Document(
        id=sha[:16], sha256=sha, path=f"{name}.pdf", year=year, jurisdiction=country, regions=regions
    )


def at(doc: Document, number: int, name: str, times: int = 2) -> list[Mention]:
    """Mentions of a name in a document."""
    return [
        Mention(
            id=f"{doc.id}-{number}-{n}", document=doc.id, passage=f"{doc.id}-{number}", page=1, start=n,
            end=n + len(name), kind=MentionKind.INSTITUTION, text=name, entity=key(name), confidence=0.8,
            type=InstitutionType.OTHER, scale=Scale.UNKNOWN,
        )
        for n in range(times)
    ]  # fmt: skip


def acronym(doc: Document, short: str, long: str) -> Acronym:
    """A definition."""
    return Acronym(document=doc.id, short=short, long=long, passage="")


def tie(doc: Document, source: str, relation: str, target: str) -> Tie:
    """A tie that a document states."""
    return Tie(
        document=doc.id, passage="p", page=1, start=0, end=1, source=key(source), relation=Relation(relation),
        target=key(target), source_name=source, target_name=target, modality=Modality.ASSERTED,
        confidence=0.8,
    )  # fmt: skip


def correction(
    action: str,
    *names: str,
    value: str = "",
    who: str = "Ada",
    when: int = 1,
    near: str = "",
    relation: str = "",
    sha256: str = "",
) -> Correction:
    """A line of the ledger; `when` orders the lines."""
    return Correction(
        id=hashlib.sha256(repr((action, names, value, who, when, near, sha256)).encode()).hexdigest()[:8],
        when=f"2026-01-{when:02d}T00:00:00Z",
        who=who,
        action=Action(action),
        names=names,
        value=value,
        near=near,
        relation=relation,
        evidence=CorrectionEvidence(sha256=sha256),
    )


def resolved(
    texts: Mapping[Document, Sequence[str]],
    *lines: Correction,
    acronyms: Sequence[Acronym] = (),
) -> Resolution:
    """The resolution of a corpus under corrections."""
    mentions = [m for doc, names in texts.items() for n, name in enumerate(names) for m in at(doc, n, name)]
    return resolve(observe(mentions, list(texts), {}), acronyms=acronyms, corrections=lines)
