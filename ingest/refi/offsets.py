"""In which units a program counts the positions of a text, found from the selections themselves.

The standard counts Unicode code points. Programs also count UTF-16 units, so that a character outside the
basic plane counts twice; a line end of two characters as one, or one as two; and the byte-order mark at the
beginning. Nothing in a file states it. The right way of counting is the one by which most selections begin
and end at word boundaries and hold the words that the file quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt

from workingregions.corpus.quotes import letters
from workingregions.ingest.refi.records import RefiSelection, RefiSource

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_FEED, _BASIC_PLANE = 0x0A, 0xFFFF
_QUOTED = 24
"""Letters of a selection's name that are compared with its words; programs cut names short."""
_LEAST = 4
"""Letters that a name must have to be compared."""
_MOST_SOURCES, _MOST_SELECTIONS = 40, 50
"""Sources that are looked at, those with the most selections, and selections of each."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A way of counting positions: `utf16` units or code points; line ends as they are, as one or as two
    (`line_end` 0, 1 or 2); and whether the byte-order mark counts (`mark`)."""

    utf16: bool = False
    line_end: int = 0
    mark: bool = False

    def __str__(self) -> str:
        units = "UTF-16 units" if self.utf16 else "code points"
        ends = ("", ", a line end counted as one", ", a line end counted as two")[self.line_end]
        return units + ends + (", the byte-order mark counted" if self.mark else "")


STANDARD = Counting()


@dataclass(frozen=True, slots=True)
class CountedText:
    """A text, and the position of each of its characters in a way of counting.

    Attributes:
        text: the text, in which each line end is a line feed.
        positions: the position of each character and, last, of the end; shape (characters + 1).
    """

    text: str
    positions: npt.NDArray[np.int64] = field(repr=False)

    @classmethod
    def of(cls, source: RefiSource, counting: Counting) -> CountedText:
        """Count the text of a source."""
        lengths = [len(match[0]) for match in _LINE_END.finditer(source.text)]
        text = _LINE_END.sub("\n", source.text)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        widths = np.ones(len(codes) + 1, np.int64)
        widths[0] = counting.mark and source.marked
        if counting.utf16:
            widths[1:][codes > _BASIC_PLANE] = 2
        widths[1:][codes == _LINE_FEED] = counting.line_end or lengths
        return cls(text, np.cumsum(widths))

    def span(self, selection: RefiSelection) -> tuple[int, int] | None:
        """Return the bounds of a selection in `text`; None if it lies outside or is empty."""
        if not self.positions[0] <= selection.start < selection.end <= self.positions[-1]:
            return None
        start, end = np.searchsorted(self.positions, [selection.start, selection.end]).tolist()
        return (start, end) if start < end else None


def find_counting(sources: Sequence[RefiSource]) -> Counting:
    """Return the way of counting that fits the selections of a file best; if all fit, the standard one."""
    ways = [Counting(*way) for way in product((False, True), (0, 1, 2), (False, True))]
    telling = [source for source in sources if source.selections and _differs(source)]
    telling.sort(key=lambda source: -len(source.selections))
    scores = dict.fromkeys(ways, 0)
    for source in telling[:_MOST_SOURCES]:
        for way in ways:
            scores[way] += _fit(CountedText.of(source, way), source.selections[:_MOST_SELECTIONS])
    return max(ways, key=lambda way: (scores[way], -(way.utf16 + (way.line_end > 0) + way.mark)))


def _differs(source: RefiSource) -> bool:
    """Return whether the ways of counting differ on a text."""
    return (
        source.marked or _LINE_END.search(source.text) is not None or any(c > "\uffff" for c in source.text)
    )


def _fit(counted: CountedText, selections: Iterable[RefiSelection]) -> int:
    """Return how well selections fit a text: for each, whether its ends are bounds of words, and its name."""
    score = 0
    for selection in selections:
        span = counted.span(selection)
        if span is None:
            score -= 4
            continue
        part = counted.text[slice(*span)]
        score += sum(is_boundary(counted.text, at) for at in span) + (part == part.strip())
        score += 4 * is_quoted(part, selection)
    return score


def is_boundary(text: str, at: int) -> bool:
    """Return whether a position lies between words."""
    return not (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum())


def is_quoted(part: str, selection: RefiSelection) -> bool:
    """Return whether the name of a selection quotes these words, as ATLAS.ti's and this program's do."""
    named = letters(selection.name)
    return len(named) >= _LEAST and letters(part).startswith(named[:_QUOTED])
