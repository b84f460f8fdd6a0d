"""Which corrections are in force: later lines supersede a person's own, contradictions of two hold neither.

Those of documents, outcomes and themes name files and evidence. The others name institutions as documents
write them; names are compared by their folded words. Nothing here depends on the order of the lines, only on
when they were written.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workingregions.corpus.correction import REJECTED, REVISIONS, Action, Correction
from workingregions.models.entities.match import fold
from workingregions.nlp.institutions import key

Side = tuple[Correction, ...]
_VALUED = (Action.RENAME, Action.RETYPE, Action.RESCALE, Action.PLACE, Action.TIE)
_SAME = (Action.MERGE, Action.ACCEPT)
Named = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines of different persons that contradict each other; none of them is in force."""

    about: str
    left: Side
    right: Side


def in_force(corrections: Iterable[Correction]) -> tuple[tuple[Correction, ...], tuple[Conflict, ...]]:
    """Return the corrections in force, oldest first, and the contradictions among the others.

    Args:
        corrections: without undone lines and without `undo`.

    Two lines contradict each other if they give one thing two values, reject and accept one name, or
    merge (also through a chain of merges) what the other splits. Of one person's lines the newer side
    is in force; of different persons' lines neither is.
    """
    lines = sorted({c.id: c for c in corrections}.values(), key=lambda c: (c.when, c.id))
    own: dict[str, list[Correction]] = defaultdict(list)
    for line in lines:
        own[line.who].append(line)
    kept = [line for person in sorted(own) for line in _latest(own[person])]
    kept.sort(key=lambda c: (c.when, c.id))
    conflicts = _clashes(kept)
    lost = {line.id for conflict in conflicts for line in (*conflict.left, *conflict.right)}
    return tuple(line for line in kept if line.id not in lost), conflicts


def named(correction: Correction, at: int = 0) -> Named:
    """Return one of the names of a correction, with `near`, for comparison."""
    return fold(correction.names[at]).words, correction.near


def _latest(lines: Sequence[Correction]) -> list[Correction]:
    """Return one person's lines without those that the person's own later ones contradict."""
    kept: list[Correction] = []
    for line in lines:
        kept.append(line)
        while clashes := _clashes(kept):
            older = {
                id(side): side
                for clash in clashes
                for side in [min(clash.left, clash.right, key=lambda s: max((c.when, c.id) for c in s))]
            }
            lost = {c.id for side in older.values() for c in side}
            kept = [c for c in kept if c.id not in lost]
    return kept


def _clashes(lines: Sequence[Correction]) -> tuple[Conflict, ...]:
    return (
        *_two_values(lines),
        *_rejected_and_revised(lines),
        *_rejected_and_accepted(lines),
        *_merged_and_split(lines),
    )


def _two_values(lines: Sequence[Correction]) -> list[Conflict]:
    given: dict[tuple[object, ...], dict[str, list[Correction]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.action in _VALUED:
            names = tuple(fold(name).words for name in line.names)
            given[line.action, names, line.near, line.relation][line.value].append(line)
        elif line.action in REVISIONS and not (line.action is Action.OUTCOME and line.value == REJECTED):
            given[line.action, target(line), line.relation][line.value].append(line)
    found = []
    for values in given.values():
        sides = sorted(values.items())
        for (first, left), (second, right) in pairwise(sides):
            what = left[0].names[0] if left[0].names else f"of {left[0].evidence.file}"
            about = f"{left[0].action.value} {what}: {first} or {second}"
            found.append(Conflict(about, tuple(left), tuple(right)))
    return found


def target(correction: Correction) -> str:
    """Return what a correction of a document, an outcome or a theme is about: evidence or a file."""
    return correction.evidence.id or correction.evidence.sha256


def _rejected_and_revised(lines: Sequence[Correction]) -> list[Conflict]:
    """Return the outcomes that one line rejects and others correct."""
    claims: dict[str, tuple[list[Correction], list[Correction]]] = defaultdict(lambda: ([], []))
    for line in lines:
        if line.action is Action.OUTCOME:
            claims[target(line)][line.value != REJECTED].append(line)
    return [
        Conflict(f"an outcome of {rejected[0].evidence.file}: one or not", tuple(rejected), tuple(revised))
        for rejected, revised in claims.values()
        if rejected and revised
    ]


def _rejected_and_accepted(lines: Sequence[Correction]) -> list[Conflict]:
    found = []
    accepted: dict[Named, list[Correction]] = defaultdict(list)
    for line in lines:
        if line.action is Action.ACCEPT and len(line.names) == 1:
            accepted[named(line)].append(line)
    for line in lines:
        if line.action is Action.REJECT:
            scope = line.evidence.sha256
            against = [c for c in accepted[named(line)] if not scope or c.evidence.sha256 == scope]
            if against:
                found.append(Conflict(f"{line.names[0]}: an institution or not", (line,), tuple(against)))
    return found


def _merged_and_split(lines: Sequence[Correction]) -> list[Conflict]:
    links: dict[Named, dict[Named, list[Correction]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.action in _SAME and len(line.names) > 1:
            first = named(line)
            for at in range(1, len(line.names)):
                links[first][named(line, at)].append(line)
                links[named(line, at)][first].append(line)
    found = []
    for line in lines:
        if line.action is Action.SPLIT and len(line.names) == 2:
            chain = _chain(links, named(line), named(line, 1)) or _alike(lines, line)
            if chain:
                about = f"{line.names[0]} and {line.names[1]}: one institution or two"
                found.append(Conflict(about, chain, (line,)))
    return found


def _alike(lines: Sequence[Correction], split: Correction) -> Side:
    """Return merges of exactly the two names of a split, if these differ only in abbreviation or spelling."""
    pair = {key(name) for name in split.names}
    merges = [c for c in lines if c.action in _SAME and pair <= {key(name) for name in c.names}]
    return tuple(merges) if named(split) == named(split, 1) else ()


def _chain(links: Mapping[Named, Mapping[Named, Sequence[Correction]]], start: Named, end: Named) -> Side:
    """Return the lines of the shortest chain of merges between two names, oldest first; () if none."""
    came: dict[Named, tuple[Named, Sequence[Correction]] | None] = {start: None}
    todo = deque([start])
    while todo:
        name = todo.popleft()
        for other in sorted(links.get(name, {})):
            if other not in came:
                came[other] = (name, links[name][other])
                todo.append(other)
    steps: dict[str, Correction] = {}
    step = came.get(end)
    while step is not None:
        steps |= {line.id: line for line in step[1]}
        step = came[step[0]]
    return tuple(sorted(steps.values(), key=lambda c: (c.when, c.id)))
