"""The vote: the confidences of agreeing candidates are combined, and the strongest group wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.text import key


@dataclass(frozen=True, slots=True)
class Choice:
    """Agreeing candidates, strongest first, and their combined weight (0..1)."""

    members: tuple[MetadataValue, ...]
    confidence: float

    @property
    def value(self) -> MetadataValue:
        """The strongest member, with the group's confidence and the rules that agreed."""
        rules = list(dict.fromkeys(member.rule for member in self.members))
        return replace(self.members[0], rule=" + ".join(rules[:4]), confidence=self.confidence)


def vote(
    candidates: Sequence[MetadataValue], agree: Callable[[str, str], bool] | None = None
) -> list[Choice]:
    """Return groups of agreeing candidates, heaviest first; ties go to the strongest member, then by value.

    The weight of a group is 1 - product of (1 - confidence) over its rules, each rule counted once with
    its best candidate: two independent guesses of 0.5 make 0.75.

    Args:
        candidates: proposals for one field.
        agree: whether two values mean the same; equality of their keys by default.
    """
    same = agree or (lambda a, b: key(a) == key(b))
    ordered = sorted(candidates, key=lambda c: (-c.confidence, c.rule, c.value))
    groups: list[list[MetadataValue]] = []
    for candidate in ordered:
        home = next((group for group in groups if same(group[0].value, candidate.value)), None)
        if home is None:
            groups.append([candidate])
        else:
            home.append(candidate)
    choices = [Choice(tuple(group), _weight(group)) for group in groups]
    return sorted(
        choices, key=lambda choice: (-choice.confidence, -choice.members[0].confidence, choice.value.value)
    )


def _weight(group: Sequence[MetadataValue]) -> float:
    best: dict[str, float] = {}
    for member in group:
        best[member.rule] = max(best.get(member.rule, 0.0), member.confidence)
    doubt = 1.0
    for confidence in best.values():
        doubt *= 1 - confidence
    return round(1 - doubt, 3)
