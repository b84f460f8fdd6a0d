"""Sentences of a text, as offsets."""

from __future__ import annotations

import re
from itertools import pairwise

from workingregions.corpus.records import Passage

_SENTENCE_END = re.compile(r"(?<=[.!?;:])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ•£$€¥])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|al|No|Nos|Dr|Mr|Mrs|Ms|Prof|St|Sen|Rep|Gov|U\.S|U\.K|Inc|Ltd|Co|Corp|Dept|pp|p"
    r"|vol|ed|eds|Fig|Figs|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)|\b[A-Z])\.$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return offsets (start, end) of the sentences of `text`, without the white space between them.

    Line breaks end a sentence only after terminal punctuation; common abbreviations do not end one.
    """
    cuts = [0]
    for gap in _SENTENCE_END.finditer(text):
        if text[gap.start() - 1] == "." and _ABBREVIATION.search(
            text[max(0, gap.start() - 12) : gap.start()]
        ):
            continue
        if text[gap.start() - 1] in ";:" and "\n" not in gap.group():
            continue
        cuts.append(gap.end())
    cuts.append(len(text))
    found = []
    for start, end in pairwise(cuts):
        stripped = text[start:end]
        lead = len(stripped) - len(stripped.lstrip())
        body = stripped.strip()
        if body:
            found.append((start + lead, start + lead + len(body)))
    return found


def statements(passage: Passage) -> list[tuple[int, int]]:
    """Return offsets of a passage's sentences, for quoting, without the headings at its start.

    A heading has no full stop, so that `sentences` treats it and what follows as one. A passage of headings
    alone keeps them.
    """
    headings = {" ".join(heading.split()) for heading in passage.section}
    start = 0
    for piece in passage.pieces:
        if " ".join(passage.text[piece.start : piece.end].split()) not in headings:
            break
        start = piece.end
    found = [(start + a, start + b) for a, b in sentences(passage.text[start:])]
    return found or sentences(passage.text)


def stretches(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text`; a line break ends one too."""
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        found.extend((line.start() + s, line.start() + e) for s, e in sentences(line.group()))
    return found
