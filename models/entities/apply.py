"""Corrections applied to observations and units: whom a name means, and what is done to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.errors import nearest
from workingregions.models.entities.cluster import Clusters, Edge
from workingregions.models.entities.match import fold
from workingregions.models.entities.observations import MOST, Observation
from workingregions.models.entities.units import BODY, Unit
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import key

SPLIT = "split "
"""Beginning of the tag of a unit that a correction made; the correction's id follows."""
DOCUMENT_ID = 16
"""Hex digits of a file's sha256 that are its document's id."""


@dataclass(slots=True)
class Applied:
    """Units after the corrections that change them, and the lines that matched nothing, with near names."""

    of: list[Unit]
    unmatched: list[tuple[Correction, tuple[str, ...]]] = field(default_factory=list)


class Names:
    """From a name, as a correction writes it, to the observations it means."""

    def __init__(self, observations: Sequence[Observation], corrections: Iterable[Correction]) -> None:
        self._observations = observations
        self._by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_form: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._also: dict[tuple[str, ...], tuple[str, ...]] = {}
        for at, observation in enumerate(observations):
            own = fold(observation.key).words
            self._by_key[own].append(at)
            for words in sorted({fold(form).words for form, _ in observation.forms} - {own}):
                self._by_form[words].append(at)
        for correction in corrections:
            if correction.action is Action.RENAME:
                self._also[fold(correction.value).words] = fold(correction.names[0]).words

    def find(self, name: str, near: str = "", sha256: str = "", of: Sequence[Unit] = ()) -> list[int]:
        """Return the numbers of the observations that a name means: by their own name, else by a form.

        Args:
            near: only those in or about this region, when not "".
            sha256: only those of this document, when not "".
            of: the observations' units, whose tags give the region of bound names.
        """
        words = fold(name).words
        found = self._by_key.get(words) or self._by_form.get(words)
        if not found and words in self._also:
            words = self._also[words]
            found = self._by_key.get(words) or self._by_form.get(words)
        found = found or []
        if sha256:
            found = [at for at in found if self._observations[at].document == sha256[:DOCUMENT_ID]]
        if near:
            found = [at for at in found if about(self._observations[at], near, of[at][1] if of else "")]
        return found

    def written(self, name: str, among: Sequence[int]) -> list[int]:
        """Return those observations whose key is the name's own, or that write it this way."""
        folded = " ".join(name.split()).casefold()
        return [
            at
            for at in among
            if self._observations[at].key == key(name)
            or folded in {form.casefold() for form, _ in self._observations[at].forms}
        ]

    def nearest(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Return the names of the corpus most similar to one that it does not contain."""
        texts = {o.text for o in self._observations} | {f for o in self._observations for f, _ in o.forms}
        return nearest(name, sorted(texts), count)


def about(observation: Observation, region: str, tag: str = "") -> bool:
    """Return whether an observation is of the region: by its unit's place, else by most of its weight."""
    gazetteer = Gazetteer.load()
    if gazetteer.get(tag) is not None:
        return gazetteer.within(tag, region)
    total = sum(weight for _, weight in observation.regions)
    inside = sum(weight for r, weight in observation.regions if gazetteer.within(r, region))
    return total > 0 and inside >= MOST * total


def rejected(names: Names, corrections: Iterable[Correction]) -> tuple[set[int], list[Correction]]:
    """Return the numbers of observations that are not institutions, and the rejections without a match."""
    gone: set[int] = set()
    waiting = []
    for correction in corrections:
        if correction.action is Action.REJECT:
            found = names.find(correction.names[0], correction.near, correction.evidence.sha256)
            gone.update(found)
            if not found:
                waiting.append(correction)
    return gone, waiting


def split(
    names: Names, corrections: Sequence[Correction], of: Sequence[Unit]
) -> tuple[Applied, list[tuple[Unit, Unit]]]:
    """Return the units after the splits, and the pairs of units that must stay apart."""
    applied = Applied(list(of))
    pairs: list[tuple[Unit, Unit]] = []
    for correction in corrections:
        if correction.action is not Action.SPLIT:
            continue
        before = list(applied.of)
        if len(correction.names) == 2:
            left, right = (_meant(names, correction, name, applied) for name in correction.names)
            if left is not None and left == right:
                # Written alike but for a variant: the names as written distinguish them.
                left, right = (names.written(name, left) for name in correction.names)
            done = left is not None and right is not None and _part(correction, left, right, applied)
            new, old = left or [], right or []
        else:
            new, old = _alone(names, correction, applied)
            done = bool(new)
            for at in new:
                tag = correction.value or SPLIT + correction.id
                applied.of[at] = (before[at][0], tag)
            old += [at for at in range(len(of)) if before[at] in {before[n] for n in new}]
        if done:
            lefts, rights = ({applied.of[at] for at in side} for side in (new, old))
            pairs += sorted((a, b) for a in lefts for b in rights - lefts)
        elif correction not in {c for c, _ in applied.unmatched}:
            applied.unmatched.append((correction, names.nearest(correction.names[0])))
    return applied, pairs


def _alone(names: Names, correction: Correction, applied: Applied) -> tuple[list[int], list[int]]:
    """Return the observations of one name that a split sets apart, and the others of that name."""
    name = correction.names[0]
    everywhere = names.find(name, correction.near, of=applied.of)
    if correction.evidence.sha256:
        new = names.find(name, correction.near, correction.evidence.sha256, of=applied.of)
    else:
        new = names.find(name, correction.value, of=applied.of) if correction.value else []
    return new, [at for at in everywhere if at not in set(new)]


def _part(correction: Correction, left: list[int], right: list[int], applied: Applied) -> bool:
    """Put the observations of two names into different units; return False if all of them write both."""
    only_left, only_right = sorted(set(left) - set(right)), sorted(set(right) - set(left))
    if not only_left or not only_right:
        applied.unmatched.append((correction, ()))
        return False
    shared = {applied.of[at] for at in only_left} & {applied.of[at] for at in only_right}
    for at in only_left:
        if applied.of[at] in shared:
            applied.of[at] = (applied.of[at][0], SPLIT + correction.id)
    left[:], right[:] = only_left, only_right
    return True


def _meant(names: Names, correction: Correction, name: str, applied: Applied) -> list[int] | None:
    """Return the observations of a name, or None (and record it as unmatched) if none or several match."""
    found = names.find(name, correction.near, of=applied.of) or names.find(name)
    if correction.evidence.sha256 and len({applied.of[at] for at in found}) > 1:
        found = names.find(name, "", correction.evidence.sha256) or found
    if not found:
        applied.unmatched.append((correction, names.nearest(name)))
        return None
    return found


def merges(
    names: Names, corrections: Sequence[Correction], applied: Applied, clusters: Clusters
) -> list[Edge]:
    """Join what corrections state to be one institution."""
    done = []
    for correction in corrections:
        if correction.action not in {Action.MERGE, Action.ACCEPT} or len(correction.names) < 2:
            continue
        sides = [_meant(names, correction, name, applied) for name in correction.names]
        if any(side is None for side in sides):
            continue
        several = next((i for i, side in enumerate(sides) if len(_tags(side or [], applied)) > 1), None)
        if several is not None:
            tags = _tags(sides[several] or [], applied)
            told = tuple(f"{correction.names[several]} near {tag}" for tag in tags)
            applied.unmatched.append((correction, told))
            continue
        first = applied.of[sides[0][0]]  # type: ignore[index]
        for name, side in zip(correction.names, sides, strict=True):
            for unit in sorted({applied.of[at] for at in side or []} - {first}):
                if clusters.join(first, unit):
                    done.append(
                        Edge(
                            first,
                            unit,
                            "correction",
                            1.0,
                            True,
                            f"{correction.who}: {correction.why or 'one institution'}",
                            correction.names[0],
                            name,
                        )
                    )
    return done


def _tags(side: Sequence[int], applied: Applied) -> list[str]:
    """Return the places of the units of a place-bound name; one or none if it is unambiguous."""
    tags = {applied.of[at][1] for at in side}
    return sorted(tag for tag in tags if tag and not tag.startswith((BODY, SPLIT)))
