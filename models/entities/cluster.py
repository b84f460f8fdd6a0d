"""Units joined to institutions: what must be one, what must not, and what the names show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workingregions.corpus.enums import InstitutionType
from workingregions.models.entities.match import Folded, decide, fold, head_words, near_pairs
from workingregions.models.entities.observations import Observation
from workingregions.models.entities.units import BODY, Unit, generic, is_acronym
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import lexicon


@dataclass(frozen=True, slots=True)
class Edge:
    """Two units that are one institution or, with `merged` False, were looked at and left apart."""

    left: Unit
    right: Unit
    rule: str
    score: float
    merged: bool
    reason: str
    left_text: str
    right_text: str
    passage: str = ""


class Clusters:
    """Units in disjoint sets; sets with a `cannot` between them are never joined."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._root = {unit: unit for unit in units}
        self._against: dict[Unit, set[Unit]] = defaultdict(set)

    def root(self, unit: Unit) -> Unit:
        """Return the unit that represents the set."""
        while self._root[unit] != unit:
            self._root[unit] = self._root[self._root[unit]]
            unit = self._root[unit]
        return unit

    def part(self, left: Unit, right: Unit) -> None:
        """Keep two units apart."""
        a, b = self.root(left), self.root(right)
        self._against[a].add(b)
        self._against[b].add(a)

    def join(self, left: Unit, right: Unit) -> bool:
        """Join the sets of two units, and return whether they are one now."""
        a, b = sorted((self.root(left), self.root(right)))
        if a == b:
            return True
        if b in self._against[a]:
            return False
        self._root[b] = a
        for other in self._against.pop(b, set()):
            self._against[other].discard(b)
            self._against[other].add(a)
            self._against[a].add(other)
        return True


def edges(observations: Sequence[Observation], of: Sequence[Unit]) -> list[Edge]:
    """Return all decisions on pairs of units by their names, places and types, the most certain first."""
    index = _Index(observations, of)
    found = [*_alike(index), *_places(index), *_heads(index), *_forms(index, observations, of)]
    return sorted(found, key=lambda e: (-e.score, e.left, e.right, e.rule))


class _Index:
    """Units by the words that documents write them with."""

    def __init__(self, observations: Sequence[Observation], of: Sequence[Unit]) -> None:
        self.units: dict[tuple[str, ...], set[Unit]] = defaultdict(set)
        self.text: dict[tuple[str, ...], str] = {}
        self.folded: dict[tuple[str, ...], Folded] = {}
        self.countries: dict[Unit, set[str]] = defaultdict(set)
        self.documents: dict[Unit, set[str]] = defaultdict(set)
        self.types: dict[Unit, Counter[InstitutionType]] = defaultdict(Counter)
        texts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for observation, unit in zip(observations, of, strict=True):
            self.countries[unit].add(observation.country)
            self.documents[unit].add(observation.document)
            for kind, weight in observation.types:
                self.types[unit][kind] += round(1000 * weight)
            if is_acronym(observation) and " " not in observation.key:
                continue
            folded = fold(observation.key)
            self.folded[folded.words] = folded
            self.units[folded.words].add(unit)
            texts[folded.words][observation.text] += observation.mentions
        for words, forms in texts.items():
            self.text[words] = min(forms, key=lambda form: (-forms[form], -len(form), form))
        self.common = Counter(word for words in self.units for word in set(words))


def _alike(index: _Index) -> Iterable[Edge]:
    """Yield names that differ in spelling."""
    names = sorted(index.units)
    for i, j in near_pairs([" ".join(words) for words in names]):
        left, right = index.folded[names[i]], index.folded[names[j]]
        for a in sorted(index.units[names[i]]):
            for b in sorted(index.units[names[j]]):
                if a == b or not _one_place(a, b):
                    continue
                countries = (index.countries[a] | index.countries[b]) - {""}
                decision = decide(left, right, index.common, frozenset(countries))
                if decision is not None:
                    yield Edge(
                        a,
                        b,
                        decision.rule,
                        decision.score,
                        decision.merged,
                        decision.reason,
                        index.text[names[i]],
                        index.text[names[j]],
                    )


def _one_place(left: Unit, right: Unit) -> bool:
    """Return whether the tags of two units are compatible."""
    tags = {tag for _, tag in (left, right) if tag and not tag.startswith(BODY)}
    return len(tags) < 2 and not (left[1] and right[1] and left[1] != right[1])


