"""One entity for each institution of a corpus, from what its documents call them.

`observe` gathers the mentions of each document; `resolve` joins the observations to entities, records why
(merges), puts scholars' corrections in force and links entities to a registry; `entity_ties` gives the
ties between entities. All of it depends on the documents, the corrections and the registry alone: not on
their order, and an earlier run's `Memo` saves time without changing anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.enums import InstitutionType, Modality, Relation
from workingregions.corpus.files import write_atomically
from workingregions.corpus.jsonfile import read_object
from workingregions.corpus.plain import plain
from workingregions.corpus.records import Acronym, Entity, Link, Merge, Name, Tie
from workingregions.models.entities import apply, cluster
from workingregions.models.entities.apply import DOCUMENT_ID, Names
from workingregions.models.entities.build import Built, build
from workingregions.models.entities.corrections import Conflict, in_force
from workingregions.models.entities.match import fold
from workingregions.models.entities.observations import Observation, observe
from workingregions.models.entities.units import Joined, units
from workingregions.models.entities.workings import Workings
from workingregions.nlp.registry import scorer_digest

if TYPE_CHECKING:
    from workingregions.nlp.registry import Registry

__all__ = [
    "Conflict",
    "Memo",
    "Observation",
    "Resolution",
    "entity_ties",
    "observe",
    "resolve",
]

LINKER = "1"
"""Raised when the linker's rules would answer otherwise with the same weights."""
REJECTED = "rejected"
"""Value of a tie correction that rejects the tie."""


class Memo(dict[tuple[object, ...], object]):
    """What was worked out from evidence alone; hand it to the next `resolve` of the corpus.

    It holds the registry's links, by ("link", registry id, names, country, type).
    """

    def save(self, path: Path) -> None:
        """Write it as JSON, completely or not at all."""
        rows = [
            [ident, names, country, kind, plain(found)]
            for (_, ident, names, country, kind), found in self.items()
        ]
        write_atomically(path, json.dumps({"version": _linker(), "links": rows}, ensure_ascii=False))

    @classmethod
    def load(cls, path: Path) -> Memo:
        """Read what `save` wrote; empty if the file is missing, damaged or from another linker."""
        memo = cls()
        kept = read_object(path) or {}
        try:
            for ident, names, country, kind, found in kept["links"] if kept["version"] == _linker() else ():
                question = ("link", ident, tuple(names), country, InstitutionType(kind) if kind else None)
                memo[question] = Link(**found) if found is not None else None
        except (LookupError, TypeError, ValueError):
            return cls()
        return memo


