"""Distinction between line breaks set by an author and those where a line was full.

An address, a signature, a list of members or a cover has a name on each line; run together, two names read
as one. A line break counts as the author's where the next word would have fitted on the line, where lines of
two different typefaces meet, or where all lines are short entries; never within a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workingregions.ingest.pdf.layout.lines import TextLine

_OPEN = re.compile(
    r"(?:^|[\s(/])(?:and|or|nor|of|the|a|an|in|to|for|with|on|at|by|from|via|as|is|are|was|were|that|which|than|its|"
    r"und|oder|der|die|das|des|dem|den|für|im|am|zur|zum|von|mit|de|du|la|le|les|et|en|pour|y|para|del|e|per|van|"
    r"het|voor|och|ja)$|[,;&+/(\[–—-]$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:https?:|www\.|e-?mail\b|tel\b|fax\b|\S*@\S)|[\w.-]+\.(?:com|org|net|gov|edu|int|info|eu|[a-z]{2})(?:/\S*)?$",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[^a-zA-ZÀ-ÿ]*\d[^a-zA-ZÀ-ÿ]*")
_SENTENCE = re.compile(r"[.;:,]$")
_SLACK = 0.9  # em beside the next word that must be free for it to have fitted
_WIDER = 1.15  # factor by which a word may be wider than its letters on average
_UNEVEN = 0.25
"""Share of the width that is free in lines of prose, where programs even out the line ends."""
_CENTRED = 0.3  # em that the middles of centred lines may be apart
_ENTRIES, _ENTRY_WORDS = 4, 4
"""Minimum lines, and maximum words per line, of entries of a list without marks."""


def kept_breaks(lines: Sequence[TextLine], *, heading: bool = False) -> list[bool]:
    """Return, for each line but the last of a paragraph, whether its line break is the author's.

    Args:
        lines: lines of one paragraph, from top to bottom, set upright.
        heading: whether it is a title, which is broken for looks: only a change of typeface counts.
    """
    fresh = [not _goes_on(b) and not _OPEN.search(a.text[-12:]) for a, b in pairwise(lines)]
    if not any(fresh):
        return fresh
    words = sum(len(line.text.split()) for line in lines)
    prose = len(lines) >= _ENTRIES and words > _ENTRY_WORDS * len(lines)
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    least = _UNEVEN * (right - left) if prose else 0.0
    fits = [_fitted(previous, line, left, right, least) for previous, line in pairwise(lines)]
    # Where a sentence wraps though its next word would have fitted (beside a picture), free space proves
    # nothing.
    loose = any(
        fit and line.text[:1].islower() and _goes_on(line) for fit, line in zip(fits, lines[1:], strict=True)
    )
    # Where no line but the first begins within a sentence, one deliberate break shows that all are.
    entries = all(fresh) and (any(fits) or _are_short(lines))
    out = []
    for (previous, line), new, fit in zip(pairwise(lines), fresh, fits, strict=True):
        if not new or heading:
            out.append(new and _other_letters(previous, line))
        else:
            figures = _FIGURE.fullmatch(previous.text) and _FIGURE.fullmatch(line.text)
            room = entries or (fit and not loose)
            out.append(room or bool(figures) or _other_letters(previous, line))
    return out


def _goes_on(line: TextLine) -> bool:
    """Return whether a line begins within a sentence."""
    start = line.text.lstrip("“\"'‘")[:1]
    return not (start.isupper() or start.isdigit() or start in "€£$+•✓©") and not _CONTACT.match(line.text)


def _fitted(previous: TextLine, line: TextLine, left: float, right: float, least: float) -> bool:
    """Return whether the first word of `line` would have fitted on the line before, with `least` points free.

    The paragraph reaches from `left` to `right`.
    """
    em = previous.size
    if abs(previous.baseline - line.baseline) < 0.3 * em or line.baseline < previous.baseline:
        return False  # beside it, or in another column
    room = right - previous.x1
    middle = (previous.x0 + previous.x1 - left - right) / 2
    if abs(middle) < _CENTRED * em:
        room += previous.x0 - left
    word = len(line.text.split(maxsplit=1)[0]) / max(len(line.text), 1) * (line.x1 - line.x0)
    return room > max(_WIDER * word + _SLACK * em, least)


def _other_letters(previous: TextLine, line: TextLine) -> bool:
    """Return whether two lines are each set in one typeface, and not the same."""
    above, below = ({(w.face, w.bold, w.italic) for w in each.words} for each in (previous, line))
    if len(above) > 1 or len(below) > 1:
        return False
    sizes = sorted((previous.size, line.size))
    return above != below or sizes[1] > 1.08 * sizes[0]


def _are_short(lines: Sequence[TextLine]) -> bool:
    """Return whether the lines are entries of a list without marks: all short, and no sentences."""
    return len(lines) >= _ENTRIES and all(
        len(line.text.split()) <= _ENTRY_WORDS and not _SENTENCE.search(line.text) for line in lines
    )
