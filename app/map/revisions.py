"""Corrections of documents, outcomes and themes, as changes to the tables.

The tables hold the rows with the corrections in force, so that every question and export sees them. Beside
them the raw tables keep the rows as they were found, of corrected documents alone, from which an undo and the
next correction start. What a drop reads again replaces both; its last snapshot applies the corrections anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workingregions.app.ask import DocumentText, evidence_within
from workingregions.app.map.originals import by_document
from workingregions.corpus.correction import OF_DOCUMENTS, Action, Correction
from workingregions.corpus.evidence import EvidenceId, EvidenceState, row_key
from workingregions.corpus.records import (
    Bundle,
    Document,
    Mention,
    Outcome,
    Passage,
    Source,
    ThemeScore,
)
from workingregions.corpus.sql import among
from workingregions.corpus.store import RAW, Snapshot, Writer
from workingregions.models.revision import revised_document, revised_outcome, revised_score
from workingregions.nlp.facets import FacetStage

Rows = Mapping[str, Sequence[Any]]
"""Rows by the id of their document."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The rows to write, by table and document, and the corrections that match nothing."""

    rows: Mapping[str, Rows] = field(default_factory=dict)
    unmatched: tuple[Correction, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """The ids of documents whose description, or whose passages' facets, change."""
        return frozenset(ident for name in ("documents", "passages") for ident in self.rows.get(name, {}))

    @property
    def documents(self) -> dict[str, Document]:
        """The documents whose description changes, by id."""
        return {ident: rows[0] for ident, rows in self.rows.get("documents", {}).items()}

    @property
    def regions(self) -> dict[str, tuple[str, ...]]:
        """The regions of the passages whose facets change, by passage."""
        changed = self.rows.get("passages", {})
        return {passage.id: passage.regions for rows in changed.values() for passage in rows}


def revise(snapshot: Snapshot, lines: Sequence[Correction], about: float) -> Revision:
    """Return what brings a snapshot's documents in line with the corrections in force.

    Args:
        snapshot: the corpus, perhaps with earlier corrections applied.
        lines: the corrections of documents, outcomes and themes in force, oldest first.
        about: the probability from which a passage counts for a theme.
    """
    own: dict[str, list[Correction]] = defaultdict(list)
    for line in lines:
        own[line.evidence.sha256[:16]].append(line)
    raw = {name: by_document(snapshot, f"raw_{name}", None) for name in RAW}
    ids = {*own, *(ident for rows in raw.values() for ident in rows)}
    if not ids:
        return Revision()
    now = {name: by_document(snapshot, name, ids) for name in RAW}
    changed: dict[str, dict[str, Sequence[Any]]] = defaultdict(dict)
    unmatched: list[Correction] = []
    for ident in sorted(ids):
        found = {name: raw[name].get(ident) or now[name].get(ident, []) for name in RAW}
        if not now["documents"].get(ident):
            unmatched += own[ident]
            continue
        made, missed = _revised(snapshot, found, own[ident])
        unmatched += missed
        for name in RAW:
            kept = [] if _same(made[name], found[name]) else found[name]
            if not _same(made[name], now[name].get(ident, [])):
                changed[name][ident] = made[name]
            if not _same(kept, raw[name].get(ident, [])):
                changed[f"raw_{name}"][ident] = kept
    faceted = {*changed["documents"], *changed["themes"]}
    changed["passages"] = _faceted(snapshot, faceted, now, changed, about)
    return Revision(dict(changed), tuple(unmatched))


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and sorted(map(repr, one)) == sorted(map(repr, other))


def put(writer: Writer, revision: Revision) -> None:
    """Write the rows of a revision; the caller commits."""
    for name, rows in revision.rows.items():
        if rows:
            column = "id" if name.endswith("documents") else "document"
            writer.replace(name, among(column, sorted(rows)), [row for ident in rows for row in rows[ident]])
    if revision.rows.get("passages"):
        writer.index()


def _revised(
    snapshot: Snapshot, found: Mapping[str, list[Any]], lines: Sequence[Correction]
) -> tuple[dict[str, list[Any]], list[Correction]]:
    """Return the rows of a document with corrections applied, by table, and the lines that match nothing."""
    document: Document = found["documents"][0]
    revised = revised_document(document, [line for line in lines if line.action in OF_DOCUMENTS])
    claims = [line for line in lines if line.action is Action.OUTCOME]
    topics = [line for line in lines if line.action is Action.THEME]
    text = DocumentText(snapshot, document) if claims or topics else None
    outcomes, missed = _claims(found["outcomes"], claims, text)
    themes, lost = _themes(found["themes"], topics, text)
    return {"documents": [revised], "outcomes": outcomes, "themes": themes}, [*missed, *lost]


def _claims(
    outcomes: list[Outcome], lines: Sequence[Correction], text: DocumentText | None
) -> tuple[list[Outcome], list[Correction]]:
    of: dict[int, list[Correction]] = defaultdict(list)
    missed = []
    for line in lines:
        place = outcome_at(outcomes, line.evidence.id, text) if text else None
        if place is None:
            missed.append(line)
        else:
            of[place].append(line)
    revised = [revised_outcome(row, of[n]) if n in of else row for n, row in enumerate(outcomes)]
    return [row for row in revised if row is not None], missed


def outcome_at(
    outcomes: Sequence[Outcome],
    ident: str,
    text: DocumentText,
    shown: Callable[[Outcome], Outcome | None] = lambda row: row,
) -> int | None:
    """Return the place of the outcome that an evidence id names, among those found in its document.

    Args:
        outcomes: as they were found.
        ident: the id, of an outcome as it was found or as corrections show it.
        text: of the document.
        shown: returns an outcome as corrections show it.
    """
    found, wanted = evidence_within(text, ident), EvidenceId.parse(ident)
    if found.state is EvidenceState.GONE:
        return None
    near = [
        n
        for n, row in enumerate(outcomes)
        if row.passage == found.passage and row.start < found.end and found.start < row.end
    ]
    same = [n for n in near if row_key(outcomes[n]) == wanted.row]
    alike = [n for n in near if (row := shown(outcomes[n])) is not None and row_key(row) == wanted.row]
    return next((some[0] for some in (same, alike) if some), near[0] if len(near) == 1 else None)


def _themes(
    scores: list[ThemeScore], lines: Sequence[Correction], text: DocumentText | None
) -> tuple[list[ThemeScore], list[Correction]]:
    revised = {(score.passage, score.theme): score for score in scores}
    missed = []
    for line in lines:
        found = evidence_within(text, line.evidence.id) if text else None
        if text is None or found is None or found.state is EvidenceState.GONE:
            missed.append(line)
            continue
        key = found.passage, line.relation
        none = ThemeScore(document=text.document.id, passage=key[0], theme=key[1], about=0.0, mention=False)
        score = revised_score(revised.get(key, none), line)
        if key in revised or score.about:
            revised[key] = score
    return list(revised.values()), missed


def _faceted(
    snapshot: Snapshot,
    ids: Iterable[str],
    now: Mapping[str, Mapping[str, list[Any]]],
    changed: Mapping[str, Mapping[str, Sequence[Any]]],
    about: float,
) -> dict[str, Sequence[Passage]]:
    """Return the passages of some documents whose facets change with the documents or their themes."""
    stage = FacetStage(about)
    faceted: dict[str, Sequence[Passage]] = {}
    wanted = sorted(ids)
    passages: dict[str, list[Passage]] = by_document(snapshot, "passages", wanted)
    mentions: dict[str, list[Mention]] = by_document(snapshot, "mentions", wanted)
    for ident in wanted:
        (document,) = changed["documents"].get(ident) or now["documents"][ident]
        bundle = Bundle(
            source=Source(sha256=document.sha256, path=document.path, media_type="", bytes=0, drop=""),
            document=document,
            passages=tuple(passages.get(ident, ())),
            mentions=tuple(mentions.get(ident, ())),
            themes=tuple(changed["themes"].get(ident) or now["themes"].get(ident) or ()),
        )
        fresh = stage(bundle).passages
        if fresh != bundle.passages:
            faceted[ident] = fresh
    return faceted
