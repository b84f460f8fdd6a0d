"""Entities, names and links from clusters of observations, with the corrections that set their fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from workingregions.corpus.correction import UNKNOWN, Action, Correction
from workingregions.corpus.enums import InstitutionType, MentionKind, Scale
from workingregions.corpus.records import Entity, Link, Merge, Name
from workingregions.models.entities.apply import SPLIT, Names
from workingregions.models.entities.cluster import Clusters, groups
from workingregions.models.entities.home import Home, home
from workingregions.models.entities.match import bound, fold, variants
from workingregions.models.entities.observations import Observation
from workingregions.models.entities.units import BODY, Unit
from workingregions.models.entities.workings import Workings
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import Body, bodies, key, lexicon

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from workingregions.nlp.registry import Registry

T = TypeVar("T")


@dataclass(slots=True)
class Built:
    """The records of a resolution; `entity_of` gives the entity of each cluster's root."""

    entities: tuple[Entity, ...]
    names: tuple[Name, ...]
    merges: list[Merge]
    links: tuple[Link, ...]
    of: dict[tuple[str, str], str]
    entity_of: dict[Unit, str]
    unmatched: list[tuple[Correction, tuple[str, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class _Draft:
    root: Unit
    observations: list[Observation]
    units: Set[Unit]
    entity: Entity
    body: Body | None
    tag: str
    mentions: int
    seen: frozenset[str] = frozenset()


def build(
    observations: Sequence[Observation],
    of: Sequence[Unit],
    clusters: Clusters,
    corrections: Sequence[Correction],
    names: Names,
    registry: Registry | None,
    memo: MutableMapping[tuple[object, ...], object],
    work: Workings,
) -> Built:
    """Return the records of a resolution, entities with most mentions first."""
    sets = groups(clusters, of)
    overrides, unmatched = _overrides(of, clusters, corrections, names)
    drafts = []
    links: dict[Unit, Link] = {}
    for root in sorted(sets):
        members = [observations[at] for at in sets[root]]
        own, values = frozenset(of[at] for at in sets[root]), overrides.get(root, {})
        settings = tuple(sorted(values.items())), registry.id if registry is not None else ""
        question = ("draft", root, tuple(map(id, members)), own, settings)
        made = partial(_described, root, members, own, values, registry, memo)
        draft, link = work.once(question, members, made)
        if link is not None:
            links[root] = link
        drafts.append(replace(draft))  # its id and its successors depend on the others
    drafts.sort(
        key=lambda d: (-len({o.document for o in d.observations}), -d.mentions, d.entity.name, d.root)
    )
    _identified(drafts)
    _followed(drafts)
    entity_of = {draft.root: draft.entity.id for draft in drafts}
    found = {
        (o.document, o.key): entity_of[clusters.root(unit)] for o, unit in zip(observations, of, strict=True)
    }
    return Built(
        entities=tuple(draft.entity for draft in drafts),
        names=tuple(_name(o, found[o.document, o.key]) for o in observations),
        merges=[merge for draft in drafts for merge in _same(draft)],
        links=tuple(replace(links[d.root], entity=d.entity.id) for d in drafts if d.root in links),
        of=found,
        entity_of=entity_of,
        unmatched=unmatched,
    )


def _overrides(
    of: Sequence[Unit],
    clusters: Clusters,
    corrections: Sequence[Correction],
    names: Names,
) -> tuple[dict[Unit, dict[Action, str]], list[tuple[Correction, tuple[str, ...]]]]:
    """Return the values that corrections give to clusters, and the corrections that name none."""
    values: dict[Unit, dict[Action, str]] = defaultdict(dict)
    firsts: dict[Unit, set[str]] = defaultdict(set)
    seconds: set[tuple[str, ...]] = set()
    unmatched: list[tuple[Correction, tuple[str, ...]]] = []
    for c in corrections:
        if c.action is Action.MERGE:
            seconds |= {fold(name).words for name in c.names[1:]}
    for c in corrections:
        if c.action in {Action.RENAME, Action.RETYPE, Action.RESCALE, Action.PLACE, Action.MERGE} or (
            c.action is Action.ACCEPT and len(c.names) == 1
        ):
            found = names.find(c.names[0], c.near, of=of)
            if c.action is Action.PLACE and not c.near and not found:
                found = names.find(c.names[0], of=of)
            roots = {clusters.root(of[at]) for at in found}
            if not roots and c.action is not Action.MERGE:
                unmatched.append((c, names.nearest(c.names[0])))
            if c.action is Action.MERGE:
                if fold(c.names[0]).words not in seconds:
                    for root in roots:
                        firsts[root].add(c.names[0])
            elif c.action is not Action.ACCEPT:
                for root in roots:
                    values[root][c.action] = c.value
        elif c.action is Action.TIE:
            missing = next((name for name in c.names if not names.find(name, c.near, of=of)), None)
            if missing is not None:
                unmatched.append((c, names.nearest(missing)))
    for root, canonical in firsts.items():
        if len(canonical) == 1:
            values[root].setdefault(Action.RENAME, next(iter(canonical)))
    return dict(values), unmatched


def _described(
    root: Unit,
    members: list[Observation],
    units: Set[Unit],
    values: Mapping[Action, str],
    registry: Registry | None,
    memo: MutableMapping[tuple[object, ...], object],
) -> tuple[_Draft, Link | None]:
    """Return an institution with all that follows from its own observations and corrections, and its link."""
    draft = _draft(root, members, units, values)
    link = _linked(draft, registry, memo) if registry is not None else None
    _placed(draft, link, registry, values)
    return draft, link


def _draft(
    root: Unit, observations: list[Observation], units: Set[Unit], values: Mapping[Action, str]
) -> _Draft:
    forms: Counter[str] = Counter()
    for o in observations:
        forms.update(dict(o.forms))
    aliases = sorted(forms, key=lambda form: (-forms[form], -len(form), form))
    known = sorted({unit[1].removeprefix(BODY) for unit in units if unit[1].startswith(BODY)})
    body = bodies()[known[0]] if len(known) == 1 else None
    name = values.get(Action.RENAME) or _canonical(aliases, observations, body)
    kind = _strongest((vote for o in observations for vote in o.types), InstitutionType.OTHER)
    scale = _strongest((vote for o in observations for vote in o.scales), Scale.UNKNOWN)
    if Action.RETYPE in values:
        kind = InstitutionType(values[Action.RETYPE])
    if Action.RESCALE in values:
        scale = Scale(values[Action.RESCALE])
    tag = next((t for t in sorted(_place_tag(unit) for unit in units) if t), "")
    entity = Entity(
        id="",
        name=name,
        kind=MentionKind.INSTITUTION,
        type=kind,
        scale=scale,
        aliases=tuple(aliases),
        start=body.start if body else None,
        end=body.end if body else None,
        confidence=max(o.confidence for o in observations),
    )
    return _Draft(root, observations, units, entity, body, tag, sum(o.mentions for o in observations))


def _place_tag(unit: Unit) -> str:
    """Return the tag of a unit if it is a place; a country only separates names that many countries have."""
    words, tag = unit
    if not tag or tag.startswith((BODY, SPLIT)) or words in bound():
        return "" if tag.startswith((BODY, SPLIT)) else tag
    place = Gazetteer.load().get(tag)
    return tag if place is not None and place.kind != "country" else ""


def _canonical(aliases: Sequence[str], observations: Sequence[Observation], body: Body | None) -> str:
    """Return the name to show: the body's latest name in use here, else the most frequent full form."""
    written = {fold(form).words for form in aliases}
    if body is not None:
        for dated in reversed(body.names):
            if any(fold(form).words in written for form in (dated.name, *dated.aliases)):
                return dated.name
    # A full name is clearer to a reader than an acronym that is used more often.
    full = [form for form in aliases if len(form.split()) > 1]
    if full:
        return full[0]
    known = [lexicon().by_key[o.key].name for o in observations if o.key in lexicon().by_key]
    return known[0] if known else aliases[0]


def _placed(
    draft: _Draft, link: Link | None, registry: Registry | None, values: Mapping[Action, str]
) -> None:
    regions: dict[str, float] = defaultdict(float)
    for o in draft.observations:
        for region, weight in o.regions:
            regions[region] += weight
    beside: dict[str, float] = defaultdict(float)
    for o in draft.observations:
        for place, vote in o.beside:
            beside[place] += vote
    count = len(draft.observations)
    weights = {region: weight / count for region, weight in sorted(regions.items())}
    seat = registry.seat(link.id) if registry is not None and link is not None and link.linked else ("", "")
    entity = draft.entity
    names = [entity.name, *(a for a in entity.aliases if " " in a and a != entity.name)]
    country = draft.body.country if draft.body else ""
    found = home(
        names,
        entity.type,
        entity.scale,
        weights,
        draft.mentions,
        tag=draft.tag,
        country=country,
        seat=seat,
        beside=beside,
    )
    if Action.PLACE in values:
        where = values[Action.PLACE]
        found = Home("" if where == UNKNOWN else where, found.remit, "a correction says so")
    ids = (f"{link.registry}:{link.id}",) if link is not None and link.linked else ()
    draft.entity = replace(
        entity, region=found.region, remit=found.remit, region_reason=found.reason, external_ids=ids
    )


def _linked(
    draft: _Draft, registry: Registry, memo: MutableMapping[tuple[object, ...], object]
) -> Link | None:
    """Return the registry's record of an institution; None if none is worth reporting."""
    from workingregions.nlp.registry import link

    countries = Counter(o.country for o in draft.observations if o.country)
    # Documents of any country name supranational bodies; theirs shows nothing about the seat.
    everywhere = draft.entity.scale is Scale.SUPRANATIONAL
    country = "" if everywhere else max(sorted(countries), key=lambda c: countries[c], default="")
    names = tuple(form for form in (draft.entity.name, *draft.entity.aliases[:6]))
    question = ("link", registry.id, names, country, draft.entity.type)
    if question not in memo:
        memo[question] = link(
            draft.entity.name, aliases=names[1:], country=country, type=draft.entity.type, registry=registry
        )
    found = memo[question]
    return found if isinstance(found, Link) else None


def _identified(drafts: Sequence[_Draft]) -> None:
    """Set ids from names, with the place or the first document if several have one name."""
    gazetteer = Gazetteer.load()
    shared: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        shared[key(draft.entity.name)].append(draft)
    taken: set[str] = set()
    for base, bearing in sorted(shared.items()):
        for draft in bearing:
            place = draft.tag if gazetteer.get(draft.tag) else draft.entity.region if len(bearing) > 1 else ""
            first = min(o.document for o in draft.observations)
            tries = [f"{base} @ {place}"] if place else [base] if not draft.tag else []
            tries += [f"{base} @ {draft.tag or 'in ' + first}", f"{base} @ in {first}"]
            ident = next((t for t in tries if t not in taken), "")
            number = 2
            while not ident:
                numbered = f"{tries[-1]} ({number})"
                ident, number = ("" if numbered in taken else numbered), number + 1
            taken.add(ident)
            draft.entity = replace(draft.entity, id=ident)


def _followed(drafts: Sequence[_Draft]) -> None:
    """Set `before` and `after` from the table of bodies."""
    of = {draft.body.id: draft for draft in drafts if draft.body}
    before: dict[str, list[str]] = defaultdict(list)
    for draft in drafts:
        after = [of[b].entity.id for b, _ in (draft.body.after if draft.body else ()) if b in of]
        for ident in after:
            before[ident].append(draft.entity.id)
        if after:
            draft.entity = replace(draft.entity, after=tuple(after))
    for draft in drafts:
        if draft.entity.id in before:
            draft.entity = replace(draft.entity, before=tuple(sorted(before[draft.entity.id])))


def _name(observation: Observation, entity: str) -> Name:
    return Name(
        document=observation.document,
        key=observation.key,
        entity=entity,
        text=observation.text,
        mentions=observation.mentions,
        passage=observation.passage,
        type=_strongest(observation.types, InstitutionType.OTHER),
        scale=_strongest(observation.scales, Scale.UNKNOWN),
        confidence=observation.confidence,
    )


def _same(draft: _Draft) -> Iterable[Merge]:
    """Yield why names within a unit are one: written alike, or alike except for abbreviation or spelling."""
    by_key: dict[str, list[Observation]] = defaultdict(list)
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for o in draft.observations:
        if o.key not in by_key:
            by_words[fold(o.key).words].append(o.key)
        by_key[o.key].append(o)
    for _, found in sorted(by_key.items()):
        documents = len({o.document for o in found})
        if documents > 1:
            reason = f"{documents} documents write the same name"
            yield _merge(draft, found[0].text, found[-1].text, "same_key", 1.0, reason)
    for keys in by_words.values():
        first = max(sorted(keys), key=lambda k: sum(o.mentions for o in by_key[k]))
        for other in sorted(set(keys) - {first}):
            used = {*fold(first).plain, *fold(other).plain} & set(variants())
            rule = "abbreviation" if any(variants()[w][1] == "abbreviation" for w in used) else "spelling"
            reason = "the names differ in small words, abbreviations or spelling alone"
            yield _merge(draft, by_key[first][0].text, by_key[other][0].text, rule, 0.98, reason)


def _merge(draft: _Draft, left: str, right: str, rule: str, score: float, reason: str) -> Merge:
    return Merge(
        entity=draft.entity.id, left=left, right=right, rule=rule, score=score, merged=True, reason=reason
    )


def _strongest(votes: Iterable[tuple[T | None, float]], vague: T) -> T:
    """Return the value with most weight; `vague` only if there is no other."""
    weight: dict[T, float] = defaultdict(float)
    for value, confidence in votes:
        if value is not None and value != vague:
            weight[value] += confidence
    return max(sorted(weight, key=str), key=lambda value: weight[value], default=vague)
