"""The questions that the map leaves open, each with its answers and the weight of an error."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from workingregions.app.map.decided import Decided
from workingregions.app.map.doubts import LEAST, home_doubt, pair_doubt, vote_doubt
from workingregions.app.map.standing import Standing
from workingregions.app.map.weights import SHOWN, Weights, spoken
from workingregions.app.map.words import in_words, place, question
from workingregions.corpus.correction import ABOUT, NOT_ABOUT, REJECTED, UNKNOWN, Action
from workingregions.corpus.enums import InstitutionType, Modality, Scale
from workingregions.corpus.records import Entity, Merge, Name, ThemeScore, Tie
from workingregions.models.wording import plural
from workingregions.nlp.institutions import key

if TYPE_CHECKING:
    from workingregions.app.names import Pinned

ALTERNATIVES = 4
"""Other values that a question offers beside the present one."""
_SAYS = {
    Modality.ASSERTED.value: "yes, as a fact",
    Modality.PLANNED.value: "yes, as a plan",
    Modality.HEDGED.value: "yes, with reservations",
    Modality.NEGATED.value: "it says that they are not",
    REJECTED: "no such tie",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswer:
    """An answer to an item, as the correction that it makes; `keeps` says that it leaves all as it is.

    `undoes` holds the ids of corrections that it undoes instead.
    """

    label: str
    action: Action
    names: tuple[str, ...] = ()
    value: str = ""
    relation: str = ""
    near: str = ""
    evidence: str = ""
    undoes: tuple[str, ...] = ()
    keeps: bool = False

    def fields(self) -> dict[str, Any]:
        """Return the fields of `Project.correct`, without the names."""
        found = {name: getattr(self, name) for name in ("value", "relation", "near", "evidence")}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Doubt:
    """An item before its evidence is looked up: `sought` are the mentions and ties, or the passages."""

    kind: str
    subject: tuple[str, ...]
    question: str
    current: str
    reason: str
    answers: tuple[ReviewAnswer, ...]
    documents: int
    ties: int
    doubt: float
    entity: Entity | None = None
    sought: tuple[Any, ...] = ()

    @property
    def harm(self) -> float:
        """The probability of an error times what depends on it."""
        return self.doubt * (self.documents + self.ties)

    @property
    def id(self) -> str:
        """A hash of what it is about."""
        return hashlib.sha256("\n".join((self.kind, *self.subject)).encode()).hexdigest()[:12]


class Doubts:
    """The doubts about the institutions, ties and themes of a snapshot that nobody has settled."""

    def __init__(self, pinned: Pinned, standing: Standing, labelled: Mapping[str, Collection[str]]) -> None:
        self._pinned = pinned
        self._register = pinned.register
        self._standing = standing
        self._labelled = labelled
        self._decided = Decided(pinned.ledger.active, self._register)
        self._weights = Weights(pinned)

    def of(self, kind: str) -> Iterator[Doubt]:
        """Yield the doubts of a kind."""
        found: Iterator[Doubt] = getattr(self, f"_{kind}")()
        return (doubt for doubt in found if doubt.doubt >= LEAST or doubt.kind == "conflict")

    def _conflict(self) -> Iterator[Doubt]:
        for conflict in self._standing.conflicts:
            sides = conflict.left, conflict.right
            answers = tuple(
                ReviewAnswer(
                    label="; ".join(f"{line.who}: {in_words(line)}" for line in side),
                    action=Action.UNDO,
                    undoes=tuple(line.id for line in other),
                )
                for side, other in (sides, sides[::-1])
            )
            lines = (*conflict.left, *conflict.right)
            fits = {e.id: e for c in lines for name in c.names for e in self._register.called(name, c.near)}
            entity = next(iter(fits.values()), None)
            yield Doubt(
                kind="conflict",
                subject=tuple(sorted(line.id for line in lines)),
                question="Two people disagree. Who is right?",
                current="neither is in force",
                reason=question(conflict),
                answers=answers,
                documents=max(1, sum(self._weights.size(ident)[0] for ident in fits)),
                ties=sum(self._weights.size(ident)[1] for ident in fits),
                doubt=1.0,
                entity=entity,
                sought=tuple(self._weights.names[entity.id]) if entity else (),
            )

    def _pairs(self, *, merged: bool) -> Iterator[tuple[Merge, Entity, Sequence[Name], Sequence[Name]]]:
        found: list[Merge] = self._pinned.snapshot.records("merges")
        for merge in found:
            entity = self._register.entities.get(merge.entity)
            same = merge.left.casefold() == merge.right.casefold()
            if merge.merged is not merged or entity is None or same or merge.rule == "correction":
                continue
            if self._decided.pair(merge.left, merge.right):
                continue
            sides = []
            for text in (merge.left, merge.right):
                own = self._weights.by_key.get(key(text), [])
                sides.append([n for n in own if not merge.document or n.document == merge.document] or own)
            if all(sides):
                yield merge, entity, sides[0], sides[1]

    def _merge(self) -> Iterator[Doubt]:
        for merge, entity, left, right in self._pairs(merged=True):
            yield self._pair("merge", merge, entity, left, right)

    def _apart(self) -> Iterator[Doubt]:
        for merge, entity, left, right in self._pairs(merged=False):
            if {n.entity for n in left} != {n.entity for n in right}:
                yield self._pair("apart", merge, entity, left, right)

    def _pair(
        self, kind: str, merge: Merge, entity: Entity, left: Sequence[Name], right: Sequence[Name]
    ) -> Doubt:
        names = merge.left, merge.right
        one = ReviewAnswer(
            label="One institution",
            action=Action.ACCEPT if merge.merged else Action.MERGE,
            names=names,
            keeps=merge.merged,
        )
        two = ReviewAnswer(label="Two institutions", action=Action.SPLIT, names=names, keeps=not merge.merged)
        least = min((left, right), key=lambda side: len({n.document for n in side}))
        tied = sum(
            t.document in {n.document for n in least} for t in self._weights.by_end.get(least[0].entity, ())
        )
        return Doubt(
            kind=kind,
            subject=tuple(sorted(names)),
            question=f"Are “{merge.left}” and “{merge.right}” one institution?",
            current="counted as one" if merge.merged else "counted as two",
            reason=merge.reason,
            answers=(one, two) if merge.merged else (two, one),
            documents=len({n.document for n in least}),
            ties=tied,
            doubt=pair_doubt(merge),
            entity=entity,
            sought=(*spoken(left)[:2], *spoken(right)[:2]),
        )

    def _each(self, *actions: Action) -> Iterator[tuple[Entity, dict[str, Any]]]:
        """Yield the institutions without any of these corrections, and what all doubts about one share."""
        for entity in self._register.entities.values():
            if not self._weights.names[entity.id] or any(
                self._decided.of(action, entity) for action in actions
            ):
                continue
            documents, ties = self._weights.size(entity.id)
            own = tuple(self._weights.names[entity.id])
            shared = {"documents": documents, "ties": ties, "entity": entity, "sought": own}
            yield entity, {"subject": (entity.name, self._weights.near(entity)), **shared}

    def _institution(self) -> Iterator[Doubt]:
        every = (Action.ACCEPT, Action.RETYPE, Action.RENAME, Action.RESCALE, Action.PLACE, Action.MERGE)
        for entity, shared in self._each(*every):
            own = partial(ReviewAnswer, names=(entity.name,), near=self._weights.near(entity))
            yes = own(label="An institution", action=Action.ACCEPT, keeps=True)
            no = own(label="Not an institution", action=Action.REJECT)
            yield Doubt(
                kind="institution",
                question=f"Is “{entity.name}” an institution?",
                current="counted as an institution",
                reason="its name and the words beside it are not clear",
                answers=(yes, no),
                doubt=1.0 - entity.confidence,
                **shared,
            )

    def _type(self) -> Iterator[Doubt]:
        values = [kind.value for kind in InstitutionType]
        for entity, shared in self._each(Action.RETYPE):
            now = (entity.type or InstitutionType.OTHER).value
            votes = _votes(self._weights.names[entity.id], "type")
            yield self._valued("type", Action.RETYPE, entity, now, votes, values, shared)

    def _scale(self) -> Iterator[Doubt]:
        values = [scale.value for scale in Scale]
        for entity, shared in self._each(Action.RESCALE):
            now = (entity.scale or Scale.UNKNOWN).value
            votes = _votes(self._weights.names[entity.id], "scale")
            yield self._valued("scale", Action.RESCALE, entity, now, votes, values, shared)

    def _valued(
        self,
        kind: str,
        action: Action,
        entity: Entity,
        now: str,
        votes: Counter[str],
        values: Sequence[str],
        shared: Mapping[str, Any],
    ) -> Doubt:
        rest = sorted(set(values) - {now}, key=lambda v: (-votes[v], values.index(v)))
        own = partial(ReviewAnswer, action=action, names=(entity.name,), near=self._weights.near(entity))
        answers = [
            own(label=_plain(value), value=value, keeps=value == now) for value in (now, *rest[:ALTERNATIVES])
        ]
        told = [f"{plural(count, 'document')} {_plain(value)}" for value, count in votes.most_common(3)]
        asked = "What type of institution is" if kind == "type" else "At which scale does"
        return Doubt(
            kind=kind,
            question=f"{asked} “{entity.name}”{'' if kind == 'type' else ' act'}?",
            current=_plain(now),
            reason=f"by its name and the words beside it: {', '.join(told)}" if told else "no document tells",
            answers=tuple(answers),
            doubt=vote_doubt(kind, now, votes, firm=entity.type is InstitutionType.FIRM),
            **shared,
        )

    def _home(self) -> Iterator[Doubt]:
        for entity, shared in self._each(Action.PLACE):
            own = partial(
                ReviewAnswer, action=Action.PLACE, names=(entity.name,), near=self._weights.near(entity)
            )
            regions = self._weights.around(entity.id)
            wanted = list(dict.fromkeys([entity.region or UNKNOWN, *regions]))[: ALTERNATIVES + 1]
            answers = [
                own(
                    label="no single place" if region == UNKNOWN else place(region),
                    value=region,
                    keeps=region == (entity.region or UNKNOWN),
                )
                for region in dict.fromkeys([*wanted, UNKNOWN])
            ]
            yield Doubt(
                kind="home",
                question=f"Where is “{entity.name}” at home?",
                current=place(entity.region) or "not known",
                reason=entity.region_reason,
                answers=tuple(answers),
                doubt=home_doubt(entity),
                **shared,
            )

    def _tie(self) -> Iterator[Doubt]:
        edges: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
        for tie in self._weights.ties:
            edges[tie.source, tie.relation.value, tie.target].append(tie)
        for (source, relation, target), ties in edges.items():
            first, other = (self._register.entities.get(end) for end in (source, target))
            if first is None or other is None or self._decided.tie(source, relation, target):
                continue
            wrong = 1.0
            for tie in ties:
                wrong *= 1.0 - tie.confidence
            best = max(ties, key=lambda t: t.confidence)
            own = partial(ReviewAnswer, action=Action.TIE, names=(first.name, other.name), relation=relation)
            said = dict.fromkeys([best.modality.value, Modality.ASSERTED.value, Modality.PLANNED.value])
            answers = [
                own(label=_SAYS[value], value=value, keeps=value == best.modality.value)
                for value in (*said, REJECTED)
            ]
            yield Doubt(
                kind="tie",
                subject=(first.name, relation, other.name),
                question=f"Does the passage state that “{first.name}” {_plain(relation)} “{other.name}”?",
                current=_SAYS[best.modality.value],
                reason=f"{plural(len(ties), 'sentence')}, as read by rules",
                answers=tuple(answers),
                documents=len({tie.document for tie in ties}),
                ties=1,
                doubt=wrong,
                entity=first,
                sought=tuple(sorted(ties, key=lambda t: -t.confidence)[:SHOWN]),
            )

    def _theme(self) -> Iterator[Doubt]:
        about = self._pinned.config.count.about
        where = f"about >= {LEAST}"
        scores: list[ThemeScore] = self._pinned.snapshot.records("themes", where=where)
        themes = {theme.id: theme.label for theme in self._pinned.codebook.themes}
        for row in scores:
            known = row.document in self._weights.documents and row.theme in themes
            if not known or row.passage in self._labelled.get(row.theme, ()):
                continue
            now = ABOUT if row.about >= about else NOT_ABOUT
            doubt = 1.0 - row.about if now == ABOUT else row.about
            answers = [
                ReviewAnswer(
                    label=_plain(v), action=Action.THEME, value=v, relation=row.theme, keeps=v == now
                )
                for v in (now, NOT_ABOUT if now == ABOUT else ABOUT)
            ]
            yield Doubt(
                kind="theme",
                subject=(row.theme, row.passage),
                question=f"Is this passage about {themes[row.theme]}?",
                current=_plain(now),
                reason="the tagger is not sure",
                answers=tuple(answers),
                documents=1,
                ties=0,
                doubt=min(doubt, 0.5),
                sought=(row.passage,),
            )


def _votes(names: Sequence[Name], field: str) -> Counter[str]:
    """Return in how many documents each type or scale is read, the vague ones left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        value = getattr(name, field)
        if value is not None and value not in (InstitutionType.OTHER, Scale.UNKNOWN):
            found[value.value].add(name.document)
    return Counter({value: len(documents) for value, documents in found.items()})


def _plain(value: str) -> str:
    return value.replace("_", " ")
