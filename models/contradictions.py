"""Statements of different documents that do not agree on one tie or one indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from workingregions.corpus.enums import Change, Modality, OutcomeKind, Relation
from workingregions.corpus.records import Outcome, Tie
from workingregions.models.presence import tie_key
from workingregions.nlp.text import content_keys

ALIKE, SAME = 0.3, 0.5
"""Share of the words of two sentences that both have, from which they may state one indicator; and from which
they do although neither states a year."""
APART = 0.1
"""Relative difference of two figures from which they differ."""
YEARS = 2
"""Years that may lie between two directions of change that contradict each other."""
COUNTED = 8
"""Words after a figure that say what it counts, and must be alike too."""
MOST = 60
"""Statements of one place or institution that are compared, the most confident first."""
_COUNTED = frozenset({OutcomeKind.JOBS, OutcomeKind.FIRMS, OutcomeKind.WAGES, OutcomeKind.OUTPUT})
"""Kinds of outcome that are measured again; two sums of money are usually two grants."""
_ORDERED = frozenset({Relation.PART_OF, Relation.GOVERNS})
"""Relations that cannot hold in both directions."""


class Contrast(StrEnum):
    """How two statements disagree."""

    DENIED = "denied"  # one states a tie, the other denies it
    REVERSED = "reversed"  # a is part of b, b is part of a
    DIRECTION = "direction"  # gained, lost
    FIGURE = "figure"  # different figures for one indicator
    PROMISE = "promise"  # what was promised, what is reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two statements of different documents that do not agree; the earlier or promised one first.

    `alike` is the share of their words that both sentences have, 1 for ties.
    """

    contrast: Contrast
    one: Tie | Outcome
    other: Tie | Outcome
    alike: float = 1.0


def tie_conflicts(ties: Iterable[Tie]) -> list[Conflict]:
    """Return ties that one document states and another denies, or that run both ways."""
    stated: dict[tuple[str, Relation, str], list[Tie]] = defaultdict(list)
    denied: dict[tuple[str, Relation, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        (denied if tie.modality is Modality.NEGATED else stated)[tie_key(tie)].append(tie)
    found = []
    for key, against in sorted(denied.items()):
        found += _first(Contrast.DENIED, stated.get(key, []), against)
    for key in sorted(stated):
        source, relation, target = key
        if relation in _ORDERED and source < target:
            found += _first(Contrast.REVERSED, stated[key], stated.get((target, relation, source), []))
    return found


def _first(contrast: Contrast, ones: Sequence[Tie], others: Sequence[Tie]) -> list[Conflict]:
    """Return the surest pair of different documents, if there is one."""
    pairs = [(a, b) for a in ones for b in others if a.document != b.document]
    pairs.sort(
        key=lambda pair: (-(pair[0].confidence + pair[1].confidence), pair[0].passage, pair[1].passage)
    )
    return [Conflict(contrast=contrast, one=a, other=b) for a, b in pairs[:1]]


def comparable(outcomes: Iterable[Outcome]) -> list[list[Outcome]]:
    """Return groups of outcomes of one kind, unit and place or institution, of two documents or more."""
    groups: dict[tuple[str, ...], list[Outcome]] = defaultdict(list)
    for o in outcomes:
        if o.kind in _COUNTED:
            for named, value in (("place", o.place), ("institution", o.institution)):
                if value:
                    groups[o.kind.value, o.unit, named, value].append(o)
    return [
        sorted(own, key=lambda o: (-o.confidence, o.passage, o.start))[:MOST]
        for _, own in sorted(groups.items())
        if len({o.document for o in own}) > 1
    ]


def figure_conflicts(
    groups: Iterable[Sequence[Outcome]], sentence: Callable[[Outcome], str]
) -> list[Conflict]:
    """Return the outcomes that do not agree, those whose sentences are most alike first.

    Args:
        groups: of `comparable`.
        sentence: returns the sentence that states an outcome.
    """
    found: dict[tuple[str, int, str, int], Conflict] = {}
    for group in groups:
        read = [(o, _words(sentence(o)), _words(_after(o, sentence(o)))) for o in group]
        for (a, own, near), (b, others, there) in combinations(read, 2):
            alike, counted = _alike(own, others), _alike(near, there)
            if a.document == b.document or alike < ALIKE or counted < ALIKE:
                continue
            if contrast := _contrast(a, b, min(alike, counted)):
                one, other = (
                    (b, a) if (not a.promised, a.year or 0) > (not b.promised, b.year or 0) else (a, b)
                )
                conflict = Conflict(contrast=contrast, one=one, other=other, alike=alike)
                found.setdefault((one.passage, one.start, other.passage, other.start), conflict)
    return sorted(found.values(), key=lambda c: (-c.alike, c.one.passage, c.other.passage, c.one.start))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in content_keys(text) if not word[0].isdigit())


def _after(outcome: Outcome, sentence: str) -> str:
    """Return the words that follow a figure, which say what is counted."""
    text = " ".join(sentence.split())
    _, _, after = text.partition(" ".join(outcome.text.split()))
    return " ".join(after.split()[:COUNTED])


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


def _contrast(a: Outcome, b: Outcome, alike: float) -> Contrast | None:
    """Return how two outcomes of one kind and place disagree; None if they do not."""
    near = a.year is None or b.year is None or abs(a.year - b.year) <= YEARS
    if {a.change, b.change} == {Change.GAINED, Change.LOST} and near and a.promised == b.promised:
        return Contrast.DIRECTION
    if abs(a.value - b.value) <= APART * max(abs(a.value), abs(b.value)):
        return None
    if a.promised != b.promised:
        return Contrast.PROMISE
    same_year = a.year == b.year and (a.year is not None or alike >= SAME)
    return Contrast.FIGURE if same_year and a.change == b.change and not a.promised else None