def _linker() -> str:
    """Return an identifier of the present linker: a hash of its weights, and LINKER."""
    return f"{LINKER}:{scorer_digest()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The corpus-wide tables, and what became of the corrections.

    `of` gives the entity of a document's key; `corrections` are those in force; `conflicts` those of
    different persons that contradict each other; `unmatched` those that name nothing in the corpus, with
    the nearest names or, where several institutions bear the name, the places to choose from.
    """

    entities: tuple[Entity, ...]
    names: tuple[Name, ...]
    merges: tuple[Merge, ...]
    links: tuple[Link, ...]
    of: Mapping[tuple[str, str], str]
    corrections: tuple[Correction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unmatched: tuple[tuple[Correction, tuple[str, ...]], ...] = ()

    def find(self, name: str) -> list[Entity]:
        """Return entities with this canonical name, or alias (folded); canonical first, then by mentions."""
        words = fold(name).words
        own = [e for e in self.entities if fold(e.name).words == words]
        other = [e for e in self.entities if e not in own and any(fold(a).words == words for a in e.aliases)]
        return own + other


def resolve(
    observations: Iterable[Observation],
    *,
    acronyms: Iterable[Acronym] = (),
    corrections: Sequence[Correction] = (),
    registry: Registry | None = None,
    memo: Memo | None = None,
    workings: Workings | None = None,
) -> Resolution:
    """Resolve the observations of a corpus to entities, most documents and mentions first.

    Args:
        observations: from `observe`, in any order.
        acronyms: those that documents define.
        corrections: without undone lines.
        registry: to link entities to; None for no links.
        memo: of an earlier call, to save time; new results are added to it.
        workings: of an earlier call with the same observations and acronyms, to save time.
    """
    work = workings or Workings()
    work.begin()
    force, conflicts = in_force(c for c in corrections if c.action is not Action.UNDO)
    observed = sorted(observations, key=lambda o: (o.document, o.key))
    everyone = Names(observed, force)
    gone, waiting = apply.rejected(everyone, force)
    kept = [o for at, o in enumerate(observed) if at not in gone]
    names = Names(kept, force)
    own = tuple(map(id, kept))
    by_name = work.once(("units", own, id(acronyms)), (kept, acronyms), lambda: units(kept, acronyms))
    applied, pairs = apply.split(names, force, by_name.of)
    clusters = cluster.Clusters(applied.of)
    for left, right in pairs:
        clusters.part(left, right)
    corrected = apply.merges(names, force, applied, clusters)
    decided = ("edges", own, tuple(applied.of))
    edges = work.once(decided, kept, lambda: cluster.edges(kept, applied.of))
    merged, apart = cluster.unions(clusters, edges)
    known = memo if memo is not None else Memo()
    built = build(kept, applied.of, clusters, force, names, registry, known, work)
    unmatched = [(c, everyone.nearest(c.names[0])) for c in waiting] + applied.unmatched + built.unmatched
    return Resolution(
        entities=built.entities,
        names=built.names,
        merges=_merges(built, by_name.joined, [*corrected, *merged, *apart], clusters),
        links=built.links,
        of=built.of,
        corrections=force,
        conflicts=conflicts,
        unmatched=tuple(sorted(unmatched, key=lambda u: (u[0].when, u[0].id, u[1]))),
    )


def _merges(
    built: Built,
    joined: Sequence[Joined],
    edges: Sequence[cluster.Edge],
    clusters: cluster.Clusters,
) -> tuple[Merge, ...]:
    """Return every decision as a record, without repetitions, sorted."""
    found = list(built.merges)
    for j in joined:
        found.append(
            Merge(
                entity=built.of[j.document, j.key],
                left=j.left,
                right=j.right,
                rule=j.rule,
                score=j.score,
                merged=j.merged,
                reason=j.reason,
                document=j.document,
                passage=j.passage,
            )
        )
    for e in edges:
        found.append(
            Merge(
                entity=built.entity_of[clusters.root(e.left)],
                left=e.left_text,
                right=e.right_text,
                rule=e.rule,
                score=round(e.score, 4),
                merged=e.merged,
                reason=e.reason,
                passage=e.passage,
            )
        )
    rank = sorted(
        set(found), key=lambda m: (m.entity, not m.merged, m.rule, m.left, m.right, m.document, m.reason)
    )
    return tuple(rank)


def entity_ties(
    ties: Iterable[Tie], resolution: Resolution, corrections: Iterable[Correction] | None = None
) -> list[Tie]:
    """Return the documents' ties between entities: ends are entity ids, names canonical; no ties to oneself.

    Args:
        corrections: those in force; default those of the resolution. A tie correction sets the modality
            of every tie it names, removes those it rejects, and adds one where no document has it.
    """
    names = {entity.id: entity.name for entity in resolution.entities}
    verdicts = [c for c in corrections or resolution.corrections if c.action is Action.TIE]
    verdict = {end: c for c in verdicts for end in _ends(c, resolution)}
    found, seen = [], set()
    for tie in ties:
        source = resolution.of.get((tie.document, tie.source))
        target = resolution.of.get((tie.document, tie.target))
        if not source or not target or source == target:
            continue
        said = verdict.get((source, tie.relation.value, target))
        seen.add((source, tie.relation.value, target))
        if said is not None and said.value == REJECTED:
            continue
        modality = Modality(said.value) if said is not None and said.value else tie.modality
        found.append(
            replace(
                tie,
                source=source,
                target=target,
                source_name=names[source],
                target_name=names[target],
                modality=modality,
            )
        )
    for ends, correction in sorted(verdict.items()):
        if ends not in seen and correction.value != REJECTED:
            found.append(_added(ends, correction, names))
    return sorted(found, key=lambda t: (t.document, t.passage, t.start, t.source, t.target, t.relation))


def _ends(correction: Correction, resolution: Resolution) -> list[tuple[str, str, str]]:
    sources, targets = (resolution.find(name) for name in correction.names[:2])
    if not sources or not targets:
        return []
    return [(sources[0].id, correction.relation, targets[0].id)]


def _added(ends: tuple[str, str, str], correction: Correction, names: Mapping[str, str]) -> Tie:
    """Return a tie that a user states, with the evidence of the correction."""
    return Tie(
        document=correction.evidence.sha256[:DOCUMENT_ID],
        passage="",
        page=correction.evidence.page or 0,
        start=0,
        end=0,
        source=ends[0],
        relation=Relation(ends[1]),
        target=ends[2],
        source_name=names[ends[0]],
        target_name=names[ends[2]],
        modality=Modality(correction.value or Modality.ASSERTED.value),
        confidence=1.0,
    )
