"""What a correction would change, before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.app.map.changes import Owners, Spot, owners_after, owners_before
from workingregions.app.map.corrections import Draft, corrected, undone
from workingregions.app.map.differences import faceted
from workingregions.app.map.wishes import MisfitError, Wish, author, drafted, now_text
from workingregions.app.map.words import in_words, place
from workingregions.app.names import gazetteer
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.records import Entity, Tie
from workingregions.corpus.store import Snapshot
from workingregions.models.named import COUNTED
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.entities import Conflict

REGIONS_NAMED = 3
"""Regions that a summary names; it gives the number of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedInstitution:
    """An institution with the figures that pages print of it; `region` is its home, an id or ""."""

    id: str
    name: str
    type: str
    scale: str
    region: str
    region_name: str
    mentions: int
    documents: int
    ties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRegion:
    """A region whose network a correction may change: passages about it contain what changes."""

    id: str
    name: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a correction would change; figures are of the documents that count.

    `before` holds the institutions concerned as they are, `after` as they would be. `mentions` and
    `documents` count what would belong to another institution, or to one with another name, type, scale or
    home, or to none. `ties_changed` counts statements whose ends or modality change; `passages` those
    filtered by what changes in the description of documents. `conflicts` are contradictions with other
    people's corrections: while they last, neither side is in force. `known` says that the ledger holds
    the correction already. `line` is what would be written, but for its time; `changes` are the sentences
    that `Project.correct` would return.
    """

    action: Action
    what: str
    summary: str
    mentions: int
    documents: int
    ties_added: int
    ties_removed: int
    ties_changed: int
    passages: int
    before: tuple[CountedInstitution, ...]
    after: tuple[CountedInstitution, ...]
    regions: tuple[EffectRegion, ...]
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    known: bool
    line: str
    snapshot: str


def effect(pinned: Pinned, wish: Wish) -> Effect:
    """See View.effect."""
    draft = _draft(pinned, wish)
    (line,) = draft.lines
    kept = {d.id for d in pinned.counted}
    old, new = owners_before(pinned.snapshot), owners_after(draft.made)
    stated: list[Tie] = pinned.snapshot.records("entity_ties")
    ties = _ties(stated, kept), _ties(draft.made.ties, kept)
    spots = {s for s in old.of.keys() | new.of.keys() if s[0] in kept and _seen(old, s) != _seen(new, s)}
    before = _concerned(old, new, ties[0], kept)
    after = _concerned(new, old, ties[1], kept)
    added, removed, changed = _statements(*ties)
    passages = faceted(pinned.snapshot, draft.made.revision)
    moved = {tie.passage for tie in set(ties[0]) ^ set(ties[1])}
    regions = _regions(pinned.snapshot, draft, spots, moved)
    sizes = {spot: (old if spot in old.of else new).size([spot]) for spot in spots}
    found = Effect(
        action=line.action,
        what=in_words(line),
        summary="",
        mentions=sum(sizes.values()),
        documents=len(
            {document for document, _ in spots} | set(draft.made.revision.rows.get("documents", {}))
        ),
        ties_added=added,
        ties_removed=removed,
        ties_changed=changed,
        passages=sum(passages.values()),
        before=before,
        after=after,
        regions=regions,
        changes=draft.changes,
        conflicts=draft.conflicts,
        known=not draft.added,
        line=ledger.line(line),
        snapshot=pinned.snapshot.id,
    )
    return replace(found, summary=_summary(found))


def _draft(pinned: Pinned, wish: Wish) -> Draft:
    workspace = pinned._workspace  # the view's own
    who = wish.who or author(workspace)
    if wish.action is Action.UNDO:
        ident = wish.value or "last"
        return undone(workspace, pinned.snapshot, pinned.ledger, ident, who, keep=False)
    try:
        correction: Correction = drafted(workspace, wish, now_text(), who)
    except MisfitError as misfit:
        raise misfit.error from misfit.error.__cause__
    return corrected(workspace, pinned.snapshot, pinned.ledger, correction, keep=False)


Seen = tuple[str, str, str, str, str]


def _seen(owners: Owners, spot: Spot) -> Seen | None:
    """Return what a reader sees of the institution that a document's name means; None if it means none."""
    entity = owners.entities.get(owners.of.get(spot, ""))
    return _described(entity) if entity is not None else None


def _described(entity: Entity) -> Seen:
    kind, scale = entity.type, entity.scale
    return entity.id, entity.name, kind.value if kind else "", scale.value if scale else "", entity.region