def _places(index: _Index) -> Iterable[Edge]:
    """Yield place-bound names: "City Council" in documents about Leeds is "Leeds City Council"."""
    gazetteer = Gazetteer.load()
    for words in sorted(index.units):
        for unit in sorted(index.units[words]):
            place = gazetteer.get(unit[1]) if unit[1] and unit[0] == words else None
            if place is None or place.kind == "country":
                continue
            for name in dict.fromkeys((place.name, *place.aliases)):
                full = (*fold(name).words, *words)
                for other in sorted(index.units.get(full, ())):
                    if other != unit and other[1] in {"", unit[1]}:
                        reason = f"documents name it in passages about {place.name}"
                        yield Edge(
                            unit, other, "place", 0.9, True, reason, index.text[words], index.text[full]
                        )


def _forms(index: _Index, observations: Sequence[Observation], of: Sequence[Unit]) -> Iterable[Edge]:
    """Yield shorter names that one document uses for an institution, which are its names in the others."""
    longs: dict[tuple[str, ...], set[Unit]] = defaultdict(set)
    texts: dict[tuple[tuple[str, ...], Unit], tuple[str, str]] = {}
    for observation, unit in zip(observations, of, strict=True):
        own = fold(observation.key).words
        for form, _ in observation.forms:
            words = fold(form).words
            if words != own and len(words) > 1 and words in index.units and not generic(words):
                longs[words].add(unit)
                texts.setdefault((words, unit), (form, observation.passage))
    for words, units in sorted(longs.items()):
        for unit in sorted(index.units[words]):
            for other in sorted(units - {unit}):
                if _one_place(unit, other):
                    form, passage = texts[words, other]
                    full = index.text.get(other[0], " ".join(other[0]))
                    alone = len(units - {unit}) == 1
                    reason = f"a document calls {full} by this name" if alone else "several bear this name"
                    score = 0.88 if alone else 0.5
                    yield Edge(unit, other, "short_form", score, alone, reason, form, full, passage)


def _heads(index: _Index) -> Iterable[Edge]:
    """Yield heads: "Brookings" is "Brookings Institution" if that is the only such name."""
    gazetteer = Gazetteer.load()
    longer: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for words in index.units:
        for cut in range(1, len(words)):
            if all(word in head_words() for word in words[cut:]):
                longer[words[:cut]].append(words)
    for words in sorted(index.units):
        fulls = sorted(longer.get(words, ()))
        if not fulls or generic(words) or gazetteer.known(" ".join(words)) or words[-1] in head_words():
            continue
        for unit in sorted(index.units[words]):
            for full in fulls:
                for other in sorted(index.units[full]):
                    if unit != other and _one_place(unit, other):
                        yield _head(index, unit, other, words, full, alone=len(fulls) == 1)


def _head(
    index: _Index,
    unit: Unit,
    other: Unit,
    words: tuple[str, ...],
    full: tuple[str, ...],
    *,
    alone: bool,
) -> Edge:
    texts = index.text[words], index.text[full]
    tail = full[len(words) :]
    firm = lexicon().heads.get(tail)
    both_firms = firm is not None and firm.type is InstitutionType.FIRM
    shared = index.documents[unit] & index.documents[other]
    if not alone:
        return Edge(unit, other, "short_form", 0.5, False, "it is short for several names", *texts)
    if both_firms or shared:
        reason = "the one name in full" if both_firms else "a document uses both, and no other such name"
        return Edge(unit, other, "short_form", 0.85, True, reason, *texts)
    return Edge(unit, other, "short_form", 0.6, False, "no document uses both names", *texts)


def unions(clusters: Clusters, decisions: Sequence[Edge]) -> tuple[list[Edge], list[Edge]]:
    """Join what is decided; return the edges that hold, and those whose ends remain apart."""
    merged: list[Edge] = []
    apart: list[Edge] = []
    for edge in decisions:
        if edge.merged:
            (merged if clusters.join(edge.left, edge.right) else apart).append(edge)
    apart += [e for e in decisions if not e.merged]
    return merged, [e for e in apart if clusters.root(e.left) != clusters.root(e.right)]


def groups(clusters: Clusters, of: Sequence[Unit]) -> Mapping[Unit, list[int]]:
    """Return the numbers of the observations of each set."""
    found: dict[Unit, list[int]] = defaultdict(list)
    for at, unit in enumerate(of):
        found[clusters.root(unit)].append(at)
    return found
