"""Regions to paragraphs, and lines to one text with the words that line ends tore put together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from workingregions.corpus.records import Box, Span
from workingregions.ingest.pdf.lines import Line

BULLET = re.compile(r"^(?:[•▪■□❖➢→✓☑●○◦‣⁃∙·*►▶◆◊»–—-]|o(?=\s))\s")
NUMBERED = re.compile(r"^(?:\(?(?:\d{1,2}|[ivx]{1,5}|[a-z])[.)]|\[\d{1,3}\])\s")
_END = re.compile(r"[.!?:;”\"')\]]\W*\d{0,3}$")
_HYPHENED = re.compile(r"([^\W\d_]{2,})-$")


@dataclass(frozen=True, slots=True)
class Joined:
    """A text made of lines, with where each line's words are in it."""

    text: str
    spans: tuple[Span, ...]


def split_paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Cuts the lines of one region where a paragraph, list item or heading starts."""
    if len(lines) < 2:
        return [list(lines)]
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    steps = [b.baseline - a.baseline for a, b in itertools.pairwise(lines)]
    pitch = median(steps)
    starts = sorted(line.x0 for line in lines)
    margin = starts[len(starts) // 4] if len(starts) > 3 else left
    # Centred lines have a left edge each: indents mean nothing there.
    ragged = sum(abs(x - margin) > 0.5 * lines[0].size for x in starts) > 0.5 * len(starts)
    out = [[lines[0]]]
    for previous, line, step in zip(lines, lines[1:], steps, strict=False):
        if _starts(previous, line, step > max(1.25 * pitch, pitch + 2), margin, right, ragged, out[-1]):
            out.append([])
        out[-1].append(line)
    return out


def _starts(
    previous: Line, line: Line, gap: bool, margin: float, right: float, ragged: bool, so_far: list[Line]
) -> bool:
    if gap or BULLET.match(line.text):
        return True
    ended = bool(_END.search(previous.text))
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


def _listed(lines: Sequence[Line]) -> bool:
    return bool(BULLET.match(lines[0].text) or NUMBERED.match(lines[0].text))


def join_lines(lines: Sequence[tuple[int, Line, Box]], vocabulary: frozenset[str] = frozenset()) -> Joined:
    """One running text of (page, line, box as shown) with a span each.

    A hyphen at a line's end goes when the next line goes on in small letters, unless the document
    writes the word with its hyphen elsewhere (`vocabulary`, words in lower case).
    """
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for page, line, box in lines:
        text = line.text
        if parts:
            torn = _HYPHENED.search(parts[-1])
            if torn and text[:1].islower():
                first = re.match(r"[^\W\d_]*", text)
                whole = f"{torn.group(1)}-{first.group() if first else ''}".lower()
                if whole not in vocabulary:
                    parts[-1] = parts[-1][:-1]
                    length -= 1
                    spans[-1] = Span(
                        start=spans[-1].start, end=length, page=spans[-1].page, box=spans[-1].box
                    )
            elif parts[-1].endswith("\u00ad"):
                parts[-1] = parts[-1][:-1]
                length -= 1
                spans[-1] = Span(start=spans[-1].start, end=length, page=spans[-1].page, box=spans[-1].box)
            elif not (
                parts[-1].endswith("-") and text[:1].isalnum() and not parts[-1].endswith((" -", "--"))
            ):
                parts.append(" ")
                length += 1
        spans.append(Span(start=length, end=length + len(text), page=page, box=box))
        parts.append(text)
        length += len(text)
    return Joined("".join(parts), tuple(spans))
