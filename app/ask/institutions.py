"""Answers about a project's institutions, their ties and their outcomes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.app.answers import FormRow, SentenceRow, TieRow, VoteRow, YearRow
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.names import Register, gazetteer
from workingregions.corpus.enums import InstitutionType, OutcomeKind, Relation, Scale
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.plain import rows_of
from workingregions.corpus.records import Entity, Link, Mention, Merge, Name, Outcome, Tie
from workingregions.corpus.sql import among
from workingregions.corpus.store import Snapshot

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.corpus.selection import Selection

INSTITUTIONS = (
    "id", "name", "type", "scale", "region", "region_name", "documents", "mentions", "first", "last",
    "aliases",
)  # fmt: skip
TIES = (
    "source", "relation", "target", "modality", "year", "file", "page", "sentence", "confidence",
    "source_type", "target_type", "source_id", "target_id", "passage", "evidence",
)  # fmt: skip
OUTCOMES = (
    "kind", "text", "value", "value_high", "unit", "year", "place", "institution", "promised", "file", "page",
    "sentence", "confidence", "passage", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Institution:
    """Everything that the corpus states about one institution.

    `names` has one row per form (form, documents, mentions), `typed` one per type or scale that documents
    give it (field, value, documents, mentions), `years` one per year (year, documents, mentions), `passages`
    one per sentence that names it (year, file, page, text, passage), `ties` those of `View.ties`; `merges`
    gives the reasons why names are one, or were kept apart. `before` and `after` are names of institutions.
    """

    entity: Entity
    region_name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    links: tuple[Link, ...]
    merges: tuple[Merge, ...]
    names: pd.DataFrame = field(metadata=rows_of(FormRow))
    typed: pd.DataFrame = field(metadata=rows_of(VoteRow))
    years: pd.DataFrame = field(metadata=rows_of(YearRow))
    ties: pd.DataFrame = field(metadata=rows_of(TieRow))
    passages: pd.DataFrame = field(metadata=rows_of(SentenceRow))


def institutions(
    register: Register, selection: Selection | None, types: Sequence[str], scales: Sequence[str]
) -> pd.DataFrame:
    """See View.institutions."""
    import pandas as pd

    _known("institution type", types, [t.value for t in InstitutionType])
    _known("scale", scales, [s.value for s in Scale])
    mentions = register.mentions
    where = selection.where() if selection else ""
    if where:
        kept = register.snapshot.arrow("passages", where=where, columns=["id"])["id"].to_pylist()
        passages = set(kept)
        mentions = [m for m in mentions if m.passage in passages]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        counts[register.of[mention.document, mention.entity]][mention.document] += 1
    rows = []
    for identity, found in counts.items():
        entity = register.entities[identity]
        row = _described(entity)
        if (types and row["type"] not in types) or (scales and row["scale"] not in scales):
            continue
        years = [year for d in found if (year := register.documents[d].year) is not None]
        first, last = min(years, default=None), max(years, default=None)
        aliases = [alias for alias in entity.aliases if alias != entity.name]
        numbers = {"documents": len(found), "mentions": found.total(), "first": first, "last": last}
        rows.append({**row, **numbers, "aliases": aliases})
    frame = pd.DataFrame(rows, columns=list(INSTITUTIONS)).astype({"first": "Int64", "last": "Int64"})
    order = ["documents", "mentions", "id"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _described(entity: Entity) -> dict[str, object]:
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type.value if entity.type else "",
        "scale": entity.scale.value if entity.scale else "",
        "region": entity.region,
        "region_name": gazetteer().name(entity.region) if entity.region else "",
    }


def _known(kind: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            raise NotFoundError(kind, name, known, advice=f"One of: {', '.join(known)}.")


def ties(
    register: Register, selection: Selection | None, institution: str, relations: Sequence[str]
) -> pd.DataFrame:
    """See View.ties."""
    _known("relation", relations, [r.value for r in Relation])
    one = register.find(institution).id if institution else ""
    passages = _passages(register.snapshot, selection)
    found: list[Tie] = [
        tie
        for tie in register.snapshot.records("entity_ties")
        if tie.document in register.documents
        and (passages is None or tie.passage in passages)
        and (not one or one in (tie.source, tie.target))
        and (not relations or tie.relation.value in relations)
    ]
    return ties_frame(register, found)


def ties_frame(register: Register, found: Sequence[Tie]) -> pd.DataFrame:
    """Return one row per tie, ordered by confidence within a pair; see View.ties."""
    import pandas as pd

    texts = _texts(register.snapshot, {tie.passage for tie in found})
    kinds = {e.id: e.type.value if e.type else "" for e in register.entities.values()}
    rows = [
        {
            "source": tie.source_name,
            "relation": tie.relation.value,
            "target": tie.target_name,
            "modality": tie.modality.value,
            "year": register.documents[tie.document].year,
            "file": register.documents[tie.document].path,
            "page": tie.page,
            "sentence": " ".join(texts.get(tie.passage, "")[tie.start : tie.end].split()),
            "confidence": tie.confidence,
            "source_type": kinds.get(tie.source, ""),
            "target_type": kinds.get(tie.target, ""),
            "source_id": tie.source,
            "target_id": tie.target,
            "passage": tie.passage,
            "evidence": evidence,
        }
        for tie, evidence in zip(found, evidence_ids(register.snapshot, found), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(TIES)).astype({"year": "Int64"})
    order = ["source", "relation", "target", "confidence", "file", "page"]
    return frame.sort_values(order, ascending=[True, True, True, False, True, True], ignore_index=True)


def outcomes(register: Register, selection: Selection | None, kinds: Sequence[str]) -> pd.DataFrame:
    """See View.outcomes."""
    import pandas as pd

    _known("kind of outcome", kinds, [k.value for k in OutcomeKind])
    passages = _passages(register.snapshot, selection)
    found: list[Outcome] = [
        outcome
        for outcome in register.snapshot.records("outcomes")
        if outcome.document in register.documents
        and (passages is None or outcome.passage in passages)
        and (not kinds or outcome.kind.value in kinds)
    ]
    texts = _texts(register.snapshot, {o.passage for o in found})
    rows = [
        {
            "kind": o.kind.value,
            "text": " ".join(o.text.split()),
            "value": o.value,
            "value_high": o.value_high,
            "unit": o.unit,
            "year": o.year,
            "place": gazetteer().name(o.place) if o.place else "",
            "institution": _name_of(register, o),
            "promised": o.promised,
            "file": register.documents[o.document].path,
            "page": o.page,
            "sentence": _sentence(texts.get(o.passage, ""), o.start),
            "confidence": o.confidence,
            "passage": o.passage,
            "evidence": evidence,
        }
        for o, evidence in zip(found, evidence_ids(register.snapshot, found), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(OUTCOMES)).astype({"year": "Int64", "value_high": "float64"})
    return frame.sort_values(["kind", "file", "page", "passage", "text"], ignore_index=True)


def _name_of(register: Register, outcome: Outcome) -> str:
    """Return the name in the map of an outcome's institution; rejected institutions have none."""
    entity = register.entities.get(register.of.get((outcome.document, outcome.institution), ""))
    return entity.name if entity else ""


