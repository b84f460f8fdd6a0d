"""The report of a drop: its material, gathered from a view."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.made.orders import Order
from workingregions.app.made.quoting import (
    Sentence,
    best_sentence,
    identified,
    read_passages,
    sentence_at,
    with_quotes,
)
from workingregions.app.made.region_desk import called_by_documents
from workingregions.app.made.statements import about, said, spot
from workingregions.app.made.steps import automatic_steps
from workingregions.app.names import documents_by_drop, gazetteer
from workingregions.corpus import drops
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Outcome, Tie
from workingregions.corpus.remedies import Remedy
from workingregions.models.contradictions import Conflict, comparable, figure_conflicts, tie_conflicts
from workingregions.models.named import COUNTED, named
from workingregions.models.presence import tie_key
from workingregions.reports.drops import (
    DropMaterial,
    DropTie,
    Meeting,
    NewInstitution,
    RegionGain,
    ThemeGain,
    drop_report,
)

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.records import Document
    from workingregions.reports.report import Report

QUOTED = 2
"""Sentences that show a finding of a new document."""
READ = 6
"""Passages in which a sentence that names an institution is looked for."""


def build(view: View, order: Order) -> Report:
    """Return the report of a drop, the last one if none is named."""
    found = material(view, order.drop)
    return with_quotes(view, drop_report(found, order.provenance(view), order.spelling))


def material(view: View, drop: str = "") -> DropMaterial:
    """Return what the report of a drop is made from.

    Raises:
        NotFoundError: there is no such drop.
        InputError: there was no drop yet.
    """
    folder = view.root / drops.FOLDER
    known = sorted(path.stem for path in folder.glob("d[0-9]*.json"))
    if not known:
        raise InputError("There was no drop yet.", advice=Remedy.INGEST)
    report = drops.load(folder, drop or known[-1])
    came = documents_by_drop(view.snapshot)
    older = {ident for name, ids in came.items() if name < report.id for ident in ids}
    new = [d for d in view.counted if d.id in came.get(report.id, set()) and d.id not in older]
    before = [d for d in view.counted if d.id in older]
    desk = _Desk(view, new, before)
    fresh, seen = desk.institutions()
    return DropMaterial(
        report=report,
        documents=new,
        earlier=len(before),
        passages=len(desk.passages),
        institutions=fresh,
        known=seen,
        ties=desk.ties(),
        themes=desk.themes(),
        regions=desk.regions(),
        promised=sum(o.promised for o in desk.new_outcomes),
        reported=sum(not o.promised for o in desk.new_outcomes),
        meetings=desk.meetings(),
        steps=automatic_steps(view),
    )


class _Desk:
    """The documents of a drop beside those before."""

    def __init__(self, view: View, new: Sequence[Document], before: Sequence[Document]) -> None:
        self.view = view
        self.new, self.before = {d.id: d for d in new}, {d.id: d for d in before}
        snapshot, every = view.snapshot, [*self.new, *self.before]
        rows = snapshot.arrow("passages", among=("document", list(self.new)), columns=["id"])
        self.passages: list[str] = rows["id"].to_pylist()
        outcomes: list[Outcome] = snapshot.records("outcomes", among=("document", every))
        self.outcomes = sorted(outcomes, key=lambda o: (o.document, o.passage, o.start, o.kind))
        self.new_outcomes = [o for o in self.outcomes if o.document in self.new]
        ties: list[Tie] = snapshot.records("entity_ties", among=("document", every))
        self.all_ties = sorted(ties, key=lambda t: (-t.confidence, t.document, t.passage, t.start))

    def institutions(self) -> tuple[list[NewInstitution], int]:
        """Return the institutions that no earlier document names, and the number of the others."""
        rows = named(self.view.snapshot, {*self.new, *self.before})
        columns = (rows[name].to_pylist() for name in ("document", "passage", "entity"))
        documents: dict[str, set[str]] = defaultdict(set)
        passages: dict[str, list[str]] = defaultdict(list)
        old: set[str] = set()
        for document, passage, entity in zip(*columns, strict=True):
            if document in self.before:
                old.add(entity)
            else:
                documents[entity].add(document)
                passages[entity].append(passage)
        entities = self.view.register.entities
        fresh = [e for e in documents if e not in old and e in entities]
        fresh.sort(key=lambda e: (-len(documents[e]), -len(passages[e]), e))
        quoted = self._naming({e: list(dict.fromkeys(passages[e]))[:READ] for e in fresh})
        made = [
            NewInstitution(
                id=e,
                name=entities[e].name,
                type=str(entities[e].type or ""),
                scale=str(entities[e].scale or ""),
                home=gazetteer().name(entities[e].region) if entities[e].region else "",
                documents=len(documents[e]),
                evidence=quoted.get(e, ()),
            )
            for e in fresh
        ]
        return made, len(documents.keys() & old)

    def ties(self) -> list[DropTie]:
        """Return the ties that new documents state, those that are new first."""
        stated: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
        earlier: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for tie in self.all_ties:
            one, kind, other = tie_key(tie)
            key = (one, kind.value, other)
            if tie.document in self.new:
                stated[key].append(tie)
            else:
                earlier[key].add(tie.document)
        entities = self.view.register.entities
        ids = iter(self.view.evidence_ids([t for own in stated.values() for t in own[:QUOTED]]))
        made = []
        for (source, relation, target), own in stated.items():
            evidence = tuple(filter(None, [next(ids) for _ in own[:QUOTED]]))
            if source in entities and target in entities:
                made.append(
                    DropTie(
                        source=entities[source].name,
                        relation=relation,
                        target=entities[target].name,
                        modality=own[0].modality.value,
                        earlier=len(earlier[source, relation, target]),
                        documents=len({t.document for t in own}),
                        evidence=evidence,
                    )
                )
        return sorted(made, key=lambda t: (t.earlier > 0, -t.documents, t.source, t.relation, t.target))

    def themes(self) -> list[ThemeGain]:
        """Return the documents about each theme, before and now."""
        about = float(self.view.config.count.about)
        scores = self.view.snapshot.records("themes", where=f"about >= {about!r}")
        codebook = list(self.view.codebook)
        best: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
        before: dict[str, set[str]] = defaultdict(set)
        for s in sorted(scores, key=lambda s: (-s.about, s.passage)):
            if s.document in self.before:
                before[s.theme].add(s.document)
            elif s.document in self.new:
                best[s.theme].append((s.document, s.passage, s.start, s.end))
        chosen = {t.id: _first_of_each(best[t.id], QUOTED) for t in codebook}
        texts = read_passages(self.view, {row[1] for rows in chosen.values() for row in rows})
        spots = [best_sentence(texts[p], a, b) for rows in chosen.values() for _, p, a, b in rows]
        ids = iter(identified(self.view, spots))
        return [
            ThemeGain(
                id=t.id,
                label=t.label,
                before=len(before[t.id]),
                new=len({row[0] for row in best[t.id]}),
                evidence=tuple(filter(None, [next(ids) for _ in chosen[t.id]])),
            )
            for t in codebook
        ]

    def regions(self) -> list[RegionGain]:
        """Return the documents about each region of the new ones, before and now."""
        scene = ask.Scene.of(self.view, [])
        now = Counter(region for d in self.new for region in scene.regions[d])
        then = Counter(region for d in self.before for region in scene.regions[d])
        return [RegionGain(id=r, name=gazetteer().name(r), before=then[r], new=now[r]) for r in sorted(now)]

    def meetings(self) -> list[Meeting]:
        """Return where a new and an earlier statement are on one thing: contradictions first."""
        kept = [o for o in self.outcomes if o.place or o.institution]
        passages = read_passages(self.view, {o.passage for o in kept} | {t.passage for t in self.all_ties})
        sentence = {o: sentence_at(passages[o.passage], o.start).text for o in kept}
        conflicts = [
            *tie_conflicts(self.all_ties),
            *figure_conflicts(comparable(kept), lambda o: sentence[o]),
        ]
        pairs = [c for c in map(self._new_first, conflicts) if c is not None]
        spots = [spot(passages, side) for c in pairs for side in (c.one, c.other)]
        ids = identified(self.view, spots)
        return [
            Meeting(
                contrast=c.contrast,
                about=about(c),
                new=said(c.one),
                old=said(c.other),
                new_document=c.one.document,
                old_document=c.other.document,
                evidence=(a, b),
            )
            for c, a, b in zip(pairs, ids[::2], ids[1::2], strict=True)
            if a and b
        ]

    def _new_first(self, conflict: Conflict) -> Conflict | None:
        """Return a conflict with the new statement first; None where both are new or both are old."""
        sides = (conflict.one, conflict.other)
        new = [side for side in sides if side.document in self.new]
        old = [side for side in sides if side.document in self.before]
        return replace(conflict, one=new[0], other=old[0]) if new and old else None

    def _naming(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Return the ids of sentences that name each institution, those that read best first."""
        ids = {p for own in wanted.values() for p in own}
        passages = read_passages(self.view, ids)
        called = called_by_documents(self.view)
        mentions = self.view.snapshot.records("mentions", where=COUNTED, among=("passage", sorted(ids)))
        found: dict[str, dict[str, Sentence]] = defaultdict(dict)
        for m in sorted(mentions, key=lambda m: (m.passage, m.start)):
            entity = called.get((m.document, m.entity), "")
            if m.passage in wanted.get(entity, ()):
                one = sentence_at(passages[m.passage], m.start)
                kept = found[entity].get(m.document)
                if kept is None or one.worth > kept.worth:
                    found[entity][m.document] = one
        chosen = [
            (entity, one)
            for entity, own in found.items()
            for one in sorted(own.values(), key=lambda s: -s.worth)[:QUOTED]
        ]
        made: dict[str, tuple[str, ...]] = {}
        for (entity, _), ident in zip(chosen, identified(self.view, [s for _, s in chosen]), strict=True):
            if ident:
                made[entity] = (*made.get(entity, ()), ident)
        return made


def _first_of_each(rows: Collection[tuple[str, str, int, int]], most: int) -> list[tuple[str, str, int, int]]:
    first: dict[str, tuple[str, str, int, int]] = {}
    for row in rows:
        first.setdefault(row[0], row)
    return list(first.values())[:most]
