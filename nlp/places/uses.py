"""What else a document uses a place's name for: a common word, a person or a firm.

"Same" and "Date" are towns, "Carrefour" is one in Haiti, and "Kendall" a surname. A name that the document
also writes in lower case, gives to a person or to an institution is a place only where the words beside it
say so ("in Reading", "Same, Tanzania"); countries, states and large regions are excepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.corpus.records import Mention, Passage
from workingregions.nlp.gazetteer import abbreviations, prominence, senses
from workingregions.nlp.places.resolve import Toponym, container

if TYPE_CHECKING:
    from workingregions.nlp.tagger import TaggerReading

_WORD = re.compile(r"\b[^\W\d_]{3,}\b")
_PLACED = re.compile(
    r"\b(?:in|near|across|around|outside|throughout|within|city of|town of)\s+(?:the\s+)?$", re.IGNORECASE
)
_AREA = re.compile(r"\b(?:County|Borough|Province|Region|Valley)\b")
"""A word that marks an area. Where an area acts ("County Durham joined late") it is a body and a place."""
_AREAS = frozenset({"supranational", "country", "nation", "region", "nuts1"})
_PARTS = frozenset({"state", "county"})
_MANY = 500_000
"""People of a state or county from which its name is not taken for another word."""
_METROPOLIS = 1_000_000
"""People of a place from which an institution of the same name is not the likelier reading."""
_KNOWN = frozenset({"US", "GB", "CA", "DE"})
"""Countries whose states are as well known as countries."""
_LEAST = 2
"""Occurrences in lower case from which a word is common in a document."""


class NameUses:
    """The words, persons and institutions of one document."""

    def __init__(
        self,
        passages: Sequence[Passage],
        readings: Sequence[TaggerReading | None],
        institutions: Sequence[Mention],
    ) -> None:
        self._words = Counter(word for p in passages for word in _WORD.findall(p.text))
        self._bodies = frozenset(m.text for m in institutions)
        self._surnames = frozenset(
            passage.text[start:end].split()[-1]
            for passage, reading in zip(passages, readings, strict=True)
            for start, end, label in (reading.entities if reading is not None else ())
            if label == "PERSON" and len(passage.text[start:end].split()) > 1
        )

    def another(self, text: str, start: int, end: int) -> bool:
        """Return whether text[start:end] is likelier a common word, a person or a firm than the place."""
        name = text[start:end]
        if _is_acronym(name):
            return True
        body = name in self._bodies and not _AREA.search(name)
        if not body and (" " in name or not (self._is_common(name) or name in self._surnames)):
            return False
        best = max((c.place for c in senses(name) if c.strong), key=prominence, default=None)
        if best is not None and (best.kind in _AREAS or (best.kind in _PARTS and best.population > _MANY)):
            return False
        if body and best is not None and best.population > _METROPOLIS:
            return False
        if container(Toponym(name, text[end : end + 40])):
            return False
        placed = _PLACED.search(text[max(0, start - 20) : start])
        return not placed or self._is_common(name)

    def _is_common(self, name: str) -> bool:
        small = self._words[name.lower()]
        return small >= _LEAST and small >= self._words[name] + self._words[name.upper()]


def _is_acronym(name: str) -> bool:
    """Return whether a short name in capitals is not a known abbreviation of a place: EDO, not UAE."""
    if not (name.isalpha() and name.isupper() and len(name) <= 4) or name in abbreviations():
        return False
    strong = [c.place for c in senses(name) if c.strong]
    return all(p.kind in {"state", "nuts2"} and p.country not in _KNOWN for p in strong)
