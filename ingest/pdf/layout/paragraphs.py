"""Regions to paragraphs, and lines to one text, with words rejoined at line ends."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from workingregions.corpus.boxes import Row
from workingregions.corpus.files import lines
from workingregions.corpus.records import Box, Span
from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.layout.spans import line_row
from workingregions.ingest.text import word_shares

BULLET = re.compile(r"^(?:[→○⁃∙·*◊»–—-]|o(?=\s))\s|^[•▪■□❖➢✓☑●◦‣►▶◆]\s?(?=\S)")
NUMBERED = re.compile(r"^(?:\(?(?:\d{1,2}|[ivx]{1,5}|[a-z])[.)]|\[\d{1,3}\])\s")
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?\s*$|…{2,}|_{5,}\s*\d|(?:\. ){3,}")
_LEADER_REACH = 400
_SIGN = frozenset("•▪■●◦‣►▶◆❖➢")
_END = re.compile(r"[.!?:;”\"')\]]\W*\d{0,3}$")
_COMPOUND = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{2,}|[^\W\d_]{6,}")
_LETTERS = re.compile(r"[^\W\d_]*")
_COMMON = -17.5  # log2 of a word's share of running text: about five in a million
_ENGLISH = re.compile(r"\b(?:the|of|and|to|is|for|by|with|that|at)\b")
_HYPHENED = re.compile(r"([^\W\d_]{2,})-$")


@dataclass(frozen=True, slots=True)
class Joined:
    """A text made of lines, with the position of each line's words in it, and of characters on lines."""

    text: str
    spans: tuple[Span, ...]
    rows: tuple[Row, ...] = ()


def has_leader(text: str) -> bool:
    """Return whether a line ends like one of a contents page: dots that lead to a number."""
    text = text[-_LEADER_REACH:]  # of a longer row of dots, any part is one
    return any(sign in text for sign in ("...", ". . ", "……", "____")) and bool(_LEADER.search(text))


