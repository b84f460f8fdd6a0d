"""Answers about a project's institutions, their ties and their outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.app.ask.document_text import passages_of
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.names import Register, gazetteer
from workingregions.corpus.enums import OutcomeKind, TieKind
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.map_filter import MapFilter, tie_kind
from workingregions.corpus.records import Dataset, Entity, Outcome, Tie
from workingregions.corpus.sql import quote
from workingregions.corpus.store import Snapshot
from workingregions.models.named import named

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from workingregions.corpus.selection import Selection

INSTITUTIONS = (
    "id", "name", "type", "scale", "region", "region_name", "documents", "mentions", "ties", "first", "last",
    "confidence", "aliases",
)  # fmt: skip
TIES = (
    "source", "relation", "target", "modality", "year", "file", "page", "sentence", "confidence",
    "kind", "source_type", "target_type", "source_id", "target_id", "passage", "evidence",
)  # fmt: skip
OUTCOMES = (
    "kind", "text", "value", "value_high", "unit", "year", "period", "place", "institution", "promised",
    "change", "file", "page", "sentence", "confidence", "passage", "evidence",
)  # fmt: skip
DATASETS = (
    "caption", "kinds", "rows", "columns", "figures", "first", "last", "file", "page", "passage", "evidence",
)  # fmt: skip


def institutions(
    register: Register, selection: Selection | None, only: MapFilter, home: str = "", called: str = ""
) -> pd.DataFrame:
    """See View.institutions."""
    import pandas as pd

    from workingregions.nlp.gazetteer import name_key

    wanted, tied = name_key(called), _tied(register)

    found = named(register.snapshot, register.documents.keys(), selection.where() if selection else "")
    rows = []
    for identity, documents, mentions, first, last in _counts(register, found):
        entity = register.entities[identity]
        if only.refusal(entity) or (home and not _at_home(entity, home)):
            continue
        if wanted and not any(wanted in name_key(name) for name in (entity.name, *entity.aliases)):
            continue
        aliases = [alias for alias in entity.aliases if alias != entity.name]
        numbers = {"documents": documents, "mentions": mentions, "ties": tied[identity]}
        rest = {"first": first, "last": last, "confidence": entity.confidence, "aliases": aliases}
        rows.append({**_described(entity), **numbers, **rest})
    frame = pd.DataFrame(rows, columns=list(INSTITUTIONS)).astype({"first": "Int64", "last": "Int64"})
    order = ["documents", "mentions", "id"]
    return frame.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _counts(register: Register, found: pa.Table) -> list[tuple[str, int, int, int | None, int | None]]:
    """Return for each institution its documents, mentions, and their first and last year."""
    import pyarrow as pa

    known = register.documents.values()
    years = pa.table(
        {
            "document": pa.array([d.id for d in known], pa.string()),
            "year": pa.array([d.year for d in known], pa.int64()),
        }
    )
    each = found.group_by(["entity", "document"]).aggregate([([], "count_all")])
    parts = [("document", "count"), ("count_all", "sum"), ("year", "min"), ("year", "max")]
    table = each.join(years, keys=["document"]).group_by(["entity"]).aggregate(parts)
    columns = ("entity", "document_count", "count_all_sum", "year_min", "year_max")
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))


def _tied(register: Register) -> Counter[str]:
    """Return how many statements of ties each institution is an end of."""
    rows = register.snapshot.arrow("entity_ties", columns=["document", "source", "target"]).to_pylist()
    kept = (row for row in rows if row["document"] in register.documents)
    return Counter(end for row in kept for end in {row["source"], row["target"]})


def _at_home(entity: Entity, region: str) -> bool:
    """Return whether an institution's home, or the area it acts for, is the region or lies in it."""
    return any(gazetteer().within(home, region) for home in (entity.region, entity.remit) if home)


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


def ties(register: Register, selection: Selection | None, institution: str, only: MapFilter) -> pd.DataFrame:
    """See View.ties."""
    one = register.find(institution).id if institution else ""
    passages = _passages(register.snapshot, selection)
    found: list[Tie] = [
        tie
        for tie in register.snapshot.records("entity_ties", where=with_end(one))
        if tie.document in register.documents
        and (passages is None or tie.passage in passages)
        and _takes(register, only, tie)
    ]
    return ties_frame(register, found)


def _takes(register: Register, only: MapFilter, tie: Tie) -> bool:
    """Return whether a filter takes a tie: one end is of its types and scales, and neither is left out."""
    ends = [register.entities[e] for e in (tie.source, tie.target) if e in register.entities]
    why = {only.refusal(end) for end in ends} or {""}
    return (
        "" in why
        and why <= {"", "type"}
        and not only.tie_refusal(tie.relation, _kind(register, tie), tie.confidence)
    )


