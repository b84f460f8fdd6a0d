"""What people have decided already, so that they are not asked again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.records import Entity
from workingregions.nlp.institutions import key

if TYPE_CHECKING:
    from workingregions.app.names import Register

_PAIRS = (Action.MERGE, Action.ACCEPT, Action.SPLIT)


class Decided:
    """The corrections that are not undone, by the institutions, pairs and ties that they decide."""

    def __init__(self, lines: Sequence[Correction], register: Register) -> None:
        self._of: set[tuple[Action, str]] = set()
        self._pairs: set[frozenset[str]] = set()
        self._ties: set[tuple[str, str, str]] = set()
        for line in lines:
            fits = [[e.id for e in register.called(name, line.near)] for name in line.names]
            if line.action in _PAIRS:
                self._pairs |= {frozenset(pair) for pair in combinations(map(key, line.names), 2)}
            if line.action is Action.TIE:
                self._ties |= {(a, line.relation, b) for a in fits[0] for b in fits[1]}
            self._of |= {(line.action, ident) for some in fits for ident in some}

    def of(self, action: Action, entity: Entity) -> bool:
        """Return whether a correction of this kind names the institution."""
        return (action, entity.id) in self._of

    def pair(self, left: str, right: str) -> bool:
        """Return whether somebody decided that two names are one institution, or two."""
        return frozenset((key(left), key(right))) in self._pairs

    def tie(self, source: str, relation: str, target: str) -> bool:
        """Return whether somebody decided about a tie."""
        return (source, relation, target) in self._ties