def split_paragraphs(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Cut the lines of one region where a paragraph, list item or heading starts."""
    if len(lines) < 2:
        return [list(lines)]
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    steps = [b.baseline - a.baseline for a, b in itertools.pairwise(lines)]
    pitch = median(steps)
    starts = sorted(line.x0 for line in lines)
    margin = starts[len(starts) // 4] if len(starts) > 3 else left
    # Each centred line has its own left edge: indents are meaningless there.
    ragged = sum(abs(x - margin) > 0.5 * lines[0].size for x in starts) > 0.5 * len(starts)
    out = [[lines[0]]]
    for previous, line, step in zip(lines, lines[1:], steps, strict=False):
        if _starts(previous, line, step > max(1.25 * pitch, pitch + 2), margin, right, ragged, out[-1]):
            out.append([])
        out[-1].append(line)
    return out


def split_bullets(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Cut the lines of one paragraph at bullets within a line, where it has two or more."""
    marks = Counter(word.text for line in lines for word in line.words if word.text in _SIGN)
    if not any(word.text in _SIGN for line in lines for word in line.words[1:]) or sum(marks.values()) < 2:
        return [list(lines)]
    out: list[list[TextLine]] = [[]]
    for line in lines:
        starts = [i for i, word in enumerate(line.words) if word.text in _SIGN]
        for a, b in itertools.pairwise([0, *(i for i in starts if i), len(line.words)]):
            if a in starts and out[-1]:
                out.append([])
            whole = b - a == len(line.words)
            out[-1].append(line if whole else TextLine(line.words[a:b], line.order + a))
    return out


def _starts(
    previous: TextLine,
    line: TextLine,
    gap: bool,
    margin: float,
    right: float,
    ragged: bool,
    so_far: list[TextLine],
) -> bool:
    if previous.heading != line.heading or gap or BULLET.match(line.text) or has_leader(previous.text):
        return True
    ended = bool(_END.search(previous.text[-8:]))
    room = right - previous.x1 > line.words[0].x1 - line.words[0].x0 + 0.9 * line.size
    if NUMBERED.match(line.text) and (ended or room):
        return True
    if line.bold != previous.bold and (room or ended) and line.text[:1].isupper():
        return True
    if ragged:
        return ended and room and line.text[:1].isupper() and right - line.x0 > 12 * line.size
    indented = line.x0 - margin > 0.7 * line.size
    hanging = so_far[0].x0 < line.x0 - 0.5 * line.size and len(so_far) == 1
    if (
        indented
        and previous.x0 - margin < 0.4 * line.size
        and (ended or room)
        and not _listed(so_far)
        and not (hanging and not ended)
    ):
        return True
    outdented = previous.x0 - line.x0 > 0.7 * line.size and len(so_far) > 1
    if outdented and abs(line.x0 - margin) < 0.4 * line.size and (ended or _listed(so_far)):
        return True
    return ended and room and (line.text[:1].isupper() or line.text[:1].isdigit())


def _listed(lines: Sequence[TextLine]) -> bool:
    return bool(BULLET.match(lines[0].text) or NUMBERED.match(lines[0].text))


def written_words(texts: Iterable[str]) -> frozenset[str]:
    """Return, in lower case, the words of `texts` (lines) with an inner hyphen, and the long ones without."""
    return frozenset(word.lower() for text in texts for word in _COMPOUND.findall(text))


def join_lines(
    page: int,
    lines: Sequence[tuple[TextLine, Box]],
    written: frozenset[str],
    breaks: Sequence[bool] = (),
) -> Joined:
    """Return one running text of the lines of a page, with one span per line.

    `breaks` holds, for each line but the last, whether its line break is kept; see `kept_breaks`.

    A hyphen at a line's end is dropped when the next line continues in small letters, unless the word keeps
    its hyphen: the document writes it so elsewhere (`written`), it ends like a compound (`-based`), or both
    halves are words of English text but not the whole, and the document does not write it whole.
    """
    text = ""
    ends: list[tuple[int, int]] = []
    for (line, _), kept in zip(lines, [False, *(breaks or [False] * (len(lines) - 1))], strict=True):
        if kept:
            text += "\n"
        elif text:
            torn = _HYPHENED.search(text[-40:]) if text.endswith("-") else None
            if torn and line.text[:1].islower():
                if not _keeps_hyphen(torn.group(1), line.text, written, text[-300:]):
                    text = text[:-1]
            elif text.endswith("\u00ad"):
                text = text[:-1]
            elif not (text.endswith("-") and line.text[:1].isalnum() and not text.endswith((" -", "--"))):
                text += " "
        start = len(text)
        text += line.text
        ends.append((start, len(text)))
    spans = [
        # A hyphen that was dropped took a character from the line before.
        Span(start=start, end=min(end, ends[i + 1][0] if i + 1 < len(ends) else end), page=page, box=box)
        for i, ((start, end), (_, box)) in enumerate(zip(ends, lines, strict=True))
    ]
    rows = [line_row(line, s.start, s.end - s.start) for s, (line, _) in zip(spans, lines, strict=True)]
    return Joined(text, tuple(spans), tuple(rows))


def _keeps_hyphen(first: str, following: str, written: frozenset[str], before: str) -> bool:
    rest = _LETTERS.match(following)
    second = rest.group().lower() if rest else ""
    if f"{first}-{second}".lower() in written:
        return True
    if f"{first}{second}".lower() in written:
        return False
    if second in _tails() or (first.lower() in _heads() and len(second) > 3):
        return True
    return _are_two(first.lower(), second) and bool(_ENGLISH.search(before) or _ENGLISH.search(following))


def _are_two(first: str, second: str) -> bool:
    """Return whether two halves are common English words, and their union is not a word."""
    words = word_shares()
    return (
        min(len(first), len(second)) > 3
        and min(words.get(first, -99.0), words.get(second, -99.0)) > _COMMON
        and first + second not in words
    )


@lru_cache(maxsize=1)
def _tails() -> frozenset[str]:
    return _word_list("compound_tails.txt")


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    return _word_list("compound_heads.txt")


def _word_list(name: str) -> frozenset[str]:
    return frozenset(word for line in lines(__package__, name) for word in line.partition("#")[0].split())
