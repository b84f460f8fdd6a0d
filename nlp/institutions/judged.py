"""The tagger's probabilities for the words of a candidate name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from workingregions.nlp.institutions.surroundings import Pairs
from workingregions.nlp.tagger import LABELS, TaggerReading

JUDGED = (
    "said_organisation",
    "said_weakest",
    "said_begins",
    "said_again",
    "said_name",
    "said_before",
    "said_on",
)
"""The tagger's probabilities: that the words are in an organisation's name (mean and minimum), that the first
word begins one, that a later word does, that the words are in any name, that the word before is in an
organisation's name, and that the name continues after the span."""


class TaggerScores:
    """The tagger's probabilities for spans of one text."""

    def __init__(self, reading: TaggerReading) -> None:
        self.starts = [start for start, _ in reading.words]
        self.ends = [end for _, end in reading.words]
        begins, inside = LABELS.index("B-ORG"), LABELS.index("I-ORG")
        self.begins = reading.labels[:, begins]
        self.organisation = self.begins + reading.labels[:, inside]
        self.inside = reading.labels[:, inside]
        self.name = 1 - reading.labels[:, 0]

    def _range(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def mean(self, start: int, end: int) -> float:
        """Return the mean probability that a span's words are in an organisation's name."""
        first, last = self._range(start, end)
        return float(self.organisation[first:last].mean()) if first < last else 0.0

    def of(self, start: int, end: int) -> Pairs:
        """Return the pairs named in JUDGED."""
        first, last = self._range(start, end)
        if first >= last:
            return
        scores = self.organisation[first:last]
        yield "said_organisation", float(scores.mean())
        yield "said_weakest", float(scores.min())
        yield "said_begins", float(self.begins[first])
        yield "said_again", float(self.begins[first + 1 : last].max(initial=0.0))
        yield "said_name", float(self.name[first:last].mean())
        yield "said_before", float(self.organisation[first - 1]) if first else 0.0
        yield "said_on", float(self.inside[last]) if last < len(self.inside) else 0.0