def _concerned(
    owners: Owners, others: Owners, ties: Iterable[Tie], kept: set[str]
) -> tuple[CountedInstitution, ...]:
    """Return the institutions that `others` describe otherwise, or by other names; most mentions first."""
    told = {ident: _described(entity) for ident, entity in others.entities.items()}
    own: Counter[str] = Counter()
    for tie in ties:
        own.update({tie.source, tie.target})
    found = []
    for ident, entity in owners.entities.items():
        if told.get(ident) == _described(entity) and others.keys.get(ident) == owners.keys[ident]:
            continue
        spots = [spot for spot in owners.keys[ident] if spot[0] in kept]
        _, name, kind, scale, region = _described(entity)
        found.append(
            CountedInstitution(
                id=ident,
                name=name,
                type=kind,
                scale=scale,
                region=region,
                region_name=place(region),
                mentions=owners.size(spots),
                documents=len({document for document, _ in spots}),
                ties=own[ident],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.mentions, one.id)))


def _ties(found: Iterable[Tie], kept: set[str]) -> list[Tie]:
    return [tie for tie in found if tie.document in kept]


def _statements(old: Iterable[Tie], new: Iterable[Tie]) -> tuple[int, int, int]:
    """Return how many statements of ties are added, removed and changed."""
    was, now = (Counter((_sentence(t), t.source, t.target, t.modality) for t in ties) for ties in (old, new))
    gone, come = (Counter(s for s, *_ in some.elements()) for some in (was - now, now - was))
    changed = (gone & come).total()
    return come.total() - changed, gone.total() - changed, changed


def _sentence(tie: Tie) -> tuple[str, str, int, int, str]:
    return tie.document, tie.passage, tie.start, tie.end, tie.relation.value


def _regions(
    snapshot: Snapshot, draft: Draft, spots: Iterable[Spot], moved: Iterable[str]
) -> tuple[EffectRegion, ...]:
    """Return the regions that passages with what changes are about: countries and larger areas last, of the
    others those of most documents first."""
    keys: dict[str, set[str]] = defaultdict(set)
    for document, key in spots:
        keys[document].add(key)
    columns = ["document", "passage", "entity"]
    rows = snapshot.arrow("mentions", where=COUNTED, columns=columns, among=("document", list(keys)))
    passages = {row["passage"] for row in rows.to_pylist() if row["entity"] in keys[row["document"]]}
    columns = ["id", "document", "regions"]
    about: dict[str, set[str]] = defaultdict(set)
    for row in snapshot.arrow("passages", columns=columns, among=("id", passages | set(moved))).to_pylist():
        for region in row["regions"]:
            about[region].add(row["document"])
    _revised(snapshot, draft, about)
    found = [EffectRegion(id=r, name=place(r), documents=len(own)) for r, own in about.items()]
    return tuple(sorted(found, key=lambda r: (_wide(r.id), -r.documents, r.id)))


def _wide(region: str) -> bool:
    known = gazetteer().get(region)
    return known is None or known.kind in ("country", "supranational")


def _revised(snapshot: Snapshot, draft: Draft, about: Mapping[str, set[str]]) -> None:
    """Add the regions that passages of documents gain or lose."""
    made = draft.made.revision.rows.get("passages", {})
    columns = ["id", "regions"]
    old = snapshot.arrow("passages", columns=columns, among=("document", list(made))).to_pylist()
    was = {row["id"]: set(row["regions"]) for row in old}
    for document, rows in made.items():
        for passage in rows:
            for region in was.get(passage.id, set()) ^ set(passage.regions):
                about[region].add(document)


def _summary(found: Effect) -> str:
    """Return the effect in a sentence."""
    if found.known:
        return "The ledger holds this correction already."
    parts = []
    if found.mentions:
        parts.append(f"{plural(found.mentions, 'mention')} in {plural(found.documents, 'document')}")
    elif found.documents:
        parts.append(plural(found.documents, "document"))
    if found.passages:
        parts.append(f"{plural(found.passages, 'passage')} filtered by it")
    counts = {"changed": found.ties_changed, "dropped": found.ties_removed, "added": found.ties_added}
    parts += [f"{plural(count, 'tie')} {what}" for what, count in counts.items() if count]
    if found.regions and parts:
        names = [region.name for region in found.regions[:REGIONS_NAMED]]
        more = len(found.regions) - len(names)
        named = ", ".join(names) + (f" and {plural(more, 'other region')}" if more else "")
        parts.append(f"networks of {named}")
    if not parts:
        return "It changes no count; the ledger keeps it." if not found.changes else found.changes[0]
    return "; ".join(parts) + "."