def _sentence(text: str, at: int) -> str:
    from workingregions.nlp.text import sentences

    found = next((text[start:end] for start, end in sentences(text) if start <= at < end), text)
    return " ".join(found.split())


def _passages(snapshot: Snapshot, selection: Selection | None) -> set[str] | None:
    """Return the ids of the selected passages; None for all."""
    where = selection.where() if selection else ""
    if not where:
        return None
    return set(snapshot.arrow("passages", where=where, columns=["id"])["id"].to_pylist())


def _texts(snapshot: Snapshot, passages: set[str]) -> dict[str, str]:
    if not passages:
        return {}
    rows = snapshot.arrow("passages", where=among("id", passages), columns=["id", "text"]).to_pylist()
    return {row["id"]: row["text"] for row in rows}


def institution(register: Register, name: str, near: str) -> Institution:
    """See View.institution."""
    entity = register.find(name, near)
    snapshot = register.snapshot
    own = [m for m in register.mentions if register.of[m.document, m.entity] == entity.id]
    tied = [t for t in snapshot.records("entity_ties") if entity.id in (t.source, t.target)]
    called = {e.id: e.name for e in register.entities.values()}
    return Institution(
        entity=entity,
        region_name=gazetteer().name(entity.region) if entity.region else "",
        before=tuple(called.get(e, e) for e in entity.before),
        after=tuple(called.get(e, e) for e in entity.after),
        links=tuple(link for link in snapshot.records("links") if link.entity == entity.id),
        merges=tuple(m for m in snapshot.records("merges") if m.entity == entity.id),
        names=_tally([(" ".join(m.text.split()), m.document) for m in own], "form"),
        typed=_typed(register, entity),
        years=_tally([(register.documents[m.document].year, m.document) for m in own], "year"),
        ties=ties_frame(register, [t for t in tied if t.document in register.documents]),
        passages=_named_in(register, own),
    )


def _tally(rows: Sequence[tuple[object, str]], field: str) -> pd.DataFrame:
    """Return the documents and mentions of each value: most mentions first, years in order."""
    import pandas as pd

    mentions = Counter(value for value, _ in rows)
    documents = Counter(value for value, _ in dict.fromkeys(rows))
    found = [{field: v, "documents": documents[v], "mentions": n} for v, n in mentions.items()]
    frame = pd.DataFrame(found, columns=[field, "documents", "mentions"])
    if field == "year":
        return frame.astype({"year": "Int64"}).sort_values("year", ignore_index=True)
    return frame.sort_values(["mentions", field], ascending=[False, True], ignore_index=True)


def _typed(register: Register, entity: Entity) -> pd.DataFrame:
    """Return the types and scales that documents give an institution, with their frequencies."""
    import pandas as pd

    votes: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for name in register.names:
        if name.entity == entity.id and name.document in register.documents:
            for field, value in (("type", name.type), ("scale", name.scale)):
                if value is not None:
                    votes[field, value.value].append(name)
    rows = [
        {
            "field": field,
            "value": value,
            "documents": len({n.document for n in names}),
            "mentions": sum(n.mentions for n in names),
        }
        for (field, value), names in votes.items()
    ]
    frame = pd.DataFrame(rows, columns=["field", "value", "documents", "mentions"])
    order = ["field", "mentions", "value"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _named_in(register: Register, own: Sequence[Mention]) -> pd.DataFrame:
    """Return the sentences that name an institution, oldest document first."""
    import pandas as pd

    texts = _texts(register.snapshot, {m.passage for m in own})
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for m in sorted(own, key=lambda m: (m.passage, m.start)):
        sentence = _sentence(texts.get(m.passage, ""), m.start)
        document = register.documents[m.document]
        row = {"year": document.year, "file": document.path, "page": m.page, "text": sentence}
        rows.setdefault((m.passage, sentence), {**row, "passage": m.passage})
    columns = ["year", "file", "page", "text", "passage"]
    frame = pd.DataFrame(list(rows.values()), columns=columns).astype({"year": "Int64"})
    return frame.sort_values(["year", "file", "passage"], kind="stable", ignore_index=True)