def _kind(register: Register, tie: Tie) -> TieKind:
    ends = (register.entities.get(e) for e in (tie.source, tie.target))
    return tie_kind(tie.relation, *(e.type if e else None for e in ends))


def with_end(entity: str) -> str:
    """Return the condition that a tie has this institution as an end; "" for all ties."""
    return f"source = {quote(entity)} OR target = {quote(entity)}" if entity else ""


def ties_frame(register: Register, found: Sequence[Tie]) -> pd.DataFrame:
    """Return one row per tie, ordered by confidence within a pair; see View.ties."""
    import pandas as pd

    texts = texts_of(register.snapshot, {tie.passage for tie in found})
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
            "kind": _kind(register, tie).value,
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
    texts = texts_of(register.snapshot, {o.passage for o in found})
    called = _names_of(register, found)
    rows = [
        {
            "kind": o.kind.value,
            "text": " ".join(o.text.split()),
            "value": o.value,
            "value_high": o.value_high,
            "unit": o.unit,
            "year": o.year,
            "period": o.period,
            "place": gazetteer().name(o.place) if o.place else "",
            "institution": called.get((o.document, o.institution), ""),
            "promised": o.promised,
            "change": o.change.value if o.change else "",
            "file": register.documents[o.document].path,
            "page": o.page,
            "sentence": sentence_at(texts.get(o.passage, ""), o.start),
            "confidence": o.confidence,
            "passage": o.passage,
            "evidence": evidence,
        }
        for o, evidence in zip(found, evidence_ids(register.snapshot, found), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(OUTCOMES)).astype({"year": "Int64", "value_high": "float64"})
    return frame.sort_values(["kind", "file", "page", "passage", "text"], ignore_index=True)


def datasets(register: Register, selection: Selection | None, kinds: Sequence[str]) -> pd.DataFrame:
    """See View.datasets."""
    import pandas as pd

    _known("kind of outcome", kinds, [k.value for k in OutcomeKind])
    passages = _passages(register.snapshot, selection)
    stored = register.snapshot.records("datasets") if register.snapshot.has("datasets", "caption") else []
    found: list[Dataset] = [
        dataset
        for dataset in stored
        if dataset.document in register.documents
        and (passages is None or dataset.passage in passages)
        and (not kinds or set(dataset.kinds) & set(kinds))
    ]
    printed = {p.id: p for p in passages_of(register.snapshot, "id", {d.passage for d in found})}
    links = evidence_ids(register.snapshot, [printed[d.passage] for d in found])
    rows = [
        {
            "caption": " ".join(d.caption.split()),
            "kinds": [kind.value for kind in d.kinds],
            "rows": d.rows,
            "columns": d.columns,
            "figures": d.figures,
            "first": d.first,
            "last": d.last,
            "file": register.documents[d.document].path,
            "page": d.page,
            "passage": d.passage,
            "evidence": evidence,
        }
        for d, evidence in zip(found, links, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=list(DATASETS)).astype({"first": "Int64", "last": "Int64"})
    return frame.sort_values(["file", "page", "passage"], ignore_index=True)


def _names_of(register: Register, outcomes: Sequence[Outcome]) -> dict[tuple[str, str], str]:
    """Return what the institutions of outcomes are called in the map; rejected ones are not in it."""
    keys = {o.institution for o in outcomes}
    names = register.names(among=("key", keys))
    return {(n.document, n.key): register.entities[n.entity].name for n in names}


def sentence_at(text: str, at: int) -> str:
    """Return the sentence of a text at an offset."""
    from workingregions.nlp.text import sentences

    found = next((text[start:end] for start, end in sentences(text) if start <= at < end), text)
    return " ".join(found.split())


def _passages(snapshot: Snapshot, selection: Selection | None) -> set[str] | None:
    """Return the ids of the selected passages; None for all."""
    where = selection.where() if selection else ""
    if not where:
        return None
    return set(snapshot.arrow("passages", where=where, columns=["id"])["id"].to_pylist())


def texts_of(snapshot: Snapshot, passages: set[str]) -> dict[str, str]:
    """Return the texts of passages, by id."""
    rows = snapshot.arrow("passages", among=("id", passages), columns=["id", "text"])
    return dict(zip(rows["id"].to_pylist(), rows["text"].to_pylist(), strict=True))
